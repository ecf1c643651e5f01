"""What a forwarded message says about the post it quotes: the question, who asks, where it stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot import trimming
from bot.trimming.links import fixed_spans
from bot.views.blocks import ESCAPES

ASKER = re.compile(
    r"^\s*(?:from\s+|by\s+|RT\s+)?(?P<asker>@[\w.-]{1,60}(?:@[\w.-]{1,80})?)"
    r"(?:\s+(?:on|via)\s+[\w ]{1,20})?\s*(?:asks|asked|wrote|writes|says|:|-|–|—)+:?\s*",
    re.IGNORECASE,
)
ASKING = re.compile("[?？؟]")
NOTHING = re.compile(r"\[no preview available\]", re.IGNORECASE)  # Slack's own words where it has none
ESCAPED = str.maketrans(ESCAPES)
QUOTED = re.compile(r"(?m)^[ \t]*(?:&gt;|>)[ \t]?")


@dataclass(frozen=True)
class Post:
    """What could be read from a message; `cut_from` is its full length where it was too long for a question."""

    text: str = ""
    asker: str = ""
    link: str = ""
    cut_from: int = 0


def read_post(message: dict[str, Any], *, limit: int = 3000) -> Post:
    """The post a message quotes, in its own words or in what Slack unfurled of a link."""
    shared = _objects(message.get("attachments"))
    text = trimming.plain(QUOTED.sub("", own_words(message)))
    where = (str(one[name]) for name in ("from_url", "title_link") for one in shared if one.get(name))
    link = _link(text) or next(where, "")
    words = text.replace(link, "").strip()
    if not words:
        said = _first(said for one in shared for said in (*_said(one), *_named(one)))
    elif message.get("bot_id") and not ASKING.search(words):  # it only announces the post that it shows below
        posts = (one for one in shared if one.get("author_name") or not one.get("from_url"))
        said = _first(said for one in posts for said in _said(one))
    else:
        said = ""
    if said:
        link = link or _link(said)
        words = said.replace(link, "").strip()
    outside = (one for one in shared if not one.get("is_msg_unfurl"))  # a shared message's author is a colleague
    asker = next((str(one["author_name"]) for one in outside if one.get("author_name")), "")
    named = ASKER.match(words)
    if named:
        asker, words = named["asker"], words[named.end() :]
    words = words.strip().strip("“”\"'").strip()
    return Post(words[:limit], asker[:100], link[:limit], len(words) if len(words) > limit else 0)


def own_words(message: dict[str, Any]) -> str:
    """What is shown of it: an app's blocks, in the place of which its text is only announced; else the text."""
    text, blocks = str(message.get("text") or ""), _shown(message.get("blocks"))
    return (blocks or text) if message.get("bot_id") else (text or blocks)


def _link(text: str) -> str:
    """The first address with a scheme; of a profile and a post there, the post."""
    addresses = [text[start:end] for start, end in fixed_spans(text)]
    addresses = [address for address in addresses if address.lower().startswith(("https://", "http://"))]
    return max((one for one in addresses if one.startswith(addresses[0])), key=len, default="")


def _first(said: Iterable[str]) -> str:
    return next(filter(None, map(trimming.plain, said)), "")


def _said(one: dict[str, Any]) -> Iterator[str]:
    """What an attachment says, the nearest to a person's words first."""
    yield str(one.get("text") or "")
    yield _shown(one.get("blocks"))
    for quoted in _objects(one.get("message_blocks")):
        message = quoted.get("message")
        yield _shown(message.get("blocks") if isinstance(message, dict) else None)
    yield "\n".join(
        f"{each.get('title') or ''}: {each['value']}" for each in _objects(one.get("fields")) if each.get("value")
    )


def _named(one: dict[str, Any]) -> Iterator[str]:
    """What it is called, where it says nothing."""
    for name in ("title", "pretext", "fallback"):
        yield NOTHING.sub("", str(one.get(name) or ""))


def _shown(blocks: object) -> str:
    """The words in blocks, as mrkdwn; buttons, menus and pictures have none."""
    return "\n".join(filter(None, (words for block in _objects(blocks) for words in _lines(block))))


def _lines(block: dict[str, Any]) -> Iterator[str]:
    elements = _objects(block.get("elements"))
    if block.get("type") == "rich_text":
        yield from map(_rich, elements)
    elif block.get("type") != "actions":
        yield from map(_text, [block.get("text"), *_objects(block.get("fields")), *elements])


def _text(said: object) -> str:
    if not isinstance(said, dict):
        return said if isinstance(said, str) else ""
    text = said.get("text")
    if not isinstance(text, str):
        return ""
    return text.translate(ESCAPED) if said.get("type") == "plain_text" else text


def _rich(element: dict[str, Any]) -> str:
    """An element of rich text, with all that is in it; mentions aren't anybody's words."""
    kind, inner = element.get("type"), [_rich(one) for one in _objects(element.get("elements"))]
    text = str(element.get("text") or "").translate(ESCAPED)
    if inner:
        return "\n".join(f"• {one}" for one in inner) if kind == "rich_text_list" else "".join(inner)
    if kind == "link":
        return f"<{element.get('url')}|{text}>" if text else f"<{element.get('url')}>"
    if kind == "emoji":
        return f":{element.get('name')}:"
    return text or str(element.get("fallback") or element.get("value") or "")


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
