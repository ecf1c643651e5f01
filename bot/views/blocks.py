"""The pieces messages and windows are made of, within Slack's limits, and safe with what people wrote."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

Block = dict[str, Any]
Message = dict[str, Any]
View = dict[str, Any]

LONGEST_NAME = 80
HALF = re.compile(r"(?:<[^<>]*|&[a-z]{0,3})\Z")  # of a mention, link or escape
UNSAFE = re.compile(r"[\s<>|\"\x00-\x1f\x7f]")
TEXT_LIMIT = 3000  # of a section's text and of an input, by Slack


class Names(dict[str, str]):
    """What people are called, by user id, safe to put into a text; somebody unknown is mentioned instead."""

    def __getitem__(self, user: str) -> str:
        name = self.get(user, "")
        if name.strip():
            return quote(" ".join(name.split()), LONGEST_NAME)
        return f"<@{user}>" if user else "nobody"

    def bold(self, user: str) -> str:
        return f"*{self[user]}*" if self.get(user, "").strip() else self[user]

    def plain(self, user: str) -> str:
        """For labels and options, where Slack shows no mention."""
        return self.get(user) or user or "nobody"


@dataclass(frozen=True)
class Place:
    """Where a message goes: into the question's thread, or to one person directly, who gets a link to the card.

    The link is empty while the card is on its way.
    """

    direct: bool = False
    card_link: str = ""


ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # would turn round what stands after it
EMPHASIS = re.compile(r"(?<!\w)[*_~`](?=\S)|(?<=\S)[*_~`](?!\w)")


def quote(text: str, limit: int = 2500, *, newline: str = "\n") -> str:
    """What a person wrote, so that it can't ping anyone or break the layout; at most `limit` characters on the wire."""
    shown = TURNING.sub("", text)[: limit + 1]  # on the wire a character is no shorter than it is here
    # A word joiner after the sign keeps Slack from reading emphasis or code into it.
    signs = {**ESCAPES, "\n": newline}
    escaped = [signs.get(sign, sign) for sign in EMPHASIS.sub("\\g<0>\u2060", shown)]
    if sum(map(len, escaped)) <= limit:
        return "".join(escaped)
    room, kept = limit - 1, []
    for piece in escaped:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def quoted(text: str, limit: int = 2500) -> str:
    """The same, set apart: Slack takes its sign for a quotation for one line only."""
    return "> " + quote(text, limit, newline="\n> ")


def times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def line(text: str, limit: int = 300) -> str:
    """A quotation on one line, in quotation marks."""
    return f"“{quote(' '.join(text.split()), limit)}”"


def verbatim(text: str) -> Block:
    """The exact public text in a block of its own, with nothing added to it: easy to copy on a phone."""
    element = {"type": "text", "text": text or " "}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [element]}]}


def struck(text: str) -> Block:
    """What was said and isn't to be used: nobody may copy it by mistake."""
    element = {"type": "text", "text": text or " ", "style": {"strike": True}}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def cut(text: str, limit: int) -> str:
    """At most `limit` characters; what is longer ends in an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def cut_marked(text: str, limit: int) -> str:
    """The same for text with Slack's marks in it: no mention, link or escape is cut in two."""
    return text if len(text) <= limit else f"{HALF.sub('', text[: limit - 1]).rstrip()}…"


def place_of(url: str, channel: str, ts: str) -> str:
    """The address of a message, in the workspace at `url`."""
    return f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def to(address: str, label: str) -> str:
    """A link; what could end it early is encoded, whoever wrote the address."""
    return f"<{safe_address(address).replace('&', '&amp;')}|{label}>"


def safe_address(address: str) -> str:
    return UNSAFE.sub(lambda found: quote_plus(found[0]), address[:TEXT_LIMIT])


def at(instant: datetime | None) -> str:
    """A time of day in the reader's own zone."""
    if instant is None:
        return "soon"
    return f"<!date^{int(instant.timestamp())}^{{time}}|{instant:%H:%M} UTC>"


def when(instant: datetime) -> str:
    """The same with the day, for what may lie beyond today."""
    return f"<!date^{int(instant.timestamp())}^{{date_short_pretty}}|{instant:%Y-%m-%d}> at {at(instant)}"


def on(instant: datetime) -> str:
    """A date in the reader's own zone."""
    return f"<!date^{int(instant.timestamp())}^{{date_short}}|{instant:%Y-%m-%d}>"


def lasting(span: timedelta) -> str:
    """A length of time in words: '2 minutes', '1 hour 5 minutes'."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 90:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n} {unit}{'s' * (n != 1)}" for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(parts)


def section(text: str, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": cut_marked(text, TEXT_LIMIT)}}
    return block | {"accessory": accessory} if accessory else block


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut_marked(text, TEXT_LIMIT)} for text in texts]}


def way_to_card(place: Place) -> list[Block]:
    """For somebody who reads this outside the thread."""
    return [context(to(place.card_link, "The question and its thread"))] if place.card_link else []


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, 150)}}


def divider() -> Block:
    return {"type": "divider"}


def button(action: str, label: str, value: str, *, style: str = "", url: str = "") -> Block:
    block: Block = {"type": "button", "action_id": action, "value": value, "text": plain(label, 75)}
    return block | ({"style": style} if style else {}) | ({"url": safe_address(url)} if url else {})


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def has_buttons(said: Message) -> bool:
    return any(block["type"] == "actions" for block in said.get("blocks", []))


def plain(text: str, limit: int = 150) -> Block:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def option(label: str, value: str, description: str = "") -> Block:
    described = {"description": plain(description, 75)} if description else {}
    return {"text": plain(label, 75), "value": value[:150]} | described


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    multiline: bool = False,
    optional: bool = False,
    live: bool = False,
    focus: bool = False,
) -> Block:
    """A field to type in; `live` tells the bot of every character, for a count that keeps up."""
    element: Block = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": TEXT_LIMIT}
    if value:
        element["initial_value"] = value[:TEXT_LIMIT]
    if live:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    if focus:
        element["focus_on_load"] = True
    return field(name, label, element, hint=hint, optional=optional) | ({"dispatch_action": True} if live else {})


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """An input block; its block_id and action_id are both `name`."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 150),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain(hint, 500)} if hint else {})


def radio(name: str, options: list[Block], initial: Block | None = None) -> Block:
    element: Block = {"type": "radio_buttons", "action_id": name, "options": options}
    return element | ({"initial_option": initial} if initial else {})


def select(name: str, options: list[Block], placeholder: str, initial: Block | None = None) -> Block:
    element: Block = {
        "type": "static_select",
        "action_id": name,
        "options": options[:100],
        "placeholder": plain(placeholder),
    }
    return element | ({"initial_option": initial} if initial else {})


def lookup(name: str, placeholder: str, initial: Block | None = None) -> Block:
    """A choice whose options are fetched as the window opens, so that hundreds of them don't slow it."""
    element: Block = {
        "type": "external_select",
        "action_id": name,
        "min_query_length": 0,
        "placeholder": plain(placeholder),
    }
    return element | ({"initial_option": initial} if initial else {})


def modal(
    callback: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str = "",
    close: str = "Cancel",
    metadata: Mapping[str, Any] | None = None,
    tell_when_closed: bool = False,
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": blocks,
        "private_metadata": json.dumps(dict(metadata or {}), separators=(",", ":")),
    }
    if submit:
        view["submit"] = plain(submit, 24)
    return view | ({"notify_on_close": True} if tell_when_closed else {})


def message(text: str, blocks: list[Block] | None = None) -> Message:
    """`text` says the same as the blocks: it is all that screen readers and notifications get."""
    said: Message = {"text": cut_marked(text, 3900), "unfurl_links": False, "unfurl_media": False}
    return said | ({"blocks": blocks} if blocks else {})
