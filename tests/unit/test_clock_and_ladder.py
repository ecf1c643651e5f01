"""The time, and who is called when a stage takes longer than it may."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import Due, Outbox, Question
from bot.lifecycle import CLOSED, OPEN, Stage
from bot.organisation import Clocks
from bot.settings import with_driver
from bot.workflows import clocks, ladder
from bot.workflows.ladder import Call
from tests.flows.hospital import HOSPITAL

ENTERED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TEAM = "T0RIVERSIDE"
MINUTE = timedelta(minutes=1)


def question_in(stage: Stage, *, urgent: bool = False, department: str = "infection") -> Question:
    holder = HOSPITAL.duty if stage is Stage.AWAITING_EXPERT else "U0LENA"
    return Question(
        workspace=TEAM, stage=stage, stage_since=ENTERED, urgent=urgent, department=department, desk="C0INFECT",
        text="Can I visit?", holder=holder, expert="U0LENA", forwarder="U0MAYA", approver="U0MAYA",
    )  # fmt: skip


# -- the clock


def test_the_time_is_the_machines_and_in_utc():
    clock.use(clock.Clock())
    before = time.time()
    now = clock.now()

    assert now.tzinfo is UTC
    assert before - 0.05 <= now.timestamp() <= time.time() + 0.05


def test_the_clock_can_be_moved_and_run_faster():
    clock.use(clock.Clock(machine=lambda: 1_000_010.0, steady=lambda: 10.0))

    clock.correct(timedelta(hours=1))
    assert clock.now().timestamp() == 1_000_010 + 3_600

    clock.correct(timedelta())
    clock.run(anchor=1_000_000.0, rate=60.0)
    assert clock.rate() == 60
    assert clock.now().timestamp() == 1_000_000 + 600


# -- the ladder


@pytest.mark.parametrize("stage", OPEN)
@pytest.mark.parametrize("delivered", [True, False])
def test_every_open_stage_has_rungs_each_later_than_the_one_below(stage: Stage, delivered: bool):
    rungs = ladder.rungs(question_in(stage), HOSPITAL, delivered=delivered)

    assert rungs
    assert all(lower.after < higher.after for lower, higher in pairwise(rungs))
    assert set(clocks.CALLS) >= {rung.call for rung in rungs}


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.CHOOSING, [(2, Call.ASK)]),
        (Stage.JOINED, [(45, Call.STILL_WAITING)]),
        (Stage.AWAITING_EXPERT, [(0, Call.DUTY), (5, Call.DUTY)]),
        (Stage.AWAITING_ACKNOWLEDGEMENT, [(2, Call.REMIND), (5, Call.NEXT_EXPERT)]),
        (Stage.AWAITING_ANSWER, [(8, Call.REMIND), (15, Call.NEXT_EXPERT)]),
        (Stage.AWAITING_ASKER, [(24 * 60, Call.REMIND), (24 * 60 + 10, Call.DUTY)]),
        (Stage.AWAITING_SIGN_OFF, [(3, Call.REMIND), (10, Call.NEXT_EXPERT)]),
        (Stage.AWAITING_APPROVAL, [(3, Call.REMIND), (6, Call.NEXT_APPROVER), (12, Call.DUTY)]),
        (Stage.AWAITING_PUBLICATION, [(3, Call.REMIND), (6, Call.DUTY)]),
    ],
)
def test_without_clocks_of_its_own_the_ladder_is_the_designs(stage: Stage, expected: list[tuple[int, Call]]):
    rungs = ladder.rungs(question_in(stage), HOSPITAL, delivered=True)

    assert [(rung.after / MINUTE, rung.call) for rung in rungs] == expected


def test_a_ping_that_does_not_arrive_is_told_to_the_duty_person_within_a_minute():
    (rung,) = ladder.rungs(question_in(Stage.AWAITING_ACKNOWLEDGEMENT), HOSPITAL, delivered=False)

    assert rung.after == MINUTE
    assert rung.call is Call.UNDELIVERED


@pytest.mark.parametrize("stage", OPEN)
def test_an_urgent_question_runs_at_half_the_time(stage: Stage):
    usual = ladder.rungs(question_in(stage), HOSPITAL, delivered=True)
    urgent = ladder.rungs(question_in(stage, urgent=True), HOSPITAL, delivered=True)

    assert [rung.after * 2 for rung in urgent] == [rung.after for rung in usual]
    by, sooner = (ladder.deadline(question_in(stage, urgent=urgent), HOSPITAL) for urgent in (False, True))
    assert by is not None
    assert sooner is not None
    assert (sooner - ENTERED) * 2 == by - ENTERED


@pytest.mark.parametrize("stage", OPEN)
def test_the_deadline_is_when_somebody_else_is_called(stage: Stage):
    """Where nobody else can be called, it is when the holder is called again."""
    question = question_in(stage)
    rungs = ladder.rungs(question, HOSPITAL, delivered=True)
    others = [rung.after for rung in rungs if rung.call is not Call.REMIND and rung.after] or [rungs[-1].after]

    assert ladder.deadline(question, HOSPITAL) == ENTERED + others[0]


def test_nobody_is_hurried_over_a_new_text_of_what_is_kept():
    question = question_in(Stage.AWAITING_SIGN_OFF)
    question.change = "update"

    assert [rung.after for rung in ladder.rungs(question, HOSPITAL)] == [36 * MINUTE, 120 * MINUTE]
    assert ladder.deadline(question, HOSPITAL) == ENTERED + 120 * MINUTE
    assert ladder.repeat(question, HOSPITAL) == 120 * MINUTE
    question.stage = Stage.AWAITING_ASKER
    assert ladder.rungs(question, HOSPITAL)[0].after == timedelta(hours=24)


@pytest.mark.parametrize("stage", sorted(CLOSED))
def test_a_closed_question_has_no_deadline(stage: Stage):
    assert ladder.deadline(question_in(stage), HOSPITAL) is None


def test_a_departments_own_clocks_come_before_the_organisations():
    own = HOSPITAL.departments[0].model_copy(update={"clocks": Clocks(answer_next=40 * MINUTE)})
    org = HOSPITAL.model_copy(update={"departments": (own, *HOSPITAL.departments[1:])})

    for department, minutes in (("infection", 40), ("pharmacy", 15), ("", 15), ("gone", 15)):
        question = question_in(Stage.AWAITING_ANSWER, department=department)
        assert ladder.deadline(question, org) == ENTERED + minutes * MINUTE


# -- and the bell


@pytest.fixture
async def session(database_url: str) -> AsyncIterator[AsyncSession]:
    db = Database(with_driver(database_url))
    async with db.transaction() as session:
        await organisations.identify(session, TEAM, name="Riverside", url="", bot_user="U0BOT")
        await organisations.store(session, TEAM, HOSPITAL)
        yield session
    await db.close()


async def ring_often(session: AsyncSession, stage: Stage) -> tuple[list[int], list[timedelta]]:
    """Nobody answers: how many calls each ring makes, and how long it is then quiet."""
    question, due = question_in(stage), Due(key="k", workspace=TEAM, kind="clock", args={}, due_at=ENTERED)
    question.stage_since = clock.now()
    session.add_all([question, due])
    await session.flush()
    start, calls, waits = clock.now(), [], []
    for _ in range(8):
        before = await session.scalar(select(func.count(Outbox.id))) or 0
        next_at = await clocks.ring(session, question, due)
        await session.flush()
        calls.append((await session.scalar(select(func.count(Outbox.id))) or 0) - before)
        if next_at is None:  # somebody else was asked, and their clock starts afresh
            due.args, next_at = {}, question.stage_since + ladder.rungs(question, HOSPITAL)[0].after
        waits.append(next_at - clock.now())
        clock.correct(next_at - start)
    return calls, waits


@pytest.mark.parametrize("stage", [Stage.AWAITING_EXPERT, Stage.AWAITING_ASKER, Stage.AWAITING_PUBLICATION])
async def test_the_last_rung_repeats_for_as_long_as_nobody_moves(session: AsyncSession, stage: Stage):
    calls, waits = await ring_often(session, stage)

    assert all(calls)
    assert all(abs(wait - HOSPITAL.clocks.repeat) < timedelta(seconds=5) for wait in waits[-3:])


async def test_somebody_is_called_again_and_again_while_nobody_approves(session: AsyncSession):
    calls, waits = await ring_often(session, Stage.AWAITING_APPROVAL)

    assert all(calls)
    assert all(wait <= HOSPITAL.clocks.repeat + timedelta(seconds=5) for wait in waits)
