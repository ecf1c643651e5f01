"""Reads a `style` section of the organisation file."""

from dataclasses import dataclass

import regex
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.organisation.reading import Reader
from bot.organisation.style import Rules
from bot.trimming import Style
from bot.trimming.closing import ending, room
from bot.trimming.style import KINDS

NONE = "none"
_SWITCHES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, NONE: False}
_HASHTAG = regex.compile(r"#(?=.*\p{L})[\p{L}\p{M}\p{N}_]+")
_HOST = regex.compile(r"(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}")
_EXAMPLES = {
    "abbreviations": "[NHS, A&E]",
    "banned": '["guarantee", "100% safe"]',
    "source_link": "true, or the hosts: [city.gov, who.int]",
    "hashtags": '["#Riverside"]',
    "sign_off": '"^RH"',
    "blocks": "[banned, source_link]",
    "jargon": "{hypertension: high blood pressure}",
}


def rules(reader: Reader, node: Node | None, label: str) -> Rules:
    """What is written; `none` switches a key off."""
    if node is None:
        return Rules()
    own = _Section(reader, reader.fields(node, label, known=list(Rules.model_fields)), label)
    return Rules(
        reading_grade=own.grade(),
        jargon=own.jargon(),
        abbreviations=own.switch("abbreviations"),
        banned=own.texts("banned"),
        source_link=own.hosts(),
        hashtags=own.hashtags(),
        sign_off=own.sign_off(),
        blocks=own.blocks(),
    )


def require_room(reader: Reader, node: Node | None, label: str, style: Style, *, limit: int, network: str) -> None:
    """The closing may take half of an account's limit at the most."""
    taken = room(style.closing, network)
    if node is not None and taken * 2 > limit:
        what = f"“{ending(style.closing)}” takes {taken} of the {limit} characters of {label}"
        reader.wrong(node, what, "write a shorter sign_off, or fewer hashtags")


@dataclass(frozen=True)
class _Section:
    """The fields of one `style`, each read by its own rule; None where a key isn't written."""

    reader: Reader
    own: dict[str, Node]
    label: str

    def _name(self, key: str) -> str:
        return f"{key} of {self.label}"

    def _is_none(self, key: str) -> bool:
        node = self.own[key]
        return isinstance(node, ScalarNode) and not node.style and node.value.lower() == NONE

    def _is_empty(self, key: str) -> bool:
        """Nothing is written behind the colon, or a # made the rest a remark: that is told."""
        node = self.own[key]
        if not isinstance(node, ScalarNode) or node.value.strip():
            return False
        quotes = " (what begins with # needs quotes)" if key in ("hashtags", "sign_off") else ""
        self.reader.wrong(node, f"{self._name(key)} is empty", f"write {_EXAMPLES[key]}, or {NONE}{quotes}")
        return True

    def grade(self) -> int | None:
        node = self.own.get("reading_grade")
        if node is None or self._is_none("reading_grade"):
            return None if node is None else 0
        why = f", the highest US school grade, or {NONE}"
        return self.reader.number(node, self._name("reading_grade"), default=0, most=20, why=why)

    def jargon(self) -> tuple[tuple[str, str], ...] | None:
        if "jargon" not in self.own:
            return None
        if self._is_none("jargon") or self._is_empty("jargon"):
            return ()
        node, label = self.own["jargon"], self._name("jargon")
        if not isinstance(node, MappingNode):
            self.reader.wrong(node, f"{label} should say what to write instead", f"write {_EXAMPLES['jargon']}")
            return ()
        return tuple(
            (written, instead)
            for key, value in self.reader.entries(node, label).values()
            if (written := self.reader.text(key, f"a word in {label}", example="hypertension"))
            and (instead := self.reader.text(value, f"{written!r} in {label}", example="what to say instead"))
        )

    def texts(self, key: str) -> tuple[str, ...] | None:
        if key not in self.own:
            return None
        if self._is_none(key) or self._is_empty(key):
            return ()
        return self.reader.texts(self.own[key], self._name(key), example=_EXAMPLES[key])

    def switch(self, key: str) -> tuple[str, ...] | bool | None:
        """A list, or `true` or `none` in its place."""
        node = self.own.get(key)
        if isinstance(node, ScalarNode) and not node.style and node.value.lower() in _SWITCHES:
            return _SWITCHES[node.value.lower()]
        return self.texts(key)

    def hosts(self) -> tuple[str, ...] | bool | None:
        found = self.switch("source_link")
        if isinstance(found, bool) or found is None:
            return found
        for host in found:
            if not _HOST.fullmatch(host):
                better = _HOST.search(host)
                instead = f"write {better[0] if better else 'city.gov'}"
                self.reader.wrong(
                    self._at("source_link", host), f"{self._name('source_link')}: {host!r} is not a host", instead
                )
        return found or False

    def hashtags(self) -> tuple[str, ...] | None:
        found = self.texts("hashtags")
        for tag in found or ():
            if not _HASHTAG.fullmatch(tag):
                better = "#" + "".join(regex.findall(r"[\p{L}\p{M}\p{N}_]", tag))
                instead = f'write "{better if _HASHTAG.fullmatch(better) else "#Riverside"}"'
                self.reader.wrong(
                    self._at("hashtags", tag), f"{self._name('hashtags')}: {tag!r} is not a hashtag", instead
                )
        return found

    def sign_off(self) -> str | None:
        if "sign_off" not in self.own:
            return None
        if self._is_none("sign_off") or self._is_empty("sign_off"):
            return ""
        return self.reader.text(self.own["sign_off"], self._name("sign_off"), example=_EXAMPLES["sign_off"])

    def blocks(self) -> tuple[str, ...] | None:
        if "blocks" not in self.own:
            return None
        if self._is_none("blocks") or self._is_empty("blocks"):
            return ()
        label = f"{self._name('blocks')}:"
        found = [self.reader.reference(node, label, KINDS) for node in self._items("blocks")]
        return tuple(dict.fromkeys(filter(None, found)))

    def _at(self, key: str, value: str) -> Node:
        """Where this value of a list is written."""
        return next((node for node in self._items(key) if node.value.strip() == value), self.own[key])

    def _items(self, key: str) -> list[Node]:
        node = self.own.get(key)
        found: list[Node] = node.value if isinstance(node, SequenceNode) else [node] if node is not None else []
        return found
