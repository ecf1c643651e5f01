"""The clock between two heartbeats, held against the database's time or the machine's: nobody is called early, and no
storm breaks loose because somebody set a clock."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import STAYS, Clock

HOUR, DAY = 3600.0, 86400.0


@dataclass
class World:
    """The true time, a machine whose clock is off by some seconds, and a database whose clock is off by others."""

    true: float = 1_780_000_000.0
    machine_off: float = 0.0
    database_off: float = 0.0

    def clock(self, machine_off: float = 0.0) -> Clock:
        """Of a process on a machine of its own."""
        return Clock(machine=lambda: self.true + machine_off + self.machine_off, steady=lambda: self.true - 1_000_000.0)

    def beats(self, clock: Clock, *, on_sqlite: bool, seconds: float = 2.0, times: int = 1, way: float = 0.01) -> float:
        """So many heartbeats; returns by how much the clock jumped."""
        jumped = 0.0
        for _ in range(times):
            self.true += seconds - way
            asked = clock.steady()
            read = self.true
            self.true += way
            truth = None if on_sqlite else datetime.fromtimestamp(read + self.database_off, UTC)
            jump = clock.compare(truth, asked=clock.steady() if on_sqlite else asked)
            if jump:
                clock.jump(jump)
            jumped += jump
        return jumped

    def off(self, clock: Clock) -> float:
        """How far this clock is from the true time."""
        return clock.now().timestamp() - self.true


@pytest.mark.parametrize("jump", [1.0, -1.0, HOUR, -HOUR, DAY, -DAY])
def test_setting_the_machines_clock_changes_nothing_where_the_database_tells_the_time(jump: float):
    world = World()
    clock = world.clock()
    world.beats(clock, on_sqlite=False, times=3)

    world.machine_off = jump
    world.beats(clock, on_sqlite=False, times=60)

    assert abs(world.off(clock)) < 0.05


def test_two_replicas_whose_machines_are_five_seconds_apart_agree_after_their_first_heartbeat():
    world = World()
    early, late = world.clock(machine_off=5.0), world.clock()

    world.beats(early, on_sqlite=False)
    world.beats(late, on_sqlite=False)

    assert abs(world.off(early) - world.off(late)) < 0.05
    assert world.off(early) <= 0.01


@pytest.mark.parametrize("way", [0.0, 0.05, 0.2, 0.49])
def test_a_slow_answer_of_the_database_makes_the_clock_late_rather_than_early(way: float):
    world = World()
    clock = world.clock(machine_off=40.0)

    world.beats(clock, on_sqlite=False, way=way)

    assert -0.5 <= world.off(clock) <= 0.001


def test_an_answer_that_took_too_long_says_nothing():
    world = World()
    clock = world.clock()
    world.beats(clock, on_sqlite=False)

    world.database_off = HOUR
    world.beats(clock, on_sqlite=False, times=20, way=1.5)

    assert abs(world.off(clock)) < 0.05


def test_a_drift_is_set_right_without_a_word():
    world = World()
    clock = world.clock()
    for _ in range(1000):
        world.database_off += 0.002  # a thousandth
        assert world.beats(clock, on_sqlite=False) == 0.0

    assert abs(world.off(clock) - world.database_off) < 0.05


@pytest.mark.parametrize("on_sqlite", [True, False])
@pytest.mark.parametrize("jump", [1.0, -1.0, HOUR, -HOUR, DAY, -DAY])
def test_a_jump_of_the_truth_is_followed_once_it_has_stayed(jump: float, on_sqlite: bool):
    world = World()
    clock = world.clock()
    world.beats(clock, on_sqlite=on_sqlite, times=3)
    world.machine_off = world.database_off = jump

    assert world.beats(clock, on_sqlite=on_sqlite, times=int(STAYS / 2)) == 0.0
    assert abs(world.off(clock)) < 0.05
    jumped = world.beats(clock, on_sqlite=on_sqlite, times=5)

    assert jumped == pytest.approx(jump, abs=0.05)
    assert world.off(clock) == pytest.approx(jump, abs=0.05)


@pytest.mark.parametrize("on_sqlite", [True, False])
def test_a_clock_that_was_set_wrong_for_a_moment_is_not_followed(on_sqlite: bool):
    world = World()
    clock = world.clock()
    world.beats(clock, on_sqlite=on_sqlite)

    world.machine_off = world.database_off = HOUR
    assert world.beats(clock, on_sqlite=on_sqlite, times=3) == 0.0
    world.machine_off = world.database_off = 0.0
    assert world.beats(clock, on_sqlite=on_sqlite, times=30) == 0.0

    assert abs(world.off(clock)) < 0.05


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_summer_time_begins_and_ends_unnoticed(day: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "America/Chicago")
    time.tzset()
    try:
        world = World(true=datetime.fromisoformat(f"{day}T06:30:00+00:00").timestamp())  # before, in Chicago
        clock, begin = world.clock(), world.true
        last = clock.now()
        while world.true < begin + 3 * HOUR:
            assert world.beats(clock, on_sqlite=True, seconds=60) == 0.0
            assert clock.now() - last == timedelta(seconds=60)
            last = clock.now()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_where_time_runs_faster_a_jump_is_measured_in_its_own_seconds():
    world = World()
    clock = world.clock()
    clock.anchor, clock.rate = world.true, 60.0
    before = clock.now()

    world.beats(clock, on_sqlite=True, times=5)

    assert (clock.now() - before).total_seconds() == pytest.approx(600.0, abs=1.0)
