"""How long each stage may take, and who is called when it takes longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.db.models import Question
from bot.lifecycle import Stage
from bot.organisation import Clocks, Organisation


class Call(StrEnum):
    """What happens when a rung is reached."""

    ASK = "ask the expert"
    STILL_WAITING = "tell who forwarded it that the other question isn't answered yet"
    REMIND = "remind the holder"
    NEXT_EXPERT = "ask the next expert"
    NEXT_APPROVER = "ask the next approver"
    DUTY = "tell the duty person"
    UNDELIVERED = "tell the duty person that the ping did not arrive"


@dataclass(frozen=True)
class Rung:
    after: timedelta  # since the stage was entered (or the ping was delivered)
    call: Call


CHANGES = 12  # nobody outside waits for another text of what is kept: minutes become a good part of an hour


def clocks_of(question: Question, org: Organisation) -> Clocks:
    """The clocks of its department, else the organisation's."""
    return org.clocks_for(question.department or None)


def rungs(question: Question, org: Organisation, *, delivered: bool = False) -> list[Rung]:
    """The ladder of this question's stage, lowest first; the last one repeats."""
    c = clocks_of(question, org)
    pace = _pace(question)
    table: dict[Stage, list[Rung]] = {
        Stage.CHOOSING: [Rung(c.choosing, Call.ASK)],
        Stage.JOINED: [Rung(c.at_risk, Call.STILL_WAITING)],
        Stage.AWAITING_EXPERT: [Rung(timedelta(), Call.DUTY), Rung(c.expert_wanted, Call.DUTY)],
        Stage.AWAITING_ACKNOWLEDGEMENT: [
            Rung(c.acknowledge_remind, Call.REMIND),
            Rung(c.acknowledge_next, Call.NEXT_EXPERT),
        ]
        if delivered or question.is_listed
        else [Rung(c.undelivered, Call.UNDELIVERED)],
        Stage.AWAITING_ANSWER: [Rung(c.answer_remind, Call.REMIND), Rung(c.answer_next, Call.NEXT_EXPERT)],
        Stage.AWAITING_ASKER: [Rung(c.asker_nudge, Call.REMIND), Rung(c.asker_nudge + c.repeat, Call.DUTY)],
        Stage.AWAITING_SIGN_OFF: [Rung(c.sign_off_remind, Call.REMIND), Rung(c.sign_off_next, Call.NEXT_EXPERT)],
        Stage.AWAITING_APPROVAL: [
            Rung(c.approval_remind, Call.REMIND),
            Rung(c.approval_next, Call.NEXT_APPROVER),
            Rung(c.approval_next * 2, Call.DUTY),
        ],
        Stage.AWAITING_PUBLICATION: [
            Rung(c.publication_remind, Call.REMIND),
            Rung(c.publication_remind * 2, Call.DUTY),
        ],
    }
    return [Rung(rung.after * pace, rung.call) for rung in table[question.stage]]


def _pace(question: Question) -> float:
    """Urgent questions run twice as fast, changes to what is kept more slowly."""
    if question.change and question.stage is not Stage.AWAITING_ASKER:
        return CHANGES
    return 0.5 if question.urgent else 1.0


def repeat(question: Question, org: Organisation) -> timedelta:
    """How long after the last rung somebody is called again."""
    return clocks_of(question, org).repeat * (CHANGES if question.change else 1)


def deadline(question: Question, org: Organisation) -> datetime | None:
    """Until when the holder has time: when somebody else is called."""
    c = clocks_of(question, org)
    pace = _pace(question)
    span = {
        Stage.CHOOSING: c.choosing,
        Stage.JOINED: c.at_risk,
        Stage.AWAITING_EXPERT: c.expert_wanted,
        Stage.AWAITING_ACKNOWLEDGEMENT: c.acknowledge_next,
        Stage.AWAITING_ANSWER: c.answer_next,
        Stage.AWAITING_ASKER: c.asker_nudge + c.repeat,
        Stage.AWAITING_SIGN_OFF: c.sign_off_next,
        Stage.AWAITING_APPROVAL: c.approval_next,
        Stage.AWAITING_PUBLICATION: c.publication_remind * 2,
    }.get(question.stage)
    return question.stage_since + span * pace if span is not None else None
