"""Which answer a line of a file is about, and what it says of it that is new."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot import retrieval
from bot.db import entries
from bot.db.models import Entry
from bot.exchange import COLUMNS, HISTORY, Values
from bot.organisation import Organisation
from bot.workflows.filling import Given, account_of, as_said


class Known:
    """The entries that are there. By words, an own question goes before a wording, and what is offered first."""

    def __init__(self, org: Organisation, rows: Iterable[Entry], asked: Mapping[int, list[str]]) -> None:
        self.org = org
        self.asked = asked
        self.by_id = {entry.id: entry for entry in rows}
        self.by_ref = {entry.ref: entry for entry in self.by_id.values() if entry.ref}
        self.by_words: dict[tuple[str, tuple[str, ...]], Entry] = {}
        offered_first = sorted(self.by_id.values(), key=lambda each: each.status != entries.LIVE)
        own = [(each, each.question) for each in offered_first]
        for entry, words in [*own, *((each, text) for each in offered_first for text in asked.get(each.id, ()))]:
            self.by_words.setdefault((entry.account, retrieval.key(words)), entry)

    def standing(self, entry: Entry) -> Entry:
        """The entry itself, or the one that it was merged into in the end; as `merging.standing`, without asking."""
        seen = {entry.id}
        while entry.status == entries.MERGED and entry.merged_into in self.by_id and entry.merged_into not in seen:
            entry = self.by_id[entry.merged_into]
            seen.add(entry.id)
        return entry

    def wordings(self, entry: Entry) -> set[tuple[str, ...]]:
        """How people ask for it; where it was merged, its wordings are with the one that stands."""
        numbers = {entry.id, self.standing(entry).id}
        return {retrieval.key(text) for number in numbers for text in self.asked.get(number, ())}


def entry_of(known: Known, values: Values, given: Given) -> tuple[Entry | None, Values]:
    """The entry this line is about, None where it brings a new one; and what it says of it.

    Whoever says that all is signed says so of the texts that stand in the line, not of others that are kept.
    """
    entry, values = _found(known, values, given)
    if entry is not None and given.signed:
        texts = becomes(known, entry, values).values()
        return entry, {"signed": True, **values} if {values.get("short"), values.get("full")} >= {*texts} else values
    return entry, values


def _found(known: Known, values: Values, given: Given) -> tuple[Entry | None, Values]:
    """Of the answer that something was merged into, it only says what that one hasn't said before."""
    if values.get("ref"):
        return known.by_ref.get(str(values["ref"])), values
    account = account_of(known.org, str(values.get("account") or given.account))
    entry = known.by_words.get((account, retrieval.key(str(values.get("question", "")))))
    if entry is None or entry.status != entries.MERGED:
        return entry, values
    new = dict(new_in(known, entry, values))
    said = {name: value for name, value in values.items() if name in new or name == "question"}
    return known.standing(entry) if new else entry, said


def becomes(known: Known, entry: Entry, values: Values) -> Values:
    """Both texts of an answer that is here, as this line has them."""
    said = as_said(known.org, entry, values)
    return {"short": said.get("short", entry.short), "full": said.get("full", entry.full)}


def new_in(known: Known, entry: Entry, said: Values) -> Iterator[tuple[str, Any]]:
    """What this line would change. Wordings are only added: what people asked isn't unasked.

    What came before the answer that it had been merged into is merged into it once that is here.
    """
    values = as_said(known.org, entry, said)
    kept = known.by_ref.get(str(values.get("merged_into")))
    if entry.status == entries.MERGED and entry.merged_into is None and kept is not None and kept is not entry:
        yield "merged_into", kept.id
    for column in COLUMNS:
        if column.name not in values or column.name in HISTORY:
            continue
        value = values[column.name]
        if isinstance(value, tuple):
            asked = known.wordings(entry)
            if new := [text for text in value if retrieval.key(text) not in asked]:
                yield column.name, new
        elif getattr(entry, column.name) != value:
            yield column.name, value
