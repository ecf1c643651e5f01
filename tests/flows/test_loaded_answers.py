"""An answer that came from a file is found at once, and signed before its first use; from then on it is like others."""

from bot.db import versions
from bot.exchange import Line
from bot.workflows import loading
from bot.workflows.filling import Given
from tests.flows.playing import World, texts
from tests.flows.reading import broken_promises, entries, newest

TEAM = "T0RIVERSIDE"
QUESTION, ANSWER = "May I visit the ward with a cold?", "Please stay at home until you feel well."
LONG = f"{ANSWER} " + "The ward opens at 9 and closes at 17, and children are welcome with a grown-up. " * 60


async def load(world: World, answer: str) -> None:
    async with world.bot.db.transaction() as session:
        given = Given(expert="U0LENA", approver="U0SAM", account="main")
        lines = [Line(2, {"question": QUESTION, "full": answer})]
        loaded = await loading.load(session, TEAM, lines, given, source="faq.csv")
    assert loaded.new == [2]


async def test_it_is_signed_before_its_first_use_and_used_as_it_stands_after_that(world: World) -> None:
    await load(world, ANSWER)

    await world.maya.asks("Can I visit the ward with a cold?")
    shown = " ".join(texts(world.maya.window["blocks"]))
    assert "It came from a file and nobody has signed it here yet" in shown
    assert "Use this answer as it stands" not in shown
    await world.maya.chooses("Adapt")
    assert (await newest(world)).draft == ANSWER
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    [entry] = await entries(world)
    assert (entry.signed, entry.expert, entry.approver, entry.used) == (True, "U0LENA", "U0MAYA", 1)
    async with world.bot.db.snapshot() as session:
        [version] = await versions.of(session, entry, limit=5)
    assert (version.why, version.expert, version.approver) == ("signed", "U0LENA", "U0MAYA")
    await world.maya.asks("Is visiting the ward with a cold allowed?")
    await world.maya.chooses("Use this answer as it stands")
    assert world.desk.shows("this answer was approved before and *Lena Ortiz* signed it then")


async def test_one_that_is_too_long_is_shortened_for_its_expert_to_sign(world: World) -> None:
    await load(world, LONG)

    await world.maya.asks("Can I visit the ward with a cold?")
    await world.maya.chooses("Adapt")

    question = await newest(world)
    assert 0 < len(question.draft) <= 140
    assert world.lena.sees_button("Sign off") or world.lena.sees_button("Still right without it")
    assert await broken_promises(world) == []
