"""What in Slack doesn't fit the organisation file: who isn't where they are needed, who left, where the bot isn't."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.organisation.changes import Called
from bot.organisation.directory import Channel, Person
from bot.organisation.model import Department, Organisation

INVITED = "Whoever isn't in a desk is invited when a question comes, or written to directly."


def called(people: Collection[Person], channels: Collection[Channel]) -> Called:
    """What everybody and everything is called."""
    return Called(
        {one.id: one.real_name or one.display_name or one.name or one.id for one in people},
        {one.id: one.name for one in channels if one.name},
    )


def unreachable(person: Person | None) -> str:
    """Why somebody can't be called, as the rest of a sentence; empty where they can."""
    if person is None:
        return "is nobody in this workspace"
    if person.gone:
        return "has left: the Slack account is switched off"
    return "is a bot" if person.bot else ""


def no_duty(organisation: Organisation, people: Collection[Person]) -> str:
    """Why there is nobody to call in the end; empty where there is."""
    why = unreachable(next((one for one in people if one.id == organisation.duty), None))
    who = called(people, []).person(organisation.duty)
    return (
        f"The duty person, {who}, {why}. They are called when nobody else is left: name somebody else." if why else ""
    )


def findings(
    organisation: Organisation, people: Collection[Person], channels: Collection[Channel], bot_user: str
) -> list[str]:
    """One sentence each, with what to do: first what has to be mended."""
    away = outside(organisation, people, channels)
    return [*wrong(organisation, people, channels, bot_user), *away, *([INVITED] if away else [])]


def wrong(
    organisation: Organisation, people: Collection[Person], channels: Collection[Channel], bot_user: str
) -> list[str]:
    """What has to be mended: somebody or a desk can't be reached."""
    names, missing = called(people, channels), _missing(organisation, people)
    rooms = {one.id: one for one in channels}
    found = [f"{names.person(user)} ({_roles(organisation, user)}) {why}." for user, why in missing.items()]
    for department in organisation.departments:
        found += _approvers(organisation, department, missing)
        found += _desk(department, rooms, bot_user)
    return found


def outside(organisation: Organisation, people: Collection[Person], channels: Collection[Channel]) -> list[str]:
    """Who isn't in a desk where they are asked: they can be reached all the same."""
    names, missing = called(people, channels), _missing(organisation, people)
    desks = {one.id: one for one in channels}
    return [
        line
        for department in organisation.departments
        if department.desk in desks
        for line in _outside_desk(organisation, department, desks[department.desk], names, missing)
    ]


def _missing(organisation: Organisation, people: Collection[Person]) -> dict[str, str]:
    """Who of the file can't be called, and why."""
    by_id = {one.id: one for one in people}
    return {user: why for user in organisation.everyone() if (why := unreachable(by_id.get(user)))}


def _roles(organisation: Organisation, user: str) -> str:
    """What somebody is in the file."""
    roles = [
        role
        for role, there in (
            ("duty person", user == organisation.duty),
            ("lead", user == organisation.lead),
            ("comms", user in organisation.comms),
            ("approver", user in organisation.approvers),
        )
        if there
    ]
    for one in organisation.departments:
        roles += [f"lead of {one.name}"] * (user == one.lead) + [f"approver of {one.name}"] * (user in one.approvers)
        roles += [f"expert of {one.name}"] * (user in one.experts)
    roles += [f"expert on {one.name}" for one in organisation.topics if user in one.experts]
    roles += [f"approver of {one.handle}" for one in organisation.accounts if user in one.approvers]
    return ", ".join(roles)


def _approvers(organisation: Organisation, one: Department, missing: Mapping[str, str]) -> Iterator[str]:
    left = [user for user in organisation.approvers_for(None, one.key) if user not in missing]
    if len(left) < 2:
        yield f"{one.name}: fewer than two of its approvers can be reached. Name others under `approvers`."
    if all(user in missing for user in one.experts):
        yield f"{one.name}: none of its experts can be reached. Name others under `experts`."


def _desk(one: Department, rooms: Mapping[str, Channel], bot_user: str) -> Iterator[str]:
    """Why the bot can't post in a department's desk."""
    desk = rooms.get(one.desk)
    if desk is None:
        yield (
            f"{one.name}: I can't see the desk {one.desk}. Either it is archived or deleted, or it is private and "
            "I am not in it: then invite me there."
        )
        return
    if bot_user and bot_user not in desk.members:
        yield f"{one.name}: I am not in #{desk.name}, so I can't post there. Type /invite in it and choose me."


def _outside_desk(
    organisation: Organisation, one: Department, desk: Channel, names: Called, missing: Mapping[str, str]
) -> Iterator[str]:
    experts = _outside(_experts(organisation, one), desk, missing)
    approvers = _outside(organisation.approvers_for(None, one.key), desk, missing)
    for role, users in (("experts", experts), ("approvers", [user for user in approvers if user not in experts])):
        if users:
            who = ", ".join(map(names.person, users))
            yield f"{one.name}: {role} who aren't in #{desk.name}: {who}."


def _experts(organisation: Organisation, one: Department) -> list[str]:
    """The department's experts, and those of its topics, once each."""
    topics = [topic for topic in organisation.topics if topic.department == one.key]
    return list(dict.fromkeys([*one.experts, *(user for topic in topics for user in topic.experts)]))


def _outside(users: Sequence[str], desk: Channel, missing: Mapping[str, str]) -> list[str]:
    return [user for user in users if user not in desk.members and user not in missing]
