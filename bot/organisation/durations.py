"""Spans of time as people write them: "2 minutes", "90 s", "1 h 30 min"."""

import re
from datetime import timedelta

_SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
    "day": 86400,
}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)")
LONGEST = timedelta(days=60)


def read(text: str) -> timedelta | None:
    """The span a text names, more than nothing and at most LONGEST; None where it names none."""
    compact = text.lower().replace(" and ", " ").strip()
    parts = _PART.findall(compact)
    if not parts or _PART.sub("", compact).strip(" ,"):
        return None
    units = [_SECONDS.get(unit) or _SECONDS.get(unit.removesuffix("s")) for _, unit in parts]
    spans = [
        timedelta(seconds=round(float(number) * unit, 6))
        for (number, _), unit in zip(parts, units, strict=True)
        if unit
    ]
    total = sum(spans, timedelta())
    return total if len(spans) == len(parts) and timedelta() < total <= LONGEST else None


def write(span: timedelta) -> str:
    """The span in words that `read` understands."""
    hours, rest = divmod(span, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    seconds = f"{rest.total_seconds():.6f}".rstrip("0").rstrip(".")
    named = [(str(hours), "hour"), (str(minutes), "minute"), (seconds, "second")]
    return " ".join(f"{number} {unit}{'s' * (number != '1')}" for number, unit in named if number != "0")
