"""A kept answer in a window of its own: its text, who looks after it, where it was published, what it said before."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from difflib import Match, SequenceMatcher

from bot.db.models import Entry, Use, Version
from bot.trimming import replacements
from bot.views.answers import LONGEST, stands_by, text_of, words_of
from bot.views.blocks import (
    Block,
    Names,
    View,
    actions,
    at,
    button,
    context,
    divider,
    line,
    modal,
    on,
    quote,
    section,
    times,
    to,
)
from bot.views.in_step import Steps, step_blocks
from bot.views.networks import counted, named

WORDINGS, USES, VERSIONS, USES_A_PAGE = 10, 10, 10, 20
WORD = re.compile(r"\S+\s*")
A_FEW = 3
MOST_PAIRS = 20_000  # of equal words, one in each text: with more it takes seconds to find what belongs together
LOADED = "loaded"
WHY = {
    "first": "the first text",
    "update": "updated",
    "restored": "restored",
    "variable": "something it names changed",
    "merged": "merged",
    LOADED: "from a file",
    "signed": "from a file, then signed",
}


@dataclass(frozen=True)
class Kept:
    """An entry with all that its window shows; `may` names what this person may do."""

    entry: Entry
    names: Names
    today: datetime
    limit: int
    may: frozenset[str] = frozenset()
    department: str = ""
    topic: str = ""
    wordings: Sequence[str] = ()
    more_wordings: int = 0
    uses: Sequence[Use] = ()
    more_uses: int = 0
    versions: Sequence[Version] = ()
    reviewed: str = ""
    change: str = ""  # where a new text waits
    against: Entry | None = None  # what says otherwise, and waits to be decided
    merged: Sequence[Entry] = ()
    more_merged: int = 0
    into: Entry | None = None  # what it was merged into
    steps: Steps = field(default_factory=Steps)

    @property
    def expired(self) -> bool:
        return self.entry.review_on < self.today.date()


def entry_window(kept: Kept) -> View:
    entry, names = kept.entry, kept.names
    blocks: list[Block] = [section(f"*{line(entry.question, 1500)}*"), *words_of(entry), section(standing(kept))]
    facts = [counted(entry.short, kept.limit, entry.network)]
    facts += [quote(text, 100) for text in (kept.department, kept.topic) if text]
    signed = f"{stands_by(entry, names)}{f' {on(entry.made_at)}' if entry.signed else ''}"
    blocks.append(context(f"Owner: {names.bold(entry.owner)} · {signed} · {' · '.join(facts)}"))
    if kept.reviewed:
        blocks.append(context(kept.reviewed))
    if kept.change:
        blocks.append(context(kept.change))
    if kept.against is not None:
        said = f"{line(kept.against.question, 200)} {line(kept.against.short, 600)}"
        blocks.append(section(f":warning: *Another approved answer says otherwise:* {said} Its owner was asked."))
    blocks += step_blocks(entry.id, kept.steps)
    blocks += _choices(kept)
    if " ".join(entry.full.split()) != " ".join(entry.short.split()):
        blocks.append(section(f"*In full:* {quote(entry.full, 2400)}"))
    blocks += [divider(), *_published(kept), *_wordings(kept)]
    if kept.versions:
        blocks += [divider(), *_history(kept)]
    if kept.merged:
        blocks += [divider(), *_merged(kept)]
    return modal("entry", "A kept answer", blocks, close="Done", metadata={"entry": entry.id})


def standing(kept: Kept) -> str:
    """Whether it is offered, and until when."""
    entry, names = kept.entry, kept.names
    ended = f"{on(entry.ended_at)} by {names.bold(entry.ended_by)}" if entry.ended_at else ""
    why = f" {line(entry.ended_why, 1000)}" if entry.ended_why else ""
    if entry.status == "recalled":
        return f":no_entry: *Recalled* {ended}.{why} Please don't use it, and correct what stands in public."
    if entry.status == "merged":
        into = f" into {line(kept.into.question, 300)}" if kept.into else ""
        return f"*Merged*{into} {ended}. That one is offered; Restore parts them as they were."
    if entry.status == "retired":
        return f"*Retired* {ended}.{why} It isn't offered any more; Restore brings it back."
    if entry.status == "reopened":
        return "*Reopened.* It isn't offered until its question is answered and signed again."
    review = on(datetime.combine(entry.review_on, time(12), entry.made_at.tzinfo))
    if kept.expired:
        return (
            f":warning: *Expired:* its review was due {review}. Until somebody says that it still holds, "
            "it is offered only to be signed again."
        )
    if not entry.signed:
        asked = f"{names.bold(entry.owner)} is asked {review} whether it is still right."
        return f"*Offered for reuse,* and signed before its first use. {asked}"
    return f"*Offered for reuse.* {names.bold(entry.owner)} is asked {review} whether it is still right."


def _choices(kept: Kept) -> list[Block]:
    """The buttons for what this person may do, and that makes sense now."""
    value = str(kept.entry.id)
    live = kept.entry.status == "live"
    standing = kept.entry.status != "merged"
    wanted = [("entry_right", "Still right", live), ("entry_update", "Update", standing)]
    wanted += [
        ("entry_retire", "Retire", live),
        ("entry_restore", "Restore", kept.entry.status in ("retired", "merged")),
    ]
    found = [button(action, label, value) for action, label, now in wanted if now and action in kept.may]
    if "entry_recall" in kept.may and kept.entry.status not in ("recalled", "merged"):
        found.append(button("entry_recall", "Recall …", value, style="danger"))
    return [actions(*found)] if found else []


def _wordings(kept: Kept) -> list[Block]:
    number = len(kept.wordings) + kept.more_wordings
    if not number:
        return []
    more = f"\n_and {kept.more_wordings} more_" if kept.more_wordings else ""
    said = "\n".join(f"• {line(text, 200)}" for text in kept.wordings)
    return [section(f"*Asked in {number} way{'s' * (number != 1)}*\n{said}{more}")]


def _published(kept: Kept) -> list[Block]:
    number = len(kept.uses) + kept.more_uses
    if not number:
        return [section("*Not published* since I keep account of it.")]
    blocks = [section(f"*Published {times(number)}*"), *place_blocks(kept.uses, kept.names)]
    if kept.more_uses:
        blocks.append(actions(button("entry_uses", f"All {number} places", f"{kept.entry.id}:0")))
    return blocks


def place_blocks(uses: Sequence[Use], names: Names) -> list[Block]:
    """The same in blocks, as many as fit into each."""
    return [section(places(uses[start : start + 5], names)) for start in range(0, len(uses), 5)]


def places(uses: Sequence[Use], names: Names) -> str:
    """A line for each publication: account, when, by whom, and the way to the post."""
    return "\n".join(f"• {place(use)}, {on(use.at)} {at(use.at)}, by {names[use.by]}{_post(use)}" for use in uses)


def place(use: Use) -> str:
    return f"{quote(use.handle or use.account or 'an account', 80)} on {named(use.network)}"


def _post(use: Use) -> str:
    return f" · {to(use.link, 'post')}" if use.link and len(use.link) <= 300 else " · no link kept"


def uses_window(entry: Entry, uses: Sequence[Use], names: Names, *, number: int, more: bool) -> View:
    """Every place, a page at a time, the newest first."""
    blocks = [section(f"*{line(entry.question, 600)}*\nPublished {times(number)}, the newest first.")]
    blocks += place_blocks(uses, names)
    older = [button("entry_uses", "Older ones", f"{entry.id}:{uses[-1].id}")] if more else []
    blocks.append(actions(*older, button("entry_view", "Back to the answer", str(entry.id))))
    return modal("entry_uses", "Where it was published", blocks, close="Done", metadata={"entry": entry.id})


def _history(kept: Kept) -> list[Block]:
    """The newest first, each held against the one before it."""
    shown = kept.versions[:VERSIONS]
    blocks: list[Block] = [section(f"*What it said:* {_number(kept.versions)}")]
    for version, before in zip(shown, [*kept.versions[1:], None], strict=False):
        what = WHY.get(version.why, version.why)
        signed = _signed(version, kept.names)
        in_force = version.number == kept.entry.version and kept.entry.status == "live"
        now = " · *now in force*" if in_force else ""
        blocks.append(context(f"*Version {version.number}*, {what} {on(version.at)} · {signed}{now}"))
        differing = [compared(before.short[:LONGEST], version.short[:LONGEST])] if before else text_of(version.short)
        blocks += differing
        if (
            "entry_version" in kept.may
            and kept.entry.status != "merged"
            and (version.number != kept.entry.version or kept.entry.status == "recalled")
        ):
            value = f"{kept.entry.id}:{version.number}"
            blocks.append(actions(button("entry_version", "Restore this version", value)))
    return blocks


def _signed(version: Version, names: Names) -> str:
    if version.why == LOADED:
        return f"not signed here, {names[version.expert]} answers for it"
    return f"{names[version.expert]} signed, {names[version.approver]} approved"


def _merged(kept: Kept) -> list[Block]:
    """What became part of it, each with the way to what it said."""
    blocks: list[Block] = [section(f"*Merged into it:* {len(kept.merged) + kept.more_merged}")]
    for one in kept.merged:
        when = f", {on(one.ended_at)}" if one.ended_at else ""
        look = button("entry_merged", "What it said", str(one.id))
        blocks.append(
            section(f"{line(one.question, 300)} {line(one.short, 600)} by {kept.names[one.ended_by]}{when}", look)
        )
    return blocks + ([context(f"and {kept.more_merged} more")] if kept.more_merged else [])


def _number(versions: Sequence[Version]) -> str:
    number = versions[0].number
    told = "one text so far" if number == 1 else f"{number} texts so far"
    return f"{told}; the newest {VERSIONS} are shown" if number > VERSIONS else told


def compared(old: str, new: str) -> Block:
    """Word by word: struck what fell away, bold what is new. What stayed in between counts where it is a few words."""
    before, after = WORD.findall(old), WORD.findall(new)
    elements: list[Block] = []
    for stays, gone, come in _runs(before, after):
        elements += [_piece("".join(stays))] if stays else []
        elements += [_piece("".join(gone).rstrip(), "strike"), _piece(" ")] if gone else []
        elements += [_piece("".join(come).rstrip(), "bold"), _piece(" ")] if come else []
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements or [_piece(" ")]}]}


def replaced(text: str, changes: Mapping[str, str]) -> Block:
    """Where nothing differs but values: each old one struck, whole, and the new one bold beside it."""
    elements: list[Block] = []
    for stays, gone, come in replacements(text, changes):
        elements += [_piece(stays)] if stays else []
        elements += [_piece(gone, "strike"), _piece(" "), _piece(come, "bold")] if gone else []
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements or [_piece(" ")]}]}


def _runs(before: list[str], after: list[str]) -> list[tuple[list[str], list[str], list[str]]]:
    """What stays, then what is gone and what came in its place, and so on."""
    old, new = [word.strip() for word in before], [word.strip() for word in after]
    runs: list[tuple[list[str], list[str], list[str]]] = []
    a = b = 0
    for match in _matching(old, new):
        ends = (match.a + match.size, match.b + match.size)
        at_an_end = match.a == match.b == 0 or ends == (len(before), len(after))
        if match.size and match.size < A_FEW and not at_an_end:
            continue
        gone, come = before[a : match.a], after[b : match.b]
        if gone or come:
            runs.append(([], gone, come))
        if match.size:
            runs.append((after[match.b : match.b + match.size], [], []))
        a, b = ends
    return runs


def _matching(old: list[str], new: list[str]) -> list[Match]:
    """What stays, in order; where the same few words come again and again, only how both begin and end."""
    often = Counter(new)
    if sum(often[word] for word in old) <= MOST_PAIRS:
        return SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    begins = _alike(old, new)
    ends = _alike(old[begins:][::-1], new[begins:][::-1])
    return [Match(0, 0, begins), Match(len(old) - ends, len(new) - ends, ends), Match(len(old), len(new), 0)]


def _alike(old: list[str], new: list[str]) -> int:
    """With how many same words both begin."""
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _piece(text: str, style: str = "") -> Block:
    return {"type": "text", "text": text} | ({"style": {style: True}} if style else {})
