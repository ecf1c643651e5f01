"""Many workspaces, from a shell."""

from pathlib import Path

import pytest

from tests.flows.test_cli import shell
from tests.flows.test_workspaces import ONE, SAFE
from tests.flows.towns import HARBOUR, KEY, STATE, VALLEY, Country, country

FILE = """\
name: Town
duty: "@{duty}"
desk: "#comms"
comms: ["@{comms}", "@{duty}"]
approvers: ["@{comms}", "@{duty}"]
departments:
  water:
    name: Water
    desk: "#desk-water"
    experts: ["@{expert}"]
accounts:
  main:
    handle: "@town"
    network: x
"""


def environment(land: Country, **more: str) -> dict[str, str]:
    known = land.sandbox.core.credentials
    return {
        "SLACK_API_URL": f"{land.sandbox.url}/api/",
        "SLACK_CLIENT_ID": known.client_id,
        "SLACK_CLIENT_SECRET": known.client_secret,
        "SLACK_SIGNING_SECRET": known.signing_secret,
        "DATABASE_URL": land.settings.database_url,
        "TOKEN_KEYS": KEY,
        **more,
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"TOKEN_KEYS": ""}, "`python -m bot keys` makes one"),
        ({"TOKEN_KEYS": "a:QUJD"}, "TOKEN_KEYS: number 1 must be"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET"),
    ],
    ids=["no_key", "bad_key", "half_the_app"],
)
async def test_without_what_it_needs_it_does_not_start_and_says_how_to_get_it(
    tmp_path: Path, more: dict[str, str], said: str
) -> None:
    given = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SLACK_SIGNING_SECRET": "s", "TOKEN_KEYS": KEY}

    status, out = await shell("serve", **given | more, DATABASE_URL=f"sqlite:///{tmp_path}/x.db")

    assert status == 2
    assert said in out
    assert "Traceback" not in out


@ONE
async def test_an_organisation_file_is_loaded_into_the_workspace_that_is_named(
    database_url: str, tmp_path: Path
) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        file = tmp_path / "org.yaml"
        file.write_text(FILE.format(comms="vera", duty="vida", expert="vito"))
        status, out = await shell("import", str(file), "--workspace", "T0VALLEY", **environment(land))
        assert (status, "none yet" in out) == (2, True)

        await land.installer.installs("T0HARBOUR")
        await land.installer.installs(STATE["id"])
        valley = land.world(land.sandbox.beside("T0VALLEY"))
        await valley.vera.types("/ask")  # the organisation's workspaces are known from their first delivery
        status, out = await shell("import", str(file), "--workspace", "T0VALLEY", **environment(land))

        assert status == 0, out
        assert "(T0VALLEY)" in out
        await valley.vera.asks(SAFE)
        assert valley.desk.shows("forwarded by Vera Valley") or valley.channel("comms").shows(
            "forwarded by Vera Valley"
        )
        for call in land.calls("users.list"):
            assert call["body"]["team_id"] == "T0VALLEY"


@ONE
async def test_keys_are_made_changed_and_counted(database_url: str) -> None:
    async with country(database_url, HARBOUR) as land:
        await land.installer.installs("T0HARBOUR")
        status, out = await shell("keys")
        assert status == 0
        new, old = out.splitlines()[0], KEY

        status, out = await shell("keys", "reseal", **environment(land, TOKEN_KEYS=new))
        assert (status, "Left as it is: Town of Harbour (T0HARBOUR)" in out) == (1, True)
        status, out = await shell("keys", "list", **environment(land, TOKEN_KEYS=f"{new},{old}"))
        assert f"{old.partition(':')[0]}: seals 1 (still needed)" in out
        status, out = await shell("keys", "reseal", **environment(land, TOKEN_KEYS=f"{new},{old}"))
        assert (status, out.startswith("1 sealed anew")) == (0, True)
        status, out = await shell("keys", "list", **environment(land, TOKEN_KEYS=f"{new},{old}"))

        assert f"{old.partition(':')[0]}: seals 0 (may go)" in out


async def test_a_manifest_for_many_needs_to_know_where_it_is_installed() -> None:
    status, out = await shell("manifest", "--many")

    assert status == 2
    assert "--url" in out
