"""Top-level domains that networks turn into links (the names in twitter-text 3's tables, which follow IANA's)."""

from pathlib import Path

ENDINGS = frozenset(Path(__file__).with_name("domains.txt").read_text(encoding="utf-8").split())
