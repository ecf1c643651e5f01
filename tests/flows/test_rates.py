"""A flood of questions behind Slack's real limits, in a time that is moved by hand: what is urgent overtakes it, Slack
never says 429, and nobody's time runs out before they were asked."""

import math

import pytest
from sqlalchemy import select

from bot import clock
from bot.db.models import Asked, Audit, Outbox, Question
from bot.lifecycle import Move
from bot.organisation import Account, Department, Organisation, Topic
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views.blocks import message
from bot.workflows import intake, pinging
from bot.workflows.intake import Asking
from bot.workflows.people import Actor
from sandbox.workspace import Channel
from tests.stateful.quick import QuickWorld, quick_world

TEAM = "T0RIVERSIDE"
COMMS = ("U0MAYA", "U0SAM", "U0PRIYA", "U0RUTH")


def town(desks: int) -> Organisation:
    """So many departments, each with a desk of its own."""
    names = [f"d{number}" for number in range(desks)]
    return Organisation(
        name="Town",
        duty="U0PRIYA",
        desk="C0COMMS",
        lead="U0RUTH",
        comms=COMMS,
        approvers=("U0MAYA", "U0SAM"),
        departments=tuple(
            Department(key=name, name=name, desk=f"C0{name.upper()}", experts=("U0LENA", "U0TOM")) for name in names
        ),
        accounts=(Account(key="main", handle="@Town", network="x"),),
        topics=tuple(
            Topic(key=f"t{name}", name=f"t{name}", department=name, keywords=(f"word{name}",)) for name in names
        ),
    )


def furnish(world: QuickWorld) -> None:
    """The desks, with everybody in them."""
    members = ["U0BOT", "U0LENA", "U0TOM", *COMMS]
    for department in world.organisation.departments:
        channel = Channel(department.desk, department.key, members=list(members))
        world.sandbox.workspace.channels[department.desk] = channel


async def forward(world: QuickWorld, number: int, desks: int) -> None:
    """A question comes in and an expert is to be asked; nothing is sent yet."""
    actor = Actor(TEAM, COMMS[number % len(COMMS)])
    async with world.bot.db.transaction() as session:
        asking = Asking(text=f"What about number {number}?", account="main", topic=f"td{number % desks}")
        question = await intake.store(session, actor, asking)
        await pinging.ask_first(session, question, actor)


async def call_out(world: QuickWorld, number: int, desk: str) -> None:
    """Something urgent for a desk."""
    async with world.bot.db.transaction() as session:
        said = message(f"Urgent {number}")
        outbox.post(session, key=f"urgent:{number}", workspace=TEAM, channel=desk, message=said, lane=Lane.ESCALATION)


async def waiting(world: QuickWorld) -> int:
    """How many messages of the lower lanes wait for a desk."""
    async with world.bot.db.snapshot() as session:
        rows = await session.scalars(select(Outbox.id).where(Outbox.open, Outbox.lane > 0))
        return len(rows.all())


async def flood(world: QuickWorld, *, questions: int, desks: int) -> list[float]:
    """All questions at once; an urgent word every few seconds until everything is said. Returns how long those took."""
    for number in range(questions):
        await forward(world, number, desks)
    backlog, sent = [questions], {}
    while backlog[-1]:
        sent[number := len(sent)] = clock.now()
        await call_out(world, number, f"C0D{number % desks}")
        for _ in range(7):
            world.time.seconds += 1.0
            await step(world)
        backlog.append(await waiting(world))
    async with world.bot.db.snapshot() as session:
        rows = await session.scalars(select(Outbox).where(Outbox.key.like("urgent:%")))
        return sorted((row.done_at - sent[int(row.key.split(":")[1])]).total_seconds() for row in rows if row.done_at)


async def step(world: QuickWorld) -> None:
    """What can be done in this second."""
    worked = 1
    while worked:
        worked, _ = await world.bot.heartbeat.work()
        await world.bot.sender.finish(20)
        await world.sandbox.settled()


async def unfair(world: QuickWorld) -> list[str]:
    """Whose time ran out before they had been asked for as long as it lasts."""
    async with world.bot.db.snapshot() as session:
        passed_up = (await session.scalars(select(Audit).where(Audit.move.in_([Move.ESCALATE, Move.RUN_OUT])))).all()
        pings = (await session.scalars(select(Outbox).where(Outbox.key.like("question:%:acknowledgement:%")))).all()
        delivered = {}
        for row in pings:
            if row.done_at:
                delivered.setdefault(row.question_id, []).append(row.done_at)
    wrong = []
    for row in passed_up:
        before = [at for at in delivered.get(row.question_id, []) if at < row.at]
        if not before or (row.at - max(before)).total_seconds() < 299.0:
            wrong.append(f"question {row.question_id} went on at {row.at}, asked at {before}")
    return wrong


async def check(url: str, *, questions: int, desks: int) -> None:
    async with quick_world(url, organisation=town(desks), rates=True, furnish=furnish) as world:
        took = await flood(world, questions=questions, desks=desks)
        refused = [call for call in world.calls if call["response"].get("error") == "ratelimited"]

        assert refused == []
        assert took[math.ceil(len(took) * 0.99) - 1] <= 3.0
        assert await unfair(world) == []
        async with world.bot.db.snapshot() as session:
            assert len((await session.scalars(select(Question))).all()) == questions
            asked = await session.scalars(select(Asked))
            assert len(asked.all()) >= questions
        assert world.failures.seen == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_urgent_overtakes_a_hundred_questions(database_url: str) -> None:
    await check(database_url, questions=100, desks=10)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_many_changes_at_once_and_many_removals_stay_within_slacks_minute(database_url: str) -> None:
    async with quick_world(database_url, organisation=town(60), rates=True, furnish=furnish) as world:
        keys = [f"told:{number}" for number in range(60)]
        async with world.bot.db.transaction() as session:
            for number, key in enumerate(keys):
                outbox.post(session, key=key, workspace=TEAM, channel=f"C0D{number}", message=message("Hello"))
        await world.settle()

        for words, change in (("Goodbye", outbox.update), ("", outbox.delete)):
            async with world.bot.db.transaction() as session:
                for key in keys:
                    said = {"message": message(words)} if words else {}
                    await change(session, of=key, workspace=TEAM, **said)  # type: ignore[operator]
            for _ in range(70):
                world.time.seconds += 1.0
                await step(world)
            assert await waiting(world) == 0

        done = [
            call for call in world.calls if call["response"]["ok"] and call["method"] in ("chat.update", "chat.delete")
        ]
        assert len(done) == 120
        assert [call for call in world.calls if not call["response"]["ok"]] == []


@pytest.mark.soak
@pytest.mark.parametrize("desks", [1, 10, 50])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_urgent_overtakes_five_thousand_questions(database_url: str, desks: int) -> None:
    await check(database_url, questions=5000, desks=desks)
