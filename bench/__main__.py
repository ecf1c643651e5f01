"""`python -m bench NAME …` measures one thing, `python -m bench all` everything; each beside its reference."""

import argparse
import importlib
import pkgutil
import sys
import time

import bench

WELL, CANT = 0, 2  # 1: measured, and below its bar
# these take --quick, --full, --database and --json
SIZED = ("acks", "answers", "load", "memory", "outbox", "stories", "sweep")
STATES = {WELL: "ok", CANT: "could not run here"}


def names() -> list[str]:
    """What can be measured."""
    return sorted(each.name for each in pkgutil.iter_modules(bench.__path__) if not each.name.startswith("_"))


def run(name: str, arguments: list[str]) -> int:
    """Measure one thing; 0 well, 1 below its bar, 2 it can't be measured here."""
    return int(importlib.import_module(f"bench.{name}").main(arguments))


def arguments_for(name: str, arguments: list[str]) -> list[str]:
    """What a measurement gets of the arguments to `all`: those that have one size get no sizes."""
    return arguments if name in SIZED else [each for each in arguments if each == "--json"]


def run_all(arguments: list[str]) -> int:
    """Measure everything, with a table at the end; 1 where anything is below its bar."""
    rows = []
    for name in names():
        print(f"== {name}", flush=True)
        started = time.perf_counter()
        status = run(name, arguments_for(name, arguments))
        rows.append((name, status, time.perf_counter() - started))
        print(flush=True)
    for name, status, seconds in rows:
        print(f"{name:<14}{STATES.get(status, 'below its bar'):<20}{seconds:6.1f} s")
    return int(any(status not in STATES for _, status, _ in rows))


def main(arguments: list[str]) -> int:
    """The command line; what follows the name is for the measurement itself."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=[*names(), "all"], metavar="NAME", help=", ".join([*names(), "all"]))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="see python -m bench NAME --help")
    options = parser.parse_args(arguments)
    return run_all(options.arguments) if options.name == "all" else run(options.name, options.arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
