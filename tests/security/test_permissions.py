"""Who may press what, in which stage: every cell of the table, done for real."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from bot.db import organisations
from bot.handlers import TABLES
from bot.lifecycle import SIGNED, Stage
from bot.slack.door import Answer
from bot.workflows.permits import PERMITS, Who
from tests.security.house import AWAY, DESK, HOME, OUTSIDERS, ROLES, House, organisation
from tests.security.stages import BESIDE, CANARY, revision

PARTS = {
    "forwarder": {Who.COMMS, Who.FORWARDER},
    "expert": {Who.EXPERT, Who.ASKED, Who.OWNER},
    "expert asked before": {Who.ASKED},
    "colleague who wrote in the thread": {Who.WRITER},
    "lead": {Who.COMMS},
    "lead of the department": {Who.COMMS},
    "agency, approves for the account": {Who.APPROVER, Who.NAMED_APPROVER, Who.PUBLISHER},
    "approver of the department": {Who.APPROVER},
    "quality control": {Who.APPROVER, Who.COMMS},
    "duty person": {Who.COMMS, Who.DUTY},
}
ENTRY = 1
TWIN = "1:1:1"  # the pair, and the versions of both
ENTRY_BUTTONS = ("view", "right", "update", "retire", "restore", "recall")
TWINS = ("twins_keep_1", "twins_keep_2", "twins_merge", "twins_two")
STATES: dict[Path, dict[str, list[tuple[Any, ...]]]] = {}  # before anything was pressed
Act = Callable[[House, str, str], Awaitable[Answer]]


def click(action: str, more: str = "") -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, f"1:{await revision(house)}{more}", user=user, team=team)

    return act


def submit(callback: str, kind: str = "view_submission", stored: bool = True, /, **fields: object) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        kept = {"question": 1, "revision": await revision(house)} if stored else {}
        return await house.submit(callback, fields, kept, user=user, team=team, kind=kind)

    return act


async def search(house: House, user: str, team: str) -> Answer:
    return await house.click(
        "search", "parrot", user=user, team=team, view=house.view("answers", {"search": "parrot"}, {})
    )


async def type_words(house: House, user: str, team: str) -> Answer:
    view = house.view("edit_draft", {"words": "Dogs may come"}, {"question": 1, "revision": 1})
    return await house.click("words", "Dogs may come", user=user, team=team, view=view)


async def shortcut(house: House, user: str, team: str) -> Answer:
    return await house.shortcut(
        "ask_expert", {"type": "message", "ts": "3.3", "text": "Is it safe?"}, user=user, team=team
    )


async def type_update(house: House, user: str, team: str) -> Answer:
    view = house.view("entry_update", {"entry_words": "No parrots"}, {"entry": ENTRY})
    return await house.click("entry_words", "No parrots", user=user, team=team, view=view)


def entry_click(action: str, more: str = "") -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, f"{ENTRY}{more}", user=user, team=team)

    return act


def twin_click(action: str) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, TWIN, user=user, team=team)

    return act


async def merge(house: House, user: str, team: str) -> Answer:
    kept = {"twin": 1, "first": 1, "second": 1}
    return await house.submit("twins_merge", {"choice": option("1")}, kept, user=user, team=team)


def entry_submit(callback: str, **fields: object) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.submit(callback, fields, {"entry": ENTRY, "version": 1}, user=user, team=team)

    return act


def option(value: str) -> dict[str, object]:
    return {"type": "static_select", "selected_option": {"value": value}}


ACTS: dict[str, Act] = {
    "ask": lambda house, user, team: house.command("ask", "Is it safe to visit?", user=user, team=team),
    "answers": lambda house, user, team: house.command("answers", "parrot", user=user, team=team),
    "ask_expert": shortcut,
    "intake": submit("intake", "view_submission", False, text="Is it safe to visit?", account=option("main")),
    "intake_stored": submit("intake", text="May I bring a dog?", account=option("main")),
    "intake_closed": submit("intake", "view_closed"),
    "choosing_closed": submit("choosing", "view_closed"),
    "choosing": submit("choosing", choice=option("ask")),
    "account": lambda house, user, team: house.suggest("account", "", user=user, team=team),
    "topic": lambda house, user, team: house.suggest("topic", "", user=user, team=team),
    "words": type_words,
    "search": search,
    "entry_words": type_update,
    "entry_uses": entry_click("entry_uses", ":0"),
    "entry_version": entry_click("entry_version", ":1"),
    **{f"entry_{name}": entry_click(f"entry_{name}") for name in ENTRY_BUTTONS},
    "entry_merged": entry_click("entry_merged"),
    **{name: twin_click(name) for name in TWINS},
    "use_other": click("use_other", ":0"),
    "use_entry": click("use_entry", f":{ENTRY}"),
    "adapt_entry": click("adapt_entry", f":{ENTRY}"),
    "pass_to": click("pass_to", ":U0TOM"),
    "is_answer": click("is_answer", f":{DESK}:{BESIDE}"),
    "is_no_answer": click("is_no_answer", f":{DESK}:{BESIDE}"),
}
WINDOWS: dict[str, Act] = {
    "answers": submit("answers", search="parrot"),
    "amend": submit("amend", text="May a cat come to visit?", account=option("main"), topic=option("visits")),
    "pass_on": submit("pass_on", user=option("U0TOM"), note="Tom knows"),
    "ask_back": submit("ask_back", words="Which ward?"),
    "inform": submit("inform", words="Ward nine."),
    "assign": submit("assign", user=option("U0TOM")),
    "edit_draft": submit("edit_draft", words="Dogs are welcome on a lead."),
    "send_back": submit("send_back", words="Too short"),
    "add_link": submit("add_link", link="https://x.example/1"),
    "withdraw": submit("withdraw", words="Not needed"),
    "reopen": submit("reopen", words="It is wrong"),
    "entry_update": entry_submit("entry_update", entry_words="Parrots may come on Sundays.", note="New rule"),
    "twins_merge": merge,
    "entry_recall": entry_submit("entry_recall", words="Parrots are welcome now"),
}
WITHOUT_QUESTION = {
    *("ask", "answers", "ask_expert", "new_question", "intake", "account", "topic", "find_answer", "search"),
    *("home_more", "open_post", "open_card", "is_no_answer"),
}
PAIR = (  # a second answer to the question of the first
    'INSERT INTO entries (id, workspace, status, question, short, "full", account, network, topic, department, expert, '
    "approver, owner, version, moves, made_at, review_on, asked, ended_by, ended_why, used, used_at, used_on) "
    "SELECT 2, workspace, 'live', 'Are parrots allowed?', 'Two parrots may come.', 'Yes.', account, network, topic, "
    "department, expert, approver, owner, 1, 0, made_at, review_on, 0, '', '', 1, used_at, "
    "used_on FROM entries WHERE id = 1;"
    "INSERT INTO twins (id, workspace, first_id, second_id, kind, texts, found_at, asked, moves, settled_by, how, "
    "moved) VALUES (1, 'T0HOME', 1, 2, 'contradiction', 'x', '2026-01-01 00:00:00', 1, 1, '', '', '[]');"
    "UPDATE entries SET status = 'live'"
)
PREPARED = {
    **dict.fromkeys(TWINS, PAIR),
    "right_without": "UPDATE questions SET omissions = '[\"A limit is left out.\"]'",  # else it is no question
    "entry_restore": "UPDATE entries SET status = 'retired' WHERE id = 1",
    "entry_version": 'INSERT INTO versions (id, workspace, entry_id, number, short, "full", expert, approver, why, at) '
    "VALUES (99, 'T0HOME', 1, 1, 'Parrots may fly.', 'Parrots may fly.', 'U0LENA', 'U0AGNES', 'first', '2026-01-01')",
}
CHANGES_NOTHING = {"open_post", "open_card"}  # Slack opens the page; we are only told


def acts() -> Iterator[tuple[str, Act]]:
    """Every way to act: the permit's name, and how to do it."""
    for kind, table in TABLES.items():
        for name in table:
            if kind == "view_closed":
                yield f"{name}_closed", ACTS[f"{name}_closed"]
            elif kind == "view_submission":
                yield name, WINDOWS.get(name) or ACTS[name]
            elif kind != "event":
                yield name, ACTS.get(name) or click(name)
    yield "intake_stored", ACTS["intake_stored"]


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
        if self.name in ("account", "topic"):
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


async def test_everybody_may_do_what_the_table_says_and_nothing_else(house: House, stages: dict[Stage, Path]):
    number, wrong = await walk(house, stages, a_bounded_part())

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
        await organisations.mark_gone(session, HOME, "U0LENA")
    before = house.state()

    await click("sign_off")(house, "U0LENA", HOME)

    assert house.state() == before
    assert "switched off" in house.refusals()[0][2]
