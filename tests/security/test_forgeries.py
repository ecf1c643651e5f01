"""Values that no card of ours holds: other ids, huge numbers, nonsense. Refused kindly, and nothing changes."""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from bot.db import organisations
from bot.handlers import TABLES
from bot.lifecycle import Stage
from tests.security.acts import ACTS, WINDOWS, WITHOUT_QUESTION, acts
from tests.security.house import DESK, HOME, OUTSIDERS, ROLES, House
from tests.security.stages import BESIDE, CANARY, revision

NO_IDS = ["", "0", "2", "-1", "1.0", "1e3", "abc", "²", "١", " 1", "None", str(2**31), str(2**63), "9" * 5000, "[]"]
NO_METADATA = [
    *("", "{}", "null", "[1]", '"x"', "7", "{", "not JSON", "[" * 100_000, '{"question":' * 500, "x" * 3001),
    *(json.dumps({"question": value, "revision": 1}) for value in (None, True, 2, -1, 1.5, "x", [], {}, 2**31, 2**70)),
    *(json.dumps({"question": 1, "revision": value}) for value in (None, "x", [], {}, 2**31, 2**70)),
    '{"question": NaN, "revision": Infinity}',
    '{"question": ' + "9" * 5000 + "}",
    '{"question": "\\u0000\\ud800"}',
]
NAMES_A_QUESTION = [name for name in TABLES["block_actions"] if name not in WITHOUT_QUESTION | {"words", "entry_words"}]
WITH_REVISION = ("edit_draft",)  # of the windows


class Watched:
    """What a delivery changed, against what stood before."""

    def __init__(self, house: House) -> None:
        self.house, self.before = house, house.state()

    def wrong(self, status: int, *, refused: bool = True) -> list[str]:
        found = [f"status {status}"] if status != 200 else []
        found += [name for name, rows in self.house.state().items() if rows != self.before[name]]
        audited = self.house.refusals()
        found += ["not refused"] if refused and not audited else []
        found += [f"told {text}" for *_, text in audited if CANARY in text or len(text) < 30]
        self.house.sql.execute("DELETE FROM audit WHERE move = 'refused'")
        return found


async def test_buttons_with_values_that_were_never_ours_are_refused(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    watched, wrong = Watched(house), []
    values = cycle(NO_IDS)
    for name in NAMES_A_QUESTION:
        for value in islice(values, 4):
            answer = await house.click(name, f"{value}:1:1", user="U0FAY")
            wrong += [(name, value[:20], found) for found in watched.wrong(answer.status)]
    assert wrong == []


async def test_the_later_parts_of_a_value_may_be_anything(house: House, stages: dict[Stage, Path]):
    broken = [
        "x> <!channel> <@y",
        "U0GUS",
        "U0GHOST",
        "U0SVEN",
        "U0DEE",
        "²",
        "9" * 400,
        "",
        f"{DESK}:",
        ":1.0",
        "\x00",
    ]
    tried = [(Stage.CHOOSING, "use_entry", "U0FAY"), (Stage.CHOOSING, "adapt_entry", "U0FAY")]
    tried += [(Stage.AWAITING_ANSWER, "pass_to", "U0LENA"), (Stage.AWAITING_ANSWER, "is_answer", "U0LENA")]
    tried += [(Stage.AWAITING_SIGN_OFF, "sign_off", "U0LENA"), (Stage.AWAITING_APPROVAL, "approve", "U0AGNES")]
    for stage, name, user in tried:
        house.restore(stages[stage])
        watched = Watched(house)
        for rest in broken:
            if name in ("sign_off", "approve"):
                answer = await house.click(name, f"1:{rest or 'x'}", user=user)
            elif name == "pass_to" and not rest:
                continue  # without a name it goes to the next in the list
            else:
                answer = await house.click(name, f"1:1:{rest}", user=user)
            assert watched.wrong(answer.status) == [], (name, rest)


async def test_a_stale_revision_signs_and_approves_nothing(house: House, stages: dict[Stage, Path]):
    for stage, name, user in (
        (Stage.AWAITING_SIGN_OFF, "sign_off", "U0LENA"),
        (Stage.AWAITING_APPROVAL, "approve", "U0AGNES"),
    ):
        house.restore(stages[stage])
        watched = Watched(house)
        for stale in (0, await revision(house) - 1, await revision(house) + 1):
            answer = await house.click(name, f"1:{stale}", user=user)
            assert watched.wrong(answer.status) == [], (name, stale)


async def test_windows_that_remember_what_we_never_told_them_are_refused(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    watched, wrong = Watched(house), []
    for callback in TABLES["view_submission"]:
        if callback in ("answers", "intake"):
            continue
        for metadata in NO_METADATA:
            question = _question_in(metadata)
            if question == 1 and callback not in WITH_REVISION:
                continue  # the others take no revision from it
            answer = await house.submit(callback, {"words": "x"}, metadata, user="U0LENA")
            wrong += [(callback, metadata[:40], found) for found in watched.wrong(answer.status)]
            assert json.loads(answer.body)["response_action"] in ("errors", "update"), answer.body
    assert wrong == []


def _question_in(metadata: str) -> object:
    try:
        found = json.loads(metadata)
    except (ValueError, RecursionError):
        return None
    question = found.get("question") if isinstance(found, dict) else None
    return question if type(question) is int else None


@pytest.mark.parametrize(
    "metadata", [one for one in NO_METADATA if one.startswith(("[", '{"question"', "x", "not", '"', "7"))]
)
async def test_an_intake_that_names_no_question_of_ours_is_refused(house: House, metadata: str):
    watched = Watched(house)
    if _question_in(metadata) == 1:
        metadata = metadata.replace('"question": 1', '"question": 99')

    answer = await house.submit("intake", {"text": "Is it safe?"}, metadata, user="U0FAY")

    assert watched.wrong(answer.status) == []


@pytest.mark.parametrize("parent", [2, -1, "x", [], {"a": 1}, 2**31, 2**70, True, 1.5])
async def test_a_follow_up_of_nothing_is_refused(house: House, parent: object):
    watched = Watched(house)

    answer = await house.submit("intake", {"text": "Is it safe?"}, {"parent": parent}, user="U0FAY")

    assert watched.wrong(answer.status) == []


FIELDS: list[tuple[str, dict[str, Any]]] = [
    ("text", {"value": "x" * 3001}),
    ("asker", {"value": "x" * 40_000}),
    ("note", {"value": "x" * 3001}),
    ("suggestion", {"value": "x" * 3001}),
    ("link", {"value": "javascript:alert(1)"}),
    ("link", {"value": "https://"}),
    ("link", {"value": "https://x> <!channel> <https://y"}),
    ("link", {"value": "https://x.example/a b"}),
    ("account", {"selected_option": {"value": "another's"}}),
    ("topic", {"selected_option": {"value": "another's"}}),
]


@pytest.mark.parametrize(("name", "held"), FIELDS, ids=lambda value: str(value)[:40])
async def test_fields_that_cannot_be_taken_keep_the_window_open_and_say_why(
    house: House, name: str, held: dict[str, Any]
):
    watched = Watched(house)

    answer = await house.submit("intake", {"text": "Is it safe?"} | {name: held}, {}, user="U0FAY")

    assert json.loads(answer.body)["errors"].keys() == {name}
    assert watched.wrong(answer.status) == []


async def test_nobody_outside_the_workspace_can_be_named_as_the_expert(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_EXPERT])
    watched = Watched(house)
    seen = {"question": 1, "revision": 0, "stage": Stage.AWAITING_EXPERT}
    for user in ("U0GUS", "U0UMA", "U0ROBO", "U0DEE", "U0GHOST", "U0SVEN", "nobody", "<!channel>", "x> <@U1", "W" * 60):
        for fields in ({"user": {"selected_option": {"value": user}}}, {"anybody": {"selected_user": user}}):
            answer = await house.submit("assign", fields, seen, user="U0PRIYA")
            assert watched.wrong(answer.status) == [], user

    await house.submit("assign", {"anybody": {"selected_user": "U0NORA"}}, seen, user="U0PRIYA")

    assert house.sql.execute("SELECT expert FROM questions").fetchone() == ("U0NORA",)


@pytest.mark.parametrize(
    "blocks", [None, 5, "x", {}, [], [5], [{}], [{"type": "input"}], [{"type": "input", "block_id": 7}]]
)
async def test_a_window_whose_blocks_are_not_ours_is_answered(house: House, blocks: object):
    view = house.view("amend", {"text": ""}, {"question": 1}) | {"blocks": blocks}
    body = {"type": "view_submission", **house.who("U0FAY", HOME), "view": view}

    assert (await house.send(body)).status == 200
    typing = house.view("edit_draft", {"words": "x"}, {"question": 1}) | {"blocks": blocks}
    assert (await house.click("words", "x", user="U0LENA", view=typing)).status == 200


async def test_another_app_that_copies_our_key_settles_nothing(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_ANSWER])
    key, channel = house.sql.execute("SELECT key, channel FROM outbox ORDER BY id").fetchone()
    house.sql.execute("UPDATE outbox SET attempts = 1, unsure = 1 WHERE key = ?", (key,))
    said = {"type": "message", "channel": channel, "ts": "66.6", "bot_id": "B0EVIL", "user": "U0EVIL", "text": "x"}
    said |= {"metadata": {"event_type": "expertline_message", "event_payload": {"key": key}}}

    await house.event(said)
    assert house.sql.execute("SELECT ts FROM outbox WHERE key = ?", (key,)).fetchone() == (None,)

    await house.event(said | {"user": f"U{HOME}BOT"})
    assert house.sql.execute("SELECT ts FROM outbox WHERE key = ?", (key,)).fetchone() == ("66.6",)


# -- who doesn't work here


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_outsiders_can_do_nothing_and_hear_nothing_of_the_question(
    house: House, stages: dict[Stage, Path], role: str
):
    user = ROLES[role]
    for stage in (Stage.AWAITING_SIGN_OFF,):
        house.restore(stages[stage])
        watched = Watched(house)
        for name, act in acts():
            answer = await act(house, user, HOME)
            told = str(answer.body) + str(house.whispers())
            assert watched.wrong(answer.status, refused=False) == [], name
            assert CANARY not in told
            assert "dogs" not in told.lower()
        for said in _words_of(user):
            answer = await house.event(said)
            assert watched.wrong(answer.status, refused=False) == []
        assert house.slack.shown == []


def _words_of(user: str) -> Iterator[dict[str, Any]]:
    said = {"type": "message", "user": user, "user_team": "T0ABROAD" if user == "U0SVEN" else HOME}
    yield said | {"channel": DESK, "ts": "7.1", "thread_ts": "1.0", "text": "Dogs may never come."}
    yield said | {"channel": DESK, "ts": "7.2", "text": "Dogs may never come."}
    yield said | {"channel": "D1", "channel_type": "im", "ts": "7.3", "text": "Dogs may never come."}
    if user != "U0SVEN":
        yield {"type": "app_home_opened", "user": user, "tab": "home"}


async def test_a_guest_whom_the_organisation_file_names_may_do_what_it_says(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_APPROVAL])
    async with house.bot.db.transaction() as session:
        await organisations.set_person(session, HOME, "U0AGNES", name="Agnes", gone=False, guest=True)

    await house.click("approve", f"1:{await revision(house)}", user="U0AGNES")

    assert house.sql.execute("SELECT stage FROM questions").fetchone() == (Stage.AWAITING_PUBLICATION.value,)


async def test_where_slack_cannot_say_who_somebody_is_nothing_is_done_and_nothing_lost(house: House):
    await house.bot.slack.close()
    house.bot.slack.base_url = "http://127.0.0.1:9/api/"

    refused = await house.command("answers", "parrot", user="U0NORA")
    event = await house.event({"type": "message", "user": "U0NORA", "channel": DESK, "ts": "7.1", "text": "Hello"})

    assert "try again in a minute" in str(refused.body)
    assert event.status == 500  # so that Slack sends it again
    assert [row for row in house.rows()["inbox"] if "event" in row[0]] == []


async def test_slack_is_asked_once_about_each_person(house: House):
    for _ in range(3):
        await house.command("answers", "parrot", user="U0NORA")
        await house.command("answers", "parrot", user="U0GUS")

    assert [method for method, _ in house.slack.asked].count("users.info") == 2


async def test_an_org_wide_installation_without_a_workspace_changes_nothing(house: House):
    body = {
        "type": "block_actions",
        "user": {"id": "W0ALL", "team_id": "E0GRID"},
        "team": None,
        "enterprise": {"id": "E0GRID"},
        "is_enterprise_install": True,
        "trigger_id": "1.1",
        "actions": [{"action_id": "approve", "value": "1:1"}],
    }
    before = house.rows()

    answer = await house.send(body)

    assert (answer.status, house.rows(), house.slack.shown) == (200, before, [])


SISTER, STATE = "T0SISTER", "E0STATE"


@pytest.mark.parametrize(
    ("named", "says", "taken"),
    [
        ({"team": None, "enterprise": {"id": STATE}}, HOME, True),
        ({"team": None, "enterprise": {"id": STATE}}, STATE, False),
        ({"team": None, "enterprise": {"id": STATE}}, None, False),
        ({"team": {"id": SISTER}, "enterprise": None}, HOME, False),
    ],
)
async def test_a_click_counts_where_the_message_stands_and_of_strangers_it_is_refused_there(
    house: House, stages: dict[Stage, Path], named: dict[str, Any], says: str | None, taken: bool
):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    house.bot.installations.tokens[STATE] = house.bot.installations.tokens[HOME]
    pressed = {"type": "block_actions", "user": {"id": "U0LENA", "team_id": SISTER}, "trigger_id": "7.7", **named}
    value = f"1:{await revision(house)}"
    message = {"ts": "1.0", "bot_id": "B1", "team": says}

    answer = await house.send(
        pressed | {"channel": {"id": DESK}, "message": message, "actions": [{"action_id": "sign_off", "value": value}]}
    )

    assert answer.status == 200
    ((stage,),) = house.sql.execute("SELECT stage FROM questions WHERE id = 1").fetchall()
    assert (stage == Stage.AWAITING_APPROVAL.value) is taken, stage
    assert any("another workspace" in each for each in house.whispers()) is (named["team"] is not None)


@pytest.mark.parametrize(
    ("named", "shared", "user", "taken"),
    [
        (STATE, False, "U0LENA", True),
        (STATE, True, "U0LENA", False),  # other companies are in the channel: the organisation says nothing of her
        ("E0OTHER", False, "U0LENA", False),
        (None, False, "U0LENA", False),
        (STATE, False, "U0SVEN", False),  # Slack says that he is of another company
    ],
)
async def test_only_people_of_the_organisation_that_installed_it_are_colleagues_everywhere_in_it(
    house: House, stages: dict[Stage, Path], named: str | None, shared: bool, user: str, taken: bool
):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    house.bot.installations.tokens[STATE] = house.bot.installations.tokens[HOME]
    before = house.state()
    who = {"user": {"id": user, "team_id": SISTER}, "enterprise": {"id": named} if named else None}
    window = house.view("edit_draft", {"words": "Dogs may come."}, {"question": 1, "revision": await revision(house)})
    said = {
        "type": "message",
        "user": user,
        "user_team": SISTER,
        "channel": DESK,
        "ts": "7.1",
        "text": "Dogs may come.",
    }
    authorization = {"team_id": HOME, "enterprise_id": named, "is_enterprise_install": True}
    event = {"type": "event_callback", "team_id": HOME, "event_id": "EvSISTER", "event": said | {"thread_ts": "1.0"}}

    await house.send(event | {"authorizations": [authorization], "is_ext_shared_channel": shared})
    if not shared:  # no window tells of channels
        view = window | {"app_installed_team_id": HOME, "team_id": SISTER}
        await house.send({"type": "view_submission", **who, "team": None, "is_enterprise_install": True, "view": view})

    assert (house.state() != before) is taken


def test_every_way_to_act_is_tried():
    assert {name for name, _ in acts()} >= {*WINDOWS, *ACTS} - {"intake_stored"}
    assert BESIDE


async def test_what_may_mislead_is_not_signed_with_a_button_that_is_not_shown(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    house.sql.execute("UPDATE questions SET omissions = '[\"A limit is left out.\"]'")
    watched = Watched(house)

    answer = await house.click("sign_off", f"1:{await revision(house)}", user="U0LENA")

    assert watched.wrong(answer.status) == []


@pytest.mark.parametrize("place", [0, 1, 7])
async def test_a_text_that_no_longer_fits_what_was_written_is_not_taken(
    house: House, stages: dict[Stage, Path], place: int
):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    house.sql.execute("UPDATE questions SET others = '[\"Dogs are welcome everywhere.\"]'")
    watched = Watched(house)

    answer = await house.click("use_other", f"1:{await revision(house)}:{place}", user="U0LENA")

    assert watched.wrong(answer.status) == []
