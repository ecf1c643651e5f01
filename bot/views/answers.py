"""Finding an earlier answer by other words."""

from collections.abc import Sequence
from datetime import datetime, time

from bot import trimming
from bot.db.models import Entry
from bot.views.blocks import (
    Block,
    Names,
    View,
    button,
    context,
    divider,
    line,
    modal,
    on,
    quote,
    section,
    text_input,
    verbatim,
)


def answers_window(words: str, entries: Sequence[Entry], names: Names, *, today: datetime) -> View:
    """A search whose results change as one types; without words, what was used last."""
    search = text_input(
        "search", "What do people ask?", value=words, optional=True, live=True, focus=True, hint="Any words will do."
    )
    blocks: list[Block] = [search, *_results(words, entries, names, today)]
    return modal("answers", "Find an answer", blocks, submit="Search", close="Done")


def _results(words: str, entries: Sequence[Entry], names: Names, today: datetime) -> list[Block]:
    if not entries:
        if words.strip():
            return [section("Nothing like that was answered before. Ask an expert, and the answer will be here.")]
        return [section("No answers are kept yet. Each published answer appears here.")]
    title = "The closest answers" if words.strip() else "Used last"
    blocks: list[Block] = [context(title)]
    for entry in entries:
        blocks += [divider(), *_entry(entry, names, today)]
    return blocks


def _entry(entry: Entry, names: Names, today: datetime) -> list[Block]:
    length = trimming.length(entry.short, entry.network)
    review = datetime.combine(entry.review_on, time(12), entry.made_at.tzinfo)
    due = ":warning: *expired*, review was due" if entry.review_on < today.date() else "review due"
    times = f"used {entry.used} time{'s' * (entry.used != 1)}, last {on(entry.used_at)}"
    account = f" on {quote(entry.used_on, 80)}" if entry.used_on else ""
    facts = f"{length} characters · {names[entry.expert]} signed, {names[entry.approver]} approved · {times}{account}"
    return [
        section(f"*{line(entry.question, 300)}*", button("entry_view", "Look closer", str(entry.id))),
        verbatim(entry.short),
        context(f"{facts} · {due} {on(review)}"),
    ]
