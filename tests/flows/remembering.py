"""What many stories begin with is played once and remembered: each test goes on from there, as if it had just happened.

Only what is stored is remembered, in Slack and in the database, and how fast the bot spoke. A test of what the process
itself holds or tells, its metrics say, lives through its story from the beginning: `pytest.mark.lived`. So do bots with
settings of a test's own, but for what a module's `world` says happens to them in the same way.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Integer, Table, delete, func, insert, select, text

from bot import clock
from bot.db.models import Base, Workspace
from bot.slack.pace import Pace
from tests.memory import Memory

if TYPE_CHECKING:
    from tests.flows.playing import World

P = ParamSpec("P")
Player = TypeVar("Player")  # the world, or somebody in it
TABLES = Base.metadata.sorted_tables
COUNTED = [each for each in TABLES if each.name != "workspaces"]
HELD = select(
    *(select(each).scalar_subquery() for each in (Workspace.organisation, Workspace.parked_at)),
    *(select(func.count()).select_from(each).scalar_subquery() for each in COUNTED),
)
NUMBERED = frozenset(each for each in TABLES if "id" in each.c and isinstance(each.c.id.type, Integer))
BEGINNINGS = ("asks", "drafted", "signed", "approved", "published")
GO_ON = "setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"


@dataclass(frozen=True)
class Untouched:
    """A world in which nobody has done anything, as it looks, and which beginnings happen in it as in all others."""

    looks: tuple[Any, ...]
    alike: tuple[str, ...]

    @classmethod
    async def of(cls, world: World, alike: tuple[str, ...] = BEGINNINGS) -> Untouched:
        return cls(await _looks(world), alike)

    async def still(self, world: World) -> bool:
        """Whether nothing has happened since, and nothing was changed."""
        return not world.sandbox.deliveries and self.looks == await _looks(world)

    @property
    def held(self) -> list[Table]:
        """The tables that aren't empty, those first that others need last."""
        filled = {table for table, rows in zip(COUNTED, self.looks[-len(COUNTED) :], strict=True) if rows}
        return [table for table in reversed(TABLES) if table in filled or table not in COUNTED]


async def _looks(world: World) -> tuple[Any, ...]:
    sandbox, workspace = world.sandbox, world.sandbox.workspace
    people = [str(vars(person)) for person in workspace.people.values()]
    channels = [str({**vars(each), "messages": len(each.messages)}) for each in workspace.channels.values()]
    async with world.bot.db.snapshot() as session:
        held = (await session.execute(HELD)).one()
    return people, channels, str(sandbox.troubles), str(sandbox.core.manifest), sandbox.clock.offset, *held


@dataclass(frozen=True)
class Moment:
    """What there is once a beginning was played: in Slack, in the database, and in the sandbox's record.

    And the bot's pace: what follows is as far behind what was said as if it had been said just now.
    """

    slack: Memory
    pace: Pace
    rows: dict[Table, list[dict[str, Any]]]
    calls: list[Any]
    deliveries: list[Any]

    @classmethod
    async def of(cls, world: World) -> Moment:
        rows = {}
        async with world.bot.db.snapshot() as session:
            for table in TABLES:
                rows[table] = [dict(row) for row in (await session.execute(select(table))).mappings()]
        sandbox = world.sandbox
        return cls(
            Memory.of(sandbox),
            copy.deepcopy(world.bot.sender.pace),
            rows,
            list(sandbox.calls),
            list(sandbox.deliveries),
        )

    async def again(self, world: World, before: Untouched) -> None:
        """It is that moment."""
        self.slack.again(world.sandbox)
        world.sandbox.calls.extend(self.calls)
        world.sandbox.deliveries.extend(self.deliveries)
        clock.correct(timedelta(seconds=world.sandbox.clock.offset))
        world.bot.sender.pace = copy.deepcopy(self.pace)
        async with world.bot.db.transaction() as session:
            for table in before.held:
                await session.execute(delete(table))
            for table, kept in self.rows.items():
                if kept:
                    await session.execute(insert(table), kept)
            if not world.bot.db.is_sqlite:
                counted_on = [
                    GO_ON.format(table.name) for table, kept in self.rows.items() if kept and table in NUMBERED
                ]
                await session.execute(text(f"SELECT {', '.join(counted_on)}"))
        await world.quiet()


MOMENTS: dict[Any, tuple[Moment, Any]] = {}


def remembered(
    play: Callable[Concatenate[Player, P], Awaitable[Any]],
) -> Callable[Concatenate[Player, P], Awaitable[Any]]:
    """Played the first time, and wherever something happened before; gone on from else."""

    @wraps(play)
    async def begin(who: Player, *said: P.args, **named: P.kwargs) -> Any:
        world: World = getattr(who, "world", who)
        untouched = world.untouched
        if untouched is None or play.__name__ not in untouched.alike or not await untouched.still(world):
            return await play(who, *said, **named)
        key = (world.bot.db.is_sqlite, getattr(who, "id", ""), play.__name__, said, *named.items())
        if key in MOMENTS:
            moment, answer = MOMENTS[key]
            await moment.again(world, untouched)
            return answer
        answer = await play(who, *said, **named)
        await world.quiet()
        MOMENTS[key] = await Moment.of(world), answer
        return answer

    return begin
