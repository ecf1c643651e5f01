"""The Grafana dashboard and the Prometheus alerts ask for what `/metrics` prints, and have what their readers need."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.flows.playing import World
from tests.flows.test_metrics import DOCS, NAME, OPERATING, exposed, page, samples

pytestmark = pytest.mark.lived

DASHBOARD = json.loads((DOCS / "grafana" / "expertline.json").read_text())
ALERTS = yaml.safe_load((DOCS / "prometheus" / "alerts.yml").read_text())
SELECTOR = re.compile(r"\b((?:expertline|process)_[a-z_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
ALARM = "expertline_alarm"
SCRAPED = {"job", "instance"}  # Prometheus adds these
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
Labels = dict[str, dict[str, set[str]]]  # by metric and label: the values that were printed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_query_and_rule_asks_only_for_labels_and_values_that_are_printed(world: World) -> None:
    await world.signed("Can I visit the ward if I had a cold last week?")
    world.sandbox.core.credentials.signing_secret = "another"
    await world.sandbox.act({"do": "command", "as": "U0MAYA", "command": "/ask", "text": "", "channel": "C0COMMS"})

    printed: Labels = defaultdict(lambda: defaultdict(set))
    for name, labels in samples(await page(world)):
        printed[name]  # one without labels
        for label, said in labels:
            printed[name][label].add(said)

    assert exposed() <= printed.keys()
    wrong = [f"{title}: {each}" for title, expression in expressions() for each in unprinted(expression, printed)]
    assert wrong == []


def unprinted(expression: str, printed: Labels) -> Iterator[str]:
    """What an expression asks for and nobody prints."""
    names = [name for name, _ in SELECTOR.findall(expression)]
    known = {label for name in names for label in printed[name]}
    for group in GROUPED.findall(expression):
        yield from {each.strip() for each in group.split(",")} - known - SCRAPED
    for name, matchers in SELECTOR.findall(expression):
        for label, operator, said in MATCHER.findall(matchers):
            if label not in printed[name].keys() | SCRAPED:
                yield f"{name} has no {label}"
            elif operator in ("=", "!=") and label not in SCRAPED and said not in printed[name][label]:
                yield f"{name} has no {label} {said}"


def test_what_is_not_printed_would_be_found() -> None:
    printed: Labels = {ALARM: {"what": {"sweep"}}}

    assert list(unprinted('max(expertline_alarm{what="sweep"}) == 1', printed)) == []
    assert list(unprinted('max(expertline_alarm{what="swept"}) == 1', printed)) == [
        "expertline_alarm has no what swept"
    ]
    assert list(unprinted('max(expertline_alarm{who="sweep"}) == 1', printed)) == [f"{ALARM} has no who"]
    assert list(unprinted("max by (who, job) (expertline_alarm)", printed)) == ["who"]


def test_a_legend_names_only_what_its_query_keeps() -> None:
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            kept = {each.strip() for group in GROUPED.findall(target["expr"]) for each in group.split(",")}
            alone = SCRAPED if not GROUPED.search(target["expr"]) and "(" not in target["expr"] else set()
            assert set(re.findall(r"\{\{\s*(\w+)\s*\}\}", target["legendFormat"])) <= kept | alone, panel["title"]


def test_the_dashboard_has_what_grafanas_importer_needs() -> None:
    assert DASHBOARD.get("id") is None  # else it would replace whatever has this number there
    assert re.fullmatch(r"[\w-]{1,40}", DASHBOARD["uid"])
    assert isinstance(DASHBOARD["schemaVersion"], int)
    assert DASHBOARD["schemaVersion"] >= 36  # from there on a data source is named by type and uid
    [source] = [each for each in DASHBOARD["templating"]["list"] if each["type"] == "datasource"]
    assert (source["name"], source["query"]) == ("datasource", "prometheus")
    for panel in DASHBOARD["panels"]:
        assert panel["datasource"] == SOURCE, panel["title"]
        assert {"title", "type", "id", "gridPos", "fieldConfig"} <= panel.keys()
        assert all(panel["gridPos"][size] > 0 for size in ("w", "h"))
        assert all(panel["gridPos"][side] >= 0 for side in ("x", "y"))
        names = [target["refId"] for target in panel["targets"]]
        assert len(names) == len(set(names)), panel["title"]
        assert all(target["datasource"] == SOURCE for target in panel["targets"]), panel["title"]


def test_the_docs_name_every_alert() -> None:
    for rule in rules():
        assert f"`{rule['alert']}`" in OPERATING, rule["alert"]


def test_the_alerts_use_metrics_that_exist_and_say_what_is_wrong() -> None:
    for rule in rules():
        used = set(NAME.findall(rule["expr"]))
        assert used
        assert used <= exposed(), rule["alert"]
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}


def test_the_dashboard_is_whole_and_every_panel_asks_for_metrics_that_exist() -> None:
    variables = {each["name"] for each in DASHBOARD["templating"]["list"]}
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    assert {"title", "uid", "schemaVersion", "time", "refresh", "panels", "templating"} <= DASHBOARD.keys()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert panel["type"] in ("stat", "timeseries", "table")
        assert panel["targets"]
        for target in panel["targets"]:
            used = set(NAME.findall(target["expr"]))
            assert used
            assert used <= exposed(), panel["title"]
            assert set(re.findall(r"\$([a-z]\w*)", target["expr"])) <= variables
            assert balanced(target["expr"])


def test_panels_do_not_lie_on_one_another() -> None:
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in DASHBOARD["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))


def test_every_metric_has_a_place_in_the_dashboard() -> None:
    shown = {name for panel in DASHBOARD["panels"] for each in panel["targets"] for name in NAME.findall(each["expr"])}
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in shown}

    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in exposed() if name.startswith("expertline")} <= shown


def rules() -> list[dict[str, Any]]:
    return [rule for group in ALERTS["groups"] for rule in group["rules"]]


def expressions() -> Iterator[tuple[str, str]]:
    """Everything that is asked, with where."""
    yield from ((rule["alert"], rule["expr"]) for rule in rules())
    for panel in DASHBOARD["panels"]:
        yield from ((panel["title"], target["expr"]) for target in panel["targets"])


def balanced(expression: str) -> bool:
    return all(expression.count(left) == expression.count(right) for left, right in ("()", "{}", "[]"))
