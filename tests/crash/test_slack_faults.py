"""Each of Slack's faults at each call of each step of the story: once settled, nothing is lost and nothing doubled."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.db.models import Outbox
from sandbox import Sandbox
from sandbox.contract import known
from tests.crash.afterlife import Afterlife, Ending, differences, outcome, take
from tests.crash.conftest import Story
from tests.crash.story import STEPS
from tests.crash.test_crash_points import Record
from tests.flows.playing import said
from tests.flows.reading import broken_promises

PASSING = {
    "the reply is lost after the call was performed": {"lose_next_reply": 1},
    "the connection is reset before it was": {"drop_before": 1},
    "no answer comes": {"stall": 1},
    "the answer is cut off": {"cut_answer": 1},
    "429": {"answer_429": 1, "retry_after": 1},
    "429 for half a minute": {"answer_429": 1, "retry_after": 30},
    "429 with nothing in it": {"empty_429": 1},
    "500": {"answer_500": 1},
    "503": {"answer_503": 1},
    "fatal_error": {"error": "fatal_error"},
    "internal_error": {"error": "internal_error"},
    "ratelimited": {"error": "ratelimited"},
    "service_unavailable": {"error": "service_unavailable"},
    "token_revoked": {"error": "token_revoked"},
}
LASTING = ("channel_not_found", "is_archived", "not_in_channel", "restricted_action", "msg_too_long")
BOUNDED = ("the reply is lost after the call was performed", "429", "channel_not_found", "sqlite")


def every(faults: object) -> list[object]:
    """All of them in the long form, some in `make test`."""
    return [fault if fault in BOUNDED else pytest.param(fault, marks=pytest.mark.soak) for fault in faults]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Call:
    """The place of a call in its step: the how-manieth of its method."""

    method: str
    number: int


def changing(ending: Ending) -> list[Call]:
    """The calls that changed something on the way there."""
    calls: list[Call] = []
    for call in ending.calls:
        if known(call["method"])["changes"]:
            calls.append(Call(call["method"], sum(each.method == call["method"] for each in calls)))
    return calls


def strike(sandbox: Sandbox, call: Call, trouble: dict[str, object]) -> None:
    """Let this happen to that call."""
    named = {name: value for name, value in trouble.items() if name != "error"}
    if "error" in trouble:
        named["answer_error"] = {call.method: trouble["error"]}
    sandbox.troubles.set({**named, "method": call.method, "skip": call.number})


@pytest.mark.by_turns("fault")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", every(PASSING))
@pytest.mark.parametrize("database_url", every(["sqlite", "postgresql"]), indirect=True)
async def test_a_step_ends_the_same_whatever_passing_fault_meets_any_of_its_calls(
    step: str, fault: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)
    ending = await story.undisturbed(step, sandbox, database_url)
    calls = changing(ending)

    for call in calls:
        async with setting.again(sandbox) as world:
            strike(sandbox, call, PASSING[fault])
            await take(world, STEPS[step])
            if fault == "token_revoked":
                await world.end()
                await world.begin()  # somebody mends the token, and starts the bot again
                await world.quiet()
            await world.moves("35 seconds")
            assert differences(ending.outcome, await outcome(world)) == [], f"{fault} at {call}\n{world.transcript()}"
    record_property("passing faults", len(calls))


@pytest.mark.by_turns("error")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", every(LASTING))
@pytest.mark.parametrize("database_url", every(["sqlite", "postgresql"]), indirect=True)
async def test_what_slack_refuses_for_good_reaches_a_person_and_the_story_can_go_on(
    step: str, error: str, database_url: str, story: Story, sandbox: Sandbox, record_property: Record
) -> None:
    setting = await story.before(step, sandbox, database_url)
    calls = changing(await story.undisturbed(step, sandbox, database_url))
    refusable = [call for call in calls if error in known(call.method)["errors"]]

    for call in refusable:
        async with setting.again(sandbox) as world:
            strike(sandbox, call, {"error": error})
            await take(world, STEPS[step])
            told = f"{error} at {call}\n{world.transcript()}"
            assert await broken_promises(world) == [], told
            assert await nobody_knows(world) == [], told
    record_property("lasting faults", len(refusable))


async def nobody_knows(world: Afterlife) -> list[str]:
    """Dead messages that were for somebody, and of which nobody heard."""
    async with world.bot.db.snapshot() as session:
        dead = (await session.scalars(select(Outbox).where(Outbox.dead_at.is_not(None)))).all()
        later = {row.key for row in await session.scalars(select(Outbox).where(Outbox.done_at.is_not(None)))}
    dying = {row.key for row in dead}
    return [
        row.key
        for row in dead
        if row.error.partition(": ")[0] not in dying  # it died with another, of which somebody heard
        and row.method in ("chat.postMessage", "chat.postEphemeral")
        and f"question:{row.question_id}:undeliverable:{row.id}" not in later
        and f"{row.key}:direct" not in later
        and not any(said(message) and row.args["text"] in said(message) for message in _direct(world))
    ]


def _direct(world: Afterlife) -> list[object]:
    return [
        message
        for where in world.sandbox.workspace.channels.values()
        if where.kind == "im"
        for message in where.messages.values()
    ]
