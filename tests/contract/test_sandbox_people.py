"""What people can do in the sandbox, and what the bot's answers do to their screens."""

import asyncio
import re
from pathlib import Path

import pytest

from sandbox import ActError
from sandbox.control import routes
from sandbox.slack import ACTS
from tests.contract.conftest import MODAL, SELECT, plain

MAYA, LENA, COMMS = "U0MAYA", "U0LENA", "C0COMMS"
OTHER = {**MODAL, "title": plain("Another")}
TYPED = {"text": {"text": {"value": "Is it safe?"}}}


@pytest.fixture
def submitted(sandbox, listener, view):
    """Maya presses Ask; the bot answers so."""

    async def submit(answer="", values=TYPED):
        listener.answers = [answer]
        return await sandbox.act({"do": "submit", "as": MAYA, "view_id": view, "values": values})

    return submit


def titles(answer):
    """The modals on the screen, bottom to top."""
    return [modal["title"]["text"] for modal in answer["modals"]]


# --- modals


async def test_an_empty_answer_closes_the_modal(submitted):
    assert titles(await submitted()) == []


async def test_clear_closes_all_of_them(sandbox, client, submitted):
    await client.views_push(trigger_id=sandbox.core.new_trigger(MAYA), view=OTHER)

    assert titles(await submitted({"response_action": "clear"})) == []


async def test_update_and_push_show_another_view(submitted):
    assert titles(await submitted({"response_action": "push", "view": OTHER})) == ["Ask", "Another"]
    assert titles(await submitted({"response_action": "update", "view": OTHER})) == ["Another", "Another"]


async def test_errors_are_shown_and_the_words_stay(sandbox, submitted, view):
    answer = await submitted({"response_action": "errors", "errors": {"text": "Too vague"}})

    assert answer["modals"][0]["errors"] == {"text": "Too vague"}
    assert answer["modals"][0]["state"]["values"]["text"]["text"]["value"] == "Is it safe?"


@pytest.mark.parametrize(
    "answer",
    [
        500,
        404,
        "thanks",
        {"response_action": "shout"},
        {"response_action": "errors"},
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"card": "not an input"}},
        {"response_action": "errors", "errors": {"text": ""}},
        {"response_action": "update"},
        {"response_action": "update", "view": {**MODAL, "type": "home"}},
        {"response_action": "update", "view": {**MODAL, "title": plain("x" * 25)}},
    ],
)
async def test_an_answer_that_slack_does_not_take_leaves_the_modal_open_with_the_words(
    sandbox, submitted, view, answer
):
    shown = await submitted(answer)

    assert titles(shown) == ["Ask"]
    assert shown["error"]
    assert shown["modals"][0]["state"]["values"]["text"]["text"]["value"] == "Is it safe?"
    assert sandbox.core.modals.find(view).trouble
    assert sandbox.deliveries[-1]["error"] == shown["error"]


@pytest.mark.parametrize("value", ["", None, "x" * 21])
async def test_slacks_client_sends_no_modal_that_is_not_filled_in(listener, submitted, value):
    answer = await submitted(values={"text": {"text": {"value": value}}})

    assert list(answer["modals"][0]["errors"]) == ["text"]
    assert listener.heard == []


async def test_a_field_that_is_not_there_can_not_be_filled_in(submitted):
    with pytest.raises(ActError):
        await submitted(values={"colour": {"colour": {"value": "red"}}})


async def test_closing_is_told_only_where_it_was_asked_for(sandbox, listener, client, view):
    silent = await client.views_push(
        trigger_id=sandbox.core.new_trigger(MAYA), view={**OTHER, "notify_on_close": False}
    )
    await sandbox.act({"do": "close", "as": MAYA, "view_id": silent["view"]["id"]})
    assert listener.heard == []

    await sandbox.act({"do": "close", "as": MAYA, "view_id": view})
    (closed,) = await listener.all(sandbox)
    assert (closed["type"], closed["view"]["id"], closed["is_cleared"]) == ("view_closed", view, False)
    assert closed["view"]["state"] == {"values": {}}


async def test_nobody_acts_on_anothers_screen_or_in_anothers_channel(sandbox, view, card):
    for act in (
        {"do": "submit", "as": LENA, "view_id": view},
        {"do": "say", "as": LENA, "channel": COMMS, "text": "x"},
        {"do": "say", "as": LENA, "channel": "C0PRIVATE", "text": "x"},
        {"do": "edit", "as": LENA, "channel": COMMS, "ts": card, "text": "x"},
        {"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": "shout"},
        {"do": "say", "as": "U0NOBODY", "channel": COMMS, "text": "x"},
        {"do": "shout", "as": MAYA},
    ):
        with pytest.raises(ActError):
            await sandbox.act(act)


async def test_two_presses_at_once_are_two_deliveries(sandbox, listener, view, card):
    click = {"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": "approve"}
    submit = {"do": "submit", "as": MAYA, "view_id": view, "values": TYPED}
    gate, listener.hold = listener.hold, asyncio.Barrier(4)  # all four are heard before one is answered
    answers = await asyncio.gather(*(sandbox.act(act) for act in (click, click, submit, submit)))
    listener.hold = gate

    assert [answer["status"] for answer in answers] == [200] * 4
    bodies = await listener.all(sandbox)
    assert len({body["trigger_id"] for body in bodies}) == 4
    assert len({body["view"]["hash"] for body in bodies if body["type"] == "view_submission"}) == 1
    assert sandbox.core.modals.find(view) is None


# --- answers to commands, actions and menus


async def test_a_commands_answer_is_a_whisper_unless_it_says_otherwise(sandbox, listener, client):
    for answer in ({"text": "psst"}, {"text": "all", "response_type": "in_channel"}, ""):
        listener.answers = [answer]
        await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask", "text": "x"})

    said = [what for what in sandbox.workspace.channels[COMMS].messages.values() if what.bot_id]
    assert [(what.text, what.ephemeral_for) for what in said] == [("psst", MAYA), ("all", "")]


async def test_a_command_that_fails_is_told_by_slackbot(sandbox, listener):
    listener.answers = [500, {"text": "x", "blocks": [{"type": "shout"}]}]
    command = {"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask", "text": "x"}

    assert [(await sandbox.act(command))["error"] for _ in range(2)] == ["dispatch_failed", "invalid_blocks"]


async def test_only_commands_and_shortcuts_of_the_manifest_are_there(sandbox, listener, said):
    sandbox.use_manifest({"features": {"slash_commands": [{"command": "/ask"}]}})

    await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask"})
    with pytest.raises(ActError):
        await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/shout"})
    with pytest.raises(ActError):
        await sandbox.act({"do": "shortcut", "as": MAYA, "channel": COMMS, "ts": said, "callback_id": "ask_expert"})


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ({"options": [{"text": plain("Flu"), "value": "flu"}]}, True),
        ({"option_groups": [{"label": plain("A"), "options": [{"text": plain("Flu"), "value": "flu"}]}]}, True),
        ({"options": []}, False),
        ({"options": [{"text": plain("Flu"), "value": "flu"}] * 101}, False),
        ({"options": [{"text": plain("x" * 76), "value": "flu"}]}, False),
        ("", False),
        (500, False),
    ],
)
async def test_suggestions_have_to_be_what_slack_takes(sandbox, listener, view, answer, taken):
    listener.answers = [answer]
    shown = await sandbox.act({"do": "suggest", "as": MAYA, "view_id": view, "action_id": "topic", "query": "fl"})

    assert (shown == answer) is taken
    assert ("error" in shown) is not taken


async def test_a_choice_in_a_message_is_sent_and_kept(sandbox, listener, card):
    flu = {"text": plain("Flu"), "value": "flu"}
    choose = {"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": SELECT["action_id"]}
    await sandbox.act({**choose, "selected_option": flu})

    (body,) = await listener.all(sandbox)
    assert body["actions"][0]["selected_option"] == flu
    assert body["state"]["values"]["more"]["topic"]["selected_option"] == flu


@pytest.fixture
async def response_url(sandbox, listener, card):
    """Where the bot may answer Maya's click later."""
    await sandbox.act({"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": "approve"})
    (body,) = await listener.all(sandbox)
    return body["response_url"]


async def test_a_response_url_whispers_replaces_and_deletes(sandbox, session, card, response_url):
    where = sandbox.workspace.channels[COMMS]

    async def post(body):
        async with session.post(response_url, json=body) as response:
            return response.status

    assert await post({"text": "psst"}) == 200
    assert await post({"text": "Another card", "replace_original": True}) == 200
    assert where.messages[card].text == "Another card"
    assert await post({"delete_original": True}) == 200
    assert card not in where.messages
    assert await post({"text": "too late", "replace_original": True}) == 404
    assert [what.text for what in where.messages.values() if what.ephemeral_for == MAYA] == ["psst"]


async def test_a_response_url_works_five_times_for_half_an_hour(sandbox, session, response_url):
    async def post():
        async with session.post(response_url, json={"text": "psst"}) as response:
            return response.status

    assert [await post() for _ in range(6)] == [200] * 5 + [404]
    sandbox.core.responses[response_url.rpartition("/")[2]].uses = 0
    sandbox.clock.move(30 * 60 + 1)
    assert await post() == 404


async def test_a_response_url_of_a_deleted_channel_leads_nowhere(sandbox, session, response_url):
    await sandbox.act({"do": "delete_channel", "as": MAYA, "channel": COMMS})

    async with session.post(response_url, json={"text": "psst"}) as response:
        assert response.status == 400


# --- accounts and direct messages


async def test_a_closed_account_is_in_no_channel_and_acts_no_more(sandbox):
    await sandbox.act({"do": "deactivate", "as": "U0PRIYA", "user": LENA})

    assert all(LENA not in where.members for where in sandbox.workspace.channels.values() if where.kind == "channel")
    with pytest.raises(ActError):
        await sandbox.act({"do": "say", "as": LENA, "channel": "C0INFECT", "text": "x"})


async def test_people_write_to_the_app_only_where_its_manifest_lets_them(sandbox, listener):
    tabs = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    sandbox.use_manifest({"features": {"app_home": tabs}})
    write = {"do": "say", "as": MAYA, "channel": "D0MAYA", "text": "x"}
    with pytest.raises(ActError, match="turned off"):
        await sandbox.act(write)

    sandbox.use_manifest({"features": {"app_home": {**tabs, "messages_tab_read_only_enabled": False}}})
    assert (await sandbox.act(write))["ts"]


def test_everything_people_and_players_can_do_is_documented(sandbox):
    page = (Path(__file__).parents[2] / "docs" / "sandbox-api.md").read_text()
    addresses = {route.path for route in routes(sandbox) if route.path.startswith("/sandbox/")}

    assert {name for name in [*ACTS, *sandbox.troubles.as_json()] if name not in re.findall(r"\w+", page)} == set()
    assert {path for path in addresses if path not in page} == set()


@pytest.mark.parametrize("gone", [{"view_id": "V0GONE"}, {"action_id": "gone"}])
async def test_a_list_that_went_while_somebody_typed_into_it_has_nothing_to_choose(sandbox, listener, view, gone):
    typed = {"do": "suggest", "as": MAYA, "view_id": view, "action_id": "topic", "query": "fl"}

    assert await sandbox.act(typed | gone) == {"options": []}
