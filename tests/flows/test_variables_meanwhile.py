"""What becomes of a new text that waits because a variable changed, when its answer is reopened, merged or parted."""

from bot.db import entries
from bot.db.models import Entry
from bot.lifecycle import Stage
from bot.views.variables import Filled
from bot.workflows import linking, twins, varying
from bot.workflows.people import Actor
from bot.workflows.twins import Seen
from tests.flows.playing import World, said
from tests.flows.test_entry_life import look, press, rows
from tests.flows.test_twins import AGAIN, FIRST, read, to_the_next
from tests.flows.test_twins import kept as keep
from tests.flows.test_variables import LATER, NEW, OLD, change, changes, kept, links, make

QUESTION = "Can I visit the ward after work?"


async def status(world: World) -> list[str]:
    return [entry.status for entry in await rows(world, Entry)]


async def reopened(world: World) -> str:
    """An answer that is kept in step, whose new text waits; then comms reopens the question it came from. Its card."""
    await world.published(QUESTION, f"Yes, you can visit us {OLD}.")
    card = str(world.desk.card().ts)
    await make(world.maya)
    await change(world.maya, NEW)
    assert [(q.stage, q.draft) for q in await changes(world)] == [
        (Stage.AWAITING_SIGN_OFF, f"Yes, you can visit us {NEW}.")
    ]
    await world.maya.clicks("Reopen")
    await world.maya.fills(words="Is that still so?")
    await world.moves("1 seconds")
    assert await status(world) == ["reopened"]
    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN]
    assert "1 not needed any more" in said(world.lena.direct.messages()[-1])
    assert not world.maya.was_told(":white_check_mark: *Visiting hours*"), "no answer says it, so nobody need hear"
    return card


async def answered(world: World, card: str, text: str) -> None:
    await world.lena.act("say", channel=world.desk.id, text=text, thread_ts=card)
    await world.moves("16 seconds")
    await world.lena.clicks("Use only my last message")
    await world.lena.clicks("Sign off", place=world.desk)
    await world.maya.clicks("Approve", place=world.desk)
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    await world.moves("6 seconds")


async def test_an_answer_that_is_reopened_and_signed_as_it_was_gets_its_change_again(world: World) -> None:
    card = await reopened(world)

    await answered(world, card, f"Yes, you can visit us {OLD}.")

    assert await status(world) == ["live"]
    assert await kept(world) == [f"Yes, you can visit us {OLD}."]
    assert await links(world) == [(1, OLD)]
    assert [(q.stage, q.draft) for q in await changes(world)] == [
        (Stage.WITHDRAWN, f"Yes, you can visit us {NEW}."),
        (Stage.AWAITING_SIGN_OFF, f"Yes, you can visit us {NEW}."),
    ]
    await world.moves("11 minutes")
    await world.lena.clicks("Sign off", place=world.lena.direct)
    await world.moves("6 seconds")
    await world.maya.clicks("Approve", place=world.maya.direct)
    assert await kept(world) == [f"Yes, you can visit us {NEW}."]
    assert await links(world) == [(1, NEW)]


async def test_an_answer_that_is_reopened_and_signed_with_the_new_value_is_in_step(world: World) -> None:
    card = await reopened(world)

    await answered(world, card, f"Yes, you can visit us {NEW}, every day.")

    assert await status(world) == ["live"]
    assert await links(world) == [(1, NEW)]
    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN]
    assert world.maya.was_told(f"*Visiting hours* is “{NEW}” now in the answer that says it")


async def test_an_answer_that_is_reopened_and_says_it_no_more_is_let_go(world: World) -> None:
    card = await reopened(world)

    await answered(world, card, "Yes, at any time. Please wash your hands.")

    assert await links(world) == []
    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN]
    assert world.lena.was_told("it isn't kept in step with that any more")


async def twice(world: World) -> None:
    """One answer that is kept twice, both in step; whoever owns them is asked whether to merge."""
    for question in (FIRST, AGAIN):
        await keep(world, question, f"Yes, visit us {OLD}.")
    await make(world.maya)
    assert await links(world) == [(1, OLD), (2, OLD)]
    await read(world)
    await to_the_next(world, "twins_sweep")


async def test_while_a_new_text_waits_an_answer_is_not_merged_and_the_refusal_says_where_it_waits(world: World) -> None:
    await twice(world)
    await change(world.maya, NEW)

    await world.lena.clicks("Merge …")
    await world.lena.fills(choice="2")

    assert "waits for Lena Ortiz in the message that lists it for them" in str(world.lena.window["errors"])
    assert await status(world) == ["live", "live"]


async def test_what_is_merged_gets_no_change_until_it_is_parted(world: World) -> None:
    await twice(world)
    await world.lena.clicks("Merge …")
    await world.lena.fills(choice="2")
    assert await status(world) == ["merged", "live"]

    await change(world.maya, NEW)

    assert [q.entry for q in await changes(world)] == [2]
    await world.lena.clicks("Sign off", place=world.lena.direct)
    await world.moves("6 seconds")
    await world.maya.clicks("Approve", place=world.maya.direct)
    assert await kept(world) == [f"Yes, visit us {OLD}.", f"Yes, visit us {NEW}."]
    assert world.maya.was_told(f"*Visiting hours* is “{NEW}” now in the answer that says it")
    await look(world, world.maya)
    await press(world.maya, "entry_merged")
    await press(world.maya, "entry_restore")
    await world.moves("6 seconds")
    assert await status(world) == ["live", "live"]
    assert [(q.entry, q.stage, q.draft) for q in await changes(world)][1:] == [
        (1, Stage.AWAITING_SIGN_OFF, f"Yes, visit us {NEW}.")
    ]


async def test_what_is_merged_leaves_the_kept_answer_in_step_where_that_says_the_same(world: World) -> None:
    await twice(world)
    maya = Actor((await rows(world, Entry))[0].workspace, "U0MAYA")
    async with world.bot.db.transaction() as session:
        await linking.let_go(session, maya, entry_id=2, variable_id=1)

    await world.lena.clicks("Merge …")
    await world.lena.fills(choice="2")

    assert await links(world) == [(1, OLD), (2, OLD)]
    await change(world.maya, NEW)
    assert [(q.entry, q.draft) for q in await changes(world)] == [(2, f"Yes, visit us {NEW}.")]


async def test_where_the_last_that_says_an_earlier_value_is_merged_whoever_changed_it_hears_that_all_is_done(
    world: World,
) -> None:
    await twice(world)
    maya = Actor((await rows(world, Entry))[0].workspace, "U0MAYA")
    async with world.bot.db.transaction() as session:
        await linking.let_go(session, maya, entry_id=2, variable_id=1)
        other = await entries.lock(session, maya.workspace, 2)
        assert other is not None
        other.short = other.full = f"Yes, visit us {NEW}."

    async with world.bot.db.transaction() as session:  # nobody has looked yet whether a new text is wanted
        await varying.change(session, maya, variable_id=1, number=1, filled=Filled("Visiting hours", NEW))
        await linking.link(session, maya, entry_id=2, variable_id=1)
        await session.flush()
        await twins.merge(session, maya, Seen(1, 1, 1), place=2)
    await world.moves("6 seconds")

    assert await changes(world) == []
    assert world.maya.was_told(f"*Visiting hours* is “{NEW}” now in the answer that says it")


async def test_words_that_somebody_wrote_for_a_change_that_is_not_wanted_any_more_come_back_to_them(
    world: World,
) -> None:
    await twice(world)
    await change(world.maya, NEW)
    await world.lena.clicks("Edit", place=world.lena.direct)
    await world.lena.fills(words=f"Do come {NEW}, with slippers.")
    before = len(world.lena.direct.messages())

    for _ in "ab":
        await look(world, world.maya)
        await press(world.maya, "entry_retire")
    await world.moves("6 seconds")

    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN, Stage.WITHDRAWN]
    told = [said(message) for message in world.lena.direct.messages()[before:] if "You had written" in said(message)]
    assert len(told) == 1, "the other text was nobody's"
    assert f"“Do come {NEW}, with slippers.”" in told[0]


async def test_words_that_somebody_wrote_stay_theirs_where_the_value_changes_once_more(world: World) -> None:
    await twice(world)
    await change(world.maya, NEW)
    await world.lena.clicks("Edit", place=world.lena.direct)
    await world.lena.fills(words=f"Do come {NEW}, with slippers.")
    await change(world.maya, LATER)

    for _ in "ab":
        await look(world, world.maya)
        await press(world.maya, "entry_retire")
    await world.moves("6 seconds")

    assert world.lena.was_told(f"You had written: “Do come {LATER}, with slippers.”")
    assert not world.maya.was_told("You had written")
