"""What stands in many answers changes in one place, and each answer's new text is signed and approved."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.db import organisations
from bot.db.models import Audit, Entry, Link, Question, Use, Variable, VariableValue, Version
from bot.lifecycle import Stage
from bot.workflows import keeping
from tests.flows.playing import Person, World, labels, said, texts
from tests.flows.reading import signatures
from tests.flows.test_entry_life import posts, press, rows

OLD, NEW, LATER = "10 am to 8 pm", "9 am to 9 pm", "noon to 6 pm"


async def keep(world: World, *texts: str, owner: str = "U0LENA", used: bool = False, **more: Any) -> None:
    """Answers that were signed and approved, as if they had been published some time ago."""
    async with world.bot.db.transaction() as session:
        [workspace] = await organisations.workspaces(session)
        for number, text in enumerate(texts):
            kept = {"question": f"{number + 1}. {text}?", "short": text, "full": text, **more}
            where = {"account": "main", "network": "x", "topic": "visiting", "department": "infection"}
            people = {"expert": owner, "approver": "U0MAYA", "used_on": "@RiversideHealth"}
            day = keeping.clock.now().date() + timedelta(days=100)
            entry = Entry(workspace=workspace.id, **{**where, **kept}, **people, review_on=day)
            session.add(entry)
            await session.flush()
            version = {"number": 1, "short": entry.short, "full": entry.full, "expert": owner, "approver": "U0MAYA"}
            session.add(Version(workspace=workspace.id, entry_id=entry.id, why="first", **version))
            if used:
                use = {"account": "main", "handle": "@RiversideHealth", "network": "x", "text": text, "by": "U0SAM"}
                session.add(Use(workspace=workspace.id, entry_id=entry.id, **use, link="https://x.example/1"))


async def make(person: Person, value: str = OLD, label: str = "Visiting hours", *, all: bool = True) -> None:
    """From the Home tab: a variable, and every answer that says it is kept in step."""
    await person.opens_home()
    home = person.world.sandbox.core.modals.homes[person.id]
    button = next(
        {**element, "block_id": block["block_id"]}
        for block in home.body["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "variables"
    )
    await person.act("click_view", view_id=home.id, action_id="variables", block_id=button["block_id"])
    await press(person, "variable_new")
    await person.fills(label=label, value=value)
    if all:
        await press(person, "variable_take_all" if shows(person, "variable_take_all") else "variable_take")


def shows(person: Person, action: str) -> bool:
    """Whether the window on top has such a button."""
    return any(
        element.get("action_id") == action
        for block in person.window["blocks"]
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
    )


def read(person: Person) -> str:
    return "\n".join(texts(person.window["blocks"]))


async def change(person: Person, value: str) -> None:
    """In the variable's window, which is open."""
    await press(person, "variable_change")
    await person.fills(value=value)
    await person.world.moves("6 seconds")


async def changes(world: World) -> list[Question]:
    """Each question that a variable made, the oldest first."""
    return [question for question in await rows(world, Question) if question.change == "variable"]


async def kept(world: World) -> list[str]:
    return [entry.short for entry in await rows(world, Entry)]


async def links(world: World) -> list[tuple[int, str]]:
    async with world.bot.db.snapshot() as session:
        return [(one.entry_id, one.value) for one in await session.scalars(select(Link).order_by(Link.entry_id))]


async def test_a_variable_changes_in_one_place_and_each_answer_gets_its_own_signed_text(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", f"The ward is open {OLD}, on Sundays too.", "Bring slippers.", used=True)
    await make(world.maya)
    assert await links(world) == [(1, OLD), (2, OLD)]

    await change(world.maya, NEW)

    assert await kept(world) == [f"Visit us {OLD}.", f"The ward is open {OLD}, on Sundays too.", "Bring slippers."]
    assert [(q.stage, q.holder, q.draft) for q in await changes(world)] == [
        (Stage.AWAITING_SIGN_OFF, "U0LENA", f"Visit us {NEW}."),
        (Stage.AWAITING_SIGN_OFF, "U0LENA", f"The ward is open {NEW}, on Sundays too."),
    ]
    lists = [text for channel, text in posts(world) if channel == "U0LENA"]
    assert len(lists) == 1
    assert "2 answers have new texts" in lists[0]
    assert len([1 for channel, text in posts(world) if channel == world.desk.id]) == 1, "the desk hears of it once"
    await world.lena.clicks("Sign off", old=1)
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    assert "2 signed, and with comms" in said(world.lena.direct.messages()[-1])
    await asyncio.gather(*(world.maya.clicks("Approve", old=1) for _ in range(2)))
    assert await kept(world) == [f"Visit us {NEW}.", f"The ward is open {OLD}, on Sundays too.", "Bring slippers."]
    await world.maya.clicks("Approve")

    assert await kept(world) == [f"Visit us {NEW}.", f"The ward is open {NEW}, on Sundays too.", "Bring slippers."]
    assert [(v.entry_id, v.number, v.why, v.expert, v.approver) for v in await rows(world, Version)][3:] == [
        (1, 2, "variable", "U0LENA", "U0MAYA"),
        (2, 2, "variable", "U0LENA", "U0MAYA"),
    ]
    for question in await changes(world):
        signed = [s for s in await signatures(world) if s.question_id == question.id]
        assert sorted((s.role, s.user) for s in signed) == [("comms", "U0MAYA"), ("expert", "U0LENA")]
        assert len({s.text_hash for s in signed}) == 1
    assert await links(world) == [(1, NEW), (2, NEW)]
    done = next(said(m) for m in world.maya.direct.messages() if "in both answers" in m.text)
    assert "@RiversideHealth on X" in done
    assert "https://x.example/1" in done
    assert len(await rows(world, Use)) == 3, "nothing was posted by it"


async def test_sixty_answers_are_one_message_that_goes_on_as_they_are_signed(world: World) -> None:
    await keep(world, *(f"Ward {number} is open {OLD}." for number in range(60)))
    await make(world.maya)

    await change(world.maya, NEW)

    assert len(await changes(world)) == 60
    asked = [call for call in world.posted() if call["body"]["channel"] == "U0LENA"]
    assert len(asked) == 1
    assert "60 answers have new texts" in asked[0]["body"]["text"]
    assert len([1 for call in world.posted() if call["body"]["channel"] == world.desk.id]) == 1
    for _ in range(9):
        await world.lena.clicks("Sign off")
    message = world.lena.direct.messages()[-1]
    assert labels(message.blocks).count("Sign off") == 7
    assert "51 answers have new texts" in said(message)
    home = " ".join(texts((await world.lena.opens_home())["blocks"]))
    assert "51 new texts of kept answers wait in your list" in home
    assert "No question waits for you" in home
    assert "44 more come up here" in said(message)
    await world.moves("6 seconds")
    assert len([1 for channel, _ in posts(world) if channel == "U0MAYA"]) == 1
    assert "9 to approve" in said(world.maya.direct.messages()[-1])
    await world.maya.clicks("Approve")
    assert len([text for text in await kept(world) if NEW in text]) == 1


async def test_who_is_silent_is_reminded_once_for_all_and_then_the_next_gets_the_list(world: World) -> None:
    await keep(world, *(f"Ward {number} is open {OLD}." for number in range(5)))
    await make(world.maya)
    await change(world.maya, NEW)

    await world.moves("37 minutes")
    assert len([1 for channel, _ in posts(world) if channel == "U0LENA"]) == 2
    assert "A newer list of these is below" in said(world.lena.direct.messages()[0])
    await world.moves("90 minutes")

    await world.moves("6 seconds")

    assert {question.holder for question in await changes(world)} == {"U0TOM"}
    assert len([1 for channel, _ in posts(world) if channel == "U0TOM"]) == 1
    assert "nothing waits for you here" in said(world.lena.direct.messages()[-1])
    assert "thank you" not in said(world.lena.direct.messages()[-1]), "somebody else has to do it"
    await world.tom.clicks("I can sign it")
    await world.tom.clicks("Sign off")
    await world.moves("6 seconds")
    assert (await changes(world))[-1].stage is Stage.AWAITING_APPROVAL
    await world.moves("8 hours")
    late = [text for channel, text in posts(world) if channel == "U0PRIYA" and "still wait" in text]
    assert late, "the duty person hears of what nobody approves"
    assert {q.stage for q in await changes(world)} <= {Stage.AWAITING_APPROVAL, Stage.AWAITING_EXPERT}
    assert (await changes(world))[0].holder == "U0PRIYA"
    await world.priya.clicks("Name an expert")
    await world.priya.fills(user="U0OMAR")
    await world.moves("11 minutes")
    await world.omar.clicks("I can sign it")
    assert [q.holder for q in await changes(world)].count("U0OMAR") == 1


async def test_a_value_that_changes_twice_voids_what_was_signed_between_and_back_again_nothing_is_wanted(
    world: World,
) -> None:
    await keep(world, f"Visit us {OLD}.", f"Come {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Sign off", old=1)
    await world.moves("6 seconds")

    await change(world.maya, LATER)

    assert [(q.stage, q.holder, q.draft) for q in await changes(world)] == [
        (Stage.AWAITING_SIGN_OFF, "U0LENA", f"Visit us {LATER}."),
        (Stage.AWAITING_SIGN_OFF, "U0LENA", f"Come {LATER}."),
    ]
    assert await signatures(world) == []
    assert "nothing waits for you here" in said(world.maya.direct.messages()[-1])
    assert f"“{OLD}” is “{LATER}” now" in said(world.lena.direct.messages()[-1])
    await change(world.maya, OLD)
    assert {q.stage for q in await changes(world)} == {Stage.WITHDRAWN}
    assert "2 not needed any more" in said(world.lena.direct.messages()[-1])
    assert await kept(world) == [f"Visit us {OLD}.", f"Come {OLD}."]
    assert [(v.number, v.value) for v in await values(world)] == [(1, OLD), (2, NEW), (3, LATER), (4, OLD)]


async def values(world: World) -> Sequence[Any]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(VariableValue).order_by(VariableValue.number))).all()


async def test_a_new_text_that_is_too_long_says_so_and_is_edited_before_it_is_signed(world: World) -> None:
    long = f"You can visit every day from {OLD}. "
    long += "Please wash your hands at the door, and stay at home while you cough or sneeze."
    await keep(world, long)
    await make(world.maya)

    await change(world.maya, "9 am to 9 pm, but not on Mondays")

    listed = world.lena.direct.messages()[-1]
    assert "over the limit" in said(listed)
    assert labels(listed.blocks) == ["Look closer", "Edit", "Not me"]
    await world.lena.clicks("Edit")
    await world.lena.fills(
        words="You can visit every day from 9 am to 9 pm, but not on Mondays. Please wash your hands."
    )
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    assert await kept(world) == [
        "You can visit every day from 9 am to 9 pm, but not on Mondays. Please wash your hands."
    ]
    assert await links(world) == [(1, "9 am to 9 pm, but not on Mondays")]


async def test_an_edit_that_changes_another_fact_is_seen_and_a_text_without_the_value_is_let_go(world: World) -> None:
    await keep(world, f"Come {OLD}.", f"Visit us {OLD}, at most 2 people.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Sign off", old=1)
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")

    await world.lena.clicks("Edit")
    await world.lena.fills(words="Visit us at any time, at most 3 people.")

    assert "3" in " ".join((await changes(world))[1].warnings)
    await world.lena.clicks("Sign off")
    await world.moves("11 minutes")
    await world.maya.clicks("Approve")
    assert await links(world) == [(1, NEW)]
    assert world.maya.was_told(f"*Visiting hours* is “{NEW}” now in the answer that says it")
    assert world.lena.was_told("it isn't kept in step with that any more")


async def test_an_update_that_waits_already_says_the_new_value_and_has_to_be_signed_again(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words=f"Do visit us, {OLD}!")
    await world.lena.clicks("Sign off")

    await change(world.maya, NEW)

    [question] = [q for q in await rows(world, Question) if q.change]
    assert (question.change, question.stage, question.draft) == (
        "update",
        Stage.AWAITING_SIGN_OFF,
        f"Do visit us, {NEW}!",
    )
    assert await signatures(world) == []
    assert world.lena.was_told("has changed, so it says that now")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert await kept(world) == [f"Do visit us, {NEW}!"]
    assert await links(world) == [(1, NEW)]
    assert len(await rows(world, Question)) == 1, "nothing more to change"


async def test_an_older_version_that_is_restored_says_an_old_value_and_its_change_follows(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_version")
    assert world.desk.shows(f"This was version 1. Visiting hours: “{OLD}” is “{NEW}” now. That change follows")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")

    assert await kept(world) == [f"Visit us {OLD}."]
    assert await links(world) == [(1, OLD)]
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    assert "an earlier value of" in read(world.lena)
    await world.moves("11 minutes")
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    assert await kept(world) == [f"Visit us {NEW}."]


async def test_an_older_version_that_is_restored_says_an_old_value_of_what_it_was_let_go_from(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_update")
    await world.lena.fills(entry_words="Visit us every day.")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert await links(world) == []
    await change(world.maya, NEW)

    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_version")

    assert await kept(world) == ["Visit us every day."]
    [restored] = [question for question in await rows(world, Question) if question.change == "restored"]
    assert f"“{OLD}”" in restored.note
    assert f"“{NEW}”" in restored.note
    assert "follows" not in restored.note, "it isn't kept in step any more"


async def test_an_answer_that_is_retired_or_recalled_wants_no_change_until_it_is_offered_again(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", f"Come {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.types("/answers")
    await press(world.lena, "entry_view", 1)
    await press(world.lena, "entry_retire")
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_recall")
    await world.lena.fills(words="It is wrong.")

    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN, Stage.WITHDRAWN]
    assert [entry.status for entry in await rows(world, Entry)] == ["retired", "recalled"]
    assert not world.maya.was_told(":white_check_mark: *Visiting hours*"), "no answer says it, so nobody need hear"
    await world.lena.types("/answers")
    await world.lena.act("click_view", **menu(world.lena, "by_use", "retired"))
    await press(world.lena, "entry_view")
    await press(world.lena, "entry_restore")
    waiting = [q for q in await changes(world) if q.stage is Stage.AWAITING_SIGN_OFF]
    assert [(q.entry, q.draft) for q in waiting] == [(1, f"Visit us {NEW}.")]


def menu(person: Person, action: str, value: str) -> dict[str, Any]:
    """A choice in a menu of the window on top."""
    chosen = {
        "type": "static_select",
        "selected_option": {"text": {"type": "plain_text", "text": value}, "value": value},
    }
    where = {"view_id": person.window["id"], "action_id": action, "block_id": "menus"}
    return where | {"value": value, "values": {"menus": {action: chosen}}}


async def test_until_it_is_signed_the_answer_is_only_adapted_and_the_draft_says_the_new_value(world: World) -> None:
    await world.published("Can I visit the ward after work?", f"Yes, you can visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)

    await world.sam.asks("After work, can I visit the ward?")
    shown = " ".join(texts(world.sam.window["blocks"]))
    assert f"Visiting hours: “{OLD}” is “{NEW}” now. So it has to be signed again." in shown
    await world.sam.chooses("Adapt")

    adapted = next(q for q in await rows(world, Question) if q.forwarder == "U0SAM")
    assert adapted.draft == f"Yes, you can visit us {NEW}."
    await world.lena.clicks("Sign off", place=world.desk)
    await world.maya.clicks("Approve", place=world.desk)
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert await links(world) == [(1, OLD), (2, NEW)], "what was adapted is kept in step, too"


async def test_two_people_who_change_it_at_once_see_each_others_value(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await make(world.sam, "555 0100", "Switchboard", all=False)
    await look(world.sam)
    await press(world.maya, "variable_change")
    await press(world.sam, "variable_change")

    await world.maya.fills(value=NEW)
    await world.sam.fills(value=LATER)

    assert f"changed it to “{NEW}” while you were writing" in read(world.sam)
    assert world.sam.window["blocks"][1]["element"]["initial_value"] == LATER
    assert [q.draft for q in await changes(world)] == [f"Visit us {NEW}."]
    await world.sam.submits()
    assert [q.draft for q in await changes(world)] == [f"Visit us {LATER}."]
    await asyncio.gather(*(world.sam.presses("Retire") for _ in range(2)))
    assert [(v.key, v.number, v.retired_by) for v in await rows(world, Variable)] == [
        ("visiting_hours", 3, "U0SAM"),
        ("switchboard", 1, ""),
    ]
    assert [q.stage for q in await changes(world)] == [Stage.WITHDRAWN]
    assert await links(world) == []
    assert [row.move for row in await rows(world, Audit) if "variable" in row.move and row.question_id is None] == [
        *("make variable", "make variable", "change variable", "change variable", "retire variable"),
    ]


async def look(person: Person, place: int = 1) -> None:
    """Open a variable from the list: the second, by label."""
    await press(person, "variables")
    await press(person, "variable_view", place)


async def make_list(person: Person) -> None:
    await person.opens_home()
    home = person.world.sandbox.core.modals.homes[person.id]
    found = [
        b["block_id"] for b in home.body["blocks"] for e in b.get("elements", []) if e.get("action_id") == "variables"
    ]
    await person.act("click_view", view_id=home.id, action_id="variables", block_id=found[0])


async def test_values_that_would_be_found_anywhere_are_refused_and_the_words_stay(world: World) -> None:
    await keep(world, "Visit us 8 pm.")
    await make(world.maya, "8", "Closing time", all=False)
    assert "too short" in str(world.maya.window["errors"])
    await world.maya.fills(value="Please")
    assert "one plain word" in str(world.maya.window["errors"])
    await world.maya.fills(value="  8   pm ", label="Closing  time")
    assert "It is there now" in read(world.maya)
    assert "1 answer says" in read(world.maya)
    await press(world.maya, "variable_take")
    await press(world.maya, "variables")
    await press(world.maya, "variable_new")
    await world.maya.fills(value="9 pm", label="closing time")
    assert "There is one called “Closing time” already" in str(world.maya.window["errors"])


async def test_an_answer_is_linked_and_let_go_with_one_click_in_its_window(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", f"The shop: {OLD}. Ward: 110 am to 8 pm.")
    await make(world.maya, all=False)
    await make(world.maya, "10 am", "Opening", all=False)
    await world.lena.types("/answers")
    await press(world.lena, "entry_view", 1)
    assert "It says *Visiting hours*" in read(world.lena)
    await press(world.lena, "entry_link", 1)
    assert "Kept in step with *Visiting hours*" in read(world.lena)
    assert "It says *Opening*" not in read(world.lena), "it stands in the same place"
    await press(world.lena, "entry_unlink")
    assert await links(world) == []
    await world.omar.types("/answers")
    await press(world.omar, "entry_view", 1)
    assert not shows(world.omar, "entry_link")
    assert not shows(world.omar, "entry_unlink")


async def test_a_variable_is_changed_by_who_is_responsible_and_by_nobody_else_outside_comms(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await press(world.maya, "variable_change")
    await world.maya.fills(owner="U0OMAR", department="pharmacy")
    assert "Pharmacy" in read(world.maya)

    await make_list(world.tom)
    assert not shows(world.tom, "variable_new")
    await press(world.tom, "variable_view")
    assert not shows(world.tom, "variable_change")
    await make_list(world.omar)
    await press(world.omar, "variable_view")
    await change(world.omar, NEW)
    assert [(v.value, v.owner, v.changed_by) for v in await rows(world, Variable)] == [(NEW, "U0OMAR", "U0OMAR")]
    assert [q.forwarder for q in await changes(world)] == ["U0OMAR"]


async def test_what_an_answer_was_shortened_from_changes_too_and_is_shown(world: World) -> None:
    full = f"You can visit us {OLD}. Please ring the bell twice. On Sundays the door is open {OLD}, too."
    await keep(world, f"Visit us {OLD}.", full=full)
    await make(world.maya)

    await change(world.maya, NEW)

    assert "In full: " in said(world.lena.direct.messages()[-1])
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    [entry] = await rows(world, Entry)
    assert (entry.short, entry.full) == (f"Visit us {NEW}.", full.replace(OLD, NEW))
    assert (await rows(world, Version))[-1].full == entry.full


async def test_what_comms_sends_back_and_what_an_expert_passes_on_stays_in_the_lists(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Not me")
    assert "Shown in the thread" not in str(world.lena.window["blocks"]), "there is none"
    await world.lena.fills(user="U0TOM", note="You set these hours.")
    assert world.tom.was_told("*Lena Ortiz* passed this on to you. “You set these hours.”")
    await world.moves("6 seconds")
    await world.tom.clicks("I can sign it")
    await world.tom.clicks("Sign off")
    await world.moves("6 seconds")

    await world.maya.clicks("Send back")
    await world.maya.fills(words="On Mondays, too?")

    assert world.tom.was_told("On Mondays, too?")
    assert (await changes(world))[0].holder == "U0TOM"
    await world.moves("6 seconds")
    assert world.tom.sees_button("Sign off")
    assert "nothing waits for you here" in said(world.maya.direct.messages()[-1])
    await world.tom.clicks("Sign off")
    await world.moves("11 minutes")
    await world.maya.clicks("Approve")
    assert await kept(world) == [f"Visit us {NEW}."]


async def test_what_is_about_to_be_posted_with_an_earlier_value_goes_back_with_the_new_one(world: World) -> None:
    await world.published("Can I visit the ward after work?", f"Yes, you can visit us {OLD}.")
    await make(world.maya)
    await world.sam.asks("After work, can I visit the ward?")
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")

    await change(world.maya, NEW)

    used = next(q for q in await rows(world, Question) if q.forwarder == "U0SAM")
    assert (used.stage, used.draft) == (Stage.AWAITING_SIGN_OFF, f"Yes, you can visit us {NEW}.")
    assert [s for s in await signatures(world) if s.question_id == used.id] == []
    assert not world.sam.sees_button("I posted it")
    assert world.lena.was_told("has changed, so it says that now")


async def test_all_is_done_when_the_last_that_waited_is_retired_and_what_was_merged_is_among_the_posts(
    world: World,
) -> None:
    await keep(world, f"Visit us {OLD}.", f"Come {OLD}.", f"Do come {OLD}.", used=True)
    await make(world.maya)
    async with world.bot.db.transaction() as session:
        gone = (await session.scalars(select(Entry).where(Entry.id == 3))).one()
        gone.status, gone.merged_into = "merged", 1
        await session.delete((await session.scalars(select(Link).where(Link.entry_id == 3))).one())
    await change(world.maya, NEW)
    await world.lena.clicks("Sign off", old=1)
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    await world.lena.types("/answers")
    await press(world.lena, "entry_view")
    assert f"Come {OLD}." in read(world.lena)
    await press(world.lena, "entry_retire")

    assert world.maya.was_told(f"*Visiting hours* is “{NEW}” now in the answer that says it.")
    assert world.maya.was_told("An earlier value stands in public* (3 times)")


async def test_names_of_variables_can_neither_ping_nor_break_what_tells_of_them(world: World) -> None:
    await world.published("Can I visit the ward after work?", f"Yes, you can visit us {OLD}.")
    await make(world.maya, OLD, "<!channel> *x* <@U0RUTH>")
    await change(world.maya, "<!here> 9 am")
    await world.sam.asks("After work, can I visit the ward?")
    offered = [text for text in marked(world.sam.window) if "channel" in text]
    await world.sam.chooses("Adapt")
    await world.lena.clicks("Sign off", place=world.desk)
    await change(world.maya, "<!here> 8 am")
    told = [call["body"] for call in world.calls if call["method"].startswith(("chat.", "views."))]
    shown = [text for body in told for text in [body.get("text", ""), *marked(body)]]
    shown += [*offered, *marked(world.maya.window)]
    assert offered
    assert len([text for text in shown if "!channel" in text]) > 3
    assert [
        text for text in shown if any(ping in text for ping in ("<!channel>", "<!here>", "<@U0RUTH>", "&amp;lt;"))
    ] == []


def marked(block: Any) -> list[str]:
    """Every text in which Slack would read a mention."""
    if isinstance(block, list):
        return [text for each in block for text in marked(each)]
    if not isinstance(block, dict):
        return []
    own = [block["text"]] if block.get("type") == "mrkdwn" else []
    return own + [text for each in block.values() for text in marked(each)]


async def test_a_value_that_stands_for_two_things_is_pointed_out_to_whoever_signs(world: World) -> None:
    await keep(world, f"Ward: {OLD}. Shop: {LATER}.")
    await make(world.maya)
    await make(world.maya, LATER, "Shop hours")
    await change(world.maya, OLD)
    assert f"The text said “{OLD}” in another place before" in said(world.lena.direct.messages()[-1])
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    assert await links(world) == [(1, OLD), (1, OLD)]

    await change(world.maya, NEW)
    await world.moves("11 minutes")

    assert f"“{OLD}” stands here for more than one thing" in said(world.lena.direct.messages()[-1])


async def test_signing_in_the_moment_of_a_change_leaves_no_signature_on_the_earlier_value(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await press(world.maya, "variable_change")

    await asyncio.gather(world.maya.fills(value=LATER), world.lena.clicks("Sign off"), world.lena.clicks("Sign off"))
    await world.moves("6 seconds")

    [question] = await changes(world)
    assert (question.stage, question.draft) == (Stage.AWAITING_SIGN_OFF, f"Visit us {LATER}.")
    assert await signatures(world) == []
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    assert await kept(world) == [f"Visit us {LATER}."]


async def test_words_in_the_direct_conversation_are_never_taken_for_a_listed_text(world: World) -> None:
    await keep(world, f"Visit us {OLD}.", full=f"Visit us {OLD}. The door is open {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)

    await world.lena.act("say", channel=world.lena.direct.id, text="Thanks, I will look at it.", thread_ts="")

    [question] = await changes(world)
    assert question.draft == f"Visit us {NEW}."
    assert question.stage is Stage.AWAITING_SIGN_OFF


async def test_a_variable_whose_owner_leaves_has_the_next_one(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await press(world.maya, "variable_change")
    await world.maya.fills(owner="U0LENA", department="infection")

    await world.priya.act("deactivate", user="U0LENA")

    assert [variable.owner for variable in await rows(world, Variable)] == ["U0TOM"]


async def test_who_is_to_take_on_a_new_text_reads_the_newest(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Not me")
    await world.lena.fills(user="U0TOM")
    await world.moves("6 seconds")
    assert NEW in said(world.tom.direct.messages()[-1])

    await change(world.maya, LATER)

    assert LATER in said(world.tom.direct.messages()[-1])
    assert f"Visit us {NEW}." not in said(world.tom.direct.messages()[-1])


async def test_a_signed_text_whose_signer_has_left_goes_to_the_next_when_the_value_changes_again(world: World) -> None:
    await keep(world, f"Visit us {OLD}.")
    await make(world.maya)
    await change(world.maya, NEW)
    await world.lena.clicks("Sign off")
    await world.priya.act("deactivate", user="U0LENA")

    await change(world.maya, LATER)

    assert [(q.holder, q.draft) for q in await changes(world)] == [("U0TOM", f"Visit us {LATER}.")]
    assert world.tom.sees_button("I can sign it")


async def test_what_is_pointed_out_about_a_value_goes_with_that_value(world: World) -> None:
    await keep(world, f"Visit us {OLD}. Phones: {NEW}.")
    await make(world.maya)
    await change(world.maya, NEW)
    assert "in another place before" in said(world.lena.direct.messages()[-1])

    await change(world.maya, LATER)

    assert f"Visit us {LATER}. Phones: {NEW}." in [q.draft for q in await changes(world)]
    assert "in another place before" not in said(world.lena.direct.messages()[-1])
