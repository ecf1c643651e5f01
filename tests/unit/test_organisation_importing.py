"""An organisation file is loaded: what is kept, what is said, and that doing it twice changes nothing."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import organisations
from bot.db.engine import Database
from bot.db.models import Member, Question, Workspace
from bot.db.models import Person as PersonRow
from bot.lifecycle import Refused, Stage
from bot.organisation import Account, Department, Organisation, Rules, Topic
from bot.organisation.changes import Called, changes
from bot.organisation.directory import Channel, Person
from bot.settings import with_driver
from bot.workflows.importing import Imported, apply
from tests.flows.hospital import HOSPITAL
from tests.unit.riverside import BOT, CHANNELS, PEOPLE

TEAM = "T0RIVERSIDE"
NAMES = Called({one.id: one.real_name for one in PEOPLE}, {one.id: one.name for one in CHANNELS})


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(with_driver(database_url))
    async with db.transaction() as session:
        await organisations.identify(session, TEAM, name="Riverside", url="https://r.slack.com/", bot_user=BOT)
    yield db
    await db.close()


async def load(
    db: Database,
    organisation: Organisation = HOSPITAL,
    *,
    people: list[Person] = PEOPLE,
    channels: list[Channel] = CHANNELS,
) -> Imported:
    async with db.transaction() as session:
        return await apply(session, TEAM, organisation, people=people, channels=channels)


async def rows(db: Database, what: Any) -> list[Any]:
    async with db.snapshot() as session:
        return list(await session.scalars(select(what)))


async def ask(db: Database, **fields: Any) -> None:
    """A question that waits for Lena."""
    known = {"holder": "U0LENA", "expert": "U0LENA", "text": "Can I visit?", "forwarder": "U0MAYA", "account": "main"}
    places = {"topic": "visiting", "department": "infection", "desk": "C0INFECT", "stage": Stage.AWAITING_ANSWER}
    async with db.transaction() as session:
        session.add(Question(workspace=TEAM, **{**known, **places, **fields}))


def changed(**fields: Any) -> Organisation:
    return HOSPITAL.model_copy(update=fields)


def infection(**fields: Any) -> Organisation:
    first, *others = HOSPITAL.departments
    return changed(departments=(first.model_copy(update=fields), *others))


def without(user: str, **instead: Any) -> list[Person]:
    """The workspace's people, one of them changed or missing."""
    return [replace(one, **instead) if one.id == user else one for one in PEOPLE if instead or one.id != user]


async def test_what_a_newer_version_keeps_besides_is_passed_over(db: Database):
    await load(db)
    async with db.transaction() as session:
        known = (await session.scalars(select(Workspace))).one()
        newer = json.loads(known.organisation or "")
        newer["motto"] = newer["accounts"][0]["colour"] = newer["style"]["tone"] = "warm"
        known.organisation = json.dumps(newer)

    async with db.snapshot() as session:
        assert await organisations.load(session, TEAM) == HOSPITAL


async def test_the_first_import_keeps_the_organisation_its_people_and_its_desks(db: Database):
    imported = await load(db)

    assert imported.changes == ("New: Riverside Health with 3 departments, 4 accounts and 3 topics.",)
    async with db.snapshot() as session:
        assert await organisations.load(session, TEAM) == HOSPITAL
        assert await organisations.names(session, TEAM, ["U0LENA", "U0GRACE"]) == {
            "U0LENA": "Lena Ortiz",
            "U0GRACE": "Grace Kim",
        }
    members = {(one.channel, one.user) for one in await rows(db, Member)}
    assert {channel for channel, _ in members} == {"C0COMMS", "C0INFECT", "C0PHARM", "C0MATERN"}
    assert ("C0INFECT", "U0LENA") in members
    assert ("C0PHARM", "U0GRACE") not in members


async def test_the_same_file_again_changes_nothing(db: Database):
    await load(db)
    before = [(one.id, one.organisation, one.organisation_at) for one in await rows(db, Workspace)]
    kept = len(await rows(db, Member)), len(await rows(db, PersonRow))

    assert (await load(db)).changes == ()
    assert [(one.id, one.organisation, one.organisation_at) for one in await rows(db, Workspace)] == before
    assert (len(await rows(db, Member)), len(await rows(db, PersonRow))) == kept


async def test_another_workspace_keeps_its_own(db: Database):
    async with db.transaction() as session:
        await organisations.store(session, "T0OTHER", changed(name="Other"))
        await organisations.set_members(session, "T0OTHER", "C0INFECT", ["U0X"])
    await load(db)

    async with db.snapshot() as session:
        other = await organisations.load(session, "T0OTHER")
        assert other is not None
        assert other.name == "Other"
        assert await organisations.is_member(session, "T0OTHER", "C0INFECT", "U0X")


async def test_who_joined_or_left_a_desk_is_known_after_the_next_import(db: Database):
    await load(db)
    moved = [replace(one, members=("U0GRACE", BOT)) if one.id == "C0PHARM" else one for one in CHANNELS]
    await load(db, channels=moved)

    assert {one.user for one in await rows(db, Member) if one.channel == "C0PHARM"} == {"U0GRACE", BOT}


async def test_every_expert_outside_their_desk_is_named(db: Database):
    imported = await load(db)

    assert imported.findings == (
        "Pharmacy: experts who aren't in #desk-pharmacy: Grace Kim.",
        "Maternity: experts who aren't in #desk-maternity: Jon Reyes.",
        "Whoever isn't in a desk is invited when a question comes, or written to directly.",
    )


async def test_a_topics_expert_and_an_approver_outside_the_desk_are_named_too(db: Database):
    topic = Topic(key="gel", name="Gel", department="infection", experts=("U0GRACE",))
    imported = await load(db, changed(topics=(topic,), approvers=("U0MAYA", "U0RUTH")))

    assert "Infection control: experts who aren't in #desk-infection: Grace Kim." in imported.findings
    assert "Infection control: approvers who aren't in #desk-infection: Ruth Adler." in imported.findings


async def test_a_desk_without_the_bot_and_one_that_cannot_be_seen_are_named(db: Database):
    alone = [
        replace(one, members=("U0LENA",)) if one.id == "C0INFECT" else one for one in CHANNELS if one.id != "C0PHARM"
    ]
    findings = (await load(db, channels=alone)).findings

    assert (
        "Infection control: I am not in #desk-infection, so I can't post there. Type /invite in it and choose me."
        in findings
    )
    assert any(line.startswith("Pharmacy: I can't see the desk C0PHARM.") for line in findings)


async def test_people_who_left_are_unknown_or_are_bots_are_named_with_what_they_are(db: Database):
    people = without("U0LENA", gone=True)
    first, second, third = HOSPITAL.departments
    moved = changed(
        lead="U0NOBODY",
        departments=(first, second.model_copy(update={"experts": ("U0OMAR", BOT)}), third),
    )
    findings = (await load(db, moved, people=people)).findings

    assert "Lena Ortiz (expert of Infection control) has left: the Slack account is switched off." in findings
    assert "U0NOBODY (lead) is nobody in this workspace." in findings
    assert "Expertline (expert of Pharmacy) is a bot." in findings


async def test_a_department_that_nobody_can_answer_or_approve_for_is_named(db: Database):
    people = [replace(one, gone=one.id in {"U0LENA", "U0TOM", "U0SAM"}) for one in PEOPLE]
    findings = (await load(db, people=people)).findings

    assert "Infection control: none of its experts can be reached. Name others under `experts`." in findings
    assert any(line.startswith("Pharmacy: fewer than two of its approvers can be reached.") for line in findings)


@pytest.mark.parametrize(
    ("people", "why"),
    [
        (without("U0PRIYA", gone=True), "The duty person, Priya Shah, has left"),
        (without("U0PRIYA"), "The duty person, U0PRIYA, is nobody in this workspace"),
        (without("U0PRIYA", bot=True), "The duty person, Priya Shah, is a bot"),
    ],
)
async def test_a_file_whose_duty_person_cannot_be_called_is_refused(db: Database, people: list[Person], why: str):
    with pytest.raises(Refused, match=why):
        await load(db, people=people)

    assert [one.organisation for one in await rows(db, Workspace)] == [None]


async def test_open_questions_that_lost_their_footing_are_listed_and_keep_their_holder(db: Database):
    await ask(db)
    await ask(db, stage=Stage.PUBLISHED, holder="")
    smaller = changed(departments=HOSPITAL.departments[1:], accounts=HOSPITAL.accounts[1:], topics=HOSPITAL.topics[1:])
    imported = await load(db, smaller)

    (line,) = imported.questions
    assert line == (
        "Question 1 “Can I visit?”: its department is gone, its account is gone, its topic is gone, its expert "
        "Lena Ortiz isn't in the file. It keeps waiting for Lena Ortiz."
    )
    assert [one.holder for one in await rows(db, Question)] == ["U0LENA", ""]


async def test_an_open_question_is_listed_when_its_desk_moves_or_its_expert_goes(db: Database):
    await ask(db, text="Is it safe " * 30)

    moved = (await load(db, infection(desk="C0COMMS"))).questions
    replaced = (await load(db, infection(experts=("U0TOM",)))).questions

    assert "its card stays in the old desk #desk-infection" in moved[0]
    assert len(moved[0]) < 200
    assert "its expert Lena Ortiz isn't in the file" in replaced[0]
    assert (await load(db)).questions == ()


async def test_what_waits_for_somebody_who_left_goes_to_the_next(db: Database):
    await load(db)
    await ask(db)
    await load(db, people=without("U0LENA", gone=True))

    (question,) = await rows(db, Question)
    assert question.holder == "U0TOM"


# -- what changed, in words

ANOTHER = Account(key="new", handle="@New", network="x")
THREADS = Account(key="main", handle="@R", network="threads", limit=500, department="pharmacy")
ER = Department(key="er", name="ER", desk="C0E", experts=("U0ADA",))
FEWER_WORDS = HOSPITAL.topics[0].model_copy(update={"keywords": ("visit",), "review_days": 30})


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (HOSPITAL, []),
        (changed(name="Riverside"), ["The organisation's name is now Riverside, was Riverside Health."]),
        (changed(duty="U0SAM"), ["The duty person is now Sam Okafor, was Priya Shah."]),
        (changed(lead=None), ["The lead is now nobody, was Ruth Adler."]),
        (changed(comms=("U0MAYA", "U0RUTH")), ["Comms: added Ruth Adler; removed Sam Okafor, Priya Shah."]),
        (changed(approvers=("U0SAM", "U0MAYA")), ["Approvers are now asked in this order: Sam Okafor, Maya Chen."]),
        (
            changed(clocks=HOSPITAL.clocks.model_copy(update={"answer_next": HOSPITAL.clocks.overdue})),
            ["Clocks: answer_next is now 1 hour, was 15 minutes."],
        ),
        (
            infection(name="Hygiene", experts=("U0LENA", "U0ADA")),
            [
                "Infection control: its name is now Hygiene, was Infection control.",
                "Hygiene: experts: added Ada Novak; removed Tom Baker.",
            ],
        ),
        (
            infection(desk="C0COMMS", lead=None, approvers=("U0RUTH",)),
            [
                "Infection control: the desk is now #comms, was #desk-infection.",
                "Infection control: the lead is now nobody, was Ada Novak.",
                "Infection control: approvers: added Ruth Adler.",
            ],
        ),
        (
            infection(clocks=HOSPITAL.clocks.model_copy(update={"answer_next": HOSPITAL.clocks.overdue})),
            ["Infection control: clocks: answer_next is now 1 hour, was 15 minutes."],
        ),
        (changed(departments=HOSPITAL.departments[:2]), ["Department Maternity is gone."]),
        (
            changed(departments=(*HOSPITAL.departments, ER)),
            ["New department: ER, desk C0E, experts Ada Novak."],
        ),
        (
            changed(accounts=(*HOSPITAL.accounts[:3], ANOTHER)),
            ["Account @RiversideBirth on x is gone.", "New account: @New on x, 140 characters."],
        ),
        (
            changed(accounts=(THREADS, *HOSPITAL.accounts[1:])),
            [
                "@RiversideHealth on x: the account is now @R on threads, was @RiversideHealth on x.",
                "@R on threads: the department is now pharmacy, was none.",
                "@R on threads: the limit is now 500, was 140.",
            ],
        ),
        (
            changed(topics=(FEWER_WORDS, HOSPITAL.topics[1])),
            [
                "Topic Birth is gone.",
                "Topic Visiting: keywords: removed visitor, ward.",
                "Topic Visiting: days until review is now 30, was 180.",
            ],
        ),
        (
            changed(topics=(*HOSPITAL.topics, Topic(key="gel", name="Gel", department="infection"))),
            ["New topic: Gel, for infection."],
        ),
        (changed(accounts=HOSPITAL.accounts[::-1]), ["Only the order or the form of the file changed."]),
    ],
)
def test_what_changed_is_said_in_words(after: Organisation, said: list[str]):
    assert changes(HOSPITAL, after, NAMES) == said


def test_whatever_differs_something_is_said():
    for name in ("name", "duty", "lead", "comms", "approvers", "departments", "accounts", "topics"):
        value = getattr(HOSPITAL, name)
        after = changed(**{name: value[:-1] if isinstance(value, tuple) else "U0SAM"})
        assert changes(HOSPITAL, after, NAMES), name
        assert changes(after, HOSPITAL, NAMES), name


async def test_a_new_style_is_said_key_by_key(db: Database):
    style = Rules(reading_grade=9, jargon=(("stat", "at once"),), banned=("cure",), source_link=True, sign_off="^RH")
    first, *others = HOSPITAL.accounts
    own = first.model_copy(update={"style": Rules(banned=("guarantee",), hashtags=("#RH",), source_link=("nhs.uk",))})
    await load(db)

    imported = await load(db, changed(style=style, accounts=(own, *others)))

    assert imported.changes == (
        "Style: reading_grade is now 9, was none.",
        "Style: jargon: added stat: at once.",
        "Style: banned: added cure.",
        "Style: source_link is now wanted, was none.",
        "Style: sign_off is now ^RH, was none.",
        "@RiversideHealth on x: style: reading_grade is now 9, was none.",
        "@RiversideHealth on x: style: jargon: added stat: at once.",
        "@RiversideHealth on x: style: banned: added guarantee.",
        "@RiversideHealth on x: style: source_link is now nhs.uk, was none.",
        "@RiversideHealth on x: style: hashtags: added #RH.",
        "@RiversideHealth on x: style: sign_off is now ^RH, was none.",
    )
    assert (await load(db, changed(style=style, accounts=(own, *others)))).changes == ()


async def test_a_signed_text_that_breaks_a_new_rule_is_named(db: Database):
    await load(db)
    await ask(db, stage=Stage.AWAITING_APPROVAL, draft="It is a cure.", holder="U0MAYA")
    await ask(db, stage=Stage.AWAITING_APPROVAL, draft="It helps.", holder="U0MAYA")

    warned = await load(db, changed(style=Rules(banned=("cure",))))
    blocked = await load(db, changed(style=Rules(banned=("cure",), blocks=("banned",))))

    assert warned.questions == ()
    assert blocked.questions == (
        "Question 1 “Can I visit?”: its signed text breaks a rule that blocks, so it has to be changed and signed "
        "again. It keeps waiting for Maya Chen.",
    )
