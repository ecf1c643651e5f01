"""Turns an organisation back into the text of its file; `file.parse` reads an equal one from it."""

from collections.abc import Iterable
from typing import Any

import yaml

from bot.organisation import durations
from bot.organisation.directory import Directory
from bot.organisation.model import Account, Clocks, Department, Organisation, Topic
from bot.organisation.reading_style import NONE
from bot.organisation.style import Rules
from bot.trimming import networks

Fields = dict[str, Any]


class OneLine(list[str]):
    """Written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(
    OneLine, lambda dumper, names: dumper.represent_sequence("tag:yaml.org,2002:seq", names, flow_style=True)
)


def dump(organisation: Organisation, directory: Directory | None = None) -> str:
    """The file; people and channels by name where the directory knows one, else by id."""
    known = directory or Directory()
    sections: list[Fields] = [
        {"name": organisation.name},
        {
            "duty": known.person(organisation.duty),
            **({"desk": known.channel(organisation.desk)} if organisation.desk else {}),
            **({"lead": known.person(organisation.lead)} if organisation.lead else {}),
            "comms": _people(known, organisation.comms),
            **_some(approvers=_people(known, organisation.approvers)),
        },
        _some(clocks=_clocks(organisation.clocks, Clocks())),
        _some(style=_style(organisation.style)),
        {"departments": {one.key: _department(known, one, organisation.clocks) for one in organisation.departments}},
        {"accounts": {one.key: _account(known, one) for one in organisation.accounts}},
        _some(topics={one.key: _topic(known, one) for one in organisation.topics}),
    ]
    return "\n".join(_text(section) for section in sections if section)


def _text(section: Fields) -> str:
    return yaml.dump(section, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _department(known: Directory, one: Department, inherited: Clocks) -> Fields:
    return {
        "name": one.name,
        "desk": known.channel(one.desk),
        **({"lead": known.person(one.lead)} if one.lead else {}),
        **_some(approvers=_people(known, one.approvers)),
        "experts": _people(known, one.experts),
        **({"clocks": _clocks(one.clocks, inherited)} if one.clocks else {}),
    }


def _networks(network: str) -> str | OneLine:
    names = networks(network)
    return network if len(names) == 1 else OneLine(names)


def _account(known: Directory, one: Account) -> Fields:
    return {
        "handle": one.handle,
        "network": _networks(one.network),
        **_some(department=one.department),
        "limit": one.limit,
        **_some(approvers=_people(known, one.approvers)),
        **({"publisher": one.publisher} if one.publisher != "manual" else {}),
        **_some(style=_style(one.style)),
    }


def _topic(known: Directory, one: Topic) -> Fields:
    return {
        "name": one.name,
        "department": one.department,
        **_some(experts=_people(known, one.experts), keywords=OneLine(one.keywords)),
        "review_days": one.review_days,
    }


def _clocks(clocks: Clocks, inherited: Clocks) -> Fields:
    """Those that differ from what they would be without being written."""
    unwritten = dict(inherited)
    return {name: durations.write(span) for name, span in clocks if span != unwritten[name]}


def _style(rules: Rules) -> Fields:
    """The keys that are written; an empty value as the word that switches its key off."""
    return {name: _written(name, value) for name, value in rules if value is not None}


def _written(name: str, value: Any) -> Any:
    if name == "jargon":
        return dict(value) or NONE
    if isinstance(value, tuple):
        return OneLine(value)
    return value or NONE


def _people(known: Directory, users: Iterable[str]) -> OneLine:
    return OneLine(known.person(user) for user in users)


def _some(**fields: Any) -> Fields:
    """Those that say something."""
    return {name: value for name, value in fields.items() if value}
