"""Slack's mrkdwn as plain public text: https://docs.slack.dev/messaging/formatting-message-text."""

from pathlib import Path

import regex

from bot.trimming.cleaning import clean

# Slack's names for emoji (emoji-datasource 16, Cal Henderson, MIT, which they follow); a workspace's own have none.
_LINES = Path(__file__).with_name("shortcodes.txt").read_text(encoding="utf-8").splitlines()
SHORTCODES = {name: emoji for name, _, emoji in (line.partition(" ") for line in _LINES)}

PRIVATE = "\ue000"  # stands where a person, group or channel was mentioned, until the sentence is judged
HEADING = "\ue001"  # ends a line that was bold from end to end
CODE = "\ue002"  # begins and ends a block of code

_KEPT = regex.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<angle>[^<>\n]+)>|https?://[^\s<>|]+", regex.S)
_SLOT = regex.compile(r"\ue010(\d+)\ue011")
_QUOTED = regex.compile(r"[ \t]*(?:&gt;|>)(?!\S*=)[ \t]?")
_REST_QUOTED = regex.compile(r"(?:^|\n)[ \t]*(?:&gt;|>){3}.*", regex.S)
_STRUCK = regex.compile(r"(?<![\w~])~(?=[^\s~])[^~\n]*[^\s~]~(?![\w~])|(?<![\w~])~[^\s~]~(?![\w~])")
_BOLD = regex.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])")
_ITALIC = regex.compile(r"(?<![\w/])_(?=\S)([^_\n]+)(?<=\S)_(?!\w)")
_BOLD_LINE = regex.compile(r"(?m)^[ \t]*\*(?=[^\s*])([^*\n]*[^\s*.!?:])\*[ \t]*$")
_SHORTCODE = regex.compile(r"(?<![\w:]):([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?(?!\w)", regex.I)
_STAR_BULLET = regex.compile(r"(?m)^([ \t]*)\*(?=[ \t])")
_EMPTY_LINES = regex.compile(r"\n{3,}")
_SPACES = regex.compile(r"[ \t]+")
_SPACE_BEFORE_MARK = regex.compile(r"(?<=\w) +(?=[,.;!?](?:\s|$))")


def plain(mrkdwn: str) -> str:
    """The text as the public would see it: links in full, no formatting, struck text, mentions or quoted lines."""
    text = read(mrkdwn).replace(HEADING, "").replace(CODE, "")
    text = regex.sub(rf"{PRIVATE}[,:]?", "", text)
    return tidy(_SPACE_BEFORE_MARK.sub("", text))


def read(mrkdwn: str) -> str:
    """Plain text that still carries the marks PRIVATE, HEADING and CODE, for those who judge sentences."""
    text = _without_quotes(clean(mrkdwn))
    kept: list[str] = []

    def keep(match: regex.Match[str]) -> str:
        kept.append(_meaning(match))
        return f"\ue010{len(kept) - 1}\ue011"

    text = _KEPT.sub(keep, text)
    text = _STRUCK.sub("", text)
    text = _unmarked(_BOLD_LINE.sub(rf"\1{HEADING}", text))
    text = _STAR_BULLET.sub(r"\1•", text)
    text = unescaped(_SHORTCODE.sub(_emoji, text))
    return tidy(_SLOT.sub(lambda match: kept[int(match[1])], text))


def _unmarked(text: str) -> str:
    """Without bold and italic."""
    for _ in range(2):
        text = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))
    return text


def tidy(text: str) -> str:
    """Single spaces, no spaces at the ends of lines, at most one empty line."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _without_quotes(text: str) -> str:
    """Quoted lines are mostly the question: dropped, unless nothing else was written."""
    lines = _REST_QUOTED.sub("", text).split("\n")
    own = "\n".join(line for line in lines if not _QUOTED.match(line))
    if own.strip():
        return own
    return "\n".join(regex.sub(r"^[ \t]*(?:&gt;|>){1,3}[ \t]?", "", line) for line in text.split("\n"))


def _meaning(match: regex.Match[str]) -> str:
    if match["block"] is not None:
        return f"{CODE}{unescaped(match['block']).strip()}{CODE}"
    if match["code"] is not None:
        return unescaped(match["code"])
    if match["angle"] is not None:
        return _token(match["angle"])
    return unescaped(match[0])


def _token(inner: str) -> str:
    """What a `<…>` says in public: https://docs.slack.dev/messaging/formatting-message-text#advanced."""
    target, _, label = inner.partition("|")
    target, label = unescaped(target), _unmarked(unescaped(label).strip())
    if target.startswith("!date^"):
        return label or target.split("^")[2:3][0] if target.count("^") > 1 else label
    if target.startswith(("@", "#", "!")):
        return PRIVATE
    if regex.match(r"mailto:|tel:", target, regex.I):
        address = target.partition(":")[2]
        return address if not label or label == address else f"{label} {address}"
    if not regex.match(r"[a-z][a-z0-9+.-]*://", target, regex.I):
        return f"<{unescaped(inner)}>"
    return target if not label or _same_link(label, target) else f"{label} {target}"


def _same_link(label: str, target: str) -> bool:
    def bare(address: str) -> str:
        return regex.sub(r"^https?://(?:www\.)?|/$", "", address.strip().lower())

    return bare(label) == bare(target)


def _emoji(match: regex.Match[str]) -> str:
    name = match[1].lower()
    if name in SHORTCODES:
        return SHORTCODES[name]
    return match[0] if name.isdigit() else ""


def unescaped(text: str) -> str:
    """Without the three signs that Slack escapes in whatever people write."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
