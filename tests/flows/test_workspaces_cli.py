"""Many workspaces, from a shell."""

import json
from pathlib import Path

import pytest

from bot.slack.sealing import new_key
from tests.flows.playing import World
from tests.flows.test_workspaces import ONE, SAFE
from tests.flows.towns import HARBOUR, KEY, STATE, VALLEY, Country, country
from tests.living import connected, shell

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


HERE = ("--workspace", "T0HARBOUR")


@ONE
async def test_an_organisation_file_is_loaded_into_the_workspace_that_is_named(
    database_url: str, tmp_path: Path
) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        file = tmp_path / "org.yaml"
        file.write_text(FILE.format(comms="vera", duty="vida", expert="vito"))
        status, out = await shell("import", str(file), "--workspace", "T0VALLEY", **environment(land))
        assert (status, "Nobody has installed it. Open /slack/install" in out) == (2, True), out
        status, out = await shell("export", "answers", **environment(land))
        assert (status, "No workspace is known yet. Open /slack/install" in out) == (1, True), out

        await land.installer.installs("T0HARBOUR")
        await land.installer.installs(STATE["id"])
        valley = land.world(land.sandbox.beside("T0VALLEY"))
        status, out = await shell("import", str(file), "--workspace", "T0NOWHERE", **environment(land))
        assert (status, "no such workspace" in out) == (1, True), out
        status, out = await shell("import", str(file), "--workspace", "T0VALLEY", **environment(land))

        assert status == 0, out
        assert "(T0VALLEY)" in out
        await valley.vera.asks(SAFE)
        assert valley.desk.shows("forwarded by Vera Valley") or valley.channel("comms").shows(
            "forwarded by Vera Valley"
        )
        read = [call["body"]["team_id"] for call in land.calls("users.list") if call["response"]["ok"]]
        assert set(read) == {"T0VALLEY"}


@ONE
async def test_whatever_is_to_be_done_next_in_one_of_many_workspaces_names_it(
    database_url: str, tmp_path: Path
) -> None:
    async with country(database_url, HARBOUR) as land:
        await land.installer.installs("T0HARBOUR")
        file = tmp_path / "org.yaml"

        asked = [("import", "--from-workspace", "-o", str(file)), ("doctor",), ("export", "organisation")]
        told = [(await shell(*each, *HERE, **environment(land)))[1] for each in asked]

        assert f"python -m bot import {file} --workspace T0HARBOUR --check" in told[0]
        assert all("python -m bot import org.yaml --workspace T0HARBOUR" in each for each in told[1:])
        assert "#   python -m bot import org.yaml --workspace T0HARBOUR\n" in file.read_text()


@ONE
async def test_an_organisation_of_one_of_many_workspaces_is_written_out_with_names(database_url: str) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        await land.settled(HARBOUR)
        await land.installer.installs(STATE["id"])
        await land.organised(VALLEY)

        _, harbour = await shell("export", "organisation", *HERE, **environment(land))
        _, valley = await shell("export", "organisation", "--workspace", "T0VALLEY", **environment(land))

    assert "duty: '@hilde'" in harbour
    assert "duty: '@vida'" in valley  # with the organisation's token
    assert "desk: '#desk-water'" in valley


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


# -- the doctor


@ONE
async def test_the_doctor_goes_from_workspace_to_workspace(database_url: str) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        await land.settled(HARBOUR)
        await land.installer.installs(STATE["id"])
        valley = await land.organised(VALLEY)
        await valley.vera.types("/ask")

        status, out = await shell("doctor", **environment(land))

        assert status == 0, out
        common, harbour, valleys = out.split("\n\n")
        assert common.startswith("ok   the settings for Slack are there")
        assert harbour.startswith("Town of Harbour (T0HARBOUR)\n")
        assert valleys.startswith("State of Examples (T0VALLEY)\n")
        for told in (harbour, valleys):
            assert "ok   the scopes are those of the manifest" in told
            assert "ok   everybody and every desk in it can be reached" in told
            assert "ok   the bot can delete what it posts, and has" in told


@ONE
async def test_the_doctor_looks_at_the_workspace_that_is_named_and_tells_whose_each_finding_is(
    database_url: str,
) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        await land.settled(HARBOUR)
        await land.settled(VALLEY)

        status, out = await shell("doctor", "--json", "--workspace", "T0VALLEY", **environment(land))
        assert (status, {each["workspace"] for each in json.loads(out)}) == (0, {"", "T0VALLEY"})

        status, out = await shell("doctor", "--workspace", "T0MEADOW", **environment(land))
        assert status == 2
        assert "Town of Harbour" in out
        status, out = await shell("doctor", "--channel", "C0VALLEYWATER", **environment(land))
        assert status == 2
        assert "--workspace" in out


@ONE
async def test_one_workspace_that_is_ill_keeps_the_doctor_from_no_other(database_url: str) -> None:
    async with country(database_url, HARBOUR, VALLEY) as land:
        harbour = await land.settled(HARBOUR)
        await land.settled(VALLEY)
        for grant in harbour.sandbox.core.grants.values():
            grant.expires = 0.0

        status, out = await shell("doctor", "--json", **environment(land))
        bad = [(each["workspace"], each["checked"]) for each in json.loads(out) if not each["ok"]]
        assert (status, bad) == (1, [("T0HARBOUR", "Slack refuses the token (token_expired)")])

        status, out = await shell("doctor", "--json", **environment(land, TOKEN_KEYS=new_key()))
        bad = [each["workspace"] for each in json.loads(out) if "can't be opened" in each["checked"]]
        assert (status, bad) == (1, ["T0HARBOUR", "T0VALLEY"])

        _, out = await shell("doctor", "--workspace", "T0VALLEY", **environment(land, TOKEN_KEYS="a:QUJD"))
        assert "and 32 bytes in base64.\n" in out.partition("can't be opened")[2]


@ONE
async def test_where_nobody_has_installed_it_the_doctor_says_how(database_url: str) -> None:
    async with country(database_url, HARBOUR) as land:
        status, out = await shell("doctor", **environment(land))
        assert status == 1
        assert "/slack/install" in out

        status, out = await shell("doctor", **environment(land, TOKEN_KEYS="", SLACK_SIGNING_SECRET=""))
        assert "BAD  TOKEN_KEYS" in out
        assert "BAD  neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set" in out


async def test_the_doctor_says_whose_token_it_has_where_another_workspace_is_named(
    world: World, database_url: str
) -> None:
    status, out = await shell("doctor", "--workspace", "T0VALLEY", **connected(world.sandbox, database_url))

    assert status == 1
    assert "(T0RIVERSIDE), not for T0VALLEY" in out
    assert world.posted() == []
