"""Slack's shortcodes for emoji (emoji-datasource 16, Cal Henderson, MIT, which Slack's follow); a workspace's own have none."""

from pathlib import Path

_LINES = Path(__file__).with_name("shortcodes.txt").read_text(encoding="utf-8").splitlines()
SHORTCODES = {name: emoji for name, _, emoji in (line.partition(" ") for line in _LINES)}
