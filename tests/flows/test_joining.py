"""The same question while the first is still open: one expert ping, one answer, everybody who asked is answered."""

import asyncio
from pathlib import Path

import pytest

from bot.db import versions
from bot.lifecycle import Stage
from bot.views.blocks import at
from bot.workflows import ladder
from tests.conftest import copied
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import Json, Person, World, said, texts
from tests.flows.reading import contributions, entries, moves, newest, question_rows, signatures, stages
from tests.stateful.quick import QuickWorld, quick_world

COLD = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
DOG = "May my dog come along onto the ward?"


def pings(world: World) -> int:
    return world.desk.count("can you answer this one?")


async def ready(person: Person, text: str) -> Json:
    """The filled in window of a new question, not sent yet."""
    await person.types("/ask")
    account = await person._value(person.window, "account", "external_select", "main")
    values = {"text": {"text": {"value": text}}, "account": {"account": account}}
    return {"view_id": person.window["id"], "values": values}


async def test_the_same_words_join_at_once_and_one_answer_is_posted_to_both(world: World) -> None:
    await world.maya.asks(COLD, asker="@jane_r", link="https://x.example/1")
    await world.sam.asks(COLD.lower(), asker="@bob", link="https://x.example/2")

    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]
    assert "Answered together" in world.sam.window["title"]["text"]
    assert world.sam.was_told("is asked already")
    assert "/archives/" in said(world.sam.direct.messages()[-1])
    assert "Asked 2 times:* @jane_r on X" in said(world.desk.card())
    assert "Asked 2 times" in said(world.desk.thread()[-1])
    assert pings(world) == 1

    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    ready = said(world.desk.thread()[-1])
    assert "Answer these 2 together" in ready
    assert "https://x.example/1" in ready
    assert "https://x.example/2" in ready
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED, Stage.PUBLISHED]
    assert world.sam.was_told("It answers “can i visit")
    first, second = await question_rows(world)
    assert (second.draft, second.published_by, second.entry) == (first.draft, "U0MAYA", first.entry)
    assert second.asker == "@bob"
    assert sorted((s.role, s.user) for s in await signatures(world) if s.question_id == 2) == [
        ("comms", "U0MAYA"),
        ("expert", "U0LENA"),
    ]
    assert [entry.used for entry in await entries(world)] == [2]
    async with world.bot.db.snapshot() as session:
        uses = await versions.uses(session, (await entries(world))[0], limit=5)
    assert [(use.question_id, use.text, use.by) for use in uses] == [
        (2, first.draft, "U0MAYA"),
        (1, first.draft, "U0MAYA"),
    ]


async def test_the_same_words_of_another_day_wait_for_nothing_unasked(world: World) -> None:
    await world.maya.asks("Is the ward open for visitors today?")
    await world.moves("1 hours")
    await world.sam.asks("Is the ward open for visitors today?")
    await world.sam.closes()
    assert (await stages(world))[1] is Stage.JOINED
    await world.moves("1 days")

    await world.sam.asks("Is the ward open for visitors today?")

    assert (await stages(world))[2] is Stage.CHOOSING
    assert "Different: “today” was another day there" in " ".join(texts(world.sam.window["blocks"]))


async def test_a_close_question_is_offered_and_joins_only_when_somebody_says_so(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(AGAIN)

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "Somebody asks this already" in shown
    assert "Maya Chen forwarded it" in shown
    await world.sam.chooses("Wait for the same answer")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]

    await world.priya.asks(AGAIN.replace("cold", "cough"))
    assert "Different" in " ".join(texts(world.priya.window["blocks"]))
    await world.priya.closes()
    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT


async def test_one_that_was_reopened_is_told_since_then(world: World) -> None:
    await world.published(COLD)
    await world.moves("30 minutes")
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    await world.moves("5 minutes")

    await world.sam.asks(AGAIN)

    assert "It was reopened 5 minutes ago; Lena Ortiz is on it" in " ".join(texts(world.sam.window["blocks"]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Is the visit fee $20?", "Is the visit fee €20?"),
        ("Does the ward need A+ blood?", "Does the ward need A- blood?"),
        ("Is https://scam.example from you?", "Is https://hospital.example from you?"),
        ("Can I infect my child with measles on the ward?", "Can my child infect me with measles on the ward?"),
        ("Is the ward open on Sundays?", "Where is the ward open?"),
    ],
)
async def test_another_question_neither_joins_nor_is_made_to_wait_beforehand(
    world: World, first: str, second: str
) -> None:
    await world.maya.asks(first)
    await world.sam.asks(second)

    assert Stage.JOINED not in await stages(world)
    choice = [block for block in world.sam.window["blocks"] if block.get("block_id") == "choice"]
    assert all(block["element"]["initial_option"]["text"]["text"].startswith("Ask ") for block in choice)


async def test_two_who_ask_the_same_at_the_same_moment_have_one_ping(world: World) -> None:
    people = [world.maya, world.sam, world.priya]
    windows = [(person, await ready(person, COLD)) for person in people]

    await asyncio.gather(*(person.act("submit", **window) for person, window in windows))

    assert sorted(await stages(world)) == sorted([Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED, Stage.JOINED])
    assert pings(world) == 1


@pytest.mark.parametrize("other", ["I posted it", "withdraw"])
async def test_whoever_joins_while_the_first_ends_is_not_forgotten(world: World, other: str) -> None:
    await world.approved(COLD)
    joining = world.sam.act("submit", **await ready(world.sam, COLD))
    if other == "withdraw":
        await world.maya.clicks("Withdraw")
        ending = world.maya.submits()
    else:
        ending = world.maya.clicks(other)

    await asyncio.gather(joining, ending)
    if world.sam.windows and "before" in world.sam.window["title"]["text"]:
        await world.sam.chooses("Use this answer")

    first, second = await stages(world)
    assert first in (Stage.PUBLISHED, Stage.WITHDRAWN)
    assert second in (Stage.PUBLISHED, Stage.AWAITING_APPROVAL, Stage.AWAITING_ACKNOWLEDGEMENT)


async def test_when_the_first_is_withdrawn_the_next_one_takes_its_place_with_the_draft_so_far(world: World) -> None:
    await world.drafted(COLD)
    await world.sam.asks(COLD)
    await world.priya.asks(COLD)

    await world.maya.clicks("Withdraw")
    await world.maya.submits()

    assert await stages(world) == [Stage.WITHDRAWN, Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]
    _, second, third = await question_rows(world)
    assert (second.expert, third.joined) == ("U0LENA", 2)
    assert not world.desk.shows("Asked 3 times")
    assert world.priya.was_told("withdrew")
    assert world.sam.was_told("I ask for")
    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert await stages(world) == [Stage.WITHDRAWN, Stage.PUBLISHED, Stage.PUBLISHED]


async def test_a_draft_that_went_on_to_the_next_question_is_still_made_of_its_words(world: World) -> None:
    await world.drafted(COLD, "Yes, after 48 hours without symptoms.")
    await world.sam.asks(COLD)
    first, [words] = world.desk.card(), await contributions(world)
    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")

    await world.lena.replies("Thanks!")
    assert ((await newest(world)).stage, (await newest(world)).draft) == (Stage.AWAITING_APPROVAL, words.text)

    await world.lena.edits(words.ts, "Yes, after 72 hours without symptoms.")
    await world.lena.says("Please wear a mask too.", channel="desk-infection", thread=first.ts)
    question = await newest(world)
    assert question.stage is Stage.AWAITING_SIGN_OFF
    assert question.draft == "Yes, after 72 hours without symptoms. Please wear a mask too."


async def test_the_words_behind_a_draft_are_shortened_anew_for_the_next_ones_account(world: World) -> None:
    rest = "Please wash your hands at the door of the ward. The ward is open from 14:00 to 18:00 every day."
    await world.drafted(COLD, f"Yes, after 48 hours without symptoms. Please wear a mask in the room. {rest}")
    await world.sam.asks(COLD, account="sky")

    await world.maya.clicks("Withdraw")
    await world.maya.submits()

    first, second = await question_rows(world)
    assert len(first.draft) <= 140 < len(second.draft) <= 300


async def test_a_reply_to_a_withdrawn_question_counts_where_it_goes_on(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD)
    await world.priya.asks(COLD)
    await world.lena.clicks("On it")
    first = world.desk.card()
    for _ in range(2):
        await world.maya.clicks("Withdraw")
        await world.maya.submits()
    assert world.desk.count("what is written here counts there") == 2
    assert not world.lena.was_told("nothing more to do")

    await world.lena.says("Yes, after 48 hours without symptoms.", channel="desk-infection", thread=first.ts)
    await world.moves("15 seconds")

    assert await stages(world) == [Stage.WITHDRAWN, Stage.WITHDRAWN, Stage.AWAITING_SIGN_OFF]
    assert world.lena.sees_button("Sign off")


async def test_one_that_waits_and_was_answered_elsewhere_is_published_without_a_text(world: World) -> None:
    await world.approved(COLD)
    await world.sam.asks(COLD)

    await world.sam.clicks("Withdraw", place=world.sam.direct)
    await world.sam.fills(posted="yes")

    assert await stages(world) == [Stage.AWAITING_PUBLICATION, Stage.PUBLISHED]
    assert world.ruth.was_told("<@U0SAM> posted an answer to “Can I visit the ward")
    assert world.sam.was_told("Its text isn't known here.")
    assert not world.ruth.was_told("“”")


async def test_when_an_older_text_was_posted_the_next_one_is_asked_for_with_the_newest_word(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    await world.sam.asks(COLD)
    screen = world.maya.screen("I posted it")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")

    await screen.click()
    await world.maya.closes()

    first, second = await question_rows(world)
    assert (first.stage, first.draft) == (Stage.PUBLISHED, "Yes, run the tap for 2 minutes.")
    assert "5 minutes" in second.draft
    assert "2 minutes" not in second.draft
    assert world.sam.was_told("that isn't signed")
    assert not world.sam.was_told("withdr")


async def test_what_is_said_to_be_posted_already_is_the_text_that_was_approved(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    await world.moves("15 seconds")

    await world.maya.clicks("Withdraw")
    await world.maya.fills(posted="yes")

    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."
    assert world.ruth.was_told("without two signatures on it: “Yes, run the tap for 2 minutes.”")


async def test_a_withdrawn_one_that_was_posted_anyway_had_the_text_that_was_approved(world: World) -> None:
    await world.approved(COLD, "Yes, run the tap for 2 minutes.")
    await world.lena.replies("Sorry, run the tap for 5 minutes.")
    await world.maya.clicks("Withdraw")
    await world.maya.submits()

    await world.maya.clicks("It was posted anyway")

    assert (await newest(world)).draft == "Yes, run the tap for 2 minutes."


async def test_for_another_account_the_answer_goes_to_approval_there(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD, account="sky")
    await world.priya.asks(COLD, account="sky")
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert "Also asked for @riverside.health (2)" in said(world.desk.thread()[-1])
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_APPROVAL, Stage.JOINED]
    assert (await question_rows(world))[2].joined == 2
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert await stages(world) == [Stage.PUBLISHED] * 3


async def test_what_was_signed_before_it_was_merged_is_not_said_to_be_signed_with_the_others_answer(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(DOG, account="sky")
    await world.lena.replies("Dogs may come after 14:00.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.sam.clicks("Merge with…")
    await world.sam.fills(merge_target="1")
    first = next(each for each in world.desk.messages() if COLD in each.text)
    await world.lena.says("Yes, you can.", channel="desk-infection", thread=first.ts)
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_APPROVAL]
    assert "this answer was approved before and *Lena Ortiz* signed it then" in said(world.desk.thread()[-1])


async def test_when_the_first_is_reopened_what_waits_for_approval_on_another_account_goes_back(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD, account="sky")
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await world.sam.clicks("Reopen")
    await world.sam.fills(words="It is 72 hours.")

    assert await stages(world) == [Stage.AWAITING_ANSWER, Stage.AWAITING_SIGN_OFF]
    assert not world.maya.sees_button("Approve")
    assert world.maya.was_told("please wait with this one")


async def test_for_another_account_where_it_does_not_fit_it_is_said_to_be_signed_again(world: World) -> None:
    await world.maya.asks(COLD, account="sky")
    await world.sam.asks(COLD)
    visits = (
        "Yes, you can visit the ward after 48 hours without symptoms. Please wash your hands at the door of the ward."
    )
    await world.lena.replies(
        f"{visits} Please wear a mask in the room. The ward is open from 14:00 to 18:00 every day."
    )
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")

    assert world.sam.was_told("has its answer. For this account it is signed again first.")
    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF]


async def test_comms_splits_one_off_and_merges_it_again(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD, asker="@bob")

    await world.sam.clicks("Split off")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ACKNOWLEDGEMENT]
    assert pings(world) == 2
    assert "Asked 2 times" not in "".join(map(said, world.desk.messages()))

    await world.maya.clicks("Merge with…")
    found = await world.maya.act(
        "suggest", view_id=world.maya.window["id"], action_id="merge_target", query="visit ward"
    )
    assert [option["value"] for option in found["options"]] == ["1"]
    await world.maya.fills(merge_target="1")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]
    assert "Waiting for the same answer as" in said(world.desk.card())

    await world.maya.clicks("Split off…")
    await world.maya.fills(split_target="2")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ACKNOWLEDGEMENT]


async def posts(world: World, answer: str) -> None:
    """Lena answers the newest card, Maya approves it and posts it."""
    await world.lena.replies(answer)
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()


async def test_a_question_that_waits_and_becomes_another_one_is_asked_alone(world: World) -> None:
    await world.maya.asks(COLD, asker="@jane")
    await world.sam.asks(COLD, asker="@bob")
    first = world.desk.card()
    await world.sam.clicks("Correct it", place=world.sam.direct)
    await world.sam.fills(text="Can I visit the ward if I had a COLD, last week?")
    assert (await newest(world)).stage is Stage.JOINED

    await world.sam.clicks("Correct it", place=world.sam.direct)
    await world.sam.fills(text=DOG)

    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ACKNOWLEDGEMENT]
    assert "Asked 2 times" not in said(first)
    assert world.sam.was_told("It isn't the same any more, so it is asked alone")
    await posts(world, "Dogs may come after 14:00.")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.PUBLISHED]


async def test_whoever_corrects_says_whether_those_who_wait_still_ask_the_same(world: World) -> None:
    await world.maya.asks(COLD, asker="@jane", link="https://x.example/1")
    await world.sam.asks(COLD, asker="@bob", link="https://x.example/2")
    await world.sam.asks(COLD, account="sky")
    await world.maya.clicks("Correct it")
    await world.maya.fills(text=DOG)

    about = " ".join(texts(world.maya.window["blocks"]))
    assert f"*Nothing is saved yet.* “{COLD}” and 1 more wait for the answer to this question." in about
    assert "amend" not in await moves(world)
    await world.maya.fills(still="Yes, it only says it better")

    asked = said(world.sam.direct.messages()[-1])
    assert f"Maya Chen corrected “{COLD}” to “{DOG}” “{COLD}” and 1 more of yours wait for its answer." in asked
    assert world.sam.sees_button("Split off", place=world.sam.direct)
    await posts(world, "Dogs may come after 14:00.")
    assert any(f"“{COLD}” <https://x.example/2|their post>" in str(call["body"]) for call in world.posted())
    assert await stages(world) == [Stage.PUBLISHED, Stage.PUBLISHED, Stage.AWAITING_ACKNOWLEDGEMENT]
    await world.priya.asks(COLD)
    assert "Dogs" not in " ".join(texts(world.priya.window["blocks"]))


async def test_those_who_asked_what_a_corrected_question_asked_before_are_asked_for_as_one(world: World) -> None:
    await world.maya.asks(COLD, asker="@jane")
    await world.sam.asks(COLD, asker="@bob")
    await world.priya.asks(COLD, asker="@eve")
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    corrected = world.desk.card()
    await world.maya.clicks("Correct it")
    await world.maya.fills(text=DOG)
    await world.maya.fills(still="No, it is another question now")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF, Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]
    assert "Asked 3 times" not in said(corrected)
    assert "Asked 2 times:* @bob on X" in said(world.desk.card())
    assert world.sam.was_told(f"for which yours waited, to “{DOG}” Nothing is lost: I ask for “{COLD}” instead.")
    assert world.priya.was_told(f"“{COLD}” waits for the answer to “{COLD}” now.")
    assert not world.sam.sees_button("Split off", place=world.sam.direct)
    await world.lena.clicks("Use the draft so far")
    assert "wash your hands" in said(world.desk.thread()[-1])


async def test_what_was_written_before_a_question_was_corrected_is_behind_both_from_then_on(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD)
    ts = await world.lena.replies("Yes, you can visit after 24 hours.")
    await world.moves("15 seconds")
    await world.maya.clicks("Correct it")
    await world.maya.fills(text=DOG)
    await world.maya.fills(still="No, it is another question now")
    await world.lena.clicks("Use the draft so far")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL]

    await world.lena.edits(ts, "Yes, you can visit after 48 hours.")
    await world.moves("15 seconds")
    assert [row.draft for row in await question_rows(world)] == ["Yes, you can visit after 48 hours."] * 2
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF, Stage.AWAITING_SIGN_OFF], "nobody signed this text"

    await world.lena.replies("Please wash your hands.")
    await world.moves("15 seconds")
    assert [row.draft for row in await question_rows(world)] == [
        "Yes, you can visit after 48 hours.",
        "Yes, you can visit after 48 hours. Please wash your hands.",
    ]


async def test_the_question_about_a_corrected_one_is_closed_with_the_decision(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD)
    await world.maya.clicks("Correct it")
    await world.maya.fills(text=DOG)
    await world.maya.fills(still="Yes, it only says it better")
    assert f"“{COLD}” waits for a question that *Maya Chen* corrected: below." in said(world.sam.direct.messages()[0])

    await world.sam.clicks("Split off", place=world.sam.direct)

    assert not world.sam.sees_button("Split off", place=world.sam.direct)
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ACKNOWLEDGEMENT]


async def test_a_question_that_waits_and_goes_to_another_account_is_not_posted_with_the_first(world: World) -> None:
    await world.maya.asks(COLD, asker="@jane", link="https://x.example/1")
    await world.sam.asks(COLD, asker="@bob", link="https://x.example/2")
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert "https://x.example/2" in said(world.desk.thread()[-1])

    await world.sam.clicks("Correct it", place=world.sam.direct)
    await world.sam.fills(account="sky")

    ready = said(world.desk.thread()[-1])
    assert "https://x.example/2" not in ready
    assert "Also asked for @riverside.health (1)" in ready


async def test_what_somebody_put_together_is_learned_as_a_way_to_ask_it(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Wait for the same answer")

    await posts(world, "Yes, you can. Please wash your hands.")

    await world.priya.asks(AGAIN)
    assert "Very likely the same question" in " ".join(texts(world.priya.window["blocks"]))


async def test_a_correction_that_leaves_the_words_leaves_the_answer_to_another_account(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(AGAIN, account="sky")
    await world.sam.chooses("Wait for the same answer")

    await world.maya.clicks("Correct it")
    await world.maya.fills(topic="medicines")
    await posts(world, "Yes, you can. Please wash your hands.")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_APPROVAL]


async def test_who_waits_for_one_that_took_the_place_of_the_first_gets_its_answer_for_another_account(
    world: World,
) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD)
    await world.priya.asks(AGAIN, account="sky")
    await world.priya.chooses("Wait for the same answer")

    await world.maya.clicks("Withdraw")
    await world.maya.submits()
    await posts(world, "Yes, you can. Please wash your hands.")

    assert await stages(world) == [Stage.WITHDRAWN, Stage.PUBLISHED, Stage.AWAITING_APPROVAL]


async def test_the_words_of_who_waited_for_another_accounts_are_learned_with_its_answer(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD, account="sky")
    await world.priya.asks(AGAIN, account="sky")
    await world.priya.chooses("Wait for the same answer")
    await posts(world, "Yes, you can. Please wash your hands.")

    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert await stages(world) == [Stage.PUBLISHED] * 3
    await world.maya.asks(AGAIN)
    assert "Very likely the same question" in " ".join(texts(world.maya.window["blocks"]))


async def test_an_expert_who_asked_back_hears_that_it_is_merged(world: World) -> None:
    await world.maya.asks("May I take two tablets?")
    await world.sam.asks(DOG)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="How big is the dog?")

    await world.maya.clicks("Merge with…", place=world.desk)
    await world.maya.fills(merge_target="1")

    assert world.lena.was_told("so you needn't do anything more. What you wrote stays here.")


async def test_whoever_is_about_to_post_one_that_is_merged_is_asked_to_wait(world: World) -> None:
    await world.maya.asks("May my dog come along onto the ward?")
    await world.approved(COLD)

    await world.sam.clicks("Merge with…")
    await world.sam.fills(merge_target="1")

    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]
    assert world.maya.was_told("the answer to that one is posted for both")


async def test_words_that_are_changed_while_their_question_waits_for_another_are_kept_and_count(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    reply = await world.lena.replies("Yes, the dog can come along for 2 hours.")
    await world.moves("15 seconds")
    await world.maya.clicks("Merge with…")
    await world.maya.fills(merge_target="1")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.JOINED]

    await world.lena.edits(reply, "Yes, the dog can come along for 3 hours.")

    assert (await question_rows(world))[1].draft == "Yes, the dog can come along for 3 hours."
    assert "refused" not in await moves(world)
    await world.maya.clicks("Split off…")
    await world.maya.fills(split_target="2")
    await world.lena.replies("It has to stay on its lead.")
    assert (await question_rows(world))[1].draft.startswith("Yes, the dog can come along for 3 hours.")


async def test_an_urgent_one_makes_the_first_urgent_and_the_promise_is_the_earliest(world: World) -> None:
    await world.maya.asks(COLD)
    await world.moves("1 minute")
    before = (await question_rows(world))[0].promise_at

    await world.sam.asks(COLD, urgent="urgent")

    lead, joined = await question_rows(world)
    assert (lead.urgent, lead.promise_at) == (True, before)
    assert joined.promise_at > lead.promise_at
    assert world.lena.was_told("is urgent now")


@pytest.mark.parametrize(("minutes", "left"), [(10, "2 minutes"), (14.9, "50 seconds")])
async def test_who_is_on_what_becomes_urgent_has_half_of_the_time_left_and_a_minute_at_least(
    world: World, minutes: float, left: str
) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("On it")
    await world.moves(f"{int(minutes * 60)} seconds")

    await world.sam.asks(COLD, urgent="urgent")

    by = ladder.deadline((await question_rows(world))[0], HOSPITAL)
    assert world.lena.was_told(f"Please see to it by {at(by)}")
    assert f"until {at(by)}" in said(world.sam.direct.messages()[-1])
    await world.moves(left)
    assert (await question_rows(world))[0].holder == "U0LENA"
    await world.moves("1 minute")
    assert (await question_rows(world))[0].holder == "U0TOM"


async def test_an_approver_of_what_becomes_urgent_is_not_late_at_once(world: World) -> None:
    await world.signed(COLD)
    await world.moves("4 minutes")

    await world.sam.asks(COLD, urgent="urgent")

    assert not world.desk.shows("*Maya Chen* could not approve it in time")
    await world.moves("2 minutes")
    assert world.desk.shows("*Maya Chen* could not approve it in time")


async def test_silence_calls_everybody_who_forwarded_but_once_for_all_of_theirs(world: World) -> None:
    await world.maya.asks(COLD)
    for _ in range(3):
        await world.sam.asks(COLD)

    await world.moves("46 minutes")
    count = sum("and 2 more of yours still wait" in said(m) for m in world.sam.direct.messages())
    assert count == 1
    await world.moves("11 minutes")
    assert "still wait" in said(world.sam.direct.messages()[-1])
    assert world.sam.direct.count("still wait") <= 2


async def test_what_was_published_together_stays_so_when_the_first_is_reopened(world: World) -> None:
    await world.maya.asks(COLD)
    await world.sam.asks(COLD)
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await world.maya.clicks("Reopen")
    await world.maya.submits()

    assert await stages(world) == [Stage.AWAITING_ANSWER, Stage.PUBLISHED]
    assert world.sam.was_told("the answer may be wrong")
    assert "Asked 2 times" in said(world.desk.card())


async def test_the_same_words_to_another_departments_account_wait_for_nobody_and_are_shown(world: World) -> None:
    await world.maya.asks("Are you open on Sunday?", account="meds")
    await world.sam.asks("Are you open on Sunday?", account="bumps")

    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT, Stage.CHOOSING]
    assert "Maternity here, Pharmacy there" in " ".join(texts(world.sam.window["blocks"]))
    choice = next(block for block in world.sam.window["blocks"] if block.get("block_id") == "choice")
    assert choice["element"]["initial_option"]["value"] == "ask"


@pytest.mark.parametrize("account", ["main", "sky"])
async def test_what_was_reopened_and_is_answered_with_another_leaves_its_old_answer_to_be_reviewed(
    world: World, account: str
) -> None:
    await world.published("May my dog come along onto the ward?", "Yes, dogs may come along.")
    await world.maya.clicks("Reopen")
    await world.maya.submits()
    await world.sam.asks(COLD, account=account)

    await world.maya.clicks("Merge with…", old=1)
    await world.maya.fills(merge_target="2")
    await posts(world, "Yes, you can. Please wash your hands.")

    old, new = await entries(world)
    assert (old.short, old.status, new.status) == ("Yes, dogs may come along.", "live", "live")
    assert old.review_on < new.made_at.date(), "somebody has to look whether it is right"
    assert world.maya.was_told("is offered again")


async def test_one_that_was_merged_and_is_reopened_alone_leaves_the_others_answer(world: World) -> None:
    await world.drafted(COLD)
    await world.sam.asks("May my dog come along onto the ward?")
    await world.maya.clicks("Merge with…")
    await world.maya.fills(merge_target="1")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await world.maya.clicks("Reopen")  # on the newer card
    await world.maya.submits()
    await world.lena.replies("Dogs may not come onto the ward.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    kept, new = await entries(world)
    assert (kept.short, kept.status) == ("Yes, you can. Please wash your hands.", "live")
    assert (new.short, new.status) == ("Dogs may not come onto the ward.", "live")
    assert kept.review_on < new.made_at.date(), "somebody has to look whether it is still right"
    await world.priya.asks("Is it true that my dog may come along onto the ward?")
    shown = "\n".join(texts(world.priya.window["blocks"]))
    assert "Dogs may not" in shown
    assert "wash your hands" not in shown


async def test_fifty_who_ask_the_same_cost_the_desk_one_ping_and_few_calls(migrated_file: Path, tmp_path: Path) -> None:
    async with quick_world(f"sqlite:///{copied(migrated_file, tmp_path)}") as world:
        await world.maya.asks(COLD)
        before = len(world.calls)
        people = [world.maya, world.sam, world.priya]
        for number in range(50):
            asker, link = f"@asker_{number}", f"https://x.example/{number}"
            await people[number % 3].asks(COLD, asker=asker, link=link)
        await _answered_together(world, before)


async def _answered_together(world: QuickWorld, before: int) -> None:
    calls = [call["method"] for call in world.calls[before:]]
    assert pings(world) == 1
    assert calls.count("chat.postMessage") <= 50 + 1  # one to each forwarder; and a reminder, as time passes
    assert calls.count("chat.update") <= 100
    assert "Asked 51 times" in said(world.desk.card())
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert "… and 30 more." in said(world.desk.thread()[-1])
    await world.maya.clicks("Everybody who asked")
    assert "@asker_49" in " ".join(texts(world.maya.window["blocks"]))
    await world.maya.closes()
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert await stages(world) == [Stage.PUBLISHED] * 51
    assert (await moves(world)).count("publish") == 51
    assert world.sam.direct.count("It answers") == 1
