"""What Prometheus reads: well-formed, complete, and the same as the docs speak of."""

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import InterfaceError
from starlette.requests import Request

from bot.app import Expertline
from bot.lifecycle import Stage
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.client import Slack
from bot.slack.outbox import Lane
from tests.flows.playing import World

pytestmark = pytest.mark.lived

DOCS = Path(__file__).parents[2] / "docs"
OPERATING = (DOCS / "operating.md").read_text()
NAME = re.compile(r"\b(?:expertline|process)_[a-z_]+\b")
Sample = tuple[str, tuple[tuple[str, str], ...]]


async def page(world: World) -> str:
    response = await world.bot.show_metrics(Request({"type": "http"}))
    return bytes(response.body).decode()


def samples(text: str) -> dict[Sample, float]:
    families = list(text_string_to_metric_families(text))
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def exposed() -> set[str]:
    """Every name a rule may use."""
    families = list(text_string_to_metric_families(Metrics().text(None, last_beat=None, ready=True).decode()))
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {f"{family.name}{ending}" for family in families for ending in endings.get(family.type, ("",))}


def value(found: dict[Sample, float], name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


async def test_a_story_shows_in_the_metrics(world: World) -> None:
    await world.signed("Can I visit the ward if I had a cold last week?")
    world.sandbox.troubles.set({"answer_error": {"chat.postMessage": "restricted_action"}})
    await world.maya.clicks("Approve")

    found = samples(await page(world))

    assert value(found, "expertline_questions", stage=Stage.AWAITING_PUBLICATION.value) == 1
    assert value(found, "expertline_deliveries_total", kind="command", outcome="done") == 1
    assert value(found, "expertline_deliveries_total", kind="event", outcome="done") >= 1
    assert value(found, "expertline_slack_calls_total", method="chat.postMessage", outcome="done") >= 3
    assert value(found, "expertline_slack_calls_total", method="chat.postMessage", outcome="dead") == 1
    assert value(found, "expertline_slack_calls_total", method="views.open", outcome="done") == 1
    assert value(found, "expertline_outbox_attempts_total", outcome="dead") == 1
    assert sum(value(found, "expertline_outbox_rows", lane=lane.name.lower(), state="dead") for lane in Lane) == 1
    assert value(found, "expertline_answer_seconds_count") >= 4
    assert value(found, "expertline_delivery_lag_seconds_count") >= 1
    assert value(found, "expertline_inbox_rows") >= 4
    assert value(found, "expertline_ready") == 1
    assert value(found, "expertline_database_up") == 1
    assert value(found, "expertline_parked_workspaces") == 0
    assert value(found, "expertline_questions_overdue") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_questions_past_their_hour_and_refused_requests_are_counted(world: World) -> None:
    await world.maya.asks("Can I visit the ward if I had a cold last week?")
    await world.moves("61 minutes")
    world.sandbox.core.credentials.signing_secret = "another"
    await world.sandbox.act({"do": "command", "as": "U0MAYA", "command": "/ask", "text": "", "channel": "C0COMMS"})

    found = samples(await page(world))

    assert value(found, "expertline_questions_overdue") == 1
    assert value(found, "expertline_turned_away_total", reason="signature") == 1


async def test_without_its_database_the_page_still_answers(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/nowhere/x.db")
    bot = Expertline(settings)

    found = samples(bytes((await bot.show_metrics(Request({"type": "http"}))).body).decode())

    assert value(found, "expertline_database_up") == 0
    assert value(found, "expertline_ready") == 0


def test_what_alerts_count_begins_at_zero_since_a_first_count_would_be_no_increase() -> None:
    found = samples(Metrics().text(None, last_beat=None, ready=True).decode())

    assert value(found, "expertline_outbox_attempts_total", outcome="dead") == 0
    assert value(found, "expertline_deliveries_total", kind="event", outcome="failed") == 0


def test_every_metric_says_what_it_is_and_is_named_with_its_unit() -> None:
    families = [
        family
        for family in text_string_to_metric_families(Metrics().text(None, last_beat=None, ready=True).decode())
        if family.name.startswith("expertline_")
    ]

    assert all(family.documentation.endswith(".") for family in families)
    assert all(family.type in ("counter", "gauge", "histogram") for family in families)
    assert all(family.name.endswith("_seconds") for family in families if family.type == "histogram")
    assert len(families) >= 19


def test_the_docs_name_every_metric_and_no_other() -> None:
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exposed() if name.startswith("expertline_")}
    named = set(re.findall(r"^\| `(expertline_[a-z_]+)", OPERATING, re.MULTILINE))

    assert named == ours


async def test_a_call_that_was_never_made_is_not_counted() -> None:
    counted: list[tuple[str, str]] = []
    slack = Slack(base_url="http://slack.invalid/api/", tokens={}, called=lambda *call: counted.append(call))

    async def no_database() -> None:
        raise InterfaceError("", None, Exception())

    slack.learn = no_database
    with pytest.raises(InterfaceError):
        await slack.call("T1", "chat.postMessage", {})

    assert counted == []
