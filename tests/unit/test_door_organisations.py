"""Where an app is installed in a whole organisation, a delivery still belongs to one workspace."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.handlers.unpacking import unpack
from bot.slack.door import of_socket
from tests.contract.validating import SLACK, needs_slack

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "team": None,
    "enterprise": {"id": "E1", "name": "State"},
    "is_enterprise_install": True,
    "trigger_id": "1.2.3",
    "actions": [{"action_id": "approve", "value": "1:1"}],
}
UNINSTALLED: dict[str, Any] = {
    "type": "event_callback",
    "event_id": "Ev1",
    "event_time": 1_700_000_000,
    "team_id": "T1",
    "event": {"type": "app_uninstalled"},
}


def test_a_click_without_a_team_belongs_to_the_persons_workspace() -> None:
    delivery = of_socket(CLICK)

    assert (delivery.team, delivery.enterprise) == ("T1", "E1")


def test_a_window_installed_by_an_organisation_belongs_to_the_workspace_it_was_opened_in() -> None:
    view = {"id": "V1", "type": "modal", "team_id": "T1", "app_installed_team_id": "E1", "callback_id": "intake"}

    assert of_socket({**CLICK, "type": "view_submission", "view": view}).team == "T1"


@needs_slack
@pytest.mark.parametrize(
    "path", sorted((SLACK / "payloads" / "inbound").rglob("*rg[WLA]*")), ids=lambda path: path.stem
)
def test_recorded_deliveries_of_organisations_name_a_workspace_and_the_organisation(path: Any) -> None:
    raw = path.read_text()
    delivery = of_socket(dict(parse_qsl(raw)) if path.suffix == ".form" else json.loads(raw))

    assert str(delivery.team).startswith("T")
    assert str(delivery.enterprise).startswith("E")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("T1", "", False)),
        ({"enterprise_id": "E1"}, ("T1", "E1", False)),
        ({"team_id": "E1", "enterprise_id": "E1"}, ("", "E1", True)),
        (
            {"authorizations": [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]},
            ("T1", "E1", True),
        ),
    ],
)
def test_news_of_an_installation_say_whose_it_is(more: dict[str, Any], expected: tuple[str, str, bool]) -> None:
    name, news = unpack(of_socket({**UNINSTALLED, **more}))

    assert name == "app_uninstalled"
    assert (news.team, news.enterprise, news.org_wide) == expected
    assert news.at.timestamp() == 1_700_000_000


def test_response_addresses_that_are_null_are_left_out_before_bolt_counts_them() -> None:
    assert "response_urls" not in of_socket({**CLICK, "response_urls": None}).body
