"""SLACK_API_URL decides every host: with GovSlack nothing goes to the other Slack, nor names it."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.settings import Settings
from bot.slack.client import Slack
from bot.slack.oauth import OAuth

BOT = Path(__file__).parents[2] / "bot"
GOV = "https://slack-gov.com/api/"
MADE_WITH = {  # what speaks to Slack, and the argument that says where Slack is
    "AsyncWebClient": "base_url",
    "SocketModeClient": "web_client",
    "AuthorizeUrlGenerator": "authorization_url",
}


@cache
def calls_by_name() -> dict[str, list[ast.Call]]:
    """Whatever is made by this name; what derives from it makes it by `super().__init__`."""
    found = defaultdict(list)
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found[node.func.id].append(node)
            if isinstance(node, ast.ClassDef):
                begun = [each for each in ast.walk(node) if isinstance(each, ast.Call) and _is_beginning(each.func)]
                for base in node.bases:
                    found[ast.unparse(base)] += begun
    return found


def _is_beginning(function: ast.expr) -> bool:
    return ast.unparse(function) == "super().__init__"


def test_only_the_settings_default_names_slacks_host() -> None:
    named = {
        path.relative_to(BOT).as_posix()
        for path in BOT.rglob("*.py")
        for line in path.read_text().splitlines()
        if re.search(r"slack(-gov)?\.com", line) and "docs.slack" not in line
    }

    assert named == {"settings.py"}


@pytest.mark.parametrize("name", MADE_WITH)
def test_whatever_speaks_to_slack_is_told_where_it_is(name: str) -> None:
    made = calls_by_name()[name]

    assert made
    for call in made:
        assert MADE_WITH[name] in {each.arg for each in call.keywords}


def test_no_other_client_of_the_sdk_is_made() -> None:
    for name in ("WebClient", "WebhookClient", "AsyncWebhookClient", "AsyncRespond", "AsyncTokenRotator"):
        assert calls_by_name()[name] == []


@pytest.mark.parametrize(("api", "host"), [(GOV, "slack-gov.com"), ("https://slack.com/api/", "slack.com")])
async def test_installers_are_sent_to_the_same_slack_as_calls(api: str, host: str) -> None:
    oauth = OAuth(
        Slack(base_url=api, tokens={}), client_id="1.2", client_secret="hush", scopes=["chat:write", "commands"]
    )

    link = urlsplit(oauth.link("the-state"))

    assert (link.scheme, link.hostname, link.path) == ("https", host, "/oauth/v2/authorize")
    asked = parse_qs(link.query)
    assert (asked["client_id"], asked["state"], asked["scope"]) == (["1.2"], ["the-state"], ["chat:write,commands"])
    assert "hush" not in link.query


def test_the_page_of_apps_is_slacks_own() -> None:
    assert Settings(_env_file=None, slack_api_url=GOV).apps_page == "api.slack-gov.com/apps"
    assert Settings(_env_file=None).apps_page == "api.slack.com/apps"
