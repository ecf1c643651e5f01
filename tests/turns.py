"""What `make test` leaves to complete runs (`REQUIRE_ALL=1 make test`, as in CI), so that it takes minutes.

With --by-turns, of the variants of a test that take turns one is run: of each flow, one of the two databases. Which one
depends on the test's name, so that it is always the same, and each variant is met by about as many tests as the others.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import pytest

FLOWS = Path(__file__).parent / "flows"
LEFT = pytest.StashKey[int]()
LEFT_OUT = "left to complete runs"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--by-turns", action="store_true", help="what takes turns is run once; see tests/turns.py")


def pytest_configure(config: pytest.Config) -> None:
    for marker in (
        "by_turns(parameter): of its values, which are words, each test meets one, unless the run is complete",
        "each_time: on both databases in every run",
        "thorough: in complete runs only",
    ):
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.by_turns:
        return
    left = {item for item in items if item.get_closest_marker("thorough")} | set(_waiting(items))
    config.hook.pytest_deselected(items=[item for item in items if item in left])
    items[:] = [item for item in items if item not in left]
    config.stash[LEFT] = len(left)


def _waiting(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Those whose turn it isn't."""
    families: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        parameter = _takes_turns(item)
        if isinstance(item, pytest.Function) and parameter is not None:
            test, _, values = item.nodeid.partition("[")
            families[f"{test}[{values.replace(item.callspec.params[parameter], '', 1)}"].append(item)
    return [
        item
        for name, variants in families.items()
        for number, item in enumerate(variants)
        if number != crc32(name.encode()) % len(variants)
    ]


def _takes_turns(item: pytest.Item) -> str | None:
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    marker = item.get_closest_marker("by_turns")
    if marker is not None and marker.args[0] in parameters:
        return str(marker.args[0])
    if "database_url" in parameters and FLOWS in item.path.parents and not item.get_closest_marker("each_time"):
        return "database_url"
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells how many it left; all leave the same."""
    workeroutput = getattr(session.config, "workeroutput", None)
    if workeroutput is not None:
        workeroutput[LEFT_OUT] = session.config.stash.get(LEFT, 0)


def pytest_testnodedown(node: object) -> None:
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    config.stash[LEFT] = getattr(node, "workeroutput", {}).get(LEFT_OUT, 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left = terminalreporter.config.stash.get(LEFT, 0)
    if left:
        terminalreporter.write_line(
            f"By turns: {left:,} tests are left to `REQUIRE_ALL=1 make test`, most of them flows on the other database."
        )
