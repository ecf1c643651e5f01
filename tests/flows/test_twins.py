"""Two answers to one question: found as one is kept and each week, put before the owners, and decided."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.db import entries as kept_entries
from bot.db import twins as pairs
from bot.db.models import Audit, Due, Entry, Twin, Wording
from bot.lifecycle import Stage
from bot.workflows import finding_twins, keeping
from tests.db.knowledge import keep
from tests.flows.playing import World, said, texts
from tests.flows.reading import entries, stages
from tests.flows.test_entry_life import look, posts, press, rows

FIRST = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
FIVE = "Please wait 5 days after the last cough. Wash your hands."
TWO = "Please wait 2 days after your last cough."
THINGS = "balloons/parrots/soup/candles/violins/bicycles/cameras/plants/blankets/drones/newspapers/skateboards"


async def kept(world: World, question: str, short: str, **fields: Any) -> int:
    """As if it had been published so, a moment ago."""
    team = world.sandbox.workspace.team["id"]
    home = {"account": "main", "topic": "visiting", "department": "infection", "owner": "U0LENA", **fields}
    async with world.bot.db.transaction() as session:
        entry = await keep(session, question, answer=short, workspace=team, **home)
        await finding_twins.soon(session, entry, name="0")
    await world.quiet()
    return entry.id


async def both_kept(world: World, one: str = FIVE, other: str = TWO, **fields: Any) -> None:
    await kept(world, FIRST, one)
    await kept(world, AGAIN, other, **fields)


async def to_the_next(world: World, kind: str) -> None:
    """Until that clock has rung."""
    due = next(row for row in await rows(world, Due) if row.kind == kind)
    await world.moves(f"{int((due.due_at - keeping.clock.now()).total_seconds()) + 2} seconds")


async def told(world: World, words: str) -> list[str]:
    """Whom the bot wrote to in these words."""
    return [channel for channel, text in posts(world) if words in text]


async def found(world: World, words: str) -> list[int]:
    """What a search of this process finds."""
    team = world.sandbox.workspace.team["id"]
    async with world.bot.db.snapshot() as session:
        return [entry.id for entry, _ in await kept_entries.search(session, team, words, limit=3)]


async def read(world: World) -> None:
    """Whatever is kept has its vector."""
    knowing = world.bot.understanding.knowing
    assert knowing is not None
    await knowing.warm(world.bot.db)


async def swept_at_once(world: World) -> None:
    """All that is kept is compared now."""
    await read(world)
    async with world.bot.db.transaction() as session:
        await pairs.bring_forward(session, world.sandbox.workspace.team["id"])
    await world.moves("10 seconds")
    while any(row.kind == pairs.SWEEP and row.args.get("after") for row in await rows(world, Due)):
        await world.moves("1 seconds")  # others have their turn between two slices


async def test_a_contradiction_is_put_before_both_owners_at_once_and_neither_text_is_used_until_one_is_kept(
    world: World,
) -> None:
    await world.published(FIRST, FIVE)
    await kept(world, AGAIN, TWO, owner="U0OMAR", expert="U0OMAR")

    assert await told(world, "contradict each other") == ["U0LENA", "U0OMAR"]
    shown = said(world.lena.direct.messages()[-1])
    assert "*5 days* after the last cough" in shown
    assert "*2 days* after your last cough" in shown
    assert "last on @RiversideHealth on X" in shown
    await world.sam.asks(FIRST)
    window = str(world.sam.window["blocks"])
    assert "Another approved answer says otherwise" in window
    assert "as it stands" not in window.replace("used as it stands", "")
    await world.sam.closes()

    await asyncio.gather(*(world.omar.clicks("Keep the first") for _ in range(2)))

    assert [entry.status for entry in await entries(world)][:2] == ["live", "retired"]
    assert "is kept as it is, said *Omar Haddad*" in said(world.lena.direct.messages()[-1])
    assert [row.move for row in await rows(world, Audit)].count("kept one") == 1
    await world.omar.clicks("Restore")
    assert [entry.status for entry in await entries(world)][:2] == ["live", "live"]
    assert await told(world, "contradict each other") == ["U0LENA", "U0OMAR"] * 2


async def test_what_contradicts_an_offer_is_shown_as_it_was_written_with_what_follows_from_it(world: World) -> None:
    more = "Use soap & water. Dry them with a paper towel, and throw that away before you come into a room. " * 2
    await both_kept(world, f"{FIVE} {more}")

    await world.sam.asks(AGAIN)

    [told] = [text for text in texts(world.sam.window["blocks"]) if "says otherwise" in text and "5 days" in text]
    assert "soap &amp; water" in told
    assert told.endswith("Until that is decided, it has to be signed again.")


async def test_what_is_merged_is_found_under_the_kept_one_with_both_histories_and_can_be_parted(world: World) -> None:
    await world.published(FIRST, FIVE)
    other = await kept(world, AGAIN, FIVE)
    assert await told(world, "seems to be kept twice") == []
    await read(world)
    await to_the_next(world, pairs.SWEEP)
    assert await told(world, "seems to be kept twice") == ["U0LENA"]

    await world.lena.clicks("Merge …")
    await world.lena.fills(choice="2")

    assert "1 way of asking came with it" in " ".join(texts(world.lena.window["blocks"]))
    assert [(entry.status, entry.merged_into) for entry in await entries(world)] == [("merged", other), ("live", None)]
    assert await found(world, FIRST) == [other]
    async with world.bot.db.snapshot() as session:
        assert set(await session.scalars(select(Wording.entry_id))) == {other}
    shown = await look(world, world.maya)
    assert "Merged into it:* 1" in shown
    assert "Published once" in shown
    await press(world.maya, "entry_merged")
    assert "Version 1" in "\n".join(texts(world.maya.window["blocks"]))
    await press(world.maya, "entry_restore")

    assert [(entry.status, entry.merged_into) for entry in await entries(world)] == [("live", None), ("live", None)]
    assert set(await found(world, FIRST)) == {1, other}
    await to_the_next(world, pairs.SWEEP)
    assert await told(world, "seems to be kept twice") == ["U0LENA"]


async def test_what_contradicts_an_answer_that_is_merged_contradicts_the_kept_one(world: World) -> None:
    asked_as_well = "When is it safe to come to the hospital after being ill?"
    one = await kept(world, FIRST, FIVE)
    await kept(world, AGAIN, f"{FIVE} Thank you.", wordings=(asked_as_well,))
    third = await kept(world, asked_as_well, TWO, owner="U0OMAR")
    await swept_at_once(world)

    await world.lena.clicks("Merge …")
    await world.lena.fills(choice="1")
    await world.quiet()

    open_ones = [(row.first_id, row.second_id, row.kind) for row in await rows(world, Twin) if row.settled_at is None]
    assert (one, third, "contradiction") in open_ones


async def test_two_questions_stay_two_until_a_text_of_either_changes(world: World) -> None:
    await both_kept(world)
    await world.lena.clicks("They are two questions")
    await read(world)
    for _ in range(2):
        await to_the_next(world, pairs.SWEEP)
    assert await told(world, "contradict each other") == ["U0LENA"]
    assert "are two questions, said *Lena Ortiz*" in said(world.lena.direct.messages()[-1])

    async with world.bot.db.transaction() as session:
        entry = (await session.scalars(select(Entry).order_by(Entry.id))).first()
        assert entry is not None
        entry.short = "Please wait 7 days after the last cough."
        await finding_twins.soon(session, entry, name="changed")
    await world.quiet()

    assert await told(world, "contradict each other") == ["U0LENA", "U0LENA"]


async def test_who_is_silent_is_asked_again_then_the_others_and_the_last_one_again_and_again(world: World) -> None:
    await both_kept(world)
    for _ in range(20):
        await to_the_next(world, pairs.ASK)

    heard = await told(world, "contradict each other")

    assert heard[:5] == ["U0LENA", "U0LENA", "U0TOM", "U0ADA", "U0PRIYA"]
    assert len(heard) > 6
    assert set(heard[5:]) == {"U0PRIYA"}
    assert world.lena.direct.count("in a newer message") == 2


async def test_a_late_click_is_refused_kindly_and_changes_nothing(world: World) -> None:
    await both_kept(world, owner="U0OMAR")
    await asyncio.gather(world.lena.clicks("Keep the first"), world.omar.clicks("Keep the second"))
    assert sorted(entry.status for entry in await entries(world)) == ["live", "retired"]
    assert sum(who.direct.count("has decided this already") for who in (world.lena, world.omar)) == 1

    await kept(world, f"Please: {FIRST}", "Please wait 9 days after the last cough.")
    assert len(await told(world, "contradict each other")) > 2
    async with world.bot.db.transaction() as session:
        for entry in await session.scalars(select(Entry).where(Entry.short != FIVE)):
            entry.status = "recalled"
        for entry in await session.scalars(select(Entry).where(Entry.short == FIVE)):
            entry.status = "reopened"
    await world.lena.clicks("Keep the first")
    assert world.lena.was_told("meanwhile: nothing to decide any more.")
    assert [row.how for row in await rows(world, Twin)].count("kept one") == 1


async def test_an_owner_of_many_gets_one_message_of_ten_whatever_was_written(world: World) -> None:
    async with world.bot.db.transaction() as session:
        for thing in THINGS.split("/"):
            for text in (f"Wait 5 days. {'&' * 2900}", f"Wait 6 days. {'<' * 2900}"):
                fields = {"short": text, "owner": "U0LENA", "workspace": world.sandbox.workspace.team["id"]}
                await keep(session, f"May we bring {thing}? {'x' * 2900}", **fields)
    await swept_at_once(world)

    assert await told(world, "pairs of approved answers contradict") == ["U0LENA"]
    assert world.lena.direct.count("2 more wait for you") == 1


async def test_all_that_is_kept_is_compared_in_slices(world: World) -> None:
    async with world.bot.db.transaction() as session:
        for place in range(120):
            asked = {0: FIRST, 119: AGAIN}.get(
                place, f"Where is room {place}, in the wing of Dr {chr(65 + place % 26)}?"
            )
            await keep(session, asked, owner="U0LENA", workspace=world.sandbox.workspace.team["id"])
    await swept_at_once(world)

    sweep = next(row for row in await rows(world, Due) if row.kind == pairs.SWEEP)
    assert sweep.attempts >= 3
    assert sweep.due_at > keeping.clock.now() + timedelta(hours=1)
    assert [(row.first_id, row.second_id, row.kind) for row in await rows(world, Twin)] == [(1, 120, "duplicate")]
    assert await told(world, "seems to be kept twice") == ["U0LENA"]


async def test_what_is_about_to_be_posted_with_the_answer_that_is_not_kept_goes_back(world: World) -> None:
    await world.published(FIRST, FIVE)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await kept(world, AGAIN, TWO, owner="U0OMAR", expert="U0OMAR")
    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_APPROVAL]

    await world.omar.clicks("Keep the second")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF]
    assert world.desk.shows(f"The earlier answer was replaced. Another answer to the same question is kept: {TWO}")
