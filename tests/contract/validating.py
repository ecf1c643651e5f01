"""Slack's documented rules, as others wrote them down, run over recorded Web API calls.

`findings(calls)` takes what `Sandbox.calls` holds. The two checkers lie beside the checkout; without them a test that
asks for findings is skipped, and says so.
"""

import importlib.util
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SLACK = Path(__file__).parents[3] / "shared" / "slack"
TOLD = {"error", "warning"}
needs_slack = pytest.mark.skipif(not SLACK.is_dir(), reason="Slack's documented rules and samples are not here")


def findings(calls: Sequence[dict[str, Any]], *, ignoring: Collection[str] = ()) -> list[str]:
    """What Slack would mind, a line each; `ignoring` names codes (such as `rate_tier`) that a test means to provoke."""
    recorded = list(calls)
    found = checker("validate_blocks").validate(recorded) + checker("check_calls").check(recorded)
    return [_line(one) for one in found if one["severity"] in TOLD and one["code"] not in ignoring]


def refusals(method: str, body: dict[str, Any]) -> list[str]:
    """Why Slack would refuse one body; advice doesn't count."""
    found = checker("validate_blocks").validate([{"method": method, "body": body}])
    return [_line(one) for one in found if one["severity"] == "error"]


@cache
def checker(name: str) -> ModuleType:
    """One of the two checkers as a module."""
    path = SLACK / f"{name}.py"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    spec = importlib.util.spec_from_file_location(f"slack_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _line(one: dict[str, Any]) -> str:
    where = f"{one['method']} {one.get('pointer', '')}".rstrip()
    return f"[{one['call']}] {where}: {one['code']}: {one['message']}"
