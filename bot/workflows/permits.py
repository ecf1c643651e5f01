"""Who may do what, in which stages: one table, which the workflows ask, the docs show and the tests walk through."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import questions, reviews
from bot.db.models import Entry, Question, Variable
from bot.lifecycle import CLOSED, LEADING, MOVES, OPEN, SIGNED, WITH_EXPERT, Move, Refused, Stage
from bot.organisation import Organisation
from bot.workflows.people import Actor, manages, organisation


class Who(StrEnum):
    """A part somebody has, in the organisation or in this question."""

    EVERYBODY = "everybody who works here"
    COMMS = "comms"  # with approvers, leads and the duty person: all who look after questions
    FORWARDER = "who forwarded it"
    EXPERT = "its expert"
    ASKED = "who was asked and didn't pass it on"
    APPROVER = "an approver"
    NAMED_APPROVER = "who was asked to approve it"
    DUTY = "the duty person"
    PUBLISHER = "who posted it"
    OWNER = "the answer's owner, or who was asked to review it"
    RESPONSIBLE = "who is responsible for it"
    WRITER = "who wrote the message"  # the workflow looks for the message itself


@dataclass(frozen=True)
class Permit:
    """What it is in words, who may, and in which stages; without stages in all of them."""

    what: str
    who: tuple[Who, ...]
    when: tuple[Stage, ...] = tuple(Stage)


def _stages(*moves: Move) -> tuple[Stage, ...]:
    return tuple(stage for stage in Stage if any((stage, move) in MOVES for move in moves))


_ALL, _COMMS, _EXPERT = (Who.EVERYBODY,), (Who.COMMS,), (Who.EXPERT,)
_CHOOSE, _ASKED, _EDIT = (Who.FORWARDER, Who.COMMS), (Who.EXPERT, Who.ASKED), (Who.EXPERT, Who.APPROVER)
_OWN = (Who.OWNER, Who.COMMS)
_RESPONSIBLE = (Who.RESPONSIBLE, Who.COMMS)
_TOLD = tuple(stage for stage in Stage if stage is Stage.AWAITING_ASKER or stage in WITH_EXPERT)
_CHOOSING, _EDITABLE = (Stage.CHOOSING,), (Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL)
COLLECTING = tuple(stage for stage in _stages(Move.CONTRIBUTE) if stage not in SIGNED)

PERMITS: dict[str, Permit] = {
    # -- comms forwards a question
    "ask": Permit("the command to ask", _COMMS),
    "ask_expert": Permit("the shortcut on a message", _COMMS),
    "new_question": Permit("Ask an expert", _COMMS),
    "follow_up": Permit("Follow-up question", _COMMS),
    "intake": Permit("send the window of a new question", _COMMS),
    "intake_stored": Permit("send the window of a question that the command stored", (Who.FORWARDER,), _CHOOSING),
    "intake_closed": Permit("close that window", _CHOOSE, _CHOOSING),
    "account": Permit("look for an account", _COMMS),
    "topic": Permit("look for a topic", _COMMS),
    "choosing": Permit("send the window of earlier answers", _CHOOSE, _CHOOSING),
    "choosing_closed": Permit("close it", _CHOOSE, _CHOOSING),
    "use_entry": Permit("Use it", _CHOOSE, _CHOOSING),
    "adapt_entry": Permit("Adapt it", _CHOOSE, _CHOOSING),
    "ask_anyway": Permit("Ask the expert", _CHOOSE, _CHOOSING),
    "not_same": Permit("Not the same question", _CHOOSE, _CHOOSING),
    "amend": Permit("Correct it", _COMMS, OPEN),
    # -- several people ask the same
    "join": Permit("Wait for the same answer", _CHOOSE, _CHOOSING),
    "merge": Permit("Merge with …", _COMMS, _stages(Move.MERGE)),
    "merge_target": Permit("look for a question to merge with", _COMMS),
    "split": Permit("Split off", _CHOOSE, (Stage.JOINED,)),
    "split_off": Permit("Split off …, on the other's card", _COMMS, LEADING),
    "split_target": Permit("look for one to split off", _COMMS),
    "askers": Permit("Everybody who asked", (Who.APPROVER, Who.FORWARDER, Who.COMMS)),
    # -- the expert answers
    "acknowledge": Permit("On it", _ASKED, (*_stages(Move.ACKNOWLEDGE), Stage.AWAITING_EXPERT)),
    "pass_on": Permit("Not me", (Who.EXPERT, Who.COMMS), tuple(s for s in Stage if s in WITH_EXPERT)),
    "pass_to": Permit("Pass it to …", (Who.EXPERT, Who.COMMS), tuple(s for s in Stage if s in WITH_EXPERT)),
    "ask_back": Permit("I need to know more", _ASKED, _stages(Move.ASK_BACK)),
    "inform": Permit("Tell them more", _CHOOSE, _TOLD),
    "assign": Permit("Name an expert", _COMMS, _stages(Move.ASSIGN, Move.REASSIGN)),
    "reassign": Permit("Reassign", _COMMS, _stages(Move.ASSIGN, Move.REASSIGN)),
    "adopt_draft": Permit("Use the draft so far", _ASKED, (Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ANSWER)),
    "can_answer": Permit("I can answer this", (Who.WRITER,), COLLECTING),
    "is_answer": Permit("Yes, use it", _ASKED, (Stage.JOINED, *_stages(Move.CONTRIBUTE), Stage.PUBLISHED)),
    "is_no_answer": Permit("No", (Who.WRITER,)),
    # -- two signatures
    "sign_off": Permit("Sign off", _EXPERT, _stages(Move.SIGN_OFF)),
    "edit_draft": Permit("Edit", _EDIT, _EDITABLE),
    "words": Permit("the count while typing", _EDIT, _EDITABLE),
    "use_other": Permit("Use this one", _EXPERT, (Stage.AWAITING_SIGN_OFF,)),
    "right_without": Permit("Still right without it", _EXPERT, (Stage.AWAITING_SIGN_OFF,)),
    "use_last": Permit("Use only my last message", _EXPERT, (Stage.AWAITING_SIGN_OFF,)),
    "take_back": Permit("Take it back", _EXPERT, _stages(Move.TAKE_BACK)),
    "approve": Permit("Approve (never whoever signed it)", (Who.APPROVER,), _stages(Move.APPROVE)),
    "send_back": Permit("Send back", (Who.APPROVER, Who.DUTY), _stages(Move.SEND_BACK)),
    # -- the public
    "posted": Permit(
        "I posted it",
        (Who.NAMED_APPROVER, Who.FORWARDER, Who.COMMS),
        tuple(stage for stage in Stage if stage is not Stage.PUBLISHED),
    ),
    "add_link": Permit("Add the link", (Who.PUBLISHER, Who.COMMS), (Stage.PUBLISHED,)),
    "withdraw": Permit("Withdraw", _CHOOSE, OPEN),
    "reopen": Permit("Reopen", _COMMS, tuple(stage for stage in Stage if stage in CLOSED)),
    "still_right": Permit("It still holds", _COMMS, (Stage.PUBLISHED,)),
    # -- what is kept
    "entry_view": Permit("Look at a kept answer", _ALL),
    "entry_uses": Permit("All the places where it was published", _ALL),
    "entry_right": Permit("Still right", (Who.OWNER,)),
    "entry_update": Permit("Update", _OWN),
    "entry_words": Permit("the count while typing an update", _OWN),
    "entry_version": Permit("Restore this version", _OWN),
    "entry_retire": Permit("Retire", _OWN),
    "entry_restore": Permit("Restore", _OWN),
    "entry_recall": Permit("Recall", _OWN),
    "entry_merged": Permit("Look at what was merged into a kept answer", _ALL),
    "twins_keep_1": Permit("Keep the first (of two answers to one question)", _OWN),
    "twins_keep_2": Permit("Keep the second", _OWN),
    "twins_merge": Permit("Merge", _OWN),
    "twins_two": Permit("They are two questions", _OWN),
    # -- what stands in many answers and changes in one place
    "variables": Permit("Variables", _ALL),
    "variables_more": Permit("Show more of them", _ALL),
    "variable_view": Permit("Look at a variable", _ALL),
    "variable_more": Permit("Show more answers that are kept in step with it", _ALL),
    "variable_posts": Permit("See the posts with an earlier value", _ALL),
    "variable_new": Permit("New variable", _COMMS),
    "variable_change": Permit("Change a variable", _RESPONSIBLE),
    "variable_retire": Permit("Retire a variable", _RESPONSIBLE),
    "variable_take_all": Permit("Keep all answers that say it in step (as far as they may each)", _RESPONSIBLE),
    "variable_take": Permit("Keep an answer in step, in the variable's window", _OWN),
    "entry_link": Permit("Keep it in step, in the answer's window", _OWN),
    "entry_unlink": Permit("Let go of a variable", _OWN),
    # -- looking
    "answers": Permit("look for earlier answers", _ALL),
    "find_answer": Permit("Find an answer", _ALL),
    "find_due": Permit("Due for review", _ALL),
    "find_unused": Permit("Not reused yet", _ALL),
    "search": Permit("the search while typing", _ALL),
    "by_topic": Permit("the menu of topics in the search", _ALL),
    "by_account": Permit("the menu of accounts in the search", _ALL),
    "by_owner": Permit("the menu of owners in the search", _ALL),
    "by_use": Permit("the menu of uses in the search", _ALL),
    "answers_more": Permit("Show more of what was found", _ALL),
    "answers_back": Permit("Back to what was found before", _ALL),
    "home_more": Permit("Show more", _ALL),
    "open_post": Permit("Open the post", _ALL),
    "open_card": Permit("Open", _ALL),
}


async def may(session: AsyncSession, what: str, question: Question, actor: Actor) -> bool:
    """Whether this person has one of the parts that the table asks for, in this question."""
    org = await organisation(session, question.workspace)
    who = PERMITS[what].who
    if Who.EVERYBODY in who or (Who.COMMS in who and manages(org, actor.user)):
        return True
    if Who.APPROVER in who and may_approve(org, question, actor.user):
        return True
    if Who.ASKED in who:
        row = (await questions.asked(session, question)).get(actor.user)
        if row is not None and row.passed_at is None:
            return True
    parts = {
        Who.FORWARDER: question.forwarder,
        Who.EXPERT: question.expert,
        Who.NAMED_APPROVER: question.approver,
        Who.DUTY: org.duty,
        Who.PUBLISHER: question.published_by,
    }
    return any(parts.get(part) == actor.user for part in who)


async def may_with_entry(session: AsyncSession, what: str, entry: Entry, actor: Actor) -> bool:
    """The same for what is kept, whichever stage any question of it is in."""
    return bool(await what_one_may(session, [what], entry, actor))


async def what_one_may(session: AsyncSession, several: Collection[str], entry: Entry, actor: Actor) -> frozenset[str]:
    """The ones of these that this person may do with the entry."""
    parts = (await _parts(session, [entry], actor))[entry.id]
    return frozenset(what for what in several if not parts.isdisjoint(PERMITS[what].who))


async def those_one_may(session: AsyncSession, what: str, found: Collection[Entry], actor: Actor) -> list[Entry]:
    """The ones of these with which this person may do that."""
    parts = await _parts(session, found, actor)
    return [entry for entry in found if not parts[entry.id].isdisjoint(PERMITS[what].who)]


async def _parts(session: AsyncSession, found: Collection[Entry], actor: Actor) -> dict[int, set[Who]]:
    """Which parts this person has in each of these entries, by its id."""
    org = await organisation(session, actor.workspace)
    asked = await reviews.asked(session, actor.workspace, actor.user, [entry.id for entry in found])
    in_all = {Who.EVERYBODY, Who.COMMS} if manages(org, actor.user) else {Who.EVERYBODY}
    own = {entry.id for entry in found if entry.owner == actor.user or entry.id in asked}
    return {entry.id: in_all | {Who.OWNER} if entry.id in own else in_all for entry in found}


async def may_with_variable(session: AsyncSession, what: str, variable: Variable, actor: Actor) -> bool:
    """The same for what stands in many answers."""
    who = PERMITS[what].who
    if Who.COMMS in who and manages(await organisation(session, variable.workspace), actor.user):
        return True
    return Who.RESPONSIBLE in who and actor.user == variable.owner


def may_approve(org: Organisation, question: Question, user: str) -> bool:
    """Whoever the file names now; the duty person where nobody else was left to ask."""
    named = org.approvers_for(question.account or None, question.department)
    return user in named or user == org.duty == question.approver


def require_stage(question: Question, what: str) -> None:
    """Before a window opens: its submission would be refused anyway."""
    if question.stage not in PERMITS[what].when:
        state = f"already {question.stage}" if question.stage in CLOSED else question.stage
        raise Refused(f"This question is {state}, so I can't do that now. The card shows where it stands.")
