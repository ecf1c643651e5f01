"""Look first: an earlier answer is used, adapted, or passed over; nothing is lost when nobody chooses."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import merging
from bot.db.models import Entry
from bot.lifecycle import Stage
from bot.organisation import Clocks
from tests.conftest import load
from tests.db.knowledge import keep
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, said, texts
from tests.flows.reading import entries, moves, newest, signatures, stages

FIRST = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
HASTY = HOSPITAL.model_copy(update={"clocks": Clocks(offer_within=timedelta(microseconds=1))})


async def test_offers_show_age_owner_last_use_and_review_date(world: World) -> None:
    await world.published(FIRST)

    await world.sam.asks(AGAIN)

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "Lena Ortiz · answered" in shown
    assert "used once, last on @RiversideHealth" in shown
    assert "review due" in shown


async def test_the_answer_of_another_departments_house_is_shown_as_that_and_not_proposed(world: World) -> None:
    team = world.sandbox.workspace.team["id"]
    pharmacy = {"account": "meds", "department": "pharmacy", "expert": "U0OMAR", "workspace": team}
    async with world.bot.db.transaction() as session:
        await keep(session, "Are you open on Sunday?", answer="Yes, the pharmacy is open from 9 to 5.", **pharmacy)

    await world.sam.asks("Are you open on Sunday?", account="bumps")

    assert "Maternity here, Pharmacy there" in " ".join(texts(world.sam.window["blocks"]))
    choice = next(block for block in world.sam.window["blocks"] if block.get("block_id") == "choice")
    assert choice["element"]["initial_option"]["value"] == "ask"


async def test_using_an_answer_carries_its_signature_and_the_forwarder_may_approve_it(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.sam.chooses("Use this answer")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_APPROVAL]
    standing = [s for s in await signatures(world) if s.question_id == 2]
    assert [(s.role, s.user) for s in standing] == [("expert", "U0LENA")]
    await world.sam.clicks("Approve")
    assert (await newest(world)).stage is Stage.AWAITING_PUBLICATION


async def test_a_reuse_becomes_one_more_wording_of_the_same_entry(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")
    await world.sam.clicks("Approve")
    await world.sam.clicks("I posted it")
    await world.sam.closes()

    assert len(await entries(world)) == 1
    assert (await entries(world))[0].used == 2


async def test_an_adapted_answer_is_signed_afresh(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.sam.chooses("Adapt this answer")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF]
    assert (await newest(world)).holder == "U0LENA"
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, you can visit. Wash your hands first, please.")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()
    assert [e.short for e in await entries(world)][-1] == "Yes, you can visit. Wash your hands first, please."


async def test_when_none_fits_the_expert_is_asked(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.sam.chooses("Ask Lena Ortiz")

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT


async def test_closing_the_offers_asks_the_expert(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.sam.closes()

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT


async def test_silence_before_the_offers_asks_the_expert(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.moves("2 minutes")

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT
    await world.sam.chooses("Use this answer")
    assert "so an earlier answer isn't needed" in str(world.sam.window["errors"])


async def test_an_answer_past_its_review_date_can_only_be_adapted(world: World) -> None:
    await world.published(FIRST)
    await world.moves("40 days")
    await world.moves("60 days")
    await world.moves("60 days")
    await world.moves("30 days")

    await world.sam.asks(AGAIN)

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "review date has passed" in shown
    assert "Use this answer" not in shown


async def test_an_answer_whose_signer_left_can_only_be_adapted(world: World) -> None:
    await world.published(FIRST)
    await world.priya.act("deactivate", user="U0LENA")

    await world.sam.asks(AGAIN)

    assert "has left" in " ".join(texts(world.sam.window["blocks"]))
    await world.sam.chooses("Adapt this answer")
    assert (await newest(world)).holder == "U0TOM"


async def test_a_reopened_answer_is_not_offered_until_it_is_signed_again(world: World) -> None:
    await world.published(FIRST)
    await world.maya.clicks("Reopen")
    await world.maya.submits()

    await world.sam.asks(AGAIN)

    assert "We answered this before" not in world.sam.window["title"]["text"]
    await world.sam.chooses("Ask Lena Ortiz")  # nor need one wait for the question that is open again
    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT


async def test_a_look_up_that_takes_too_long_offers_in_a_message(world: World) -> None:
    await world.published(FIRST)
    await load(world, HASTY)

    await world.sam.asks(AGAIN)

    assert "Looking first" in world.sam.window["title"]["text"]
    assert "we answered something close" in said(world.sam.direct.messages()[-1])
    await world.sam.clicks("Use it")
    assert (await newest(world)).stage is Stage.AWAITING_APPROVAL


@pytest.mark.parametrize("chooses", [True, False])
async def test_offers_in_a_message_lose_their_buttons_once_it_goes_on(world: World, chooses: bool) -> None:
    await world.published(FIRST)
    await load(world, HASTY)
    await world.sam.asks(AGAIN)

    await (world.sam.clicks("Use it") if chooses else world.moves("2 minutes"))

    assert not world.sam.sees_button("Use it")
    holder = "Sam Okafor* to approve the text" if chooses else "Lena Ortiz* to take it on"
    assert any(f"Waiting for *{holder}" in said(each) for each in world.sam.direct.messages())


async def test_a_late_look_up_that_finds_nothing_asks_the_expert(world: World) -> None:
    await load(world, HASTY)

    await world.sam.asks(AGAIN)

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT
    assert "ask an expert" in await moves(world)


async def test_choosing_twice_chooses_once(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    view = world.sam.window
    await world.sam.chooses("Use this answer")

    assert view["id"] == world.sam.window["id"]
    assert (await moves(world)).count("use an earlier answer") == 1


CHOICE, NOT_SAME = "choice", "Not the same question"


def chosen_beforehand(window: dict) -> str:
    block = next(each for each in window["blocks"] if each.get("block_id") == CHOICE)
    return str(block["element"]["initial_option"]["text"]["text"])


async def test_a_sure_answer_is_chosen_beforehand(world: World) -> None:
    await world.published(FIRST)

    await world.sam.asks(AGAIN)

    assert "Very likely the same question" in " ".join(texts(world.sam.window["blocks"]))
    assert chosen_beforehand(world.sam.window) == "Use this answer as it stands"


async def test_an_answer_of_another_day_to_what_is_asked_of_today_is_not_chosen_beforehand(world: World) -> None:
    await world.published("Is the ward open for visitors today?", "Yes, that is so.")
    await world.sam.asks("Is the ward open for visitors today?")
    assert chosen_beforehand(world.sam.window) == "Use this answer as it stands"
    await world.sam.closes()
    await world.moves("1 days")

    await world.sam.asks("Is the ward open for visitors today?")

    assert "Different: “today” was another day there" in " ".join(texts(world.sam.window["blocks"]))
    assert chosen_beforehand(world.sam.window) == "Ask Lena Ortiz"


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Can a patient sue a nurse of the ward?", "Can a nurse of the ward sue a patient?"),
        ("Is the ward open in July?", "Is the ward open in June?"),
        ("Can I eat raw salmon on the ward?", "Can I eat cooked salmon on the ward?"),
        ("Ward 5: ¿Puedo comer antes de la operación?", "Ward 5: ¿Puedo comer después de la operación?"),
        ("Ward 5: ร้านขายยาอยู่ที่ไหน", "Ward 5: สระว่ายน้ำเปิดกี่โมง"),  # Where is the pharmacy? When does the pool open?
    ],
)
async def test_the_answer_to_another_question_is_never_chosen_beforehand(world: World, known: str, asked: str) -> None:
    await world.published(known, "Yes, that is so.")

    await world.sam.asks(asked)

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "Very likely" not in shown
    assert "Use this answer" not in shown or chosen_beforehand(world.sam.window).startswith("Ask ")


async def test_what_differs_in_what_matters_is_only_suggested(world: World) -> None:
    await world.published(FIRST)

    await world.sam.asks("Can I visit the ward if I had no cold last week?")

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "Different: “no” only here" in shown
    assert "Very likely" not in shown
    assert chosen_beforehand(world.sam.window) == "Ask Lena Ortiz"


async def test_what_is_not_the_same_question_is_not_offered_for_it_or_its_neighbours_again(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    await world.sam.presses(NOT_SAME)

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT
    assert "On its way" in world.sam.window["title"]["text"]
    await world.sam.closes()
    await world.maya.asks("I had a cold last week, can I visit the ward?")
    assert "We answered this before" not in world.maya.window["title"]["text"]
    await world.sam.asks(f"{FIRST} Thank you.")
    assert "We answered this before" in world.sam.window["title"]["text"]


async def test_what_is_not_the_same_question_stays_so_when_its_answer_becomes_part_of_another(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.presses(NOT_SAME)
    await world.sam.closes()
    async with world.bot.db.transaction() as session:
        [gone] = await session.scalars(select(Entry))
        kept = await keep(session, "Where is the pharmacy?", workspace=gone.workspace)
        await merging.join(session, kept, gone)

    await world.maya.asks("I had a cold last week, can I visit the ward?")

    assert "We answered this before" not in world.maya.window["title"]["text"]


async def test_in_a_message_the_offers_are_gone_when_none_is_the_same_question(world: World) -> None:
    await world.published(FIRST)
    await load(world, HASTY)
    await world.sam.asks(AGAIN)

    await world.sam.clicks(NOT_SAME)

    assert (await newest(world)).stage is Stage.AWAITING_ACKNOWLEDGEMENT
    assert not world.sam.sees_button("Use it")
    assert "None of the earlier answers was to this question" in said(
        next(each for each in world.sam.direct.messages() if "None of" in each.text)
    )


async def sent_again(world: World) -> Any:
    """Slack never heard our answer to the newest submission and tells the person so, who sends the window again."""
    submitted = next(each for each in reversed(world.sandbox.deliveries) if each["body"]["type"] == "view_submission")
    answer = await world.sandbox.delivery.send(submitted["kind"], submitted["body"])
    await world.quiet()
    return answer.body


async def test_a_window_sent_again_because_the_answer_was_lost_shows_the_same_offers(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)

    answer = await sent_again(world)

    assert answer["response_action"] == "update"
    assert texts(answer["view"]["blocks"]) == texts(world.sam.window["blocks"])
    assert await stages(world) == [Stage.PUBLISHED, Stage.CHOOSING]


async def test_a_choice_sent_again_because_the_answer_was_lost_says_again_what_happens(world: World) -> None:
    await world.published(FIRST)
    await world.sam.asks(AGAIN)
    await world.sam.chooses("Use this answer")

    answer = await sent_again(world)

    assert texts(answer["view"]["blocks"]) == texts(world.sam.window["blocks"])
    assert (await moves(world)).count("use an earlier answer") == 1
    await world.sam.clicks("Approve")
    assert (await sent_again(world))["response_action"] == "update"  # too late to choose, but not refused
    assert (await moves(world)).count("refused") == 0


@pytest.mark.parametrize("text", ["", " Can I visit the ward?"])
async def test_a_window_sent_again_once_an_expert_was_asked_says_whom(world: World, text: str) -> None:
    await world.maya.types(f"/ask{text}")
    await world.maya.fills(text=FIRST, account="main")

    answer = await sent_again(world)

    assert "Lena Ortiz" in str(answer["view"]["blocks"])
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]


async def test_a_window_sent_again_while_the_look_up_takes_long_says_that_it_looks(world: World) -> None:
    await world.published(FIRST)
    await load(world, HASTY)
    await world.sam.asks(AGAIN)

    answer = await sent_again(world)

    assert "Looking first" in answer["view"]["title"]["text"]
