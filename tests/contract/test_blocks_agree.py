"""The sandbox never takes what the validator of Slack's documented limits refuses."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import Sandbox, SlackError
from tests.contract.validating import needs_slack, refusals

pytestmark = needs_slack
SANDBOX = Sandbox()
SANDBOX.workspace.happened = lambda event, channel: None  # no bot, no event loop
Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> Json:
    return {"text": plain(f"Topic {value}"), "value": value}


CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really*"), "confirm": plain("Yes"), "deny": plain("No")}
SELECT = {"type": "static_select", "action_id": "account", "placeholder": plain("Account")}
ELEMENTS: list[Json] = [
    {"type": "button", "action_id": "go", "text": plain("Go"), "value": "42:1", "style": "primary", "confirm": CONFIRM},
    {"type": "overflow", "action_id": "more", "options": [option("a"), {**option("b"), "url": "https://a.example"}]},
    {"type": "checkboxes", "action_id": "c", "options": [option("a"), option("b")], "initial_options": [option("a")]},
    {"type": "radio_buttons", "action_id": "r", "options": [option("a"), option("b")], "initial_option": option("b")},
    {"type": "datepicker", "action_id": "d", "initial_date": "2026-03-01", "placeholder": plain("Day")},
    {"type": "timepicker", "action_id": "t", "initial_time": "14:05"},
    {"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1_800_000_000},
    {**SELECT, "options": [option("a"), option("b")], "initial_option": option("a")},
    {**SELECT, "action_id": "g", "option_groups": [{"label": plain("One"), "options": [option("a")]}]},
    {"type": "external_select", "action_id": "e", "initial_option": option("a"), "min_query_length": 1},
    {"type": "users_select", "action_id": "u", "initial_user": "U0LENA"},
    {"type": "conversations_select", "action_id": "cv", "filter": {"include": ["public"], "exclude_bot_users": True}},
    {"type": "channels_select", "action_id": "ch", "initial_channel": "C0COMMS"},
    {
        "type": "multi_static_select",
        "action_id": "ms",
        "options": [option("a"), option("b")],
        "initial_options": [option("b")],
        "max_selected_items": 2,
    },
    {"type": "multi_users_select", "action_id": "mu", "initial_users": ["U0LENA"]},
]
TYPED: list[Json] = [
    {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "min_length": 1,
        "max_length": 300,
        "initial_value": "Yes",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    },
    {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
    {"type": "number_input", "action_id": "n2", "is_decimal_allowed": True, "initial_value": "2.5", "max_value": "9"},
    {"type": "email_text_input", "action_id": "m", "initial_value": "a@b.example"},
    {"type": "url_text_input", "action_id": "l", "focus_on_load": True},
    {"type": "rich_text_input", "action_id": "rt", "min_lines": 1, "max_lines": 9},
]
RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "Hello"}, {"type": "user", "user_id": "U1"}],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.example"}]}],
        },
    ],
}
IMAGE = {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "A tap"}
SHOWN: list[Json] = [
    {"type": "section", "block_id": "s", "text": mrkdwn("Is it *safe*?"), "accessory": ELEMENTS[1], "expand": True},
    {"type": "section", "block_id": "f", "fields": [mrkdwn("One"), plain("Two")]},
    {"type": "header", "block_id": "h", "text": plain("Draft 2")},
    {"type": "divider", "block_id": "line"},
    {"type": "context", "block_id": "x", "elements": [mrkdwn("104 of 140"), IMAGE]},
    {
        "type": "image",
        "block_id": "i",
        "image_url": "https://a.example/b.png",
        "alt_text": "A tap",
        "title": plain("T"),
    },
    {**RICH, "block_id": "rich"},
    *({"type": "actions", "block_id": f"a{at}", "elements": [element]} for at, element in enumerate(ELEMENTS)),
]
ASKED: list[Json] = [
    {"type": "input", "block_id": f"i{at}", "label": plain("Text"), "hint": plain("Short"), "element": element}
    for at, element in enumerate([*TYPED, *(one for one in ELEMENTS if one["type"] not in ("button", "overflow"))])
]
TABLE: Json = {
    "type": "table",
    "block_id": "table",
    "rows": [[{"type": "raw_text", "text": "a"}, {"type": "rich_text", "elements": RICH["elements"]}]],
    "column_settings": [{"align": "left"}, {"is_wrapped": True}],
}
MARKDOWN = {"type": "markdown", "block_id": "md", "text": "**Hello**"}
METADATA = {"event_type": "outbox", "event_payload": {"key": "question:42:card"}}
MORE = {"fallback": "more", "blocks": [{"type": "section", "block_id": "more", "text": mrkdwn("More")}]}
MESSAGE: Json = {"channel": "C0COMMS", "text": "Is it safe?", "attachments": [MORE], "metadata": METADATA}
MODAL: Json = {
    "type": "modal",
    "title": plain("Ask an expert"),
    "submit": plain("Ask"),
    "close": plain("Cancel"),
    "private_metadata": "42:1",
    "callback_id": "intake",
    "external_id": "",
    "notify_on_close": True,
    "clear_on_close": False,
}
HOME: Json = {"type": "home", "callback_id": "home", "private_metadata": "1"}
ALERT: Json = {"type": "alert", "block_id": "al", "text": mrkdwn("Careful"), "level": "warning"}
METHODS: dict[str, list[Json]] = {
    "chat.postMessage": [*SHOWN, TABLE, MARKDOWN],
    "chat.postEphemeral": [*SHOWN, TABLE, MARKDOWN],
    "views.open": [*SHOWN, *ASKED, ALERT],
    "views.publish": SHOWN,
}


def body_of(method: str, blocks: list[Json]) -> Json:
    """A whole, valid call."""
    if method == "views.open":
        return {"trigger_id": SANDBOX.core.new_trigger("U0MAYA"), "view": {**MODAL, "blocks": blocks}}
    if method == "views.publish":
        return {"user_id": "U0MAYA", "view": {**HOME, "blocks": blocks}}
    return {**MESSAGE, "blocks": blocks} | ({"user": "U0MAYA"} if method == "chat.postEphemeral" else {})


LENGTHS = (1, 24, 30, 50, 75, 100, 150, 199, 200, 255, 300, 2000, 3000, 4000, 12_000, 40_000)
JUNK = st.sampled_from([None, True, 0, -1, 1.5, 10**11, "", "x", "primary", [], {}, ["x"], [[]], [{}], {"type": "x"}])


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before] * bool(before) + [path for name, each in inside for path in paths(each, (*before, name))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def mutated(data: st.DataObject, body: Json) -> Json:
    """The body with one thing wrong, or not."""
    body = copy.deepcopy(body)
    path = data.draw(st.sampled_from(paths(body)))
    *_, last = path
    holder, value = at(body, path[:-1]), at(body, path)
    ways = ["drop", "junk"]
    ways += ["longer"] * 2 if isinstance(value, str) else []
    ways += ["more", "twice", "empty"] if isinstance(value, list) else []
    ways += ["extra", "swap"] if isinstance(value, dict) else []
    way = data.draw(st.sampled_from(ways))
    if way == "drop":
        del holder[last]
    elif way == "junk":
        holder[last] = data.draw(JUNK)
    elif way == "longer":
        holder[last] = "x" * (data.draw(st.sampled_from(LENGTHS)) + data.draw(st.integers(0, 1)))
    elif way == "more":
        holder[last] = renamed(value, data.draw(st.sampled_from([2, 5, 6, 10, 11, 25, 26, 50, 51, 100, 101])))
    elif way == "twice":
        holder[last] = value * 2
    elif way == "empty":
        holder[last] = []
    elif way == "extra":
        value[data.draw(st.sampled_from(["url", "emoji", "verbatim", "style", "colour", "block_id", "level"]))] = "x"
    elif way == "swap":
        others = [*SHOWN, *ASKED, *ELEMENTS, *TYPED, TABLE, MARKDOWN, CONFIRM, option("a"), plain("x"), mrkdwn("x")]
        holder[last] = copy.deepcopy(data.draw(st.sampled_from(others)))
    return body


def renamed(items: list[Any], count: int) -> list[Any]:
    """Many of them, told apart where Slack wants them told apart."""
    made = [copy.deepcopy(items[index % len(items)]) for index in range(count)] if items else []
    for index, item in enumerate(made):
        if isinstance(item, dict):
            item.update({name: f"{name}{index}" for name in ("block_id", "action_id", "value") if name in item})
    return made


def accepted(method: str, body: Json) -> bool:
    """Whether the sandbox takes it; anything but taking or refusing fails the test."""
    try:
        SANDBOX.api.perform(method, "xoxb-sandbox", copy.deepcopy(body))
    except SlackError:
        return False
    return True


@pytest.mark.parametrize("method", METHODS)
def test_what_is_right_is_taken_by_both(method):
    for block in METHODS[method]:
        assert refusals(method, body_of(method, [block])) == []
        SANDBOX.api.perform(method, "xoxb-sandbox", body_of(method, [block]))


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_sandbox_takes_nothing_that_the_validator_refuses(data):
    method = data.draw(st.sampled_from(sorted(METHODS)))
    blocks = data.draw(st.lists(st.sampled_from(METHODS[method]), min_size=1, max_size=3))
    body = body_of(method, blocks)
    for _ in range(data.draw(st.integers(1, 2))):
        body = mutated(data, body)

    if accepted(method, body):
        assert refusals(method, json.loads(json.dumps(body))) == []
