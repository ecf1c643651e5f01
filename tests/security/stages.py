"""A question in each stage, led there by the people whose part it is, and kept to start from."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from bot.db import questions
from bot.db.models import Entry, Unplaced, Wording
from bot.lifecycle import Stage
from bot.workflows import contributing, pinging
from bot.workflows.people import Actor, bot_of
from bot.workflows.written import Written
from tests.security.house import DESK, HOME, ROLES, House

CANARY = "Is the blue dog of Mrs Quill allowed on ward nine"  # the question: nothing of it may be told to outsiders
BESIDE = "9.1"  # where everybody wrote something beside the thread
TOO_MUCH = (
    "At the desk on the ground floor you find water, a towel, and somebody who shows you the way to the garden behind."
)
FAY, LENA, AGNES, CARL = "U0FAY", "U0LENA", "U0AGNES", "U0CARL"


async def choosing(house: House) -> None:
    """An earlier answer is kept, everybody has written something beside the threads, and Fay asks."""
    async with house.bot.db.transaction() as session:
        session.add(
            Entry(
                id=1,
                workspace=HOME,
                question="May a parrot fly on the ward?",
                short="No parrots, please.",
                full="No parrots, please.",
                account="main",
                network="x",
                topic="visits",
                department="wards",
                expert=LENA,
                approver=AGNES,
                review_on=date(2999, 1, 1),
                used_on="@Riverside",
            )
        )
        await session.flush()
        session.add(Wording(workspace=HOME, entry_id=1, text="May a parrot fly on the ward?", terms="parrot fly ward"))
        for user in ROLES.values():
            said = {"ts": BESIDE, "text": "Dogs must stay outside ward five.", "user": user}
            session.add(Unplaced(workspace=HOME, channel=DESK, thread_ts=BESIDE, event=said))
    await house.command("ask", CANARY, user=FAY)
    async with house.bot.db.transaction() as session:
        question = await questions.lock(session, HOME, 1)
        question.account = "main"


async def _asked(house: House) -> None:
    """Anna first, who is silent, then Lena; Carl writes something although nobody asked him."""
    await choosing(house)
    await house.click("ask_anyway", "1:0", user=FAY)
    async with house.bot.db.transaction() as session:
        await pinging.escalate(session, await questions.lock(session, HOME, 1))
    await _write(house, CARL, "5.1", "I think dogs may come on Sundays.")
    async with house.bot.db.transaction() as session:
        (await questions.lock(session, HOME, 1)).draft = "Dogs are welcome."


async def _expert_wanted(house: House) -> None:
    await _asked(house)
    async with house.bot.db.transaction() as session:
        await pinging.run_out(session, await questions.lock(session, HOME, 1), bot_of(HOME), why="Nobody is left.")


async def _answering(house: House) -> None:
    await _asked(house)
    await house.click("acknowledge", "1:0", user=LENA)


async def _asking_back(house: House) -> None:
    await _answering(house)
    await house.submit("ask_back", {"words": "How big is it?"}, {"question": 1, "revision": 0}, user=LENA)


async def _joined(house: House) -> None:
    """Fay asks another one, and merges the first with that."""
    await _asked(house)
    await house.command("ask", "Do cats bite visitors?", user=FAY)
    await house.click("ask_anyway", "2:0", user=FAY)
    target = {"type": "external_select", "selected_option": {"value": "2"}}
    await house.submit("merge", {"merge_target": target}, {"question": 1, "revision": 0}, user=FAY)


async def _drafted(house: House) -> None:
    await _answering(house)
    await _write(house, LENA, "6.1", "Yes, dogs may come.")
    await _write(house, LENA, "6.2", f"Please keep them on a lead. {TOO_MUCH}")


async def _signed(house: House) -> None:
    await _drafted(house)
    await house.click("sign_off", f"1:{await revision(house)}", user=LENA)


async def _approved(house: House) -> None:
    await _signed(house)
    await house.click("approve", f"1:{await revision(house)}", user=AGNES)


async def _published(house: House) -> None:
    await _approved(house)
    await house.click("posted", f"1:{await revision(house)}", user=AGNES)


async def _withdrawn(house: House) -> None:
    await _drafted(house)
    await house.submit("withdraw", {"words": "Not needed"}, {"question": 1, "revision": 0}, user=FAY)


WAYS: dict[Stage, Callable[[House], Awaitable[None]]] = {
    Stage.CHOOSING: choosing,
    Stage.JOINED: _joined,
    Stage.AWAITING_EXPERT: _expert_wanted,
    Stage.AWAITING_ACKNOWLEDGEMENT: _asked,
    Stage.AWAITING_ANSWER: _answering,
    Stage.AWAITING_ASKER: _asking_back,
    Stage.AWAITING_SIGN_OFF: _drafted,
    Stage.AWAITING_APPROVAL: _signed,
    Stage.AWAITING_PUBLICATION: _approved,
    Stage.PUBLISHED: _published,
    Stage.WITHDRAWN: _withdrawn,
}


async def _write(house: House, user: str, ts: str, text: str) -> None:
    async with house.bot.db.transaction() as session:
        written = Written(channel=DESK, ts=ts, text=text, thread_ts="1.0")
        await contributing.contribute(session, Actor(HOME, user), question_id=1, written=written)


async def revision(house: House) -> int:
    async with house.bot.db.snapshot() as session:
        question = await questions.find(session, HOME, 1)
        assert question is not None
        return question.revision


async def stage_of(house: House) -> Stage:
    async with house.bot.db.snapshot() as session:
        question = await questions.find(session, HOME, 1)
        assert question is not None
        return question.stage


async def prepared(house: House, folder: Path) -> dict[Stage, Path]:
    """A copy of the database for each stage; question 1 is in it."""
    empty = folder / "furnished.db"
    house.keep(empty)
    copies = {}
    for stage, lead in WAYS.items():
        house.restore(empty)
        await lead(house)
        assert await stage_of(house) is stage
        assert house.refusals() == [], stage
        copies[stage] = folder / f"{stage.name}.db"
        house.keep(copies[stage])
    return copies
