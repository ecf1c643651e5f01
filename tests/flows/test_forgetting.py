"""A question is forgotten, and a person: not a word is left in any table, and whoever comes late hears so kindly."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from bot import clock
from bot.db import merging, organisations, twins
from bot.db.models import Audit, Entry, Twin, Wording
from tests.conftest import playing
from tests.db.knowledge import keep
from tests.flows import test_variables as variables
from tests.flows.hospital import HOSPITAL
from tests.flows.leaking import listening
from tests.flows.playing import Person, World, said
from tests.flows.reading import entries, question_rows, signatures
from tests.living import connected, shell

pytestmark = pytest.mark.lived

ASKED = "May I bring my canary Zwitscherle to the ward if it had a cold last week?"
AGAIN = "My canary had a cold last week: may I bring it to the ward?"
ASKER, LINK, NOTE = "@heidi_zirbel", "https://x.example/heidi_zirbel/status/77", "Heidi called twice about Zwitscherle."
REPLY = "Yes, small birds are welcome in the garden room until six. Tell Frau Zirbel that I was asked before."
ANSWER = "Yes, small birds are welcome in the garden room until six."
WORDS = ("Zwitscherle", "zwitscherl", "heidi", "Heidi", "Zirbel", "zirbel")
FORGOTTEN = "This question was forgotten on "


async def everything(world: World) -> str:
    """Every column of every table, those of the full-text search included."""
    async with world.bot.db.engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        rows = [(name, (await connection.execute(text(f'SELECT * FROM "{name}"'))).all()) for name in tables]
    return "\n".join(f"{name} {tuple(row)}" for name, found in rows for row in found)


def shown(world: World) -> str:
    """All that the bot's messages and Home tabs show; whispers aside, which Slack keeps for nobody."""
    workspace = world.sandbox.workspace
    standing = [m for where in workspace.channels.values() for m in where.messages.values() if not m.deleted]
    ours = [[m.text, m.blocks] for m in standing if m.user == workspace.bot["user"] and not m.ephemeral_for]
    homes = [view.body for view in world.sandbox.core.modals.homes.values()]
    return json.dumps([ours, homes], ensure_ascii=False)


def left(where: str, words: tuple[str, ...] = WORDS) -> list[str]:
    return [word for word in words if word in where]


async def run(world: World, database_url: str, *arguments: str) -> tuple[int, str]:
    result = await shell(*arguments, **connected(world.sandbox, database_url))
    await world.quiet()
    return result


async def audits(world: World) -> Sequence[Audit]:
    async with world.bot.db.snapshot() as session:
        return (await session.scalars(select(Audit).order_by(Audit.id))).all()


async def press(person: Person, action: str) -> None:
    """The first such button in the window on top."""
    for block in person.window["blocks"]:
        for element in [*block.get("elements", []), *filter(None, [block.get("accessory")])]:
            if element.get("action_id") == action:
                where = {"view_id": person.window["id"], "action_id": action, "block_id": block["block_id"]}
                await person.act("click_view", **where)
                return
    raise AssertionError(f"no button {action}")


async def publish(world: World, asked: str = ASKED, *, reply: str = REPLY, answer: str = ANSWER) -> None:
    await world.maya.asks(asked, asker=ASKER, link=LINK, note=NOTE)
    await world.lena.replies(reply)
    await world.moves("15 seconds")
    await world.lena.clicks("Edit")
    await world.lena.fills(words=answer)
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()


async def test_not_a_word_of_a_forgotten_question_is_left(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.opens_home()
    assert left(await everything(world)) == list(WORDS)

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 0, out
    assert "The kept answer 1 stays" in out
    assert "riverside-health.slack.com/archives/C0INFECT/p" in out  # what Lena typed
    assert left(await everything(world)) == []
    assert left(shown(world)) == []
    assert FORGOTTEN in said(world.desk.card())
    [kept] = await entries(world)
    assert kept.question == kept.short == kept.full == ANSWER
    for what in ("questions", "answers"):
        status, out = await run(world, database_url, "export", what, "--json")
        assert (status, left(out)) == (0, [])
        assert out
    if world.bot.db.is_sqlite:
        path = Path(database_url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            assert [word for word in WORDS if word.encode() in file.read_bytes()] == [], file.name


async def test_the_books_stay_balanced(world: World, database_url: str) -> None:
    await publish(world)
    before = await question_rows(world)
    moved = [(row.move, row.actor, row.at) for row in await audits(world)]

    await run(world, database_url, "forget", "question", "1", "--yes")

    rows = await audits(world)
    assert [(row.move, row.actor, row.at) for row in rows[:-1]] == moved
    assert rows[-1].move == "forget"
    assert {row.detail for row in rows} == {""}
    [one] = await question_rows(world)
    assert (one.stage, one.created_at, one.published_at) == (
        before[0].stage,
        before[0].created_at,
        before[0].published_at,
    )


async def test_an_open_question_is_refused_with_what_to_do_first(world: World, database_url: str) -> None:
    await world.drafted(ASKED)
    before = await everything(world)

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 1
    assert "Have it withdrawn on its card first" in out
    assert await everything(world) == before


async def test_a_question_that_there_isnt_is_said_not_to_be(world: World, database_url: str) -> None:
    status, out = await run(world, database_url, "forget", "question", "99", "--yes")

    assert status == 1
    assert "There is no question 99 here" in out


async def test_what_was_written_for_another_question_too_stays_there(world: World, database_url: str) -> None:
    await world.maya.asks("Can I visit the ward if I had a cold last week?")
    await world.sam.asks("Can I visit the ward if I had a cold last week?")
    ts = await world.lena.replies("Yes, you can visit after 24 hours.")
    await world.moves("15 seconds")
    await world.maya.clicks("Correct it")
    await world.maya.fills(text="May I bring my dog to the ward?")
    await world.maya.fills(still="No, it is another question now")
    await world.maya.clicks("Withdraw", old=1)
    await world.maya.submits()
    assert [row.stage.value for row in await question_rows(world)] == ["withdrawn", "awaiting acknowledgement"]

    assert (await run(world, database_url, "forget", "question", "1", "--yes"))[0] == 0

    assert "my dog" not in shown(world)
    await world.lena.clicks("Use the draft so far")
    assert "Yes, you can visit after 24 hours." in shown(world)
    await world.lena.edits(ts, "Yes, you can visit after 48 hours.")
    await world.moves("15 seconds")
    assert [row.draft for row in await question_rows(world)] == ["", "Yes, you can visit after 48 hours."]


async def test_nothing_is_changed_by_a_look_or_without_a_yes(world: World, database_url: str) -> None:
    await publish(world)
    before = await everything(world)

    status, out = await run(world, database_url, "forget", "question", "1", "--dry-run", "--json")
    assert status == 0
    told = json.loads(out)
    assert (told["ok"], told["forgotten"], told["replies"], told["wordings"]) == (True, False, 1, 1)
    status, out = await run(world, database_url, "forget", "question", "1")
    assert (status, "--yes" in out) == (2, True)
    status, out = await run(world, database_url, "forget", "question", "1", "--json")
    assert (status, json.loads(out)["ok"]) == (2, False)
    for wrong in ("one", "9", "99999999999"):
        status, out = await run(world, database_url, "forget", "question", wrong, "--yes", "--json")
        assert (status in (1, 2), json.loads(out)["ok"]) == (True, False), wrong

    assert await everything(world) == before


async def test_whoever_comes_late_hears_kindly_that_it_was_forgotten(world: World, database_url: str) -> None:
    await publish(world)
    card, before = world.desk.card(), list(world.desk.card().blocks)
    reply = next(m.ts for m in world.desk.thread() if m.user == world.lena.id)
    await run(world, database_url, "forget", "question", "1", "--yes")
    stored = await everything(world)

    await world.lena.edits(reply, "Yes, Zwitscherle is welcome.")
    await world.lena.deletes(reply)
    assert world.lena.whispers == []
    await world.tom.says("I'd say no: Zwitscherle may be ill.", channel="desk-infection", thread=card.ts)
    assert any(words.startswith(FORGOTTEN) for words in world.tom.whispers)
    card.blocks = before  # somebody's Slack still shows it as it was
    for label, nobody in (("Reopen", world.sam), ("Follow-up question", world.priya)):
        await nobody.clicks(label)
        assert any(words.startswith(FORGOTTEN) for words in nobody.whispers), label

    await world.moves("2 hours")
    assert left(await everything(world)) == []
    assert len(await everything(world)) > len(stored)  # the refusals are noted
    assert await question_rows(world)


async def test_its_words_leave_what_the_bot_said_about_others(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.clicks("Follow-up question")
    await world.maya.fills(text="And may it stay until seven?", asker="@other")
    await world.maya.asks(AGAIN)
    await world.maya.chooses("Ask Lena Ortiz")
    held = await everything(world)
    assert held.count("Zwitscherle") > 10

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 0
    assert "Asked together with it, or after it: question 2." in out
    assert left(await everything(world), ("Zwitscherle", "Heidi", "Zirbel")) == []
    assert left(shown(world), ("Zwitscherle", "Heidi", "Zirbel")) == []
    assert world.desk.shows("And may it stay until seven?")


async def test_letters_that_json_writes_otherwise_are_found_in_refusals_too(world: World, database_url: str) -> None:
    await publish(world, "Großmutter Hübner hört nachts: may she visit the ward with a cold?")
    async with world.bot.db.transaction() as session:
        said = "I have that already: “Großmutter Hübner hört nachts: may she visit the ward with a cold?”"
        session.add(
            Audit(workspace="T0RIVERSIDE", actor="U0SAM", move="refused", detail=said, from_stage="", to_stage="")
        )

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 0, out
    assert left(await everything(world), ("Hübner", "H\\u00fcbner")) == []


async def test_with_its_answer_the_knowledge_base_forgets_it_too(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.types("/answers")
    window = world.maya.window

    status, out = await run(world, database_url, "forget", "question", "1", "--yes", "--with-answer")

    assert status == 0, out
    assert "still public; take it down there:\n  @RiversideHealth" in out
    assert left(await everything(world), (*WORDS, ANSWER)) == []
    assert left(shown(world), (*WORDS, ANSWER)) == []
    assert await entries(world) == []
    assert window
    status, _ = await run(world, database_url, "search", "canary with a cold")
    assert status == 1
    await world.maya.types(f"/answers {AGAIN}")
    assert ANSWER not in json.dumps(world.maya.window)


async def test_an_answer_that_is_in_use_stays_until_that_has_ended(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.asks(AGAIN)
    await world.maya.chooses("Use this answer")

    status, out = await run(world, database_url, "forget", "question", "1", "--yes", "--with-answer")

    assert (status, "is in use for what is open (question 2)" in out) == (1, True)
    assert left(await everything(world)) == list(WORDS)


async def test_another_who_asked_lends_the_answer_their_words(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.asks(AGAIN)
    await world.maya.chooses("Use this answer")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    await run(world, database_url, "forget", "question", "1", "--yes")

    [kept] = await entries(world)
    assert kept.question == AGAIN
    await world.sam.types(f"/answers {AGAIN}")
    assert ANSWER in json.dumps(world.sam.window)
    assert left(await everything(world)) == []


async def test_what_slack_refuses_is_tried_otherwise_or_told(world: World, database_url: str) -> None:
    await publish(world)
    errors = {"chat.update": "edit_window_closed", "chat.delete": "cant_delete_message"}
    world.sandbox.troubles.set({"answer_error": errors})

    await run(world, database_url, "forget", "question", "1", "--yes")
    await world.moves("10 seconds")
    assert left(await everything(world)) == []
    status, out = await run(world, database_url, "forget", "question", "1", "--yes", "--json")
    told = json.loads(out)
    assert (status, told["waiting"]) == (0, 0)
    assert [line.partition(" ")[2] for line in told["refused"]] == ["(cant_delete_message)"]
    assert FORGOTTEN not in shown(world)  # the card is gone instead

    world.sandbox.troubles.clear()
    await run(world, database_url, "outbox", "retry", "--all")
    await world.moves("10 seconds")
    assert left(shown(world)) == []


async def test_a_message_that_is_under_way_goes_once_it_is_found(world: World, database_url: str) -> None:
    await world.drafted(ASKED)
    world.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage"})
    await world.lena.clicks("Sign off")
    assert world.desk.count("Approve") >= 1
    await world.maya.clicks("Withdraw")
    await world.maya.submits()

    await run(world, database_url, "forget", "question", "1", "--yes")
    await world.moves("2 minutes")

    assert left(await everything(world)) == []
    assert left(shown(world)) == []


# -- people

NAMED = ("U0LENA", "Lena Ortiz")


async def take_out(world: World) -> None:
    """Lena isn't in the organisation file any more."""
    async with world.bot.db.transaction() as session:
        [workspace] = await organisations.workspaces(session)
        without = HOSPITAL.departments[0].model_copy(update={"experts": ("U0TOM",)})
        org = HOSPITAL.model_copy(update={"departments": (without, *HOSPITAL.departments[1:])})
        await organisations.store(session, workspace.id, org)


async def test_who_left_is_named_nowhere_and_what_they_signed_stays_signed(world: World, database_url: str) -> None:
    await publish(world)
    await world.maya.opens_home()
    await world.lena.opens_home()
    signed = await signatures(world)
    await take_out(world)

    status, out = await run(world, database_url, "forget", "person", "U0LENA", "--yes")

    assert status == 0, out
    assert left(await everything(world), NAMED) == []
    after = await signatures(world)
    assert [(one.role, one.text_hash, one.voided_at) for one in after] == [
        (one.role, one.text_hash, one.voided_at) for one in signed
    ]
    [kept] = await entries(world)
    assert kept.expert == after[0].user != kept.approver == "U0MAYA"
    assert kept.owner == "U0TOM"
    await world.sam.types("/answers canary with a cold")
    await press(world.sam, "entry_view")
    assert "a former colleague" in json.dumps(world.sam.window)
    assert "FORMER" not in json.dumps(world.sam.window)
    for wrong, why in (("U0LENA", "Nothing is known of U0LENA"), ("U0BOT", "is the bot itself"), ("lena", "U0123ABCD")):
        status, out = await run(world, database_url, "forget", "person", wrong, "--yes")
        assert (status in (1, 2), why in out) == (True, True), out


async def test_whom_something_waits_for_or_whom_the_file_names_is_not_forgotten(
    world: World, database_url: str
) -> None:
    await world.drafted(ASKED)
    before = await everything(world)

    status, out = await run(world, database_url, "forget", "person", "U0LENA", "--yes")
    assert (status, "stands in the organisation file" in out) == (1, True)
    assert await everything(world) == before
    await take_out(world)
    status, out = await run(world, database_url, "forget", "person", "U0LENA", "--yes")
    assert (status, "still open: question 1." in out) == (1, True)
    assert left(await everything(world), NAMED) == list(NAMED)


# -- in time


@pytest.fixture
async def forgetful(database_url: str) -> AsyncIterator[World]:
    """A bot that keeps the words of a closed question for thirty days."""
    async with playing(database_url, besides={"forget_after_days": 30}) as world:
        yield world


async def test_words_are_kept_for_as_long_as_is_set(forgetful: World) -> None:
    world = forgetful
    await publish(world)
    await world.drafted("May dogs visit the ward in winter?")
    await world.moves("29 days")
    await world.bot.heartbeat.tidy()
    assert left(await everything(world)) == list(WORDS)

    await world.moves("2 days")
    with listening() as log:
        await asyncio.gather(world.bot.heartbeat.tidy(), world.bot.heartbeat.tidy())
        await world.quiet()
        await world.bot.heartbeat.tidy()

    told = [json.loads(line) for line in log.getvalue().splitlines()]
    [line] = [each for each in told if each["event"] == "forgotten"]
    assert line.keys() == {"at", "level", "event", "workspace", "question"}
    assert left(log.getvalue()) == []
    one, other = await question_rows(world)
    assert (one.forgotten_at is not None, one.text, other.forgotten_at) == (True, "", None)
    assert left(shown(world)) == []
    [kept] = await entries(world)
    assert kept.question == ASKED  # that is part of what is known
    assert left(await everything(world), ("heidi", "Heidi")) == []
    assert [row.move for row in await audits(world) if row.question_id == 1][-1] == "expire"


async def test_a_question_that_was_opened_again_is_kept(forgetful: World) -> None:
    await publish(forgetful)
    await forgetful.maya.clicks("Reopen")
    await forgetful.maya.submits()

    await forgetful.moves("31 days")
    await forgetful.bot.heartbeat.tidy()

    [one] = await question_rows(forgetful)
    assert one.text == ASKED


# -- what else may have happened to a question


async def test_whatever_happened_to_it_on_its_way_is_forgotten_too(world: World, database_url: str) -> None:
    await world.published("Are birds welcome on the ward?")
    await world.maya.asks("Is my canary Zwitscherle welcome on the ward?", asker=ASKER, link=LINK, note=NOTE)
    await world.maya.presses("Not the same question")
    await world.maya.closes()
    await world.maya.clicks("Correct it")
    await world.maya.fills(text="Is my Zwitscherle, Frau Zirbel's canary, welcome?")
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="Which Zirbel is that?")
    await world.maya.replies("Heidi Zirbel, and Zwitscherle is a canary.")
    await world.tom.replies("I know Heidi: Zwitscherle bites.")
    await world.lena.says("Zwitscherle may come on Sunday, I think.", channel="desk-infection")
    await world.lena.replies("Frau Zirbel's bird may come on Sunday.")
    await world.moves("15 seconds")
    await world.sam.clicks("Withdraw")
    await world.sam.fills(words="Heidi called: Zwitscherle has died.")

    status, out = await run(world, database_url, "forget", "question", "2", "--yes")

    assert status == 0, out
    assert left(await everything(world)) == []
    assert left(shown(world)) == []
    assert [entry.question for entry in await entries(world)] == ["Are birds welcome on the ward?"]
    status, out = await run(world, database_url, "knowledge", "audit")
    assert left(out) == []


async def test_whoever_asked_the_same_keeps_their_own_words(world: World, database_url: str) -> None:
    await world.sam.asks("May I bring a canary to the ward?", asker="@sam_asks", link="https://x.example/2")
    await world.maya.asks("Can I bring a canary to the ward, Zwitscherle?", asker=ASKER, link=LINK)
    await world.maya.chooses("Wait for the same answer")
    await world.maya.closes()
    assert "heidi" in said(world.desk.card())
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await world.lena.clicks("Sign off")
    await world.maya.clicks("Approve")
    await world.maya.clicks("I posted it")
    await world.maya.closes()

    status, out = await run(world, database_url, "forget", "question", "2", "--yes")

    assert status == 0, out
    assert left(await everything(world)) == []
    assert left(shown(world)) == []
    one, other = await question_rows(world)
    assert (one.text, one.asker, other.text) == ("May I bring a canary to the ward?", "@sam_asks", "")
    assert "@sam_asks" in shown(world)


async def test_a_question_whose_time_was_over_can_still_be_asked_to_be_forgotten(
    forgetful: World, database_url: str
) -> None:
    await publish(forgetful)
    await forgetful.moves("31 days")
    await forgetful.bot.heartbeat.tidy()
    assert left(await everything(forgetful)) != []

    status, out = await run(forgetful, database_url, "forget", "question", "1", "--yes")

    assert status == 0, out
    assert left(await everything(forgetful)) == []
    [kept] = await entries(forgetful)
    assert kept.question == ANSWER
    status, out = await run(forgetful, database_url, "forget", "question", "1", "--yes", "--json")
    assert (status, json.loads(out)["wordings"], json.loads(out)["answer"]) == (0, 0, 1)


async def test_what_an_expert_wrote_goes_from_a_restored_text_too(world: World, database_url: str) -> None:
    await publish(world)
    for action, words in (("entry_update", {"entry_words": "Yes, until five."}), ("entry_version", {})):
        await world.lena.types("/answers")
        await press(world.lena, "entry_view")
        await press(world.lena, action)
        if words:
            await world.lena.fills(**words)
        await world.lena.clicks("Sign off")
        await world.maya.clicks("Approve")

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 0, out
    assert left(await everything(world)) == []
    [kept] = await entries(world)
    assert (kept.version, kept.short, kept.full) == (3, ANSWER, ANSWER)


async def test_what_an_expert_wrote_goes_from_a_text_that_a_variable_changed_too(
    world: World, database_url: str
) -> None:
    reply, answer = (text.replace("until six", variables.OLD) for text in (REPLY, ANSWER))
    await publish(world, reply=reply, answer=answer)
    await variables.make(world.maya)
    await variables.change(world.maya, variables.NEW)
    await world.lena.clicks("Sign off")
    await world.moves("6 seconds")
    await world.maya.clicks("Approve")
    await world.moves("6 seconds")
    assert [entry.version for entry in await entries(world)] == [2]

    status, out = await run(world, database_url, "forget", "question", "1", "--yes")

    assert status == 0, out
    assert left(await everything(world)) == []
    assert left(shown(world)) == []


async def test_what_was_merged_into_a_forgotten_answer_keeps_all_its_ways_of_being_asked(
    world: World, database_url: str
) -> None:
    await publish(world)
    asked = ["Are small birds welcome?", "Do you let sparrows in?"]
    async with world.bot.db.transaction() as session:
        [kept] = (await session.scalars(select(Entry))).all()
        part = await keep(session, asked[0], wordings=asked[1:], workspace=kept.workspace, owner="U0LENA")
        pair = {"first_id": kept.id, "second_id": part.id, "kind": twins.DUPLICATE, "texts": ""}
        moved = await merging.join(session, kept, part)
        decided = {"how": twins.MERGED, "kept_id": kept.id, "settled_by": "U0LENA", "settled_at": clock.now()}
        session.add(Twin(workspace=kept.workspace, **pair, **decided, moved=moved))

    status, out = await run(world, database_url, "forget", "question", "1", "--yes", "--with-answer")

    assert status == 0, out
    assert left(await everything(world)) == []
    assert [(entry.id, entry.status) for entry in await entries(world)] == [(part.id, "retired")]
    async with world.bot.db.snapshot() as session:
        wordings = (await session.scalars(select(Wording).order_by(Wording.id))).all()
    assert [(each.entry_id, each.text) for each in wordings] == [(part.id, text) for text in asked]
