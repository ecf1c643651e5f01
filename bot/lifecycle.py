"""The life of a question: its stages, the moves between them, and what is refused. Pure; imports nothing of ours."""

from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Named for whom or what the question waits for."""

    CHOOSING = "choosing"
    JOINED = "answered together with another"
    AWAITING_EXPERT = "awaiting an expert"
    AWAITING_ACKNOWLEDGEMENT = "awaiting acknowledgement"
    AWAITING_ANSWER = "awaiting an answer"
    AWAITING_ASKER = "awaiting the asker"
    AWAITING_SIGN_OFF = "awaiting sign-off"
    AWAITING_APPROVAL = "awaiting approval"
    AWAITING_PUBLICATION = "awaiting publication"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    USE_ENTRY = "use an earlier answer"
    ADAPT_ENTRY = "adapt an earlier answer"
    SUGGEST = "suggest a text"
    ASK = "ask an expert"
    JOIN = "wait for the same answer"
    MERGE = "merge with another"
    SPLIT = "split off"
    RUN_OUT = "run out of experts"
    ASSIGN = "assign an expert"
    ACKNOWLEDGE = "take it on"
    CONTRIBUTE = "answer"
    ASK_BACK = "ask back"
    INFORM = "tell the expert more"
    PASS_ON = "pass it on"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    AMEND = "amend"
    SIGN_OFF = "sign off"
    EDIT = "edit"
    APPROVE = "approve"
    SEND_BACK = "send back"
    TAKE_BACK = "take back"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Refused(Exception):
    """This person may not do this now. The text says why and what to do instead."""


class Forgotten(Refused):
    """The question's words are no longer kept."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"This question was forgotten on {at:%d %b %Y}: what was asked and written is no longer kept. "
            "Nobody has to do anything; if it matters again, please ask it anew."
        )


CLOSED = frozenset({Stage.PUBLISHED, Stage.WITHDRAWN})
OPEN = tuple(stage for stage in Stage if stage not in CLOSED)
SIGNED = frozenset({Stage.AWAITING_APPROVAL, Stage.AWAITING_PUBLICATION})
LEADING = tuple(stage for stage in OPEN if stage not in (Stage.CHOOSING, Stage.JOINED))  # others may wait for these
WITH_EXPERT = frozenset({Stage.AWAITING_ACKNOWLEDGEMENT, Stage.AWAITING_ANSWER, Stage.AWAITING_SIGN_OFF})


def _moves() -> dict[tuple[Stage, Move], Stage]:
    s, m = Stage, Move
    table = {
        (s.CHOOSING, m.USE_ENTRY): s.AWAITING_APPROVAL,
        (s.CHOOSING, m.ADAPT_ENTRY): s.AWAITING_SIGN_OFF,
        (s.CHOOSING, m.SUGGEST): s.AWAITING_SIGN_OFF,
        (s.CHOOSING, m.ASK): s.AWAITING_ACKNOWLEDGEMENT,
        (s.CHOOSING, m.RUN_OUT): s.AWAITING_EXPERT,
        (s.CHOOSING, m.JOIN): s.JOINED,
        (s.JOINED, m.SPLIT): s.AWAITING_ACKNOWLEDGEMENT,
        (s.JOINED, m.RUN_OUT): s.AWAITING_EXPERT,
        (s.JOINED, m.PUBLISH): s.PUBLISHED,
        (s.JOINED, m.USE_ENTRY): s.AWAITING_APPROVAL,
        (s.JOINED, m.ADAPT_ENTRY): s.AWAITING_SIGN_OFF,
        (s.AWAITING_EXPERT, m.ASSIGN): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_EXPERT, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_ACKNOWLEDGEMENT, m.ACKNOWLEDGE): s.AWAITING_ANSWER,
        (s.AWAITING_ACKNOWLEDGEMENT, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_ACKNOWLEDGEMENT, m.ASK_BACK): s.AWAITING_ASKER,
        (s.AWAITING_ACKNOWLEDGEMENT, m.PASS_ON): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_ACKNOWLEDGEMENT, m.ESCALATE): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_ACKNOWLEDGEMENT, m.RUN_OUT): s.AWAITING_EXPERT,
        (s.AWAITING_ANSWER, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_ANSWER, m.ASK_BACK): s.AWAITING_ASKER,
        (s.AWAITING_ANSWER, m.PASS_ON): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_ANSWER, m.ESCALATE): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_ANSWER, m.RUN_OUT): s.AWAITING_EXPERT,
        (s.AWAITING_ASKER, m.INFORM): s.AWAITING_ANSWER,
        (s.AWAITING_ASKER, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_SIGN_OFF, m.SIGN_OFF): s.AWAITING_APPROVAL,
        (s.AWAITING_SIGN_OFF, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_SIGN_OFF, m.EDIT): s.AWAITING_SIGN_OFF,
        (s.AWAITING_SIGN_OFF, m.ASK_BACK): s.AWAITING_ASKER,
        (s.AWAITING_SIGN_OFF, m.PASS_ON): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_SIGN_OFF, m.ESCALATE): s.AWAITING_ACKNOWLEDGEMENT,
        (s.AWAITING_SIGN_OFF, m.RUN_OUT): s.AWAITING_EXPERT,
        (s.AWAITING_APPROVAL, m.APPROVE): s.AWAITING_PUBLICATION,
        (s.AWAITING_APPROVAL, m.SEND_BACK): s.AWAITING_SIGN_OFF,
        (s.AWAITING_APPROVAL, m.EDIT): s.AWAITING_SIGN_OFF,
        (s.AWAITING_APPROVAL, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_APPROVAL, m.TAKE_BACK): s.AWAITING_SIGN_OFF,
        (s.AWAITING_APPROVAL, m.ESCALATE): s.AWAITING_APPROVAL,
        (s.AWAITING_PUBLICATION, m.PUBLISH): s.PUBLISHED,
        (s.AWAITING_PUBLICATION, m.SEND_BACK): s.AWAITING_SIGN_OFF,
        (s.AWAITING_PUBLICATION, m.CONTRIBUTE): s.AWAITING_SIGN_OFF,
        (s.AWAITING_PUBLICATION, m.TAKE_BACK): s.AWAITING_SIGN_OFF,
        (s.PUBLISHED, m.REOPEN): s.AWAITING_ANSWER,
        (s.WITHDRAWN, m.PUBLISH): s.PUBLISHED,
        (s.WITHDRAWN, m.REOPEN): s.AWAITING_EXPERT,
    }
    for stage in OPEN:
        table[stage, m.WITHDRAW] = s.WITHDRAWN
        if stage not in (s.AWAITING_EXPERT, s.JOINED):  # there it is called ASSIGN; here, SPLIT comes first
            table[stage, m.REASSIGN] = s.AWAITING_ACKNOWLEDGEMENT
        table[stage, m.AMEND] = s.AWAITING_SIGN_OFF if stage in SIGNED else stage
    table |= {(stage, m.MERGE): s.JOINED for stage in LEADING}
    return table


MOVES = _moves()


def advance(stage: Stage, move: Move) -> Stage:
    """The stage that follows; raises Refused where the table has no such move."""
    if (stage, move) not in MOVES:
        state = f"already {stage}" if stage in CLOSED else stage
        raise Refused(f"This question is {state}, so I can't do that now ({move}). The card shows where it stands.")
    return MOVES[stage, move]
