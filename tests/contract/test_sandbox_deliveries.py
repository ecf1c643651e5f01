"""What the sandbox sends: signed as Slack signs, tried again as Slack does, and shaped like Slack's real payloads."""

import asyncio
import json

from sandbox.wire import signature
from tests.contract.validating import SLACK, needs_slack

BOT, MAYA, LENA, COMMS = "U0BOT", "U0MAYA", "U0LENA", "C0COMMS"
MANIFEST = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/ask"}],
        "shortcuts": [
            {"callback_id": "ask_expert", "type": "message", "name": "Ask"},
            {"callback_id": "new", "type": "global", "name": "New"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
}


# --- how it travels


@needs_slack
def test_the_signature_is_slacks_own():
    vector = json.loads((SLACK / "payloads" / "signature" / "vectors.json").read_text())

    assert signature(vector["signing_secret"], vector["timestamp"], vector["body"]) == vector["signature"]


async def test_events_are_json_and_all_else_is_a_form(sandbox, listener, card):
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()
    await sandbox.act({"do": "command", "as": MAYA, "channel": COMMS, "command": "/ask", "text": "what payload?"})
    await sandbox.act({"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": "approve"})

    form = "application/x-www-form-urlencoded"
    assert [one.headers["content-type"] for one in listener.heard] == ["application/json", form, form]
    assert listener.heard[1].fields["text"] == "what payload?"
    for one in listener.heard:
        stamp = one.headers["x-slack-request-timestamp"]
        assert stamp == str(int(sandbox.clock.now()))
        assert one.headers["x-slack-signature"] == signature("sandbox-signing-secret", stamp, one.raw)


async def test_the_address_is_verified_by_a_challenge(sandbox, listener):
    listener.answers = [{"challenge": "something else"}, lambda body: {"challenge": body["challenge"]}]

    assert [await sandbox.verify_url(), await sandbox.verify_url()] == [False, True]


# --- what is sent


async def test_an_act_is_heard_as_what_it_is(sandbox, listener, client, card, said):
    await sandbox.act({"do": "say", "as": LENA, "channel": "C0INFECT", "text": "see https://a.example & <@U0MAYA>"})
    await sandbox.act({"do": "edit", "as": MAYA, "channel": COMMS, "ts": said, "text": "Other words"})
    await sandbox.act({"do": "delete", "as": MAYA, "channel": COMMS, "ts": said})
    await sandbox.act({"do": "join", "as": MAYA, "channel": COMMS, "user": LENA})
    await sandbox.act({"do": "leave", "as": LENA, "channel": COMMS})
    await sandbox.act({"do": "rename", "as": MAYA, "channel": COMMS, "name": "press"})
    await sandbox.act({"do": "archive", "as": MAYA, "channel": COMMS})
    await sandbox.act({"do": "deactivate", "as": MAYA, "user": LENA})
    await sandbox.act({"do": "open_home", "as": MAYA})
    await sandbox.act({"do": "uninstall", "as": MAYA})

    events = [body["event"] for body in await listener.all(sandbox)]
    kinds = {(event["type"], event.get("subtype")) for event in events}
    assert kinds == {
        ("message", None),
        ("message", "message_changed"),
        ("message", "message_deleted"),
        ("message", "channel_join"),
        ("message", "channel_leave"),
        ("member_joined_channel", None),
        ("member_left_channel", None),
        ("channel_rename", None),
        ("channel_archive", None),
        ("user_change", None),
        ("app_home_opened", None),
        ("tokens_revoked", None),
        ("app_uninstalled", None),
    }
    spoken = next(event for event in events if event["type"] == "message" and not event.get("subtype"))
    assert spoken["text"] == "see <https://a.example> &amp; <@U0MAYA>"
    edited = next(event for event in events if event.get("subtype") == "message_changed")
    assert edited["message"]["ts"] == edited["previous_message"]["ts"] == said
    assert edited["message"]["text"] == "Other words"
    assert edited["ts"] == edited["event_ts"]
    deleted = next(event for event in events if event.get("subtype") == "message_deleted")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (said, "Other words")


async def test_a_deleted_root_leaves_a_tombstone_while_it_has_replies(sandbox, listener, said):
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "reply", "thread_ts": said})
    await sandbox.act({"do": "delete", "as": MAYA, "channel": COMMS, "ts": said})

    event = (await listener.all(sandbox))[-1]["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")


async def test_the_bot_hears_its_own_messages_with_their_metadata(sandbox, listener, client):
    metadata = {"event_type": "outbox", "event_payload": {"key": "question:42:card"}}
    ts = (await client.chat_postMessage(channel=COMMS, text="A card", metadata=metadata))["ts"]

    (body,) = await listener.all(sandbox)
    assert (body["event"]["ts"], body["event"]["bot_id"], body["event"]["user"]) == (ts, "B0EXPERTLINE", BOT)
    assert body["event"]["metadata"] == metadata


async def test_a_reply_shown_to_the_channel_names_its_root(sandbox, listener, said):
    reply = {"do": "say", "as": MAYA, "channel": COMMS, "text": "for all", "thread_ts": said, "broadcast": True}
    await sandbox.act(reply)

    (body,) = await listener.all(sandbox)
    assert body["event"]["subtype"] == "thread_broadcast"
    assert (body["event"]["thread_ts"], body["event"]["root"]["ts"]) == (said, said)


async def test_a_channel_without_the_bot_is_not_heard(sandbox, listener, said):
    await sandbox.act({"do": "leave", "as": MAYA, "channel": COMMS, "user": BOT})
    await sandbox.settled()
    listener.heard.clear()

    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Alone at last"})
    await sandbox.act({"do": "edit", "as": MAYA, "channel": COMMS, "ts": said, "text": "Alone"})

    assert await listener.all(sandbox) == []


async def test_only_what_the_manifest_subscribes_to_is_sent(sandbox, listener, said):
    sandbox.use_manifest(MANIFEST)
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.act({"do": "open_home", "as": MAYA})
    await sandbox.act({"do": "join", "as": MAYA, "channel": COMMS, "user": LENA})

    kinds = [body["event"]["type"] for body in await listener.all(sandbox)]
    assert kinds == ["message", "message"]


async def test_without_the_scope_an_event_says_only_what_kind_of_metadata_there_is(sandbox, listener, client):
    sandbox.use_manifest(MANIFEST)
    metadata = {"event_type": "kept", "event_payload": {"key": "question:1:card"}}
    await client.chat_postMessage(channel=COMMS, text="Hello", metadata=metadata)

    [body] = await listener.all(sandbox)
    assert body["event"]["metadata"] == {"event_type": "kept", "event_payload": {}}


# --- tried again


async def test_a_failed_event_is_tried_again_at_once_after_a_minute_and_after_five_more(sandbox, listener):
    listener.answers = [500, 500, 500, 500]
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    counts = []
    for seconds in (0, 59, 1, 299, 1, 3600):
        sandbox.clock.move(seconds)
        await sandbox.settled()
        counts.append(len(listener.heard))

    assert counts == [2, 2, 3, 3, 4, 4]
    assert [one.headers.get("x-slack-retry-num") for one in listener.heard] == [None, "1", "2", "3"]
    assert [one.headers.get("x-slack-retry-reason") for one in listener.heard[1:]] == ["http_error"] * 3
    assert len({one.raw for one in listener.heard}) == 1
    assert [entry["retry"] for entry in sandbox.deliveries if "retry" in entry] == [1, 2, 3]
    assert sandbox.events.waiting == 0


async def test_an_event_that_is_taken_is_not_tried_again(sandbox, listener):
    listener.answers = [500]
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()
    sandbox.clock.move(3600)
    await sandbox.settled()

    assert [entry["status"] for entry in sandbox.deliveries] == [500, 200]


async def test_the_bot_can_say_that_it_wants_no_second_try(sandbox, listener):
    listener.answers, listener.headers = [500], {"X-Slack-No-Retry": "1"}
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()

    assert (len(listener.heard), sandbox.events.waiting) == (1, 0)


async def test_events_of_a_channel_keep_their_order(sandbox, listener):
    for number in range(20):
        await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": str(number)})

    assert [body["event"]["text"] for body in await listener.all(sandbox)] == [str(number) for number in range(20)]


async def test_a_bot_that_takes_too_long_is_given_up_on(sandbox, listener, card, view):
    assert sandbox.delivery.timeout == 3.0
    sandbox.delivery.timeout = 0.05
    listener.hold.clear()
    acts = [
        {"do": "command", "command": "/ask", "text": "x"},
        {"do": "click", "ts": card, "action_id": "approve"},
        {"do": "submit", "view_id": view, "values": {"text": {"text": {"value": "Is it safe?"}}}},
    ]
    answers = await asyncio.gather(*(sandbox.act({"as": MAYA, "channel": COMMS, **act}) for act in acts))
    listener.hold.set()

    assert [answer["error"] for answer in answers] == ["operation_timeout"] * 3
    await sandbox.settled()
    assert len(listener.heard) == 3
    told = [what.text for what in sandbox.workspace.channels[COMMS].messages.values() if what.user == "USLACKBOT"]
    assert told == ['/ask failed with the error "operation_timeout"']
    assert answers[2]["modals"][0]["id"] == view
    assert sandbox.core.modals.find(view).trouble


async def test_a_late_event_is_tried_again_with_its_reason(sandbox, listener):
    sandbox.delivery.timeout = 0.05
    listener.hold.clear()
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()

    assert [entry["error"] for entry in sandbox.deliveries] == ["operation_timeout"] * 2
    assert listener.heard[1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_a_bot_that_is_down_is_told_of_and_tried_again(sandbox, listener, card):
    sandbox.delivery.bot_url = "http://127.0.0.1:1"
    answer = await sandbox.act({"do": "click", "as": MAYA, "channel": COMMS, "ts": card, "action_id": "approve"})
    await sandbox.act({"do": "say", "as": MAYA, "channel": COMMS, "text": "Hello"})
    await sandbox.settled()
    sandbox.delivery.bot_url = listener.url
    sandbox.clock.move(60)
    await sandbox.settled()

    assert answer["error"] == "dispatch_failed"
    (one,) = listener.heard
    assert (one.headers["x-slack-retry-num"], one.headers["x-slack-retry-reason"]) == ("2", "connection_failed")
