"""Writes a first org.yaml from what is in a workspace; FILL_IN marks what only a person can know."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.reading import TO_FILL_IN

_CALLED = re.compile(r"(?:expert-?)?desk-(?P<what>.+)", re.IGNORECASE)
_SAYS_SO = re.compile(r"\b(?:expertline|expert desk|desk for|questions (?:for|to))\b", re.IGNORECASE)
_COMMS = re.compile(r"\b(?:comms|communications?|press|social media|public affairs)\b", re.IGNORECASE)
_LONGEST_NAME = 75
_LONGEST_KEY = 40
_MOST_EXPERTS = 12  # a channel with more people says nothing about who the experts are

_HEAD = """\
# The organisation, drafted from what is in Slack. Everything in it is a guess: please read it once.
# Put something in the place of each FILL_IN, then see whether all is well, and load it:
#   python -m bot import org.yaml{there} --check
#   python -m bot import org.yaml{there}
# People are "@name", an e-mail address or a member ID; channels are "#name" or a channel ID.
name: {name}

# The bot calls this person whenever nobody else is left to ask.
duty: FILL_IN
# Who works on the audience's questions, and who may approve an answer (never the one who signed it).
comms: {comms}
approvers: {comms}
"""
_DEPARTMENTS = """
# Each department has a desk: a channel of its own, where its questions live. Experts are asked in this order.
departments:
"""
_ACCOUNTS = """
# The profiles on social networks. One with a department is that department's; `limit` is the longest answer (140).
accounts:
  main:
    handle: FILL_IN
    network: FILL_IN
    limit: 140

# Topics lead a question to the right people: their keywords are looked for in what was asked. For example:
# topics:
#   tap-water:
#     name: Tap water
#     department: {department}
#     keywords: [tap water, boil, cloudy]

# How texts have to be, for everyone here or under an account (docs/organisation.md). For example:
# style:
#   reading_grade: 9
#   banned: ["guarantee", "100% safe"]
#   hashtags: ["#Elmford"]
#   blocks: [banned]
"""


@dataclass(frozen=True)
class _Desk:
    key: str
    channel: Channel
    people: Sequence[Person]


def draft(people: Iterable[Person], channels: Iterable[Channel], *, name: str, workspace: str = "") -> str:
    """A first file: channels called desk-… or whose topic says so become departments, their members its experts.

    Whoever is in most desks, or is communications by title, is taken for comms. The channels need their members.
    `workspace`: its id, where `import` has to be told.
    """
    people, channels = list(people), list(channels)
    directory = Directory.of(people, channels)
    known = {one.id: one for one in people if not (one.gone or one.bot)}
    rooms = desks(channels)
    comms = _comms(known, rooms)
    found = [
        _Desk(key, room, [known[user] for user in room.members if user in known and known[user] not in comms])
        for key, room in _keyed(rooms).items()
    ]
    departments = "\n".join(_department(directory, desk) for desk in found) or _NONE
    there = f" --workspace {workspace}" if workspace else ""
    named = _text(_short(name)) or TO_FILL_IN
    head = _HEAD.format(there=there, name=named, comms=_names(directory, comms, least=2))
    return head + _DEPARTMENTS + departments + _ACCOUNTS.format(department=found[0].key if found else "water")


def desks(channels: Iterable[Channel]) -> list[Channel]:
    """Those that look like desks, by name or topic."""
    return [one for one in channels if _CALLED.fullmatch(one.name) or _SAYS_SO.search(one.topic)]


_NONE = f"""\
  # No channel is called desk-… yet. Make one for each department, and copy these lines for each.
  water:
    name: {TO_FILL_IN}
    desk: {TO_FILL_IN}
    experts: {TO_FILL_IN}
"""


def _department(directory: Directory, desk: _Desk) -> str:
    there = [f"{one.real_name or one.name}{one.title and f' ({one.title})'}" for one in desk.people]
    who, experts = _comment(", ".join(there)), _names(directory, desk.people, least=1)
    if len(there) > _MOST_EXPERTS:
        who, experts = f"{len(there)} people", TO_FILL_IN
    guess = f"In the channel: {who}." if who else "Only comms is in the channel yet."
    lines = [
        f"  {desk.key}:",
        f"    name: {_text(_short(desk.key.replace('-', ' ').capitalize()))}",
        f"    desk: {_text(directory.channel(desk.channel.id))}",
    ]
    return "\n".join(lines) + f"\n    # {guess}\n    experts: {experts}\n"


def _comms(known: dict[str, Person], rooms: Sequence[Channel]) -> list[Person]:
    often = Counter(user for room in rooms for user in set(room.members))
    most = [user for user, times in often.items() if times >= 2 and times > len(rooms) / 2]
    return [one for one in known.values() if one.id in most or _COMMS.search(one.title)]


def _keyed(rooms: Iterable[Channel]) -> dict[str, Channel]:
    """Each with a key that no other has."""
    found: dict[str, Channel] = {}
    for room in rooms:
        called = _CALLED.fullmatch(room.name)
        words = called["what"] if called else room.name
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower())[: _LONGEST_KEY - 6].strip("-") or "department"
        numbers = (f"{slug}-{number}" for number in range(2, 100_000))
        found[slug if slug not in found else next(key for key in numbers if key not in found)] = room
    return found


def _names(directory: Directory, people: Sequence[Person], *, least: int) -> str:
    """A list on one line; to be filled in where there are too few."""
    if len(people) < least:
        return TO_FILL_IN
    return f"[{', '.join(_text(directory.person(one.id)) for one in people)}]"


def _text(value: str) -> str:
    """As YAML, in quotes where it needs them."""
    if re.fullmatch(r"[A-Za-z][A-Za-z .]*[A-Za-z]", value) and value.lower() not in _NOT_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False) if value else ""


_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def _short(value: str) -> str:
    return _comment(value)[:_LONGEST_NAME].strip()


def _comment(value: str) -> str:
    """On one line, without what an editor wouldn't show."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
