"""What is different in a new organisation file, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.organisation import durations
from bot.organisation.model import Account, Clocks, Department, Organisation, Topic
from bot.trimming import Style, networks


@dataclass(frozen=True)
class Called:
    """What people and channels are called, by id; unknown ones keep their id."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def person(self, user: str | None) -> str:
        return self.people.get(user, user) if user else "nobody"

    def channel(self, channel: str | None) -> str:
        if not channel:
            return "none"
        return f"#{self.channels[channel]}" if channel in self.channels else channel


def changes(before: Organisation | None, after: Organisation, called: Called) -> list[str]:
    """One sentence each; none where both are equal."""
    if before is None:
        return [f"New: {size(after)}."]
    found = [*_own(before, after, called), *_departments(before, after, called)]
    found += [*_accounts(before, after, called), *_topics(before, after, called)]
    return found if found or before == after else ["Only the order or the form of the file changed."]


def size(organisation: Organisation) -> str:
    """What is in it: 'Riverside Health with 3 departments, 4 accounts and 6 topics'."""
    departments = _count(len(organisation.departments), "department")
    accounts, topics = _count(len(organisation.accounts), "account"), _count(len(organisation.topics), "topic")
    return f"{organisation.name} with {departments}, {accounts} and {topics}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _own(before: Organisation, after: Organisation, called: Called) -> Iterator[str]:
    yield from _one("The organisation's name", before.name, after.name)
    yield from _one("The duty person", called.person(before.duty), called.person(after.duty))
    yield from _one("The central desk", called.channel(before.desk), called.channel(after.desk))
    yield from _one("The lead", called.person(before.lead), called.person(after.lead))
    yield from _many("Comms", before.comms, after.comms, called.person)
    yield from _many("Approvers", before.approvers, after.approvers, called.person)
    yield from _clocks("Clocks", before.clocks, after.clocks)
    yield from _style("Style", before.style.style, after.style.style)


def _departments(before: Organisation, after: Organisation, called: Called) -> Iterator[str]:
    old, new = {one.key: one for one in before.departments}, {one.key: one for one in after.departments}
    yield from (f"Department {one.name} is gone." for key, one in old.items() if key not in new)
    for key, one in new.items():
        if key not in old:
            experts = ", ".join(map(called.person, one.experts))
            yield f"New department: {one.name}, desk {called.channel(one.desk)}, experts {experts}."
            continue
        yield from _department(old[key], one, called)
        if one.clocks or old[key].clocks:
            yield from _clocks(f"{one.name}: clocks", before.clocks_for(key), after.clocks_for(key))


def _department(old: Department, new: Department, called: Called) -> Iterator[str]:
    yield from _one(f"{old.name}: its name", old.name, new.name)
    yield from _one(f"{new.name}: the desk", called.channel(old.desk), called.channel(new.desk))
    yield from _one(f"{new.name}: the lead", called.person(old.lead), called.person(new.lead))
    yield from _many(f"{new.name}: experts", old.experts, new.experts, called.person)
    yield from _many(f"{new.name}: approvers", old.approvers, new.approvers, called.person)


def _accounts(before: Organisation, after: Organisation, called: Called) -> Iterator[str]:
    old, new = {one.key: one for one in before.accounts}, {one.key: one for one in after.accounts}
    yield from (f"Account {profile(one)} is gone." for key, one in old.items() if key not in new)
    for key, one in new.items():
        if key not in old:
            yield f"New account: {profile(one)}, {one.limit} characters."
            continue
        yield from _one(f"{profile(old[key])}: the account", profile(old[key]), profile(one))
        yield from _one(f"{profile(one)}: the department", old[key].department or "none", one.department or "none")
        yield from _one(f"{profile(one)}: the limit", str(old[key].limit), str(one.limit))
        yield from _many(f"{profile(one)}: approvers", old[key].approvers, one.approvers, called.person)
        yield from _one(f"{profile(one)}: the publisher", old[key].publisher, one.publisher)
        if one.style != old[key].style:
            yield from _style(f"{profile(one)}: style", before.style_for(key), after.style_for(key))


def profile(account: Account) -> str:
    """'@CityWater on x'."""
    return f"{account.handle} on {' and '.join(networks(account.network))}"


def _topics(before: Organisation, after: Organisation, called: Called) -> Iterator[str]:
    old, new = {one.key: one for one in before.topics}, {one.key: one for one in after.topics}
    yield from (f"Topic {one.name} is gone." for key, one in old.items() if key not in new)
    for key, one in new.items():
        if key not in old:
            yield f"New topic: {one.name}, for {one.department}."
        else:
            yield from _topic(old[key], one, called)


def _topic(old: Topic, new: Topic, called: Called) -> Iterator[str]:
    yield from _one(f"Topic {old.name}: its name", old.name, new.name)
    yield from _one(f"Topic {new.name}: the department", old.department, new.department)
    yield from _many(f"Topic {new.name}: experts", old.experts, new.experts, called.person)
    yield from _many(f"Topic {new.name}: keywords", old.keywords, new.keywords, str)
    yield from _one(f"Topic {new.name}: days until review", str(old.review_days), str(new.review_days))


def _clocks(label: str, before: Clocks, after: Clocks) -> Iterator[str]:
    old = dict(before)
    for name, span in after:
        yield from _one(f"{label}: {name}", durations.write(old[name]), durations.write(span))


def _style(label: str, before: Style, after: Style) -> Iterator[str]:
    for name in vars(after):
        old, new = _values(before, name), _values(after, name)
        if isinstance(old, tuple) and isinstance(new, tuple) and set(old) != set(new):
            yield from _many(f"{label}: {name}", old, new, str)
        else:
            yield from _one(f"{label}: {name}", _said(old), _said(new))


def _values(style: Style, name: str) -> object:
    """A key's value; of jargon the lines as they could be written: `hypertension: high blood pressure`."""
    return tuple(map(": ".join, style.jargon)) if name == "jargon" else getattr(style, name)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "an empty list"
    return "wanted" if value is True else str(value or "none")


def _one(label: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{label} is now {after}, was {before}."


def _many(label: str, before: Sequence[str], after: Sequence[str], show: Callable[[str], str]) -> Iterator[str]:
    added = [show(one) for one in after if one not in before]
    removed = [show(one) for one in before if one not in after]
    if added or removed:
        said = [f"added {', '.join(added)}"] * bool(added) + [f"removed {', '.join(removed)}"] * bool(removed)
        yield f"{label}: {'; '.join(said)}."
    elif tuple(before) != tuple(after):
        yield f"{label} are now asked in this order: {', '.join(map(show, after))}."
