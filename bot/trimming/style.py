"""An account's plain language and house style: its rules, and what in a text breaks them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.trimming.closing import ending, is_at_end, lacking, without_closing
from bot.trimming.initialisms import unexplained
from bot.trimming.links import links
from bot.trimming.phrasing import find, is_negated, normal
from bot.trimming.readability import hardest, reading_grade

KINDS = ("reading_grade", "jargon", "abbreviations", "banned", "source_link", "hashtags", "sign_off")
_MOST = 3  # of one kind


@dataclass(frozen=True)
class Style:
    """The rules of one account; the empty style forbids nothing.

    `reading_grade` is the highest US school grade (0: any); `jargon` pairs a word with what to say instead;
    `abbreviations` are those that need no explanation (None: none needs one); `source_link` asks for a link, to one of
    these hosts where they are named; `blocks` are the kinds whose breaches a text may not have.
    """

    reading_grade: int = 0
    jargon: tuple[tuple[str, str], ...] = ()
    abbreviations: tuple[str, ...] | None = None
    banned: tuple[str, ...] = ()
    source_link: bool | tuple[str, ...] = False
    hashtags: tuple[str, ...] = ()
    sign_off: str = ""
    blocks: tuple[str, ...] = ()

    @property
    def closing(self) -> tuple[str, ...]:
        """What each text ends with: the sign-off, then the hashtags."""
        return (*filter(None, [self.sign_off]), *self.hashtags)


@dataclass(frozen=True)
class Breach:
    """One rule a text breaks, of one of the KINDS: what, in a sentence that says what to do; whether it `blocks`."""

    kind: str
    said: str
    blocks: bool = False


def breaches(text: str, style: Style) -> tuple[Breach, ...]:
    """What breaks the rules, in plain sentences that name the words; those that block come first. No text raises."""
    found = [
        Breach(kind, said, blocks=kind in style.blocks)
        for kind, told in zip(KINDS, _told(normal(text), style), strict=True)
        for said in told
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda breach: not breach.blocks))


def blocking(text: str, style: Style) -> tuple[Breach, ...]:
    """Only those that the text may not have."""
    return tuple(breach for breach in breaches(text, style) if breach.blocks) if style.blocks else ()


def _told(text: str, style: Style) -> Iterator[Sequence[str]]:
    """One list for each of the KINDS."""
    own = without_closing(text, style.closing)
    yield _grade(own, style.reading_grade)
    yield _jargon(own, style.jargon)
    yield _abbreviations(own, style.abbreviations)
    yield _banned(own, style.banned, block="banned" in style.blocks)
    yield _source(text, style.source_link)
    yield _missing(text, style.hashtags)
    yield _signed(text, style)


def _grade(text: str, most: int) -> list[str]:
    grade = reading_grade(text) if most else None
    if grade is None or round(grade) <= most:
        return []
    words = ", ".join(f"“{word}”" for word in hardest(text))
    easier = f"Shorter sentences help, and shorter words than {words}." if words else "Shorter sentences help."
    return [f"This reads like school grade {round(grade)}, and {most} is the most here. {easier}"]


def _jargon(text: str, jargon: tuple[tuple[str, str], ...]) -> list[str]:
    """A word that the text itself puts plainly, beside it or elsewhere, is well explained."""
    plain = dict(jargon)
    hits = {hit.shown.casefold(): hit for hit in find(text, plain) if not find(text, [plain[hit.phrase]])}
    return [f"“{hit.shown}” is jargon here: say “{plain[hit.phrase]}”." for hit in list(hits.values())[:_MOST]]


def _abbreviations(text: str, known: tuple[str, ...] | None) -> list[str]:
    found = unexplained(text, known=known) if known is not None else ()
    return [f"“{short}” isn't explained: write it in full, or once as “the full words ({short})”." for short in found]


def _banned(text: str, banned: tuple[str, ...], *, block: bool) -> list[str]:
    """A promise that is denied, as in `we can't guarantee`, is none."""
    hits = {hit.shown.casefold(): hit for hit in find(text, banned) if not is_negated(text, hit)}
    said = "This account doesn't allow “{}”." if block else "“{}” promises too much for this account: say it otherwise."
    return [said.format(hit.shown) for hit in list(hits.values())[:_MOST]]


def _source(text: str, wanted: bool | tuple[str, ...]) -> list[str]:
    if not wanted:
        return []
    there = [_host(text[start:end]) for start, end in links(text)]
    if isinstance(wanted, bool):
        return [] if there else ["A link to a source is missing: add one."]
    hosts = [host.casefold() for host in wanted]
    if any(one == host or one.endswith(f".{host}") for one in there for host in hosts):
        return []
    return [f"A link to a source is missing: add one to {' or '.join(wanted)}."]


def _host(link: str) -> str:
    address = link.casefold().partition("://")[2] or link.casefold()
    for end in "/?#:":
        address = address.partition(end)[0]
    return address


def _missing(text: str, hashtags: tuple[str, ...]) -> list[str]:
    return [f"“{tag}” is missing: add it at the end." for tag in lacking(text, hashtags)]


def _signed(text: str, style: Style) -> list[str]:
    if not style.sign_off or is_at_end(text, style.sign_off):
        return []
    if lacking(text, (style.sign_off,)):
        return [f"“{style.sign_off}” is missing: end the text with “{ending(style.closing)}”."]
    return [f"“{style.sign_off}” belongs at the end: move it there."]
