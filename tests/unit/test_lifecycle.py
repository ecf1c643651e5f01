"""The life of a question: every stage with every move."""

import ast
import inspect
from itertools import product

import pytest

from bot import lifecycle
from bot.lifecycle import CLOSED, LEADING, MOVES, OPEN, SIGNED, WITH_EXPERT, Move, Refused, Stage, advance

EVERY_PAIR = list(product(Stage, Move))

# The table of the design, written down once more by hand: stage, then what leads from it where.
DESIGN = {
    "choosing": {
        "use an earlier answer": "awaiting approval",
        "adapt an earlier answer": "awaiting sign-off",
        "suggest a text": "awaiting sign-off",
        "ask an expert": "awaiting acknowledgement",
        "run out of experts": "awaiting an expert",
        "wait for the same answer": "answered together with another",
    },
    "answered together with another": {
        "split off": "awaiting acknowledgement",
        "run out of experts": "awaiting an expert",
        "publish": "published",
        "use an earlier answer": "awaiting approval",
        "adapt an earlier answer": "awaiting sign-off",
    },
    "awaiting an expert": {
        "assign an expert": "awaiting acknowledgement",
        "answer": "awaiting sign-off",
    },
    "awaiting acknowledgement": {
        "take it on": "awaiting an answer",
        "answer": "awaiting sign-off",
        "ask back": "awaiting the asker",
        "pass it on": "awaiting acknowledgement",
        "escalate": "awaiting acknowledgement",
        "run out of experts": "awaiting an expert",
    },
    "awaiting an answer": {
        "answer": "awaiting sign-off",
        "ask back": "awaiting the asker",
        "pass it on": "awaiting acknowledgement",
        "escalate": "awaiting acknowledgement",
        "run out of experts": "awaiting an expert",
    },
    "awaiting the asker": {"tell the expert more": "awaiting an answer", "answer": "awaiting sign-off"},
    "awaiting sign-off": {
        "sign off": "awaiting approval",
        "answer": "awaiting sign-off",
        "edit": "awaiting sign-off",
        "ask back": "awaiting the asker",
        "pass it on": "awaiting acknowledgement",
        "escalate": "awaiting acknowledgement",
        "run out of experts": "awaiting an expert",
    },
    "awaiting approval": {
        "approve": "awaiting publication",
        "send back": "awaiting sign-off",
        "edit": "awaiting sign-off",
        "answer": "awaiting sign-off",
        "take back": "awaiting sign-off",
        "escalate": "awaiting approval",
    },
    "awaiting publication": {
        "publish": "published",
        "send back": "awaiting sign-off",
        "answer": "awaiting sign-off",
        "take back": "awaiting sign-off",
    },
    "published": {"reopen": "awaiting an answer"},
    "withdrawn": {"publish": "published", "reopen": "awaiting an expert"},
}


def leading_to(target: Stage) -> set[tuple[Stage, Move]]:
    return {pair for pair, stage in MOVES.items() if stage is target}


def reachable_from(stage: Stage) -> set[Stage]:
    found, new = {stage}, [stage]
    while new:
        here = new.pop()
        for (before, _), after in MOVES.items():
            if before is here and after not in found:
                found.add(after)
                new.append(after)
    return found


def test_the_table_is_the_designs():
    written = {(Stage(stage), Move(move)): Stage(to) for stage, moves in DESIGN.items() for move, to in moves.items()}
    for stage in OPEN:
        written[stage, Move.WITHDRAW] = Stage.WITHDRAWN
        written[stage, Move.REASSIGN] = Stage.AWAITING_ACKNOWLEDGEMENT
        written[stage, Move.AMEND] = stage
    del written[Stage.AWAITING_EXPERT, Move.REASSIGN]  # there it is called ASSIGN
    del written[Stage.JOINED, Move.REASSIGN]  # there SPLIT comes first
    written |= {(stage, Move.MERGE): Stage.JOINED for stage in OPEN if stage not in (Stage.CHOOSING, Stage.JOINED)}
    written[Stage.AWAITING_APPROVAL, Move.AMEND] = Stage.AWAITING_SIGN_OFF
    written[Stage.AWAITING_PUBLICATION, Move.AMEND] = Stage.AWAITING_SIGN_OFF

    assert written == MOVES


@pytest.mark.parametrize(("stage", "move"), EVERY_PAIR)
def test_every_move_from_every_stage_leads_on_or_is_refused_in_a_sentence(stage: Stage, move: Move):
    if (stage, move) in MOVES:
        assert advance(stage, move) is MOVES[stage, move]
        return

    with pytest.raises(Refused) as refusal:
        advance(stage, move)

    said = str(refusal.value)
    assert stage in said
    assert move in said
    assert said.startswith("This question is ")
    assert said.endswith("The card shows where it stands.")


@pytest.mark.parametrize("stage", OPEN)
def test_from_every_open_stage_a_question_can_be_withdrawn_reassigned_and_amended(stage: Stage):
    assert advance(stage, Move.WITHDRAW) is Stage.WITHDRAWN
    naming = {Stage.AWAITING_EXPERT: Move.ASSIGN, Stage.JOINED: Move.SPLIT}.get(stage, Move.REASSIGN)
    assert advance(stage, naming) is Stage.AWAITING_ACKNOWLEDGEMENT
    assert advance(stage, Move.AMEND) in (stage, Stage.AWAITING_SIGN_OFF)


def test_every_stage_can_be_reached_from_the_first():
    assert reachable_from(Stage.CHOOSING) == set(Stage)


@pytest.mark.parametrize("stage", Stage)
def test_from_every_stage_publication_can_still_be_reached(stage: Stage):
    assert Stage.PUBLISHED in reachable_from(stage)


def test_every_move_is_used():
    assert {move for _, move in MOVES} == set(Move)


def test_only_publishing_publishes_and_only_from_an_approved_or_withdrawn_question_or_with_another():
    assert leading_to(Stage.PUBLISHED) == {
        (Stage.JOINED, Move.PUBLISH),
        (Stage.AWAITING_PUBLICATION, Move.PUBLISH),
        (Stage.WITHDRAWN, Move.PUBLISH),
    }


def test_only_an_approval_leads_to_publication():
    assert leading_to(Stage.AWAITING_PUBLICATION) == {(Stage.AWAITING_APPROVAL, Move.APPROVE)}


def test_only_a_signature_leads_to_approval():
    arriving = {pair for pair in leading_to(Stage.AWAITING_APPROVAL) if pair[0] is not Stage.AWAITING_APPROVAL}

    reused = {(stage, Move.USE_ENTRY) for stage in (Stage.CHOOSING, Stage.JOINED)}
    assert arriving == {(Stage.AWAITING_SIGN_OFF, Move.SIGN_OFF), *reused}


@pytest.mark.parametrize("stage", sorted(SIGNED))
@pytest.mark.parametrize("move", [Move.CONTRIBUTE, Move.AMEND, Move.SEND_BACK, Move.TAKE_BACK])
def test_whatever_changes_a_signed_text_asks_for_the_signature_again(stage: Stage, move: Move):
    assert advance(stage, move) is Stage.AWAITING_SIGN_OFF


def test_only_withdrawing_withdraws():
    assert {move for _, move in leading_to(Stage.WITHDRAWN)} == {Move.WITHDRAW}


def test_nobody_who_must_do_something_is_skipped_when_an_answer_comes():
    answering = {stage for stage, move in MOVES if move is Move.CONTRIBUTE}

    assert answering == set(OPEN) - {Stage.CHOOSING, Stage.JOINED} == set(LEADING)
    assert all(MOVES[stage, Move.CONTRIBUTE] is Stage.AWAITING_SIGN_OFF for stage in answering)


@pytest.mark.parametrize("stage", sorted(WITH_EXPERT))
def test_an_expert_can_always_pass_a_question_on_ask_back_or_run_out(stage: Stage):
    assert advance(stage, Move.PASS_ON) is Stage.AWAITING_ACKNOWLEDGEMENT
    assert advance(stage, Move.ASK_BACK) is Stage.AWAITING_ASKER
    assert advance(stage, Move.RUN_OUT) is Stage.AWAITING_EXPERT


@pytest.mark.parametrize("stage", sorted(CLOSED))
def test_a_closed_question_can_only_be_reopened_or_have_been_posted_anyway(stage: Stage):
    assert {move for before, move in MOVES if before is stage} <= {Move.REOPEN, Move.PUBLISH}
    with pytest.raises(Refused, match=f"already {stage}"):
        advance(stage, Move.SIGN_OFF)


def test_open_and_closed_are_all_there_is():
    assert set(OPEN) | CLOSED == set(Stage)
    assert not set(OPEN) & CLOSED


def test_the_lifecycle_imports_only_the_standard_library():
    lines = ast.walk(ast.parse(inspect.getsource(lifecycle)))
    imported = [ast.unparse(line) for line in lines if isinstance(line, ast.ImportFrom | ast.Import)]

    assert imported == ["from datetime import datetime", "from enum import StrEnum"]
