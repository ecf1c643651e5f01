"""The life of a kept answer: it is reviewed, changed with two signatures, retired, restored and recalled."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import merging
from bot.db.models import Audit, Due, Entry, Question, Use, Version, Wording
from bot.lifecycle import Refused, Stage
from bot.workflows import entry_life, keeping, owners, recalling
from bot.workflows.people import Actor
from tests.conftest import load
from tests.db.knowledge import keep
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import Person, World, said, texts
from tests.flows.reading import entries, newest, signatures, stages

FIRST = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
NEW = "Yes, you can visit two days after the last cough. Wash your hands, please."


async def rows(world: World, table: Any) -> Sequence[Any]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(table).order_by(table.id))).all()


def posts(world: World) -> list[tuple[str, str]]:
    """Whom the bot wrote to, in order, and what."""
    return [(call["body"]["channel"], call["body"]["text"]) for call in world.posted()]


async def change(world: World, **fields: Any) -> None:
    """As if it had been kept so."""
    async with world.bot.db.transaction() as session:
        for entry in await session.scalars(select(Entry)):
            for name, value in fields.items():
                setattr(entry, name, value)


async def to_the_next_look(world: World) -> None:
    """Until the clock of the reviews has rung."""
    due = next(row for row in await rows(world, Due) if row.kind == "reviews")
    left = (due.due_at - keeping.clock.now()).total_seconds()
    await world.moves(f"{int(left) + 2} seconds")


async def look(world: World, person: Person) -> str:
    """Open the first answer's window from the search; all that can be read in it."""
    await person.types("/answers")
    await press(person, "entry_view")
    return "\n".join(texts(person.window["blocks"]))


async def press(person: Person, action: str, place: int = 0) -> None:
    """A button in the window on top."""
    found = [
        {**element, "block_id": block["block_id"]}
        for block in person.window["blocks"]
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        if element.get("action_id") == action
    ]
    where = {"view_id": person.window["id"], "action_id": action, "block_id": found[place]["block_id"]}
    await person.act("click_view", **where)


async def test_a_review_is_asked_for_and_answered_with_one_click(world: World) -> None:
    await world.published(FIRST)
    today = keeping.clock.now().date()
    await change(world, review_on=today)

    await to_the_next_look(world)

    asked = world.lena.direct.messages()[-1]
    assert "is this answer still right?" in said(asked)
    assert "Yes, you can. Please wash your hands." in said(asked)
    assert "@RiversideHealth" in said(asked)
    await world.lena.clicks("Still right")
    entry = (await entries(world))[0]
    assert entry.review_on > today + timedelta(days=170)
    assert "still right, said Lena Ortiz" in said(world.lena.direct.messages()[-1])
    await to_the_next_look(world)
    assert world.lena.direct.count("still right?") == 0
    assert [row.actor for row in await rows(world, Audit) if row.move == "still right"] == ["U0LENA"]


async def test_who_is_silent_is_reminded_then_the_next_is_asked_and_the_last_again_and_again(world: World) -> None:
    await world.published(FIRST)
    await change(world, review_on=keeping.clock.now().date())

    heard = []
    for _ in range(16):
        await to_the_next_look(world)
        heard = [channel for channel, text in posts(world) if "still right?" in text]

    assert heard[:5] == ["U0LENA", "U0LENA", "U0TOM", "U0ADA", "U0PRIYA"]
    assert set(heard[5:]) == {"U0PRIYA"}
    assert world.lena.direct.count("I asked again, in a newer message.") >= 1
    await world.tom.opens_home()
    await world.priya.clicks("Retire")
    assert (await entries(world))[0].status == "retired"
    assert world.lena.was_told("retired an answer of yours")
    assert not world.priya.sees_button("Still right")
    await world.priya.clicks("Restore")
    await world.priya.clicks("Still right")
    assert (await entries(world))[0].status == "live"


async def test_an_update_goes_through_both_signatures_and_becomes_the_next_version(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=NEW, note="New rule since May")
    assert (await newest(world)).stage is Stage.AWAITING_SIGN_OFF
    assert (await entries(world))[0].short != NEW

    await world.sam.asks(AGAIN)
    assert "waits for signatures" in " ".join(texts(world.sam.window["blocks"]))
    await world.sam.closes()
    await world.lena.clicks("Sign off")
    await asyncio.gather(*(world.maya.clicks("Approve") for _ in range(2)))

    entry, versions = (await entries(world))[0], await rows(world, Version)
    assert (entry.short, entry.version, entry.approver, entry.status) == (NEW, 2, "U0MAYA", "live")
    assert [(v.number, v.why, v.expert, v.approver) for v in versions] == [
        (1, "first", "U0LENA", "U0MAYA"),
        (2, "update", "U0LENA", "U0MAYA"),
    ]
    changed = next(q for q in await rows(world, Question) if q.change)
    assert changed.stage is Stage.PUBLISHED
    assert sorted(s.role for s in await signatures(world) if s.question_id == changed.id) == ["comms", "expert"]
    assert len(await rows(world, Use)) == 1
    assert world.desk.shows("Nothing was posted by this")


async def update(world: World, words: str) -> None:
    """Both sign another text for the first answer that is found."""
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=words)
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")


async def test_a_version_is_restored_with_two_signatures_and_the_window_shows_what_differs(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=NEW)
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")

    shown = await look(world, world.maya)
    styled = [e for b in world.maya.window["blocks"] if b["type"] == "rich_text" for e in b["elements"][0]["elements"]]
    assert "2 texts so far" in shown
    assert "two days after the last cough." in "".join(e["text"] for e in styled if e.get("style") == {"bold": True})
    await press(world.maya, "entry_version")
    assert (await newest(world)).holder == "U0LENA"
    await world.lena.clicks("Sign off")
    await world.sam.clicks("Approve")

    entry = (await entries(world))[0]
    assert (entry.short, entry.version) == ("Yes, you can. Please wash your hands.", 3)
    assert [v.why for v in await rows(world, Version)] == ["first", "update", "restored"]


async def test_a_retired_answer_is_not_offered_until_it_is_restored(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_retire")
    assert "Retired" in "\n".join(texts(world.lena.window["blocks"]))
    await world.sam.asks(AGAIN)
    assert "We answered this before" not in world.sam.window["title"]["text"]

    await press(world.lena, "entry_restore")

    await world.sam.asks(f"{AGAIN} Really?")  # the same words would wait for the open question's answer
    assert "We answered this before" in world.sam.window["title"]["text"]
    assert [row.move for row in await rows(world, Audit)].count("restore") == 1


async def test_an_answer_that_is_retired_while_a_new_text_waits_stays_so_and_is_restored_with_that_text(
    world: World,
) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=NEW)
    await look(world, world.maya)
    await press(world.maya, "entry_retire")

    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")

    [entry] = await entries(world)
    assert (entry.status, entry.short, entry.version, entry.ended_by) == ("retired", NEW, 2, "U0MAYA")
    assert world.desk.shows("It was retired meanwhile, so it isn't offered")
    assert world.lena.was_told("It was retired meanwhile, so it isn't offered")
    await look_at_retired(world)
    await press(world.maya, "entry_restore")
    assert [(one.status, one.short) for one in await entries(world)] == [("live", NEW)]
    await look(world, world.lena)
    await press(world.lena, "entry_retire")
    await look_at_retired(world)
    await press(world.maya, "entry_update")
    await world.maya.fills(entry_words="Yes, at any time.")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert [(one.status, one.short) for one in await entries(world)] == [("live", "Yes, at any time.")]


async def look_at_retired(world: World) -> None:
    await world.maya.types("/answers")
    menu = next(block for block in world.maya.window["blocks"] if block.get("block_id") == "menus")["elements"][-1]
    retired = next(one for one in menu["options"] if one["value"] == "retired")
    view = world.maya.window["id"]
    await world.maya.act("click_view", view_id=view, action_id="by_use", selected_option=retired)
    await press(world.maya, "entry_view")


async def test_a_recall_stops_offers_brings_back_what_is_signed_and_tells_everybody_where_it_stands(
    world: World,
) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Add the link")
    await world.maya.fills(link="https://x.example/post/1")
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_PUBLICATION]

    await look(world, world.maya)
    await press(world.maya, "entry_recall")
    await world.maya.fills(words="Visitors must wait a week now.")

    assert (await entries(world))[0].status == "recalled"
    assert "Recalled" in "\n".join(texts(world.maya.window["blocks"]))
    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF]
    assert [s for s in await signatures(world) if s.question_id == 2] == []
    assert world.desk.shows("Visitors must wait a week now.")
    for person in (world.maya, world.lena, world.priya):
        told = said(next(m for m in person.direct.messages() if "recalled an answer" in m.text))
        assert "https://x.example/post/1" in told
        assert "@RiversideHealth on X" in told
        assert "what you posted of these:\n• @RiversideHealth on X" in told, "the places follow what is said of them"
        who = "you" if person is world.maya else "*Maya Chen*"
        assert f"<@{person.id}>, {who} recalled an answer." in told
    assert len([1 for channel, text in posts(world) if "recalled an answer" in text and channel == "U0MAYA"]) == 1
    assert [row.detail for row in await rows(world, Audit) if row.move == "recalled"] == [
        "answer 1: Visitors must wait a week now."
    ]
    await world.tom.types(f"/answers {FIRST}")
    assert "wash your hands" not in "\n".join(texts(world.tom.window["blocks"]))


async def test_an_expired_answer_that_is_signed_again_as_it_was_is_offered_as_before(world: World) -> None:
    await world.published(FIRST)
    today = keeping.clock.now().date()
    await change(world, review_on=today - timedelta(days=1), asked=1, asked_at=keeping.clock.now())
    await world.maya.asks(AGAIN)
    await world.maya.chooses("Adapt")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    [entry] = await entries(world)
    assert (entry.used, entry.asked, entry.asked_at) == (2, 0, None)
    assert entry.review_on > today + timedelta(days=170)
    assert len(await rows(world, Version)) == 1
    await world.maya.asks(f"{AGAIN} Really?")
    await world.maya.chooses("Use this answer as it stands")
    before = entry.review_on
    await change(world, review_on=before - timedelta(days=90))
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    [entry] = await entries(world)
    assert (entry.used, entry.review_on) == (3, before - timedelta(days=90)), "a reuse is no review"


async def test_a_reopened_answer_takes_the_signatures_of_what_is_about_to_use_it(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.maya.clicks("Reopen")
    await world.maya.fills(words="It is 72 hours.")

    assert await stages(world) == [Stage.AWAITING_ANSWER, Stage.AWAITING_SIGN_OFF]
    assert world.sam.was_told("The earlier answer was reopened. It is 72 hours.")
    assert world.sam.was_told("please wait with this one")
    assert not world.sam.sees_button("Approve")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    assert (await entries(world))[0].status == "live", "its expert stood by it once more"


async def test_a_reopened_answer_that_is_corrected_where_it_is_used_keeps_no_longer_text_of_before(
    world: World,
) -> None:
    await world.published(FIRST, "Yes, you can after 48 hours. Please wash your hands.")
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.maya.clicks("Reopen")
    await world.maya.fills(words="It is 72 hours.")
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, you can after 72 hours. Please wash your hands.")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")

    [entry] = await entries(world)
    assert (entry.status, "72 hours" in entry.short, "48 hours" in entry.full) == ("live", True, False)


async def test_what_was_reopened_stays_so_when_it_was_posted_in_the_same_moment(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await change(world, status="reopened")

    await world.sam.clicks("I posted it")

    assert (await entries(world))[0].status == "reopened"
    assert not world.sam.was_told("Kept for next time")


@pytest.mark.parametrize("posted", ["no", "yes"])
async def test_what_was_reopened_by_mistake_and_withdrawn_is_offered_to_be_signed_and_looked_at(
    world: World, posted: str
) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Reopen")
    await world.maya.submits()

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted=posted)

    assert world.maya.was_told("The answer that is kept for it is offered again, but only to be signed")
    await world.maya.clicks("Look closer")
    assert "Expired" in str(world.maya.window)
    await world.maya.closes()
    await world.sam.asks(AGAIN)
    assert "Adapt this answer" in str(world.sam.window)
    assert "Use this answer" not in str(world.sam.window)
    await world.moves("4 days")
    await world.lena.clicks("Still right")
    await world.priya.asks(AGAIN)
    assert "Use this answer" in str(world.priya.window)


async def test_what_was_reopened_and_withdrawn_waits_for_whoever_corrects_it_elsewhere(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    await world.maya.clicks("Withdraw", old=1)
    await world.maya.submits()
    assert [entry.status for entry in await entries(world)] == ["reopened"]

    await world.sam.clicks("Withdraw")
    await world.sam.submits()

    assert [entry.status for entry in await entries(world)] == ["live"]
    assert world.sam.was_told("only to be signed")


async def test_what_was_withdrawn_and_is_reopened_again_takes_its_own_answer_along(world: World) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert [entry.status for entry in await entries(world)] == ["reopened"]


async def test_an_answer_stays_as_it_is_where_a_withdrawn_question_that_was_to_use_it_is_reopened(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Withdraw")
    await world.sam.submits()

    await world.sam.clicks("Reopen")
    await world.sam.submits()

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_EXPERT]
    assert (await entries(world))[0].status == "live"


async def test_an_adapted_answer_that_was_posted_unsigned_is_not_said_to_be_kept(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Adapt this answer")
    await world.sam.clicks("Withdraw")
    await world.sam.fills(posted="yes")

    assert "Published" in said(world.desk.card())
    assert "Kept for next time" not in said(world.desk.card())
    assert not world.sam.was_told("Kept for next time")


async def test_a_new_text_for_what_is_kept_is_never_called_published(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.maya)
    await press(world.maya, "entry_update")
    await world.maya.fills(entry_words=NEW)

    assert "write to you when it is kept." in str(world.maya.window)
    assert "Nothing is kept until you sign it and comms approves it." in said(world.desk.thread()[-1])


async def test_the_text_of_a_recalled_answer_is_not_in_force(world: World) -> None:
    await world.published(FIRST)
    assert "now in force" in await look(world, world.maya)

    await press(world.maya, "entry_recall")
    await world.maya.fills(words="It is wrong.")

    assert "now in force" not in str(world.maya.window)


async def test_what_was_recalled_stays_so_when_it_was_posted_in_the_same_moment(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await change(world, status="recalled", ended_by="U0MAYA", ended_why="It is wrong.")
    await world.sam.clicks("I posted it")
    await world.sam.closes()
    async with world.bot.db.transaction() as session:
        due = {"workspace": (await entries(world))[0].workspace, "args": {"by": "U0MAYA", "why": "It is wrong."}}
        session.add(Due(key="entry:1:recalled:1:question:2", question_id=2, kind="recalled", **due))
    await world.quiet()

    assert (await entries(world))[0].status == "recalled"
    assert len(await rows(world, Use)) == 2
    assert world.sam.was_told("had been recalled")
    assert not world.sam.was_told("Kept for next time")


async def test_what_was_recalled_stays_so_when_it_is_reopened_in_the_same_moment(world: World) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Reopen")
    lena = Actor((await entries(world))[0].workspace, "U0LENA")

    async with world.bot.db.transaction() as session:
        await recalling.recall(session, lena, entry_id=1, words="It is wrong.")
        await session.flush()
        reopening = asyncio.create_task(world.maya.fills(words="Is it so?"))
        await asyncio.wait([reopening], timeout=0.3)
    await reopening

    assert await stages(world) == [Stage.AWAITING_ANSWER]
    assert [(entry.status, entry.ended_why) for entry in await entries(world)] == [("recalled", "It is wrong.")]


async def test_nobody_waits_for_a_change_of_what_is_kept(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=NEW)

    await world.sam.asks(FIRST)
    assert (await newest(world)).stage is Stage.CHOOSING
    await world.sam.closes()

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF, Stage.AWAITING_ACKNOWLEDGEMENT]
    await world.maya.clicks("Merge with…")
    window = world.maya.window["id"]
    found = await world.maya.act("suggest", view_id=window, action_id="merge_target", query="")
    assert found["options"] == []


async def test_a_new_text_of_what_is_kept_is_no_question_and_cannot_be_posted(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.maya)
    await press(world.maya, "entry_update")
    await world.maya.fills(entry_words=NEW)
    assert world.maya.was_told(f"Your new text is on its way: for the answer to “{FIRST}”")
    assert not world.sam.sees_button("Correct it")

    await world.sam.clicks("Withdraw")
    assert "Is an answer already posted?" not in texts(world.sam.window["blocks"])
    await world.sam.submits()

    assert (await newest(world)).stage is Stage.WITHDRAWN
    assert not world.sam.sees_button("It was posted anyway")
    assert not world.ruth.was_told("without two signatures")


async def two_wait_for_one_post(world: World) -> None:
    """Sam is about to post an earlier answer, and Maya, who was asked the same, waits for it."""
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await world.maya.asks(AGAIN)


async def test_what_is_posted_together_in_the_moment_of_a_recall_is_told_and_kept_account_of(world: World) -> None:
    await two_wait_for_one_post(world)
    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_PUBLICATION, Stage.JOINED]

    await change(world, status="recalled", ended_by="U0MAYA", ended_why="It is wrong.")
    await world.sam.clicks("I posted it")
    await world.sam.closes()
    await world.quiet()

    assert await stages(world) == [Stage.PUBLISHED] * 3
    assert [(use.question_id, use.by) for use in await rows(world, Use)] == [(1, "U0MAYA"), (2, "U0SAM"), (3, "U0SAM")]
    assert world.sam.was_told("had been recalled")
    assert (await entries(world))[0].status == "recalled"


async def test_what_is_posted_together_teaches_its_words_to_what_the_answer_was_merged_into(world: World) -> None:
    await two_wait_for_one_post(world)
    async with world.bot.db.transaction() as session:
        [gone] = (await session.scalars(select(Entry))).all()
        kept = await keep(session, "Where is the pharmacy?", workspace=gone.workspace)
        await merging.join(session, kept, gone)

    await world.sam.clicks("I posted it")
    await world.sam.closes()
    await world.quiet()

    assert await stages(world) == [Stage.PUBLISHED] * 3
    assert {wording.entry_id for wording in await rows(world, Wording)} == {kept.id}


async def test_an_owner_who_leaves_or_changes_work_is_followed_by_the_next_expert(world: World) -> None:
    await world.published(FIRST)
    await world.priya.act("deactivate", user="U0LENA")
    assert (await entries(world))[0].owner == "U0TOM"
    departments = [one.model_copy(update={"experts": ("U0JON",)}) for one in HOSPITAL.departments]
    after = HOSPITAL.model_copy(update={"departments": tuple(departments)})
    async with world.bot.db.transaction() as session:
        await owners.after_import(session, (await entries(world))[0].workspace, HOSPITAL, after)

    assert (await entries(world))[0].owner == "U0JON"


async def test_what_was_retired_by_an_owner_who_leaves_has_the_next_expert_when_it_is_restored(world: World) -> None:
    await world.published(FIRST)
    [kept] = await entries(world)
    lena, maya = Actor(kept.workspace, "U0LENA"), Actor(kept.workspace, "U0MAYA")
    async with world.bot.db.transaction() as session:
        await entry_life.retire(session, lena, entry_id=kept.id)

    await world.priya.act("deactivate", user="U0LENA")
    async with world.bot.db.transaction() as session:
        await entry_life.restore(session, maya, entry_id=kept.id)

    assert [(entry.status, entry.owner) for entry in await entries(world)] == [("live", "U0TOM")]


async def test_what_became_part_of_an_answer_is_not_parted_from_it_once_that_was_recalled(world: World) -> None:
    await world.published(FIRST)
    [gone] = await entries(world)
    maya = Actor(gone.workspace, "U0MAYA")
    async with world.bot.db.transaction() as session:
        gone = await session.merge(gone)
        between = await keep(session, "Where is it?", workspace=gone.workspace)
        kept = await keep(session, "Where is the pharmacy?", workspace=gone.workspace)
        await merging.join(session, between, gone)
        await merging.join(session, kept, between)
        await recalling.recall(session, maya, entry_id=kept.id, words="It has moved.")

    async with world.bot.db.transaction() as session:
        with pytest.raises(Refused, match="was recalled"):
            await entry_life.restore(session, maya, entry_id=gone.id)


async def test_after_a_long_silence_each_owner_gets_one_message_of_ten_and_the_rest_day_by_day(world: World) -> None:
    await load(world, HOSPITAL)
    await world.published(FIRST)
    async with world.bot.db.transaction() as session:
        first = (await session.scalars(select(Entry))).one()
        for number in range(24):
            kept = {"question": f"Question {number}? {'x' * 3000}", "short": "&" * 3000, "full": "Yes."}
            more = {"account": "main", "network": "x", "topic": "visiting", "department": "infection"}
            people = {"expert": "U0LENA", "approver": "U0MAYA", "used_on": "@RiversideHealth"}
            day = first.made_at.date() - timedelta(days=number)
            session.add(Entry(workspace=first.workspace, **kept, **more, **people, review_on=day))

    await to_the_next_look(world)

    asked = [text for channel, text in posts(world) if channel == "U0LENA" and "still right?" in text]
    assert len(asked) == 1
    assert "14 more wait for you" in asked[0]
    for _ in range(2):
        async with world.bot.db.transaction() as session:
            for entry in await session.scalars(select(Entry).where(Entry.asked > 0)):
                entry.review_on += timedelta(days=300)
        await to_the_next_look(world)
    asked = [text for channel, text in posts(world) if channel == "U0LENA" and "still right?" in text]
    assert ["more wait" in text for text in asked] == [True, True, False]


async def test_an_update_that_cannot_be_taken_keeps_its_words_and_the_count_keeps_up(world: World) -> None:
    await world.published(FIRST)
    await look(world, world.lena)
    await press(world.lena, "entry_update")
    await look(world, world.sam)
    await press(world.sam, "entry_update")
    typed = "Yes, certainly. " * 12
    values = {"entry_words": {"entry_words": {"type": "plain_text_input", "value": typed}}}
    where = {"view_id": world.lena.window["id"], "action_id": "entry_words", "value": typed}
    await world.lena.act("click_view", **where, values=values)
    assert "52 over: 192 of 140 characters" in " ".join(texts(world.lena.window["blocks"]))
    await world.lena.fills(entry_words=typed)
    assert "51 over the limit of 140" in str(world.lena.window["errors"])

    await world.lena.fills(entry_words=NEW)
    await world.sam.fills(entry_words="Yes, from ten on.")
    assert "waits for" in str(world.sam.window["errors"])
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.sam.fills(entry_words="Yes, from ten on.")

    assert "nothing is lost" in " ".join(texts(world.sam.window["blocks"]))
    assert NEW in " ".join(texts(world.sam.window["blocks"]))
    await world.sam.submits()
    assert [q.draft for q in await rows(world, Question)][-1] == "Yes, from ten on."
    assert (await newest(world)).holder == "U0LENA"


async def test_an_offer_that_was_recalled_before_it_was_chosen_cannot_be_used(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await look(world, world.maya)
    await press(world.maya, "entry_recall")
    await world.maya.fills(words="It is wrong.")

    await world.sam.chooses("Use this answer")

    assert "recalled" in str(world.sam.window["errors"])
    assert (await newest(world)).stage is Stage.CHOOSING


async def test_an_offer_that_was_merged_before_it_was_chosen_says_so(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    async with world.bot.db.transaction() as session:
        [gone] = (await session.scalars(select(Entry))).all()
        kept = await keep(session, "May I visit with a cold?", workspace=gone.workspace)
        await merging.join(session, kept, gone)

    await world.sam.chooses("Use this answer")

    assert "merged into another one" in str(world.sam.window["errors"])
    assert await stages(world) == [Stage.PUBLISHED, Stage.CHOOSING]


async def test_nobody_but_who_is_asked_can_say_that_it_is_still_right(world: World) -> None:
    await world.published(FIRST)
    shown = await look(world, world.maya)
    assert "Still right" not in shown
    assert "Recall" in shown
    shown = await look(world, world.omar)
    assert "Update" not in shown


async def test_what_is_about_to_be_posted_with_a_text_that_was_changed_since_is_signed_again(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await update(world, NEW)

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF, Stage.PUBLISHED]
    assert world.desk.shows(f"The earlier answer was changed. It says now: {NEW}")
    assert world.sam.was_told("please wait with this one")
    assert not world.sam.sees_button("Approve")
    await world.lena.clicks("Sign off")
    await world.sam.clicks("Approve")
    await world.sam.clicks("I posted it")
    [entry] = await entries(world)
    assert (entry.status, entry.short, entry.used) == ("live", NEW, 2)
    assert [use.text for use in await rows(world, Use)][1:] == [NEW]


async def test_a_draft_of_a_text_that_was_changed_since_becomes_the_new_one_unless_somebody_edited_it(
    world: World,
) -> None:
    await world.published(FIRST)
    await change(world, review_on=keeping.clock.now().date() - timedelta(days=1))
    for edited in (False, True):
        await world.sam.asks(f"{AGAIN} {'Really?' * edited}")
        await world.sam.chooses("Adapt")
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, you can, and bring a mask. Please wash your hands.")
    await update(world, NEW)

    drafts = [question.draft for question in await rows(world, Question) if not question.change]
    assert drafts[1:] == [NEW, "Yes, you can, and bring a mask. Please wash your hands."]
    assert world.desk.count("changed the earlier answer") == 2


async def test_a_draft_that_went_on_to_the_next_who_asked_is_still_of_the_earlier_answer(world: World) -> None:
    await world.published(FIRST)
    await change(world, review_on=keeping.clock.now().date() - timedelta(days=1))
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Adapt")
    await world.maya.asks(AGAIN, asker="@another")
    await world.sam.clicks("Withdraw")
    await world.sam.submits()
    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.PUBLISHED, Stage.WITHDRAWN, Stage.AWAITING_APPROVAL]

    await look(world, world.maya)
    await press(world.maya, "entry_recall")
    await world.maya.fills(words="Visitors must wait a week now.")

    assert await stages(world) == [Stage.PUBLISHED, Stage.WITHDRAWN, Stage.AWAITING_SIGN_OFF]
    assert world.desk.shows("The earlier answer was recalled. Visitors must wait a week now.")


async def test_whoever_follows_an_owner_who_left_is_asked_twice_like_the_owner_before(world: World) -> None:
    await world.published(FIRST)
    await change(world, review_on=keeping.clock.now().date())
    await to_the_next_look(world)
    assert world.lena.was_told("is this answer still right?")
    await world.priya.act("deactivate", user="U0LENA")

    await to_the_next_look(world)

    assert [channel for channel, text in posts(world) if "still right?" in text] == ["U0LENA", "U0TOM"]
    assert not world.tom.was_told("I asked you before")
    for _ in range(3):
        await to_the_next_look(world)
    assert [channel for channel, text in posts(world) if "still right?" in text] == ["U0LENA", "U0TOM", "U0TOM"]
    assert world.tom.was_told("I asked you before")


async def test_what_is_reopened_is_not_offered_by_what_its_answer_was_merged_into(world: World) -> None:
    await world.published(FIRST)
    async with world.bot.db.transaction() as session:
        [gone] = (await session.scalars(select(Entry))).all()
        more = {"owner": "U0LENA", "department": "infection", "topic": "visiting"}
        kept = await keep(session, AGAIN, answer=gone.short, workspace=gone.workspace, **more)
        await merging.join(session, kept, gone)

    await world.maya.clicks("Reopen")
    await world.maya.fills(words="It is 72 hours.")

    assert [entry.status for entry in await entries(world)] == ["merged", "reopened"]
    await world.answered_anew("Yes, you can after 72 hours. Please wash your hands.")
    assert [(entry.status, entry.short) for entry in await entries(world)] == [
        ("merged", "Yes, you can. Please wash your hands."),
        ("live", "Yes, you can after 72 hours. Please wash your hands."),
    ]


async def test_what_was_reopened_and_corrected_to_another_question_is_found_by_that(world: World) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Reopen")
    await world.maya.fills(words="They ask about a dog.")
    await world.maya.clicks("Correct it")
    await world.maya.fills(text="May my dog visit me on the ward?")
    await world.answered_anew("Dogs may come after 14:00.")

    [entry] = await entries(world)
    assert (entry.status, entry.question, entry.short) == (
        "live",
        "May my dog visit me on the ward?",
        "Dogs may come after 14:00.",
    )
    assert [wording.text for wording in await rows(world, Wording)] == ["May my dog visit me on the ward?"]


async def test_what_others_were_answered_with_stays_theirs_when_the_first_is_corrected(world: World) -> None:
    await world.published(FIRST)
    card = str(world.desk.card().ts)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await world.sam.clicks("I posted it")
    await world.sam.closes()
    await world.maya.clicks("Reopen", old=1)
    await world.maya.fills(words="They ask about a dog.")
    await world.maya.clicks("Correct it")
    await world.maya.fills(text="May my dog visit me on the ward?")
    await world.lena.act("say", channel=world.desk.id, text="Dogs may come after 14:00.", thread_ts=card)
    await world.moves("16 seconds")
    await world.lena.clicks("Use only my last message")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    theirs, own = await entries(world)
    assert (theirs.status, own.status, own.short) == ("live", "live", "Dogs may come after 14:00.")
    assert (theirs.question_id, own.question_id) == (None, 1)
    assert theirs.review_on < keeping.clock.now().date()
    assert [(each.entry_id, each.text) for each in await rows(world, Wording)] == [
        (theirs.id, FIRST),
        (theirs.id, AGAIN),
        (own.id, "May my dog visit me on the ward?"),
    ]


async def test_an_answer_that_was_retired_meanwhile_is_not_said_to_be_kept_on_the_card(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await look(world, world.maya)
    await press(world.maya, "entry_retire")
    await world.lena.clicks("Sign off")
    asked = said(world.desk.thread()[-1])
    assert "*Lena Ortiz* signed this text." in asked
    assert "signed it then" not in asked
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert [each.status for each in await entries(world)] == ["retired"]
    assert "Published" in said(world.desk.card())
    assert "Kept for next time" not in said(world.desk.card())
    assert not world.sam.was_told("Kept for next time")


async def test_what_is_about_to_be_posted_with_an_answer_that_is_retired_goes_back(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await look(world, world.maya)
    await press(world.maya, "entry_retire")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF]
    assert world.desk.shows("The earlier answer was retired.")
