"""Deliveries written from Slack's documentation: the door takes them, and the sandbox sends their like."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.slack.door import Delivery, delivery_key, of_socket
from tests.contract.shapes import shape

SAMPLES = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parents[1] / "data/slack").glob("*.json"))
}
MAYA, LENA, PRIYA, COMMS = "U0MAYA", "U0LENA", "U0PRIYA", "C0COMMS"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_door_takes_it(name):
    body = SAMPLES[name]
    delivery = of_socket(body)

    assert isinstance(delivery, Delivery)
    assert (delivery.kind, delivery.team, delivery.enterprise) == ("event", "T061EG9R6", None)
    assert delivery.body == body
    assert delivery_key(body) == f"event:{body['event_id']}"


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("message_reply", "U02LENA5C"),
        ("thread_broadcast", "U02LENA5C"),
        ("message_changed", None),
        ("message_deleted", None),
        ("member_joined_channel", "U02LENA5C"),
        ("app_home_opened", "U02MAYA3R"),
        ("app_uninstalled", None),
        ("tokens_revoked", None),
        ("user_change", "U02LENA5C"),
    ],
)
def test_the_door_says_who_did_it_where_slack_says_so(name, user):
    assert of_socket(SAMPLES[name]).user == user


@pytest.fixture
async def sent(sandbox, listener, client, said) -> dict[str, Any]:
    """What the sandbox sends when people do all these things."""
    bodies: dict[str, Any] = {}

    async def act(name, who, /, **more):
        await sandbox.settled()
        listener.heard.clear()
        answer = await sandbox.act({"as": who, "channel": COMMS, **more})
        kind = SAMPLES[name]["event"]
        bodies[name] = next(
            body
            for body in await listener.all(sandbox)
            if (body["event"]["type"], body["event"].get("subtype")) == (kind["type"], kind.get("subtype"))
        )
        return answer

    reply = (await act("message_reply", MAYA, do="say", text="Yes", thread_ts=said))["ts"]
    await act("message_changed", MAYA, do="edit", ts=reply, text="No")
    await act("message_deleted", MAYA, do="delete", ts=reply)
    await act("thread_broadcast", MAYA, do="say", text="For all", thread_ts=said, broadcast=True)
    await act("message_changed_tombstone", MAYA, do="delete", ts=said)
    await act("message_im", MAYA, do="say", channel="D0MAYA", text="Here I am")
    await act("member_joined_channel", MAYA, do="join", user=LENA)
    await act("member_left_channel", LENA, do="leave")
    await act("app_home_opened", MAYA, do="open_home")
    await act("user_change", PRIYA, do="deactivate", user=LENA)
    await act("channel_rename", MAYA, do="rename", name="press")
    await act("channel_archive", MAYA, do="archive")
    await act("app_uninstalled", PRIYA, do="uninstall")
    bodies["tokens_revoked"] = next(
        body for body in await listener.all(sandbox) if body["event"]["type"] == "tokens_revoked"
    )
    return bodies


def skeleton(body: Any) -> set[str]:
    """The paths that matter to a bot: the envelope's and the event's own, and those of the messages in it."""
    return {path for path in shape(body) if path.count(".") <= 2 or path.startswith(".event.message")}


LEFT_OUT = {  # optional, and of no use to a bot
    ".event.is_moved",
    ".event.channel.is_channel",
    ".event.channel.is_mpim",
    ".event.channel.name_normalized",
}


async def test_the_sandbox_sends_their_like(sent):
    for name, body in sent.items():
        sample, mine = SAMPLES[name], shape(body)
        assert skeleton(sample) - skeleton(body) - LEFT_OUT == set(), name
        differing = {path for path, types in shape(sample).items() if path in mine and mine[path] != types}
        assert differing == set(), name
