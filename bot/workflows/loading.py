"""Answers that come from a file: what they would change, and the change itself, all of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval, trimming
from bot.db import entries, listing, organisations
from bot.db.models import Audit, Entry, Wording
from bot.exchange import COLUMNS, HISTORY, SIGNED_FOR, Line, Problem, Values
from bot.organisation import Organisation
from bot.workflows.keeping import REVIEW
from bot.workflows.people import organisation

LONGEST = {"question": 3000, "short": 12_000, "full": 12_000}  # characters; what was exported may be longer
TAKEN_OUT = "Or take the line out."


@dataclass(frozen=True)
class Given:
    """What holds for the lines that don't say so themselves."""

    expert: str = ""
    approver: str = ""
    account: str = ""
    signed: bool = False


@dataclass
class Loaded:
    """What becomes of each line of the file, by its number. `kept`: an answer that was signed here stays as it is."""

    new: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    changed: dict[int, tuple[str, ...]] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    too_long: list[int] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)


class _Known:
    """The entries that are there, and who is known here."""

    def __init__(self, org: Organisation, rows: Iterable[Entry], asked: Mapping[int, list[str]]) -> None:
        self.org = org
        self.asked = asked
        self.by_ref: dict[str, Entry] = {}
        self.by_words: dict[tuple[str, tuple[str, ...]], Entry] = {}
        for entry in rows:
            if entry.ref:
                self.by_ref[entry.ref] = entry
            for words in (entry.question, *asked.get(entry.id, ())):
                self.by_words.setdefault((entry.account, retrieval.key(words)), entry)


async def load(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given, *, source: str) -> Loaded:
    """Keep what these lines say; nothing of it where one is refused. Doing it again changes nothing."""
    await organisations.lock(session, workspace)
    return await _load(session, workspace, lines, given, source=source)


async def compare(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given) -> Loaded:
    """What `load` would say; nothing is changed."""
    return await _load(session, workspace, lines, given, source="")


async def _load(session: AsyncSession, workspace: str, lines: Iterable[Line], given: Given, *, source: str) -> Loaded:
    known = await _known(session, workspace)
    people = await _People.read(session, workspace, known.org)
    loaded, seen, fresh = Loaded(), dict[object, tuple[int, Values]](), list[Values]()
    for line in lines:
        values = dict(line.values)
        entry = _entry(known, values, given)
        values = _completed(known.org, values, given) if entry is None else values
        why = _wrong(known.org, people, values, entry, given)
        if entry is None and not why:
            why = _repeated(seen, line.number, values)
        if why is None:
            loaded.same.append(line.number)
        elif why:
            loaded.refused.append(Problem(line.number, why))
        elif entry is None:
            loaded.new.append(line.number)
            loaded.too_long += [line.number] if _too_long(known.org, values) else []
            fresh.append(values)
        else:
            _change(session, known, entry, line, values, loaded, apply=bool(source))
    if source and not loaded.refused:
        await _keep(session, workspace, fresh)
        _note(session, workspace, loaded, source)
    return loaded


async def _known(session: AsyncSession, workspace: str) -> _Known:
    org = await organisation(session, workspace)
    return _Known(org, await listing.all_entries(session, workspace), await listing.wordings(session, workspace))


@dataclass(frozen=True)
class _People:
    here: frozenset[str]
    gone: frozenset[str]

    @classmethod
    async def read(cls, session: AsyncSession, workspace: str, org: Organisation) -> "_People":
        rows = await listing.people(session, workspace)
        here = {row.user for row in rows if not row.guest} | set(org.everyone())
        return cls(frozenset(here), frozenset(row.user for row in rows if row.gone))


def _entry(known: _Known, values: Values, given: Given) -> Entry | None:
    """The entry this line is about; None where it brings a new one."""
    if values.get("ref"):
        return known.by_ref.get(str(values["ref"]))
    account = _account(known.org, str(values.get("account") or given.account))
    return known.by_words.get((account, retrieval.key(str(values.get("question", "")))))


def _completed(org: Organisation, said: Values, given: Given) -> Values:
    """A new entry: what the line doesn't say is taken from the organisation file, and from what was given for all."""
    now, values = clock.now(), {name: value for name, value in said.items() if value != "" or said.get("ref")}
    question = str(values.get("question", "")).strip() if not said.get("ref") else str(values.get("question", ""))
    answer = str(values.get("full", values.get("short", "")))
    account = org.account(_account(org, str(values.get("account", given.account))))
    guessed = org.guess_topic(question)
    topic = org.topic(_topic(org, str(values.get("topic", guessed.key if guessed else ""))))
    review = timedelta(days=topic.review_days) if topic else REVIEW
    usual: Values = {
        "ref": "",
        "status": entries.LIVE,
        "signed": given.signed,
        "short": answer,
        "full": answer,
        "account": given.account,
        "network": account.network if account else "x",
        "topic": topic.key if topic else "",
        "department": topic.department if topic else (account.department or "") if account else "",
        "expert": given.expert,
        "approver": given.approver,
        "made_at": now,
        "review_on": (now + review).date(),
        "used": 0,
        "used_at": now,
        "used_on": "",
        "wordings": (question,),
    }
    whole = usual | values | {"question": question}
    if not said.get("ref"):
        whole["account"], whole["topic"] = _account(org, str(whole["account"])), _topic(org, str(whole["topic"]))
        others = whole["wordings"] if isinstance(whole["wordings"], tuple) else ()
        whole["wordings"] = tuple({retrieval.key(each): each for each in reversed((question, *others))}.values())[::-1]
    return whole


def _account(org: Organisation, named: str) -> str:
    """Its key, whether the file says the key or the handle."""
    return next((one.key for one in org.accounts if named in (one.key, one.handle)), named)


def _topic(org: Organisation, named: str) -> str:
    return next((one.key for one in org.topics if named.casefold() in (one.key, one.name.casefold())), named)


def _wrong(org: Organisation, people: _People, values: Values, entry: Entry | None, given: Given) -> str:
    """Why this line can't be used, and what to do; empty where it can."""
    exported = bool(values.get("ref"))
    for name in ("question", "short", "full"):
        text = str(values.get(name, "" if entry is None else "-"))
        if not text.strip():
            return f"The {name if name == 'question' else 'answer'} is empty. Fill it in. {TAKEN_OUT}"
        if len(text) > LONGEST[name] and not exported:
            return f"`{name}` has {len(text):,} characters; {LONGEST[name]:,} are the most. Shorten it. {TAKEN_OUT}"
    if values.get("status", entries.LIVE) not in entries.STATUSES:
        return f"`status` has to be one of {', '.join(entries.STATUSES)}."
    if entry is not None:
        return ""
    for name, keys in (("account", [one.key for one in org.accounts]), ("topic", [one.key for one in org.topics])):
        if values[name] and values[name] not in keys and not exported:
            return f"“{str(values[name])[:60]}” is no {name} of the organisation file. It has {', '.join(keys[:8])}."
    return _stands_for(people, values, exported=exported)


def _stands_for(people: _People, values: Values, *, exported: bool) -> str:
    """Two different people who are known here stand by an answer."""
    for name in ("expert", "approver"):
        user = str(values[name])
        if not user:
            return f"Nobody is named as its {name}. Fill in the column {name}, or name one for all lines: --{name} U…"
        if user not in people.here:
            return (
                f"I don't know “{user[:40]}”. As {name}, write the member ID of somebody in the organisation file (U…)."
            )
        if user in people.gone and not exported:
            return f"The Slack account of {user} is switched off. Name somebody else as {name}."
    if values["expert"] == values["approver"]:
        return "Expert and approver are the same person. Two people stand by each answer, so name another."
    return ""


def _repeated(seen: dict[object, tuple[int, Values]], number: int, values: Values) -> str | None:
    """Why it can't stand beside a line before; None where it says the same again, empty where it is alone."""
    key = values["ref"] or (values["account"], retrieval.key(str(values["question"])))
    first, before = seen.setdefault(key, (number, values))
    if first == number:
        return ""
    if all(before[name] == values[name] for name in ("short", "full")):
        return None
    return f"It asks the same as line {first} and answers it differently. Keep one of them."


def _too_long(org: Organisation, values: Values) -> bool:
    account = org.account(str(values["account"]))
    limit = account.limit if account else 140
    return not trimming.fits(str(values["short"]), limit, str(values["network"]))


# -- changing what is there


def _change(
    session: AsyncSession, known: _Known, entry: Entry, line: Line, said: Values, loaded: Loaded, *, apply: bool
) -> None:
    """Only what the line says; texts that were signed here stay, and so does what happened."""
    differing = dict(_differing(known, entry, said))
    fixed = [name for name in differing if name in SIGNED_FOR] if entry.signed else []
    if fixed and said.get("ref"):
        what = f"{', '.join(fixed)} can't be changed by a file: two people signed this answer here."
        loaded.refused.append(
            Problem(line.number, f"{what} Change it in Slack, and write the old text here. {TAKEN_OUT}")
        )
        return
    if fixed:
        loaded.kept.append(line.number)
        return
    if not differing:
        loaded.same.append(line.number)
        return
    loaded.changed[line.number] = tuple(differing)
    if apply:
        for name, value in differing.items():
            if name == "wordings":
                session.add_all(entries.worded(entry, text) for text in value)
            else:
                setattr(entry, name, value)


def _differing(known: _Known, entry: Entry, said: Values) -> Iterator[tuple[str, Any]]:
    """What this line would change. Wordings are only added: what people asked isn't unasked."""
    values = said if said.get("ref") else _as_said(known.org, entry, said)
    for column in COLUMNS:
        if column.name not in values or column.name in HISTORY:
            continue
        value = values[column.name]
        if isinstance(value, tuple):
            asked = {retrieval.key(text) for text in known.asked.get(entry.id, ())}
            if new := [text for text in value if retrieval.key(text) not in asked]:
                yield column.name, new
        elif getattr(entry, column.name) != value:
            yield column.name, value


def _as_said(org: Organisation, entry: Entry, said: Values) -> Values:
    """A line without a `ref`: an empty cell says nothing, and one answer is both texts, unless one of them is it."""
    values = {name: value for name, value in said.items() if value != "" and name != "question"}
    answer = values.get("full", values.get("short"))
    if answer in (entry.full, entry.short) and not {"full", "short"} <= values.keys():
        values = {name: value for name, value in values.items() if name not in ("full", "short")}
    elif answer is not None:
        values = {"short": answer, "full": answer} | values
    for name, named in (("account", _account), ("topic", _topic)):
        if name in values:
            values[name] = named(org, str(values[name]))
    return values


# -- keeping what is new


async def _keep(session: AsyncSession, workspace: str, fresh: list[Values]) -> None:
    rows = [
        {name: value for name, value in values.items() if name != "wordings"}
        | {"workspace": workspace, "ref": values["ref"] or entries.new_ref()}
        for values in fresh
    ]
    for row, values in zip(rows, fresh, strict=True):
        made = await session.scalar(insert(Entry).values(row).returning(Entry.id))
        texts = values["wordings"] if isinstance(values["wordings"], tuple) else ()
        asked = [
            {"workspace": workspace, "entry_id": made, "text": text, "terms": " ".join(retrieval.terms(text))}
            for text in texts
        ]
        if asked:
            await session.execute(insert(Wording), asked)


def _note(session: AsyncSession, workspace: str, loaded: Loaded, source: str) -> None:
    """Who runs the bot has loaded a file: kept in the audit."""
    if loaded.new or loaded.changed:
        said = f"{source}: {len(loaded.new)} new, {len(loaded.changed)} changed"
        session.add(
            Audit(
                workspace=workspace, question_id=None, actor="", move="loaded", from_stage="", to_stage="", detail=said
            )
        )
