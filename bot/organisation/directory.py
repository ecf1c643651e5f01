"""Who and what there is in a workspace, so that a file may name people and channels instead of their ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Person:
    """A member of the workspace; `name` is the unique one, the others may be shared. `gone`: switched off.

    A guest sees some channels only, or belongs to another organisation.
    """

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    title: str = ""
    display_name: str = ""
    gone: bool = False
    bot: bool = False
    guest: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel the bot can see; `members` are the user ids of those in it, where they were asked for."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True)
class Directory:
    """Ids by lower-case name or e-mail, and by channel name without its #; `shared` are names of several people."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person], channels: Iterable[Channel]) -> "Directory":
        """From a workspace's lists; who left is found only by a name that nobody else has now."""
        people = list(people)
        here = _by_name(one for one in people if not one.gone)
        named = _by_name(one for one in people if one.gone) | here
        found = {name: ids[0] for name, ids in named.items() if len(ids) == 1}
        shared = {name: ids for name, ids in named.items() if len(ids) > 1}
        return cls(found, {one.name.casefold(): one.id for one in channels}, shared)

    def person(self, user: str) -> str:
        """How a file names this person: "@maya" where that is theirs alone, else the id."""
        return self._handles.get(user, user)

    def channel(self, channel: str) -> str:
        """How a file names this channel: "#desk-water", else the id."""
        return self._hashes.get(channel, channel)

    @cached_property
    def _handles(self) -> dict[str, str]:
        short: dict[str, str] = {}
        for name, user in self.people.items():
            if _can_be_written(name) and len(name) < len(short.get(user, name + " ")):
                short[user] = name
        return {user: f"@{name}" for user, name in short.items()}

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {channel: f"#{name}" for name, channel in self.channels.items() if _can_be_written(name)}


def _by_name(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Who goes by each name, in lower case."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in people:
        for name in (one.name, one.email, one.display_name, one.real_name):
            found[name.casefold()][one.id] = None
    found.pop("", None)
    return {name: tuple(ids) for name, ids in found.items()}


def _can_be_written(name: str) -> bool:
    return name.isprintable() and " " not in name and "@" not in name and len(name) <= 60
