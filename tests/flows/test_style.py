"""Plain language and house style: shown while it can be mended, and nothing that is blocked gets signed or approved."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import trimming
from bot.lifecycle import Stage
from bot.organisation import Organisation, Rules
from bot.organisation.directory import Channel, Person
from bot.workflows import importing
from tests.conftest import load, playing
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, labels, said, texts
from tests.flows.reading import broken_promises, drafts, entries, newest, signatures, stages

COLD = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
EVERYBODY = Rules(
    jargon=(("norovirus", "the winter vomiting bug"),),
    abbreviations=("NHS",),
    banned=("guarantee", "100% safe"),
    hashtags=("#Riverside",),
    sign_off="^RH",
    blocks=("banned", "source_link"),
)
PHARMACY = Rules(sign_off="^RP", hashtags=(), banned=("cure",))
ENDING = " ^RH #Riverside"
GOOD = "Yes, you can. Please wash your hands."
BAD = "Yes, you can. We guarantee that it is fine."


def styled(everybody: Rules = EVERYBODY, **accounts: Rules) -> Organisation:
    """The hospital with this style, and accounts with their own."""
    own = [one.model_copy(update={"style": accounts.get(one.key, Rules())}) for one in HOSPITAL.accounts]
    return HOSPITAL.model_copy(update={"style": everybody, "accounts": tuple(own)})


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The hospital, whose texts end with “^RH #Riverside”."""
    async with playing(database_url, organisation=styled(meds=PHARMACY)) as world:
        yield world
        assert await broken_promises(world) == []


async def imports(world: World, organisation: Organisation) -> importing.Imported:
    """As the command does."""
    workspace = world.sandbox.workspace
    people = [Person(one.id, one.name, one.real_name, gone=one.deleted) for one in workspace.people.values()]
    channels = [Channel(one.id, one.name, tuple(one.members)) for one in workspace.channels.values() if one.name]
    async with world.bot.db.transaction() as session:
        imported = await importing.apply(session, workspace.team["id"], organisation, people=people, channels=channels)
    await world.quiet()
    return imported


async def types(person: Any, text: str) -> str:
    """What stands in the edit window while this is typed."""
    values = {"words": {"words": {"type": "plain_text_input", "value": text}}}
    await person.act("click_view", view_id=person.window["id"], action_id="words", values=values, value=text)
    return " ".join(texts(person.window["blocks"]))


async def forges(world: World, person: Any, action: str, *, kept: tuple[str, Any, Any]) -> None:
    """A button that was there before is pressed again, on a message that has none any more."""
    channel, message, element = kept
    where = world.sandbox.workspace.channels[channel]
    where.messages[message.ts].blocks = [{"type": "actions", "block_id": "old", "elements": [element]}]
    await person.act("click", channel=channel, ts=message.ts, action_id=action)


async def test_the_closing_is_added_once_counted_and_published_exactly_as_signed(world: World) -> None:
    await world.drafted(COLD, GOOD)
    text = GOOD + ENDING

    draft = world.desk.thread()[-1]
    assert f"{len(text)} of 140 characters" in said(draft)
    assert ":warning:" not in said(draft)
    assert "strike" not in str(draft.blocks)
    await world.lena.clicks("Sign off")
    assert ":warning:" not in said(world.desk.thread()[-1])
    await world.maya.clicks("Approve")
    assert text in said(world.desk.thread()[-1])
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    assert await drafts(world) == [text]
    assert [entry.short for entry in await entries(world)] == [text]
    assert len({signature.text_hash for signature in await signatures(world)}) == 1


async def test_what_the_expert_writes_of_the_closing_is_not_doubled_or_struck_through(world: World) -> None:
    await world.drafted(COLD, f"{GOOD} ^RH #riverside")

    assert (await newest(world)).draft == GOOD + ENDING
    assert (await newest(world)).left_out == []
    assert not any("strike" in piece.get("style", {}) for piece in _pieces(world.desk.thread()[-1].blocks))


def _pieces(block: Any) -> list[dict[str, Any]]:
    if isinstance(block, list):
        return [piece for each in block for piece in _pieces(each)]
    return [block, *(piece for each in block.values() for piece in _pieces(each))] if isinstance(block, dict) else []


async def test_an_answer_that_fits_only_without_the_closing_is_too_long(world: World) -> None:
    answer = "Yes, you can visit " + "the ward and " * 8 + "all."
    assert trimming.length(answer) <= 140 < trimming.length(answer + ENDING)

    await world.drafted(COLD, answer)

    over = trimming.length(answer + ENDING) - 140
    assert f"{over} characters over the limit of 140" in said(world.desk.thread()[-1])
    await world.lena.clicks("Write it shorter")
    assert f"{len('Yes.' + ENDING)} of 140 characters, with “^RH #Riverside”, which I add" in await types(
        world.lena, "Yes."
    )
    await world.lena.fills(words=answer)
    assert f"{over} over the limit of 140" in str(world.lena.window["errors"])
    await world.lena.fills(words="Yes, you can.")
    assert (await newest(world)).draft == f"Yes, you can.{ENDING}"


async def test_what_is_only_better_otherwise_is_said_to_everybody_and_stops_nobody(world: World) -> None:
    await world.drafted(COLD, "Yes, unless you had norovirus.")
    told = "“norovirus” is jargon here: say “the winter vomiting bug”."

    assert told in said(world.desk.thread()[-1])
    await world.lena.clicks("Edit")
    assert told in " ".join(texts(world.lena.window["blocks"]))
    assert "jargon" not in await types(world.lena, f"Yes, unless you were sick.{ENDING}")
    shown = await types(world.lena, "Yes, unless you had AKI.")
    assert "“AKI” isn't explained: write it in full, or once as “the full words (AKI)”." in shown
    assert "“#Riverside” is missing: add it at the end." in shown
    assert "“^RH” is missing: end the text with “^RH #Riverside”." in shown
    await world.lena.closes()
    await world.lena.clicks("Sign off")
    assert told in said(world.desk.thread()[-1])
    await world.maya.clicks("Approve")
    assert await stages(world) == [Stage.AWAITING_PUBLICATION]


async def test_what_is_blocked_cannot_be_signed_until_it_is_mended(world: World) -> None:
    await world.drafted(COLD, GOOD)
    kept = world.lena._button("Sign off", None, 0)
    await world.lena.clicks("Edit")
    await world.lena.fills(words=BAD + ENDING)

    draft = world.desk.thread()[-1]
    assert "This account doesn't allow “guarantee”." in said(draft)
    assert "Please edit the text, then sign off by" in said(draft)
    assert labels(draft.blocks) == ["Edit", "Not me"]
    question = await newest(world)
    kept[2]["value"] = f"{question.id}:{question.revision}"
    await forges(world, world.lena, "sign_off", kept=kept)
    assert "This account doesn't allow “guarantee”. Please edit the text, then sign." in world.lena.whispers[-1]
    assert await signatures(world) == []
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]

    await world.lena.clicks("Edit")
    await world.lena.fills(words=f"Yes, you can. We can't guarantee a seat.{ENDING}")
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_a_rule_that_came_after_signing_closes_approval(world: World) -> None:
    await world.signed(COLD, "Yes, you can, it is a cure.")
    kept = world.maya._button("Approve", None, 0)
    strict = Rules(banned=("cure",), blocks=("banned",))

    await load(world, styled(main=strict))
    await world.maya.clicks("Approve")
    assert "doesn't allow “cure”. Please edit the text, or send it back." in world.maya.whispers[-1]
    await load(world, styled())
    await imports(world, styled(main=strict))

    request = world.desk.thread()[-1]
    assert labels(request.blocks) == ["Edit", "Send back"]
    assert "This account doesn't allow “cure”." in said(request)
    await forges(world, world.maya, "approve", kept=kept)
    assert "doesn't allow “cure”" in world.maya.whispers[-1]
    assert [signature.role for signature in await signatures(world)] == ["expert"]
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_a_rule_that_came_after_approval_takes_the_text_away_from_whoever_posts_it(world: World) -> None:
    await world.approved(COLD, "Yes, you can, it is a cure.")
    assert "it is a cure" in said(world.desk.thread()[-1])

    imported = await imports(world, styled(main=Rules(banned=("cure",), blocks=("banned",))))

    assert "its signed text breaks a rule that blocks" in " ".join(imported.questions)
    ready = world.desk.thread()[-1]
    assert "it is a cure" not in said(ready)
    assert "This account doesn't allow “cure”." in said(ready)
    assert "please don't post this answer" in said(ready)
    assert labels(ready.blocks) == ["I posted it", "Send back"]
    await world.maya.clicks("Send back")
    await world.maya.fills(words="Please say it without the promise.")
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert labels(world.desk.thread()[-1].blocks) == ["Edit", "Not me"]


async def test_a_rule_that_is_gone_opens_it_again(world: World) -> None:
    await world.drafted(COLD, BAD)
    assert not world.lena.sees_button("Sign off")

    await imports(world, styled(Rules()))

    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_where_a_link_to_the_source_is_missing_none_is_signed(world: World) -> None:
    await load(world, styled(main=Rules(source_link=("nhs.uk",))))
    await world.drafted(COLD, GOOD)
    assert "A link to a source is missing: add one to nhs.uk." in said(world.desk.thread()[-1])
    assert not world.lena.sees_button("Sign off")

    await world.lena.replies("See https://www.nhs.uk/colds for more.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")

    assert await stages(world) == [Stage.AWAITING_APPROVAL]


async def test_an_accounts_own_rules_hold_on_its_questions(world: World) -> None:
    await world.maya.asks("Can I take ibuprofen with a cold?", account="meds")
    desk = world.channel("desk-pharmacy")
    await world.omar.replies("Yes, we guarantee it.", place=desk)
    await world.moves("15 seconds")

    assert (await newest(world)).draft == "Yes, we guarantee it. ^RP"
    assert world.omar.sees_button("Sign off")


async def test_an_answer_moves_to_another_account_only_with_that_accounts_closing(world: World) -> None:
    await world.published(COLD, GOOD)

    await world.sam.asks(AGAIN, account="meds")

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "It ends with “^RH #Riverside” of another account, so it has to be signed again." in shown
    assert "Use this answer" not in shown
    await world.sam.chooses("Adapt this answer")
    assert (await newest(world)).draft == f"{GOOD} ^RP"


async def test_an_answer_is_used_again_as_it_was_signed_where_the_closing_is_the_same(world: World) -> None:
    await world.published(COLD, GOOD)

    await world.sam.asks(AGAIN, account="sky")
    await world.sam.chooses("Use this answer")

    assert (await newest(world)).draft == GOOD + ENDING
    await world.sam.clicks("Approve")
    assert (await stages(world))[-1] is Stage.AWAITING_PUBLICATION


async def test_an_earlier_answer_that_is_blocked_now_cannot_be_used_as_it_stands(world: World) -> None:
    await world.published(COLD, "Yes, you can, it is a cure.")
    await load(world, styled(main=Rules(banned=("cure",), blocks=("banned",))))

    await world.sam.asks(AGAIN)

    shown = " ".join(texts(world.sam.window["blocks"]))
    assert "This account doesn't allow “cure”. So it has to be changed and signed again." in shown
    assert "Use this answer" not in shown


async def test_a_button_offered_before_the_rule_came_is_refused(world: World) -> None:
    await world.published(COLD, "Yes, you can, it is a cure.")
    await world.sam.asks(AGAIN)
    await load(world, styled(main=Rules(banned=("cure",), blocks=("banned",))))

    await world.sam.chooses("Use this answer")

    assert "This account doesn't allow “cure”." in str(world.sam.window["errors"])
    assert (await stages(world))[-1] is Stage.CHOOSING


async def test_a_suggested_text_gets_the_closing(world: World) -> None:
    await world.maya.asks(COLD, suggestion=GOOD)

    assert (await newest(world)).draft == GOOD + ENDING


async def test_a_question_that_goes_to_another_account_gets_its_closing(world: World) -> None:
    await world.signed(COLD, GOOD)

    await world.maya.clicks("Correct it")
    await world.maya.fills(account="meds")

    assert (await newest(world)).draft == f"{GOOD} ^RP"
    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    assert f"{GOOD} ^RP" in said(world.desk.thread()[-1])


async def test_an_edit_that_drops_the_closing_is_said_and_may_block(world: World) -> None:
    await load(world, styled(EVERYBODY.model_copy(update={"blocks": ("sign_off", "hashtags")})))
    await world.drafted(COLD, GOOD)

    await world.lena.clicks("Edit")
    await world.lena.fills(words=GOOD)

    draft = world.desk.thread()[-1]
    assert "“#Riverside” is missing: add it at the end." in said(draft)
    assert "Sign off" not in labels(draft.blocks)
    await world.lena.clicks("Edit")
    await world.lena.fills(words=f"#Riverside {GOOD} ^RH")
    assert "Sign off" in labels(world.desk.thread()[-1].blocks)
