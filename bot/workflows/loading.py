"""Answers that come from a file: what they would change, and the change itself, all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import retrieval
from bot.db import entries, listing, organisations, reviews, revisions, twins, versions
from bot.db.models import Audit, Entry, Use, Version, Wording
from bot.exchange import SIGNED_FOR, Histories, Line, Problem, Values
from bot.workflows import linking
from bot.workflows.filling import (
    TAKEN_OUT,
    Given,
    People,
    completed,
    too_long,
    wrong,
    wrong_history,
)
from bot.workflows.people import organisation
from bot.workflows.recognising import Known, becomes, entry_of, new_in

Fresh = tuple[Values, Histories]  # a new answer, and what was said and published before
Change = tuple[Line, Entry, dict[str, Any]]  # the line, what is there, and what it becomes
MEANWHILE = "Somebody saw to this answer in Slack in this very moment. Please load the file again."
SAME_HERE = "Here it is the same question as {}, whose answer was read. Mend it in Slack if need be."
LOADED, FIRST = "loaded", "first"  # why there is this version: nobody has signed it, or two people have


@dataclass
class Loaded:
    """What becomes of each line of the file, by its number.

    `kept`: an answer that was signed here stays as it is. `not_offered`: the answer's status. `apart`: it was merged
    into one that isn't here. `left_out`: of a page, and the same question here as one before it.
    """

    new: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    changed: dict[int, tuple[str, ...]] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    not_offered: dict[int, str] = field(default_factory=dict)
    too_long: list[int] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


async def load(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given, *, source: str) -> Loaded:
    """Keep what these lines say; nothing of it where one is refused. Doing it again changes nothing."""
    await organisations.lock(session, workspace)
    return await _load(session, workspace, lines, given, source=source)


async def compare(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given) -> Loaded:
    """What `load` would say; nothing is changed."""
    return await _load(session, workspace, lines, given, source="")


async def _load(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given, *, source: str) -> Loaded:
    known = await _known(session, workspace)
    people = await People.read(session, workspace, known.org)
    loaded, seen, fresh, changes = Loaded(), dict[object, tuple[Line, Values]](), list[Fresh](), list[Change]()
    for line in lines:
        entry, values = entry_of(known, dict(line.values), given)
        values = completed(known.org, values, given) if entry is None else values
        why: str | None = wrong(known.org, people, values, entry)
        if entry is None and not why:
            why = wrong_history(values, line.histories) or _repeated(seen, line, _key(values), values)
        elif entry is not None and not entry.signed and not why:
            why = _repeated(seen, line, entry.id, becomes(known, entry, values))
            if why and line.is_of_a_page:
                loaded.left_out.append(Problem(line.number, SAME_HERE.format(seen[entry.id][0]), line.of))
                continue
        if why is None:
            loaded.same.append(line.number)
        elif why:
            loaded.refused.append(Problem(line.number, why, line.of))
        elif entry is None:
            loaded.new.append(line.number)
            loaded.too_long += [line.number] if too_long(known.org, values) else []
            fresh.append((values, line.histories))
        else:
            changes += _change(known, entry, line, values, loaded)
    here = {None, "", *known.by_ref, *(values["ref"] for values, _ in fresh)}
    became = [values.get("merged_into") for values, _ in fresh]
    loaded.apart = [number for number, into in zip(loaded.new, became, strict=True) if into not in here]
    if source and not loaded.refused:
        await _apply(session, workspace, changes, loaded)
    if source and not loaded.refused:
        await _keep(session, workspace, fresh)
        await reviews.begin(session, workspace)
        if loaded.new or loaded.changed:
            await twins.bring_forward(session, workspace)
        _note(session, workspace, loaded, source)
    return loaded


async def _known(session: AsyncSession, workspace: str) -> Known:
    org = await organisation(session, workspace)
    return Known(org, await listing.all_entries(session, workspace), await listing.wordings(session, workspace))


def _key(values: Values) -> object:
    return values["ref"] or (values["account"], retrieval.key(str(values["question"])))


def _repeated(seen: dict[object, tuple[Line, Values]], line: Line, key: object, values: Values) -> str | None:
    """Why it can't stand beside a line before; None where it says the same again, empty where it is alone."""
    first, before = seen.setdefault(key, (line, values))
    if first is line:
        return ""
    if all(before[name] == values[name] for name in ("short", "full")):
        return None
    return f"It asks the same as {first} and answers it differently. Keep one of them."


# -- changing what is there


def _change(known: Known, entry: Entry, line: Line, said: Values, loaded: Loaded) -> Iterator[Change]:
    """Only what the line says; texts that were signed here stay, and so does what happened."""
    differing = dict(new_in(known, entry, said))
    if entry.status != entries.LIVE and (differing or not said.get("ref")):
        loaded.not_offered[line.number] = entry.status
    fixed = [name for name in differing if name in SIGNED_FOR] if entry.signed else []
    if fixed and said.get("ref"):
        what = f"{', '.join(fixed)} can't be changed by a file: two people signed this answer here."
        loaded.refused.append(
            Problem(line.number, f"{what} Change it in Slack, and write the old text here. {TAKEN_OUT}", line.of)
        )
    elif fixed:
        loaded.kept.append(line.number)
    elif not differing:
        loaded.same.append(line.number)
    else:
        loaded.changed[line.number] = tuple(differing)
        yield line, entry, differing


async def _apply(session: AsyncSession, workspace: str, changes: list[Change], loaded: Loaded) -> None:
    """What was read is held now; nothing is done where somebody has signed or changed one of them since."""
    read = {entry.id: _text(entry) for _, entry, _ in changes}
    await entries.lock_all(session, workspace, [*read])
    moved = [line for line, entry, _ in changes if _text(entry) != read[entry.id]]
    loaded.refused += [Problem(line.number, MEANWHILE, line.of) for line in moved]
    if loaded.refused:
        return
    for _, entry, differing in changes:
        for name, value in differing.items():
            if name == "wordings":
                session.add_all(entries.worded(entry, text) for text in value)
            else:
                setattr(entry, name, value)
        if "question" in differing:
            await entries.add_wording(session, entry, entry.question)
        if {"short", "full"} & differing.keys():
            await versions.add_version(session, entry, why=LOADED, question_id=None)
            await linking.after_keeping(session, entry, name=f"loaded:{entry.version}")
        if "signed" in differing:
            await versions.sign(session, entry, expert=entry.expert, approver=entry.approver)


def _text(entry: Entry) -> tuple[object, ...]:
    return entry.signed, entry.version, entry.short, entry.full


# -- keeping what is new


async def _keep(session: AsyncSession, workspace: str, fresh: list[Fresh]) -> None:
    rows: list[dict[str, Any]] = [
        {name: value for name, value in values.items() if name not in ("wordings", "merged_into")}
        | {"workspace": workspace, "ref": values["ref"] or entries.new_ref()}
        for values, _ in fresh
    ]
    if not rows:
        return
    await session.execute(insert(Entry), rows)
    ids = await entries.by_ref(session, workspace)
    await _keep_merged(session, ids, fresh)
    revision = await revisions.advance(session, workspace)
    said, used, asked = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
    for row, (values, past) in zip(rows, fresh, strict=True):
        theirs = {"workspace": workspace, "entry_id": ids[row["ref"]]}
        said += [theirs | one for one in past.get("versions", [_version(row)])]
        used += [theirs | one for one in past.get("uses", ())]
        asked += [theirs | _wording(text, revision) for text in _texts(values)]
    for table, found in ((Version, said), (Use, used), (Wording, asked)):
        if found:
            await session.execute(insert(table), found)


async def _keep_merged(session: AsyncSession, ids: Mapping[str, int], fresh: list[Fresh]) -> None:
    """What had become part of another answer is part of it here, too."""
    merged = [values for values, _ in fresh if values["status"] == entries.MERGED]
    into = {str(values["ref"]): str(values.get("merged_into")) for values in merged}
    rows = [{"id": ids[ref], "merged_into": ids[kept]} for ref, kept in into.items() if {ref, kept} <= ids.keys()]
    if rows:
        await session.execute(update(Entry), rows)


def _version(row: dict[str, Any]) -> Values:
    """The first text that is known of."""
    same = {name: row[name] for name in ("short", "full", "expert", "approver")}
    return same | {"number": row["version"], "at": row["made_at"], "why": FIRST if row["signed"] else LOADED}


def _wording(text: str, revision: int) -> dict[str, Any]:
    return {"text": text, "terms": " ".join(retrieval.terms(text)), "revision": revision}


def _texts(values: Values) -> tuple[str, ...]:
    return values["wordings"] if isinstance(values["wordings"], tuple) else ()


def _note(session: AsyncSession, workspace: str, loaded: Loaded, source: str) -> None:
    """Who runs the bot has loaded a file: kept in the audit."""
    if loaded.new or loaded.changed:
        said = f"{source}: {len(loaded.new)} new, {len(loaded.changed)} changed"
        session.add(
            Audit(
                workspace=workspace, question_id=None, actor="", move="loaded", from_stage="", to_stage="", detail=said
            )
        )
