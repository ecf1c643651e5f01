"""Variables are carried to another place, and back: nothing of them is lost, and nothing that is there is set back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import entries, listing, organisations, variables
from bot.db.models import Audit, Entry, Link, Variable, VariableValue
from bot.exchange import Problem
from bot.exchange.variables import InStep, Line, Was
from bot.workflows import linking
from bot.workflows.varying import LONGEST_LABEL, key_of


@dataclass
class Carried:
    """What becomes of each line of the file, by its number. `kept`: one of that key is here, and says otherwise."""

    new: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


async def lines(session: AsyncSession, workspace: str) -> list[Line]:
    """Every variable that there is or was, as a file has it."""
    found = await variables.ever(session, workspace)
    past = await variables.values(session, workspace, [variable.id for variable in found])
    in_step = await variables.in_step(session, workspace)
    return [
        Line(
            variable.key,
            variable.label,
            variable.owner,
            variable.department,
            variable.retired_by,
            variable.retired_at,
            values=[Was(one.value, one.by, one.at) for one in reversed(past.get(variable.id, []))],
            answers=[InStep(ref, link.value, link.made_by, link.made_at) for link, ref in in_step.get(variable.id, [])],
        )
        for variable in found
    ]


async def load(
    session: AsyncSession, workspace: str, said: Iterable[tuple[int, Line]], *, source: str, apply: bool = True
) -> Carried:
    """Keep what these lines say; one that is here already stays as it is: in Slack it may have changed since."""
    if apply:
        await organisations.lock(session, workspace)
    known = {line.key: line for line in await lines(session, workspace)}
    refs = {entry.ref: entry for entry in await listing.all_entries(session, workspace)}
    carried, fresh = Carried(), list[Line]()
    for number, line in said:
        problem = _wrong(line, refs)
        if problem:
            carried.refused.append(Problem(number, problem))
        elif line.key in known:
            (carried.same if known[line.key] == line else carried.kept).append(number)
        else:
            carried.new.append(number)
            known[line.key] = line
            fresh.append(line)
    if apply and not carried.refused:
        for line in fresh:
            await _keep(session, workspace, line, refs)
        if fresh:
            said_of = f"{source}: {len(fresh)} new variables"
            row = {"move": "loaded", "from_stage": "", "to_stage": "", "detail": said_of}
            session.add(Audit(workspace=workspace, question_id=None, actor="", **row))
    return carried


def _wrong(line: Line, refs: dict[str, Entry]) -> str:
    """Why it can't be kept; empty where it can."""
    if not line.key or key_of(line.key) != line.key or not line.label.strip() or len(line.label) > LONGEST_LABEL:
        return "`key` has to be like visiting_hours, and `label` what people call it."
    for one in line.values:
        if why := trimming.why_no_value(one.value):
            return why
    past = {one.value for one in line.values}
    for answer in line.answers:
        entry = refs.get(answer.ref)
        if entry is None:
            return f"The answer {answer.ref[:40]} isn't here. Load the answers first, then their variables."
        if answer.value not in past or not trimming.holds(variables.text_of(entry), answer.value):
            return f"The answer {answer.ref[:40]} doesn't say “{answer.value[:80]}”. Take that line out of `answers`."
    if len({answer.ref for answer in line.answers}) < len(line.answers):
        return "`answers` names one of them twice."
    return ""


async def _keep(session: AsyncSession, workspace: str, line: Line, refs: dict[str, Entry]) -> None:
    now = line.values[-1]
    variable = Variable(
        workspace=workspace,
        key=line.key,
        label=line.label,
        value=now.value,
        number=len(line.values),
        owner=line.owner or now.by,
        department=line.department,
        changed_by=now.by,
        changed_at=now.at,
        retired_by=line.retired_by,
        retired_at=line.retired_at,
    )
    session.add(variable)
    await session.flush()
    for number, was in enumerate(line.values, 1):
        kept = {"variable_id": variable.id, "number": number, "value": was.value, "by": was.by}
        session.add(VariableValue(workspace=workspace, **kept, at=was.at))
    for answer in line.answers:
        entry = refs[answer.ref]
        made = {"value": answer.value, "made_by": answer.by, "made_at": answer.at}
        session.add(Link(workspace=workspace, entry_id=entry.id, variable_id=variable.id, **made))
        if answer.value != variable.value and entry.status == entries.LIVE:
            linking.soon(session, entry, name=f"loaded:{variable.id}")
