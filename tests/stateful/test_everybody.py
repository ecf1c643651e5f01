"""Anybody does anything: the promises hold after every step, and every move of the table is made."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvloop
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.lifecycle import MOVES, Move, Stage
from tests import postgres
from tests.flows.reading import newest
from tests.stateful.acts import DO
from tests.stateful.invariants import broken, pairs, unsettled
from tests.stateful.machine import Everybody
from tests.stateful.quick import QuickWorld, quick_world
from tests.stateful.ways import choosing, happen, way

USUAL = settings(
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    phases=(Phase.generate, Phase.shrink),
)


@contextmanager
def a_place(database_url: str) -> Iterator[type[Everybody]]:
    """The machine, with one bot and one sandbox under it for all its stories."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        place = quick_world(database_url)

        class Here(Everybody):
            pass

        Here.runner, Here.hit, Here.steps = runner, set(), 0
        Here.world = runner.run(place.__aenter__())
        try:
            yield Here
        finally:
            runner.run(place.__aexit__(None, None, None))


async def complete(world: QuickWorld, hit: set[tuple[Stage, Move]]) -> set[tuple[Stage, Move]]:
    """What chance did not bring about is made to happen, each wanted move tried once; returns what never did."""
    wanted = set(MOVES) - hit
    await world.begin()
    await choosing(world)
    while wanted:
        question = await newest(world)
        path = way(question.stage, wanted)
        if path:
            await DO[path[0]](world, question)
            wanted.discard((question.stage, path[0]))
        else:
            pair = next(pair for pair in MOVES if pair in wanted)
            wanted.discard(pair)
            await world.begin()
            await happen(world, *pair)
        assert await broken(world) == []
        async with world.bot.db.snapshot() as session:
            hit |= await pairs(session)
        wanted -= hit
    assert await unsettled(world) == []
    return set(MOVES) - hit


def test_whatever_people_do_the_promises_hold_and_every_move_can_be_made(
    migrated_file: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path = tmp_path / "everybody.db"
    shutil.copy(migrated_file, path)
    histories = 6 if pytestconfig.option.by_turns else 14
    bounded = settings(USUAL, max_examples=histories, stateful_step_count=25)
    with a_place(f"sqlite:///{path}") as here:
        run_state_machine_as_test(here, settings=bounded)
        assert here.runner.run(complete(here.world, here.hit)) == set()


@pytest.mark.soak
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_whatever_people_do_for_hours(database: str, migrated_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'everybody.db'}"
    shutil.copy(migrated_file, tmp_path / "everybody.db")
    if database == "postgresql":
        server = postgres.server()
        if server is None:
            pytest.skip("no PostgreSQL server can be had here")
        url = asyncio.run(postgres.fresh_database(server))
    long = settings(USUAL, max_examples=5000, stateful_step_count=50)
    with a_place(url) as here:
        run_state_machine_as_test(here, settings=long)
        assert here.runner.run(complete(here.world, here.hit)) == set()
