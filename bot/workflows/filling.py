"""What a line of a file leaves open is taken from the organisation file; and why a line can't be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, retrieval, trimming
from bot.db import entries, listing
from bot.db.models import Entry
from bot.exchange import Histories, Values
from bot.organisation import Organisation
from bot.workflows.keeping import REVIEW

LONGEST = {"question": 3000, "short": 12_000, "full": 12_000}  # characters; what was exported may be longer
TAKEN_OUT = "Or take the line out."
PEOPLE = ("expert", "approver", "owner")


@dataclass(frozen=True)
class Given:
    """What holds for the lines that don't say so themselves."""

    expert: str = ""
    approver: str = ""
    account: str = ""
    signed: bool = False


@dataclass(frozen=True)
class People:
    here: frozenset[str]
    gone: frozenset[str]

    @classmethod
    async def read(cls, session: AsyncSession, workspace: str, org: Organisation) -> "People":
        rows = await listing.people(session, workspace)
        here = {row.user for row in rows if not row.guest} | set(org.everyone())
        return cls(frozenset(here), frozenset(row.user for row in rows if row.gone))


def completed(org: Organisation, said: Values, given: Given) -> Values:
    """A new entry: what the line doesn't say is taken from the organisation file, and from what was given for all."""
    whole = {name for name in said if said.get("ref") and name not in PEOPLE}  # there, an empty cell is what it says
    now, values = clock.now(), {name: value for name, value in said.items() if value != "" or name in whole}
    question = str(values.get("question", "")).strip() if not said.get("ref") else str(values.get("question", ""))
    answer = str(values.get("full", values.get("short", "")))
    account = org.account(account_of(org, str(values.get("account", given.account))))
    guessed = org.guess_topic(question)
    topic = org.topic(topic_of(org, str(values.get("topic", guessed.key if guessed else ""))))
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
        "expert": values.get("owner") or given.expert,
        "approver": given.approver,
        "owner": values.get("expert") or given.expert,
        "version": 1,
        "made_at": now,
        "review_on": (now + review).date(),
        "ended_by": "",
        "ended_at": None,
        "ended_why": "",
        "used": 0,
        "used_at": now,
        "used_on": "",
        "wordings": (question,),
    }
    made = _with_keys(org, usual | values | {"question": question})
    if not said.get("ref"):
        others = made["wordings"] if isinstance(made["wordings"], tuple) else ()
        made["wordings"] = tuple({retrieval.key(each): each for each in reversed((question, *others))}.values())[::-1]
    return made


def _with_keys(org: Organisation, values: Values) -> Values:
    """The keys of its account and topic, where the file says a handle or a name."""
    named = {"account": account_of, "topic": topic_of}
    return values | {name: key(org, str(values[name])) for name, key in named.items() if name in values}


def account_of(org: Organisation, named: str) -> str:
    """Its key, whether the file says the key or the handle."""
    return next((one.key for one in org.accounts if named in (one.key, one.handle)), named)


def topic_of(org: Organisation, named: str) -> str:
    found = [one.key for one in org.topics if named.casefold() in (one.key, one.name.casefold())]
    return named if named in found else next(iter(found), named)


def _unknown(org: Organisation, values: Values) -> str:
    """The first of these that the organisation file doesn't have; empty where it has them all."""
    for name, known in (("account", org.accounts), ("topic", org.topics), ("department", org.departments)):
        keys, named = [one.key for one in known], str(values.get(name, ""))
        if named and named not in keys:
            return f"“{named[:60]}” is no {name} of the organisation file. It has {', '.join(keys[:8])}."
    return ""


def wrong(org: Organisation, people: People, values: Values, entry: Entry | None) -> str:
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
    if entry is None:
        return ("" if exported else _unknown(org, values)) or _stands_for(people, values, exported=exported)
    said = as_said(org, entry, values)
    changed: Values = {name: value for name, value in said.items() if getattr(entry, name, value) != value}
    why = _unknown(org, changed)
    if why or changed.keys().isdisjoint((*PEOPLE, "signed")):
        return why
    stand: Values = {name: getattr(entry, name) for name in PEOPLE}
    return _stands_for(people, stand | changed, exported=exported)


def wrong_history(values: Values, histories: Histories) -> str:
    """Why these can't be the texts that a new entry has had; empty where they can, or where none are named."""
    said: Sequence[Mapping[str, Any]] = histories.get("versions", ())
    numbers = [one["number"] for one in said]
    in_force = [values[name] for name in ("version", "short", "full")]
    newest = [said[-1][name] for name in ("number", "short", "full")] if said else in_force
    if numbers == sorted(set(numbers)) and newest == in_force:
        return ""
    return (
        "`versions` has to count up and to end with the text in force: `version`, `short` and `full`. "
        "Mend it, or leave it out."
    )


def _stands_for(people: People, values: Values, *, exported: bool) -> str:
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
    if values["owner"] and values["owner"] not in people.here:
        owner = str(values["owner"])[:40]
        return f"I don't know “{owner}”. As owner, write the member ID of somebody who works here (U…)."
    if values["expert"] == values["approver"]:
        return "Expert and approver are the same person. Two people stand by each answer, so name another."
    return ""


def as_said(org: Organisation, entry: Entry, said: Values) -> Values:
    """An empty person says nothing. Without a `ref` no empty cell does, and one answer is both, unless it is there."""
    if said.get("ref"):
        values = {name: value for name, value in said.items() if value != "" or name not in PEOPLE}
        same: Values = {name: value for name, value in values.items() if getattr(entry, name, None) == value}
        return _with_keys(org, values) | same
    values = {name: value for name, value in said.items() if value != "" and name != "question"}
    answer = values.get("full", values.get("short"))
    if answer in (entry.full, entry.short) and not {"full", "short"} <= values.keys():
        values = {name: value for name, value in values.items() if name not in ("full", "short")}
    elif answer is not None:
        values = {"short": answer, "full": answer, **values}
    return _with_keys(org, values)


def too_long(org: Organisation, values: Values) -> bool:
    account = org.account(str(values["account"]))
    limit = account.limit if account else 140
    return not trimming.fits(str(values["short"]), limit, str(values["network"]))
