"""The helper that flow tests use finds what it should, and nothing in what is right."""

import contextlib

from slack_sdk.errors import SlackClientError

from tests.contract.validating import findings, needs_slack

pytestmark = needs_slack
COMMS = "C0COMMS"


async def test_nothing_is_found_in_calls_that_are_right(sandbox, client):
    posted = await client.chat_postMessage(channel=COMMS, text="A card")
    await client.chat_update(channel=COMMS, ts=posted["ts"], text="Another card")
    await client.conversations_history(channel=COMMS, include_all_metadata=True)

    assert findings(sandbox.calls) == []


async def test_wrong_blocks_unknown_arguments_and_haste_are_found(sandbox, client):
    await client.api_call("chat.postMessage", json={"channel": COMMS, "blocks": [{"type": "divider"}]})
    for _ in range(11):
        await client.chat_postMessage(channel=COMMS, text="x")
    wrong = {"method": "chat.update", "body": {"channel": COMMS, "ts": "1503435956.000247", "colour": "red"}}

    found = findings([*sandbox.calls, wrong])

    codes = {"no_fallback_text", "no_text", "rate_channel", "undocumented_arg"}
    assert {code for code in codes for line in found if f" {code}: " in line} == codes
    assert len(found) == 4
    assert len(findings([*sandbox.calls, wrong], ignoring=["rate_channel", "no_text"])) == 2


async def test_the_sandbox_invents_no_answer(sandbox, client):
    sandbox.troubles.set({"answer_500": 1})
    for channel in (COMMS, "C0NOWHERE", COMMS):
        with contextlib.suppress(SlackClientError):
            await client.chat_postMessage(channel=channel, text="x")

    assert [call["response"]["ok"] for call in sandbox.calls] == [False, False, True]
    assert findings(sandbox.calls) == []
