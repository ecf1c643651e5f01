"""One message and one window with every kind of block and element the page draws."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(label: str, more: str = "") -> Json:
    described = {"description": plain(more)} if more else {}
    return {"text": plain(label), "value": label.lower()} | described


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def field(name: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        **more,
    }


COLOURS = [option("Red"), option("Green", "like grass"), option("Blue")]
SURE = {
    "title": plain("Really?"),
    "text": mrkdwn("It *can't* be undone."),
    "confirm": plain("Do it"),
    "deny": plain("No"),
}
FORMATTED = (
    "*bold* _italic_ ~struck~ `code` <https://example.org|a label> <@U0MAYA> <@U0LENA> <#C0COMMS> :tada: "
    "a &lt; b &amp; c\n> a quotation\n2*3*4 and snake_case_name stay as they are\n```one\n  two```"
)
RICH = [
    section(
        {"type": "text", "text": "Rich ", "style": {"bold": True}},
        {"type": "user", "user_id": "U0LENA"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "pill"},
        {"type": "link", "url": "https://example.org/rich", "text": "rich link"},
    ),
    {
        "type": "rich_text_list",
        "style": "ordered",
        "elements": [section({"type": "text", "text": "first"}), section({"type": "text", "text": "second"})],
    },
    {"type": "rich_text_quote", "elements": [{"type": "text", "text": "rich quotation"}]},
    {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "The exact *text*, to copy."}]},
]

MESSAGE: list[Json] = [
    {"type": "header", "text": plain("A heading :bell:")},
    {"type": "section", "text": mrkdwn(FORMATTED)},
    {
        "type": "section",
        "text": mrkdwn("At <!date^1795616476^{date_short} {time}|a fallback>, and <!date^x^|only this>."),
    },
    {
        "type": "section",
        "fields": [mrkdwn("*Left*\none"), mrkdwn("*Right*\ntwo")],
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("First thing"), option("Second thing")],
        },
    },
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("Small _print_ · "), plain("and more")]},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "plain", "text": plain("Plain")},
            {"type": "button", "action_id": "main", "text": plain("Main"), "style": "primary"},
            {"type": "button", "action_id": "bad", "text": plain("Dangerous"), "style": "danger", "confirm": SURE},
            {"type": "button", "action_id": "away", "text": plain("Elsewhere"), "url": "https://example.org"},
        ],
    },
    {
        "type": "actions",
        "elements": [
            {"type": "static_select", "action_id": "colour", "placeholder": plain("A colour"), "options": COLOURS},
            {"type": "users_select", "action_id": "who", "placeholder": plain("A person")},
            {"type": "conversations_select", "action_id": "where", "placeholder": plain("A channel")},
            {
                "type": "multi_static_select",
                "action_id": "several",
                "placeholder": plain("Colours"),
                "options": COLOURS,
            },
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-25"},
            {"type": "timepicker", "action_id": "time", "initial_time": "14:02"},
        ],
    },
    {"type": "rich_text", "elements": RICH},
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Times"}],
            [{"type": "raw_text", "text": "Lena"}, {"type": "raw_text", "text": "3"}],
        ],
    },
    {"type": "markdown", "text": "A block of *markdown*"},
]

WINDOW: Json = {
    "type": "modal",
    "title": plain("Every field"),
    "submit": plain("Send"),
    "blocks": [
        {"type": "section", "text": mrkdwn("What is *asked* here")},
        field(
            "words",
            "Long text",
            {"type": "plain_text_input", "multiline": True, "max_length": 140},
            hint=plain("Be brief."),
        ),
        field(
            "short", "Short text", {"type": "plain_text_input", "placeholder": plain("a word"), "focus_on_load": True}
        ),
        field("link", "Link", {"type": "url_text_input"}, optional=True),
        field("mail", "Mail", {"type": "email_text_input"}, optional=True),
        field("count", "Number", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        field("colour", "Colour", {"type": "static_select", "options": COLOURS}),
        field("found", "Found elsewhere", {"type": "external_select", "min_query_length": 0}, optional=True),
        field("who", "Person", {"type": "users_select"}, optional=True),
        field("some", "People", {"type": "multi_users_select"}, optional=True),
        field("one", "One of", {"type": "radio_buttons", "options": COLOURS}),
        field("any", "Any of", {"type": "checkboxes", "options": COLOURS}, optional=True),
        field("day", "Day", {"type": "datepicker"}, optional=True),
        {"type": "alert", "text": mrkdwn("Mind the *gap*"), "level": "warning"},
    ],
}
