"""What a forwarded message says about the post it quotes: the question, who asks, where it stands."""

import re
from dataclasses import dataclass
from typing import Any

from bot import trimming
from bot.trimming.links import fixed_spans

ASKER = re.compile(
    r"^\s*(?:from\s+|by\s+|RT\s+)?(?P<asker>@[\w.-]{1,60}(?:@[\w.-]{1,80})?)"
    r"(?:\s+(?:on|via)\s+[\w ]{1,20})?\s*(?:asks|asked|wrote|writes|says|:|-|–|—)+:?\s*",
    re.IGNORECASE,
)
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
    said = QUOTED.sub("", str(message.get("text") or ""))
    attached = message.get("attachments")
    shared = [one for one in attached if isinstance(one, dict)] if isinstance(attached, list) else []
    text = trimming.plain(said)
    link = _link(text) or next((str(one["from_url"]) for one in shared if one.get("from_url")), "")
    words = text.replace(link, "").strip() if link else text
    if not words:
        words = next((trimming.plain(str(one["text"])) for one in shared if one.get("text")), "")
    asker = next((str(one["author_name"]) for one in shared if one.get("author_name")), "")
    named = ASKER.match(words)
    if named:
        asker, words = named["asker"], words[named.end() :]
    words = words.strip().strip("“”\"'").strip()
    return Post(words[:limit], asker[:100], link[:limit], len(words) if len(words) > limit else 0)


def _link(text: str) -> str:
    """The first address with a scheme."""
    addresses = (text[start:end] for start, end in fixed_spans(text))
    return next((address for address in addresses if address.lower().startswith(("https://", "http://"))), "")
