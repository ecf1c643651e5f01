"""A page as a tree, and the text that people read in it. Untrusted: bounded in depth, and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

DEEPEST = 200


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMPTY = _names("area base br col embed hr img input link meta source track wbr")
HIDDEN = _names("script style template noscript head title object svg iframe del s strike")
NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
BREAKING = _names(
    "address article aside blockquote dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section summary table tr ul"
)
CLOSED_BY = {  # which end by themselves as another begins
    "li": frozenset({"li"}),
    "p": BREAKING,
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "option": frozenset({"option"}),
}
SMALL = {
    "sup": str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
FROM, TO = "\x0e", "\x0f"  # around what is raised or lowered and has no such signs of its own
OURS = str.maketrans("\v\x0e\x0f", "   ")
GLUED = re.compile(rf"\d{FROM}+[\d.,:/%'’+−-][^{FROM}{TO}]*|[\d.,:/'’]{TO}+\d")
BLANKS = re.compile(r"[ \t\r\n\f]+")
MARKUP = re.compile(r"<[a-zA-Z/!]")
LARGEST = 4 * 2**20  # characters of a page; no reader of this module hands over more
LOOSE = re.compile(r"<(?=[a-zA-Z/!?][^<>]*(?:<|\Z))")  # begins a tag that doesn't end before the next begins
MOST_LOOSE = 200  # the parser reads on to the end of the page for each


class Unwritable(Exception):
    """It means something else as plain text. The text says why."""


@dataclass
class Element:
    """An element: its children are elements and texts, in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    line: int = 1

    def every(self) -> Iterator[Element]:
        """Itself and everything in it, in the page's order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]

    @property
    def raw(self) -> str:
        """Its own text, as it stands."""
        return "".join(child for child in self.children if isinstance(child, str))


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("")
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while tag in CLOSED_BY.get(self.open[-1].name, ()):
            self.open.pop()
        attributes = {name: value or "" for name, value in reversed(attrs)}
        element = Element(tag, attributes, line=self.getpos()[0])
        self.open[-1].children.append(element)
        if tag not in EMPTY and len(self.open) < DEEPEST:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        place = next((at for at in range(len(self.open) - 1, 0, -1) if self.open[at].name == tag), None)
        if place is not None:
            del self.open[place:]

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(text: str) -> Element:
    """The page. What is nested deeper than any page for people is flattened, not lost."""
    if len(LOOSE.findall(text)) > MOST_LOOSE:
        text = LOOSE.sub("&lt;", text)
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.top


def plain(text: str, base: str = "") -> str:
    """Text that may hold markup, as people read it."""
    if not MARKUP.search(text) and "&lt;" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    return readable(tree(text), base)


def readable(element: Element, base: str = "") -> str:
    """What people read in it: lists as lines, links as “label (address)”, nothing hidden. Raises Unwritable."""
    pieces: list[str] = []
    _write(element, base, pieces, "- ")
    text = "".join(pieces)
    if glued := GLUED.search(text):
        shown = glued[0].replace(FROM, "").replace(TO, "")[:20]
        raise Unwritable(f"a raised or lowered part beside a number, which would read “{shown}”")
    lines = [BLANKS.sub(" ", line).strip() for line in text.replace(FROM, "").replace(TO, "").split("\v")]
    return "\n".join(line for line in lines if line)


def _write(element: Element, base: str, pieces: list[str], mark: str) -> None:
    number = 0
    for child in element.children:
        if isinstance(child, str):
            pieces.append(child.translate(OURS))
        elif child.name in HIDDEN or _is_hidden(child):
            continue
        elif child.name == "math":
            raise Unwritable("a formula")
        elif child.name in SMALL:
            pieces.append(_small(child, base))
        elif child.name == "br":
            pieces.append("\v")
        elif child.name == "img":
            pieces.append(child.attributes.get("alt", ""))
        elif child.name == "a":
            pieces.append(_link(child, base))
        elif child.name == "li":
            number += 1
            pieces.append("\v" + (f"{number}. " if element.name == "ol" else mark))
            _write(child, base, pieces, mark)
            pieces.append("\v")
        elif child.name in BREAKING:
            pieces.append("\v")
            _write(child, base, pieces, mark)
            pieces.append("\v")
        else:
            pieces.append(" " if child.name in ("td", "th") else "")
            _write(child, base, pieces, mark)


def _is_hidden(element: Element) -> bool:
    """`until-found` is what opens for whoever looks for it."""
    hidden = element.attributes.get("hidden", "until-found") != "until-found"
    return hidden or bool(NOT_SHOWN.search(element.attributes.get("style", "")))


def _small(element: Element, base: str) -> str:
    """Raised or lowered, as 10⁶ and H₂O, so that it joins no number before or after it."""
    inside: list[str] = []
    _write(element, base, inside, "- ")
    text, signs = "".join(inside), SMALL[element.name]
    return text.translate(signs) if signs.keys() >= {*map(ord, text)} - {32} else f"{FROM}{text}{TO}"


def _link(element: Element, base: str) -> str:
    inside: list[str] = []
    _write(element, base, inside, "- ")
    label = BLANKS.sub(" ", "".join(inside).replace("\v", " ")).strip()
    address = _address(element.attributes.get("href", ""), base)
    if not address or address in (label, f"https://{label}", f"http://{label}"):
        return label or address
    return f"{label} ({address})" if label else address


def _address(href: str, base: str) -> str:
    """Where a link leads people; empty where it leads nowhere outside its own page."""
    href = "".join(sign for sign in href.strip() if sign.isprintable() and sign != " ")
    try:
        full = urljoin(base, href) if base else href
        parts = urlsplit(full)
    except ValueError:
        return ""
    if parts.scheme in ("mailto", "tel"):
        return parts.path
    return full if parts.scheme in ("http", "https") and parts.netloc and not href.startswith("#") else ""
