"""Earlier answers, found by any words, or browsed: by topic, account, owner and use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import entries, organisations
from bot.db.models import Entry
from bot.db.narrowing import Narrowing
from bot.organisation import Organisation
from bot.views import answers as views
from bot.views.answers import ANY, PAGE, Choices, Use
from bot.views.blocks import Block, Names, View, option
from bot.workflows.people import Actor, names

BY_WORDS = 50  # so many of the closest can be paged through; further down nothing is close any more
MOST_OPTIONS = 100
ENDED = {Use.RETIRED: entries.RETIRED, Use.RECALLED: entries.RECALLED}


@dataclass(frozen=True)
class Search:
    """What somebody looks for: any words, and the value of each menu; empty and `ANY` ask for nothing."""

    words: str = ""
    topic: str = ANY
    account: str = ANY
    owner: str = ANY
    use: str = Use.ANY

    def narrowing(self) -> Narrowing:
        """As the database is asked."""
        use = Use.of(self.use)
        days = use.unused_days
        return Narrowing(
            status=ENDED.get(use, entries.LIVE),
            topic=_wanted(self.topic),
            account=_wanted(self.account),
            owner=_wanted(self.owner),
            due_by=clock.now().date() if use is Use.DUE else None,
            unused_since=clock.now() - timedelta(days=days) if days else None,
            most_used=1 if use is Use.NEVER else None,
        )


def _wanted(chosen: str) -> str | None:
    """Databases keep no NUL, so nothing of such a name is there."""
    return chosen.replace("\0", "") if chosen not in ("", ANY) else None


async def window(session: AsyncSession, actor: Actor, search: Search, *, skip: int = 0) -> View:
    """The search window with a page of what is found."""
    found, total = await _found(session, actor.workspace, search, skip)
    people = await names(session, actor.workspace, *_signers(found), search.owner)
    org = await organisations.load(session, actor.workspace)
    choices = Choices(*_labels(org, search, people), use=Use.of(search.use))
    page = views.Page(search.words, choices, found, skip=skip, total=total)
    return views.answers_window(page, people, today=clock.now())


async def _found(session: AsyncSession, workspace: str, search: Search, skip: int) -> tuple[Sequence[Entry], int]:
    """A page, and how many there are in all."""
    among = search.narrowing()
    if search.words.strip():
        closest = await entries.search(session, workspace, search.words, limit=BY_WORDS, among=among)
        return [entry for entry, _ in closest[skip : skip + PAGE]], len(closest)
    total = await entries.count(session, workspace, among=among)
    return await entries.used_last(session, workspace, limit=PAGE, skip=skip, among=among), total


def _signers(found: Sequence[Entry]) -> set[str]:
    return {user for entry in found for user in (entry.expert, entry.approver, entry.ended_by)}


def _labels(org: Organisation | None, search: Search, people: Names) -> tuple[Block | None, Block | None, Block | None]:
    """The options that are chosen now, by the names people know."""
    topic = org.topic(search.topic) if org else None
    account = org.account(search.account) if org else None
    return (
        _chosen(search.topic, topic.name if topic else search.topic),
        _chosen(search.account, account.handle if account else search.account),
        _chosen(search.owner, people.plain(search.owner)),
    )


def _chosen(value: str, label: str) -> Block | None:
    return option(label, value) if value not in ("", ANY) else None


async def topics(session: AsyncSession, actor: Actor, query: str) -> list[Block]:
    """For the menu of topics."""
    org = await organisations.load(session, actor.workspace)
    return _options("Any topic", [(one.name, one.key) for one in org.topics] if org else [], query)


async def accounts(session: AsyncSession, actor: Actor, query: str) -> list[Block]:
    """For the menu of accounts."""
    org = await organisations.load(session, actor.workspace)
    return _options("Any account", [(one.handle, one.key) for one in org.accounts] if org else [], query)


async def owners(session: AsyncSession, actor: Actor, query: str) -> list[Block]:
    """For the menu of people who answer for something."""
    users = await entries.owners(session, actor.workspace)
    known = await names(session, actor.workspace, *users)
    return _options("Any owner", sorted((known.plain(user), user) for user in users if user), query)


def _options(everything: str, labels: Sequence[tuple[str, str]], query: str) -> list[Block]:
    """What has all these words in it; the first option takes a choice back, since Slack's menus have no way to."""
    words = query.casefold().split()
    fitting = [each for each in labels if each[0] and all(word in each[0].casefold() for word in words)]
    return [option(*each) for each in [(everything, ANY), *fitting]][:MOST_OPTIONS]
