"""Who may press what, in which stage: every cell of the table, done for real."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from bot.db import organisations
from bot.lifecycle import SIGNED, Stage
from bot.workflows.permits import PERMITS, Who
from tests.security.acts import CHANGES_NOTHING, PREPARED, WITHOUT_QUESTION, Act, acts, click
from tests.security.house import AWAY, HOME, OUTSIDERS, ROLES, House, organisation
from tests.security.stages import CANARY

PARTS = {
    "forwarder": {Who.COMMS, Who.FORWARDER},
    "expert": {Who.EXPERT, Who.ASKED, Who.OWNER, Who.RESPONSIBLE},
    "expert asked before": {Who.ASKED},
    "colleague who wrote in the thread": {Who.WRITER},
    "lead": {Who.COMMS},
    "lead of the department": {Who.COMMS},
    "agency, approves for the account": {Who.APPROVER, Who.NAMED_APPROVER, Who.PUBLISHER},
    "approver of the department": {Who.APPROVER},
    "quality control": {Who.APPROVER, Who.COMMS},
    "duty person": {Who.COMMS, Who.DUTY},
}
STATES: dict[Path, dict[str, list[tuple[Any, ...]]]] = {}  # before anything was pressed


@dataclass
class Cell:
    """One person does one thing in one stage."""

    name: str
    act: Act
    role: str
    stage: Stage
    team: str = HOME

    @property
    def permitted(self) -> bool:
        permit, parts = PERMITS[self.name], set(PARTS.get(self.role, ()))
        if self.stage is Stage.CHOOSING:
            parts -= {Who.EXPERT, Who.ASKED, Who.NAMED_APPROVER}
        if self.name == "is_no_answer":
            parts |= {Who.WRITER}  # here everybody has written something
        if self.stage not in (*SIGNED, Stage.PUBLISHED):
            parts -= {Who.NAMED_APPROVER}
        if self.stage is not Stage.PUBLISHED:
            parts -= {Who.PUBLISHER}
        inside = self.role not in OUTSIDERS and (self.team == HOME or self.name in WITHOUT_QUESTION)
        return inside and bool(parts.intersection(permit.who) or Who.EVERYBODY in permit.who)

    async def wrong(self, house: House, copy: Path) -> list[str]:
        """Do it; what isn't as the table says."""
        house.restore(copy)
        if copy not in STATES:
            STATES[copy] = house.state()
        before = STATES[copy]
        if self.name in PREPARED:
            house.sql.executescript(PREPARED[self.name])
            before = house.state()
        answer = await self.act(house, ROLES[self.role], self.team)
        changed = [name for name, rows in house.state().items() if rows != before[name]]
        told = [answer.body if isinstance(answer.body, str) else answer.body.decode(), *house.whispers()]
        refused = bool(house.refusals()) or '"options": []' in told[0]
        found = [f"status {answer.status}"] if answer.status != 200 else []
        if self.permitted and self.stage in PERMITS[self.name].when:
            found += ["refused: " + str(house.refusals())] if refused else []
            works = changed or house.slack.shown or any(told) or self.name in CHANGES_NOTHING
            found += [] if works else ["nothing happened"]
            return found
        found += [f"changed {changed}"] if changed else []
        if not self.permitted:
            found += self._denied(house, told)
        return found

    def _denied(self, house: House, told: list[str]) -> list[str]:
        """Kindly, to the person alone, without a word of the question; and written down."""
        found = ["a window was shown"] if house.slack.shown else []
        if '"options"' in told[0]:
            return found + ([] if '"options": []' in told[0] else ["options were shown"])
        if (self.name, self.role) == ("can_answer", "expert"):
            return found  # a double click: the question is theirs already
        if self.command_of_a_stranger:
            return found  # it comes to their own workspace, where we aren't: nobody there to tell it to
        own_words = json.dumps("".join(told)).count(CANARY)
        found += [f"told {told}"] if own_words or not any(told) else []
        audited = house.refusals()
        found += [] if [row[:2] for row in audited] == [(self.team, ROLES[self.role])] else [f"audited as {audited}"]
        said = audited[0][2].partition(": ")[2] if audited else ""
        return found + ([] if said.endswith((".", "?", "!")) and len(said) > 20 else [f"said {said!r}"])

    @property
    def command_of_a_stranger(self) -> bool:
        return self.role == "stranger in a shared channel" and self.name in ("ask", "answers")


def every_cell() -> Iterator[Cell]:
    for name, act in acts():
        for stage in Stage:
            yield from (Cell(name, act, role, stage) for role in ROLES)
            if name not in WITHOUT_QUESTION:
                yield Cell(name, act, "forwarder", stage, AWAY)


def a_bounded_part() -> Iterator[Cell]:
    """In the first stage where it is allowed: whoever has a part, and by turns somebody who has none and an outsider.
    In every third of the other stages: by turns the forwarder, a plain member and the expert."""
    outsiders, others, thirds = cycle(OUTSIDERS), cycle(("forwarder", "member", "expert")), cycle((True, False, False))
    without = cycle(role for role in ROLES if role not in OUTSIDERS and role not in PARTS)
    for name, act in acts():
        for stage in Stage:
            first = stage is PERMITS[name].when[0]
            roles = [*PARTS, next(without), next(outsiders)] if first else [next(others)] if next(thirds) else []
            yield from (Cell(name, act, role, stage) for role in roles)
        if name not in WITHOUT_QUESTION:
            yield Cell(name, act, "forwarder", PERMITS[name].when[0], AWAY)


async def walk(house: House, stages: dict[Stage, Path], cells: Iterator[Cell]) -> tuple[int, list[str]]:
    number, wrong = 0, []
    for cell in cells:
        number += 1
        found = await cell.wrong(house, stages[cell.stage])
        if found:
            wrong.append(f"{cell.name}, {cell.role}, {cell.stage}, {cell.team}: {'; '.join(found)}")
    return number, wrong


async def test_everybody_may_do_what_the_table_says_and_nothing_else(
    house: House, stages: dict[Stage, Path], pytestconfig: pytest.Config
):
    every = 2 if pytestconfig.option.by_turns else 1
    number, wrong = await walk(house, stages, islice(a_bounded_part(), 0, None, every))

    print(f"{number} cells")
    assert wrong == []
    assert number > 700


@pytest.mark.soak
async def test_every_role_does_everything_in_every_stage(house: House, stages: dict[Stage, Path]):
    number, wrong = await walk(house, stages, every_cell())

    print(f"{number} cells")
    assert wrong == []


def test_whatever_can_be_pressed_or_sent_has_a_row_in_the_table():
    assert {name for name, _ in acts()} == set(PERMITS)


async def test_whoever_signed_the_text_cannot_approve_it_whatever_else_they_are(
    house: House, stages: dict[Stage, Path]
):
    house.restore(stages[Stage.AWAITING_APPROVAL])
    async with house.bot.db.transaction() as session:
        named = organisation().model_copy(update={"approvers": ("U0LENA", "U0QUINN")})
        await organisations.store(session, HOME, named)

    before = house.state()
    await click("approve")(house, "U0LENA", HOME)

    assert house.state() == before
    assert "signed this text yourself" in house.refusals()[-1][2]


REMOVED = [
    ("approve", "quality control", Stage.AWAITING_APPROVAL),
    ("approve", "agency, approves for the account", Stage.AWAITING_APPROVAL),
    ("send_back", "approver of the department", Stage.AWAITING_APPROVAL),
    ("edit_draft", "agency, approves for the account", Stage.AWAITING_APPROVAL),
    ("assign", "lead", Stage.AWAITING_EXPERT),
    ("reopen", "lead of the department", Stage.PUBLISHED),
    ("still_right", "quality control", Stage.PUBLISHED),
]


@pytest.mark.parametrize(("name", "role", "stage"), REMOVED)
async def test_a_role_that_was_removed_between_render_and_click_is_denied(
    house: House, stages: dict[Stage, Path], name: str, role: str, stage: Stage
):
    user = ROLES[role]
    without = json.loads(organisation().model_dump_json().replace(user, "U0ELSE"))
    for way in [act for known, act in acts() if known == name]:
        house.restore(stages[stage])
        async with house.bot.db.transaction() as session:
            await organisations.store(session, HOME, type(organisation()).model_validate(without))
        before = house.state()

        await way(house, user, HOME)

        assert house.state() == before
        assert [row[1] for row in house.refusals()] == [user]
        assert house.slack.shown == []


async def test_somebody_switched_off_between_render_and_click_is_denied(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_SIGN_OFF])
    async with house.bot.db.transaction() as session:
        await organisations.set_person(session, HOME, "U0LENA", name="Lena Ortiz", gone=True)
    before = house.state()

    await click("sign_off")(house, "U0LENA", HOME)

    assert house.state() == before
    assert "switched off" in house.refusals()[0][2]
