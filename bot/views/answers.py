"""Finding an earlier answer: by words, or through menus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from bot import trimming
from bot.db.models import Entry
from bot.views.blocks import (
    Block,
    Names,
    View,
    actions,
    button,
    context,
    cut,
    divider,
    line,
    lookup,
    modal,
    on,
    option,
    quote,
    section,
    select,
    struck,
    text_input,
    times,
    verbatim,
)

HOW_TO_FIND = (
    "After this command, type what people ask, in any words, or nothing to see what was used last. I show answers "
    "that were published before, each with who signed it and until when it holds."
)
PAGE = 10
LONGEST = 3000  # characters of a text that is struck or held against another; only from files do longer ones come
SHOWN_WHOLE = 600  # characters of a text: a longer one came from a file, and is shown by its beginning
ANY = "any"


class Use(StrEnum):
    """How an answer was used so far, as somebody asks for it in the menu."""

    ANY = "any"
    DUE = "due"
    NEVER = "never"
    QUARTER = "90"
    YEAR = "365"
    RETIRED = "retired"
    RECALLED = "recalled"

    @classmethod
    def of(cls, value: str) -> "Use":
        return cls(value) if value in cls._value2member_map_ else cls.ANY

    @property
    def unused_days(self) -> int | None:
        return int(self.value) if self.value.isdigit() else None


USES = {
    Use.ANY: "All that are offered",
    Use.DUE: "Due for review",
    Use.NEVER: "Not reused yet",
    Use.QUARTER: "Not used for 90 days",
    Use.YEAR: "Not used for a year",
    Use.RETIRED: "Retired",
    Use.RECALLED: "Recalled",
}


@dataclass(frozen=True)
class Choices:
    """What is chosen in each menu; None where nothing is."""

    topic: Block | None = None
    account: Block | None = None
    owner: Block | None = None
    use: Use = Use.ANY

    def __bool__(self) -> bool:
        return bool(self.topic or self.account or self.owner) or self.use is not Use.ANY


@dataclass(frozen=True)
class Page:
    """What somebody looks for, the part of it that is shown, and how many there are in all."""

    words: str
    choices: Choices
    entries: Sequence[Entry]
    skip: int = 0
    total: int = 0


def answers_window(page: Page, names: Names, *, today: datetime) -> View:
    """A search whose results change as one types or chooses; without words, what was used last."""
    search = text_input(
        "search",
        "What do people ask?",
        value=page.words,
        optional=True,
        live=True,
        focus=True,
        hint="Any words will do.",
    )
    blocks: list[Block] = [search, _menus(page.choices), *_results(page, names, today)]
    return modal("answers", "Find an answer", blocks, submit="Search", close="Done")


def _menus(chosen: Choices) -> Block:
    uses = {use: option(label, use.value) for use, label in USES.items()}
    menus = actions(
        lookup("by_topic", "Any topic", chosen.topic),
        lookup("by_account", "Any account", chosen.account),
        lookup("by_owner", "Any owner", chosen.owner),
        select("by_use", list(uses.values()), USES[Use.ANY], uses[chosen.use]),
    )
    return menus | {"block_id": "menus"}


def _results(page: Page, names: Names, today: datetime) -> list[Block]:
    if not page.entries:
        return [section(_nothing(page))]
    first, last = page.skip + 1, page.skip + len(page.entries)
    title = "The closest answers" if page.words.strip() else "Used last"
    blocks: list[Block] = [context(f"{title} · {first} to {last} of {page.total:,}")]
    for entry in page.entries:
        blocks += [divider(), *_entry(entry, names, today)]
    turning = []
    if page.skip:
        turning.append(button("answers_back", "Back", str(max(page.skip - PAGE, 0))))
    if last < page.total:
        turning.append(button("answers_more", "Show more", str(page.skip + PAGE)))
    return [*blocks, actions(*turning)] if turning else blocks


def _nothing(page: Page) -> str:
    if page.skip:
        return "There are no more. Change the words or the menus to look again."
    if page.choices and page.words.strip():
        return "Nothing like that under these menus. Set them back to “Any” to look everywhere."
    if page.choices:
        return "No answer is kept under these menus. Set one of them back to “Any” to see more."
    if page.words.strip():
        return "Nothing like that was answered before. Ask an expert, and the answer will be here."
    return (
        f"No answer is offered now. Each published answer appears here; those that ended are behind “{USES[Use.ANY]}”."
    )


def _entry(entry: Entry, names: Names, today: datetime) -> list[Block]:
    length = trimming.length(entry.short, entry.network)
    return [
        section(f"*{line(entry.question, 300)}*", button("entry_view", "Look closer", str(entry.id))),
        *words_of(entry),
        context(f"{length} characters · {stands_by(entry, names)} · {_times(entry)} · {_until(entry, names, today)}"),
    ]


def _until(entry: Entry, names: Names, today: datetime) -> str:
    """When it has to be looked at; or since when it isn't offered any more."""
    if entry.status != "live" and entry.ended_at is not None:
        return f"*{entry.status.capitalize()}* {on(entry.ended_at)} by {names[entry.ended_by]}"
    due = ":warning: *expired*, review was due" if entry.review_on < today.date() else "review due"
    return f"{due} {on(datetime.combine(entry.review_on, time(12), entry.made_at.tzinfo))}"


def words_of(entry: Entry) -> list[Block]:
    """Its text, to be copied unless it was recalled."""
    return [struck(cut(entry.short, LONGEST))] if entry.status == "recalled" else text_of(entry.short)


def text_of(short: str) -> list[Block]:
    if len(short) <= SHOWN_WHOLE:
        return [verbatim(short)]
    more = f"It is longer than this ({len(short):,} characters); the rest is shown where it is adapted for a post."
    return [section(quote(short, SHOWN_WHOLE)), context(more)]


def stands_by(entry: Entry, names: Names) -> str:
    """Who signed it, or who answers for it where nobody has signed it here."""
    if entry.signed:
        return f"{names[entry.expert]} signed, {names[entry.approver]} approved"
    return f"from a file, {names[entry.expert]} answers for it and signs it before its first use"


def _times(entry: Entry) -> str:
    if not entry.used:
        return "not used yet"
    account = f" on {quote(entry.used_on, 80)}" if entry.used_on else ""
    return f"used {times(entry.used)}, last {on(entry.used_at)}{account}"
