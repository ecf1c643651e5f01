"""Reading YAML by its nodes, so that everything wrong in a file is said at once, with its line."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.organisation import durations
from bot.organisation.directory import Directory

TO_FILL_IN = "FILL_IN"
_LONGEST_TEXT = 75  # what Slack shows of an option
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_FIND_PERSON = "write the member ID: in Slack open the person's profile, then More, Copy member ID (U0123ABCD)"
_FIND_CHANNEL = (
    "write the channel ID: in Slack open the channel's details, it is at the very bottom (C0123ABCD); "
    "a private channel is only found once the bot is in it"
)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong, where, and what to write instead; lines and columns count from 1."""

    line: int
    column: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}; {self.instead}"


@dataclass
class Reader:
    """Reads values out of nodes and collects what is wrong with them; a bad value reads as an empty one."""

    directory: Directory | None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, node: Node, what: str, instead: str) -> None:
        self.problems.append(Problem(node.start_mark.line + 1, node.start_mark.column + 1, what, instead))

    def fields(
        self, node: Node | None, label: str, *, known: Sequence[str], needed: Sequence[str] = ()
    ) -> dict[str, Node]:
        """The fields of a section; unknown, repeated and missing ones are told."""
        found = self.entries(node, label)
        for name in [name for name in found if name not in known]:
            key, _ = found.pop(name)
            if name:
                self.wrong(key, f"{name!r} is not a field of {label}", f"write {nearest(name, known)}")
        for name in [name for name in needed if name not in found]:
            if isinstance(node, MappingNode):
                self.wrong(node, f"{name!r} is missing in {label}", f"add a line `{name}: …`")
        return {name: value for name, (_, value) in found.items()}

    def entries(self, node: Node | None, label: str) -> dict[str, tuple[Node, Node]]:
        """A section's names in order, each with the nodes of the name and its value; `<<: *other` is followed."""
        found: dict[str, tuple[Node, Node]] = {}
        merged, steps = [node] if node is not None else [], 0
        while merged and steps < 10:
            section, steps = merged.pop(), steps + 1
            if not isinstance(section, MappingNode):
                self.wrong(
                    section, f"{label} should be lines of `name: value`", "indent them below it, each on its own line"
                )
                continue
            own: set[str] = set()
            for key, value in section.value:
                if key.tag == "tag:yaml.org,2002:merge":
                    merged.append(value)
                    continue
                name = key.value if isinstance(key, ScalarNode) else ""
                if name in own or not name:
                    twice = f"{name!r} is there twice in {label}"
                    self.wrong(key, twice if name else "a name is empty", "keep one of them" if name else "give it one")
                own.add(name)
                found.setdefault(name, (key, value))
        return found

    def keyed(self, node: Node | None, label: str) -> dict[str, tuple[Node, Node]]:
        """A section whose names are keys of our own making; an impossible one reads as the one to write instead."""
        found: dict[str, tuple[Node, Node]] = {}
        for key, (at, value) in self.entries(node, label).items():
            better = key
            if key and not _KEY.fullmatch(key):
                better = re.sub(r"[^a-z0-9]+", "-", key.lower())[:40].strip("-") or "water"
                instead = f"write {better!r}: small letters, digits and dashes"
                self.wrong(at, f"{key!r} can't be a key in {label}", instead)
            found.setdefault(better, (at, value))
        return found

    def text(self, node: Node | None, label: str, *, example: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, ScalarNode):
            self.wrong(node, f"{label} should be one text", f"write {example}")
            return ""
        value: str = node.value.strip()
        if value == TO_FILL_IN:
            self.wrong(node, f"{label} is still to be filled in", f"write {example}")
        elif not value or (node.tag.endswith(":null") and not node.style):
            self.wrong(
                node, f"{label} is empty", f"write {example}" + ' (what begins with # or @ needs quotes: "#desk")'
            )
        elif len(value) > _LONGEST_TEXT or not value.isprintable():
            self.wrong(
                node, f"{label} is too long or holds invisible characters", f"write at most {_LONGEST_TEXT} characters"
            )
        else:
            return value
        return ""

    def items(self, node: Node | None, label: str, *, needed: bool = False) -> list[Node]:
        """A list's nodes; one text stands for a list of one."""
        if node is None:
            return []
        if isinstance(node, MappingNode):
            self.wrong(node, f"{label} should be a list", "write [first, second]")
            return []
        if isinstance(node, ScalarNode):
            return [node] if node.value else self._empty(node, label, needed=needed)
        found: list[Node] = node.value if isinstance(node, SequenceNode) else []
        return found or self._empty(node, label, needed=needed)

    def _empty(self, node: Node, label: str, *, needed: bool) -> list[Node]:
        if needed:
            self.wrong(node, f"{label}: nobody is named", 'write at least one person: ["@maya"]')
        return []

    def texts(self, node: Node | None, label: str, *, example: str) -> tuple[str, ...]:
        return self._once((self.text(one, label, example=example), one) for one in self.items(node, label))

    def people(self, node: Node | None, label: str, *, needed: bool = False) -> tuple[str, ...]:
        return self._once((self.person(one, label), one) for one in self.items(node, label, needed=needed))

    def _once(self, read: Iterable[tuple[str, Node]]) -> tuple[str, ...]:
        found: list[str] = []
        for value, node in read:
            if value in found:
                self.wrong(node, f"{value} is in the list twice", "keep one of them")
            elif value:
                found.append(value)
        return tuple(found)

    def person(self, node: Node | None, label: str) -> str:
        """A user's id, from the id itself, an @name or an e-mail address."""
        value = self.text(node, label, example='a member ID (U0123ABCD), "@maya" or maya@city.gov')
        if not value or node is None or _USER.fullmatch(value):
            return value
        if "@" not in value:
            self.wrong(node, f"{value!r} ({label}) is neither a member ID nor a name", f'{_FIND_PERSON}, or "@{value}"')
            return ""
        known, shared = (self.directory.people, self.directory.shared) if self.directory else (None, {})
        return self._look_up(node, value, value.removeprefix("@"), known, _FIND_PERSON, shared)

    def channel(self, node: Node | None, label: str) -> str:
        """A channel's id, from the id itself or its #name."""
        value = self.text(node, label, example='a channel ID (C0123ABCD) or "#desk-water"')
        if not value or node is None or _CHANNEL.fullmatch(value):
            return value
        known = self.directory.channels if self.directory else None
        return self._look_up(node, value, value.removeprefix("#"), known, _FIND_CHANNEL, {})

    def _look_up(
        self,
        node: Node,
        written: str,
        name: str,
        known: Mapping[str, str] | None,
        find: str,
        shared: Mapping[str, tuple[str, ...]],
    ) -> str:
        if known is None:
            self.wrong(node, f"{written!r} can't be looked up without Slack", find)
            return ""
        if name.casefold() in shared:
            several = f"several people are called {written!r}: {', '.join(shared[name.casefold()])}"
            self.wrong(node, several, "write the member ID of the one you mean")
        elif name.casefold() not in known:
            close = get_close_matches(name.casefold(), known, 1, cutoff=0.6 if len(name) < 5 else 0.76)
            sigil = written[: len(written) - len(name)]
            found = f'write "{sigil}{close[0]}", or ' if close else ""
            self.wrong(node, f"{written!r} is not in this workspace", found + find)
        return known.get(name.casefold(), "")

    def reference(self, node: Node | None, label: str, among: Collection[str]) -> str:
        """One of a few names that are known; where there are none, that was said already."""
        value = self.text(node, label, example=nearest("", among))
        if value and node is not None and value not in among and among:
            self.wrong(node, f"{label} {value!r} is not known", f"write {nearest(value, among)}")
            return ""
        return value

    def number(self, node: Node | None, label: str, *, default: int, most: int, why: str) -> int:
        if node is None:
            return default
        value = self.text(node, label, example=str(default))
        if value and not (re.fullmatch(r"[0-9]{1,7}", value) and 1 <= int(value) <= most):
            self.wrong(node, f"{label} is {value!r}", f"write a whole number from 1 to {most}{why}")
            return default
        return int(value) if value else default

    def span(self, node: Node, label: str) -> timedelta | None:
        value = self.text(node, label, example="2 minutes")
        found = durations.read(value) if value else None
        if value and found is None:
            self.wrong(
                node,
                f"{label} is {value!r}",
                'write a time such as "90 s", "2 minutes" or "1 h 30 min", at most 60 days',
            )
        return found


def nearest(name: str, known: Collection[str]) -> str:
    """What was probably meant, else all there is to choose from."""
    close = get_close_matches(name.lower(), known, 1, cutoff=0.7)
    return f"'{close[0]}'" if close else ", ".join(list(known)[:20]) + (", …" if len(known) > 20 else "")
