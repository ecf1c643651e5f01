"""What Slack refused for good can be seen from a shell, and sent after all once the reason is mended."""

import json

import pytest

from tests.flows.playing import World, said
from tests.living import connected, shell

pytestmark = pytest.mark.lived

COLD = "Can I visit the ward if I had a cold last week?"


async def test_dead_calls_are_listed_with_the_reason_and_sent_once_it_is_mended(
    world: World, database_url: str
) -> None:
    await world.drafted(COLD)
    world.sandbox.troubles.set(
        {"answer_error": {"chat.postMessage": "restricted_action"}, "method": "chat.postMessage"}
    )
    await world.lena.clicks("Sign off")
    environment = connected(world.sandbox, database_url)

    status, out = await shell("outbox", "list", "--json", **environment)
    [dead] = json.loads(out)
    assert (status, dead["state"], dead["error"]) == (0, "dead", "restricted_action")
    _, out = await shell("outbox", "list", **environment)
    assert dead["key"] in out

    status, out = await shell("outbox", "retry", dead["key"], **environment)
    assert status == 0
    assert "1 will be sent" in out
    await world.moves("2 seconds")

    _, out = await shell("outbox", "list", "--all", "--json", **environment)
    assert json.loads(out) == []
    assert any("Approve" in said(message) for message in world.desk.thread())


async def test_a_message_that_may_stand_but_may_not_be_looked_for_is_never_told_as_not_sent(
    world: World, database_url: str
) -> None:
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage", "delay_events": 3600})
    await world.maya.asks(COLD)
    world.sandbox.troubles.set({"answer_error": {"conversations.history": "missing_scope"}})
    await world.moves("25 seconds")

    told = [call["body"]["text"] for call in world.posted() if call["body"]["channel"] == "U0PRIYA"]
    [begins] = [text for text in told if "to <#C0INFECT>" in text]
    assert f"a message about “{COLD}” may or may not have come to <#C0INFECT>, and I can't look there: I lack" in begins
    environment = connected(world.sandbox, database_url)
    _, out = await shell("outbox", "list", "--json", **environment)
    [unknown] = [row for row in json.loads(out) if row["key"] == "question:1:card:1"]
    assert (unknown["state"], unknown["error"]) == ("unknown", "missing_scope")

    await shell("outbox", "retry", "question:1:card:1", **environment)
    await world.moves("5 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1, "it is looked for"
    assert json.loads((await shell("outbox", "list", "--json", **environment))[1]) == []


async def test_what_died_with_a_message_comes_back_with_it(world: World, database_url: str) -> None:
    world.sandbox.troubles.set(
        {"answer_error": {"chat.postMessage": "restricted_action"}, "method": "chat.postMessage"}
    )
    await world.maya.asks(COLD)
    environment = connected(world.sandbox, database_url)
    _, out = await shell("outbox", "list", "--json", **environment)
    keys = [row["key"] for row in json.loads(out)]
    assert "question:1:card:1" in keys
    assert len(keys) >= 2

    await shell("outbox", "retry", "question:1:card:1", **environment)
    await world.moves("5 seconds")

    assert world.desk.count("forwarded by Maya Chen") == 1
    _, out = await shell("outbox", "list", "--json", **environment)
    assert json.loads(out) == []


async def test_what_died_with_a_message_does_not_come_back_without_it(world: World, database_url: str) -> None:
    world.sandbox.troubles.set(
        {"answer_error": {"chat.postMessage": "restricted_action"}, "method": "chat.postMessage"}
    )
    await world.maya.asks(COLD)
    environment = connected(world.sandbox, database_url)
    _, out = await shell("outbox", "list", "--json", **environment)
    [(key, error)] = [(row["key"], row["error"]) for row in json.loads(out) if ": " in row["error"]][:1]

    status, told = await shell("outbox", "retry", key, **environment)

    assert (status, error) == (1, "question:1:card:1: restricted_action")
    assert f"{key}: no dead call is called that" in told
    assert "or it belongs to another message that is dead: then retry that one" in told
    assert (await shell("outbox", "list", "--json", **environment))[1] == out


async def test_a_name_that_is_not_dead_is_told(world: World, database_url: str) -> None:
    environment = connected(world.sandbox, database_url)

    status, out = await shell("outbox", "retry", "question:9:card:1", **environment)
    assert status == 1
    assert "question:9:card:1: no dead call is called that" in out
    status, out = await shell("outbox", "retry", **environment)
    assert status == 2
    assert "--all" in out
    status, out = await shell("outbox", "list", **environment)
    assert (status, out.strip()) == (0, "Nothing is dead: every call was made, or will be.")
