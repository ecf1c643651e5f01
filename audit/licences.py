"""Which licences the installed packages have, beside those that are allowed."""

import re
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

ALLOWED = Path(__file__).with_name("licences.txt")
OURS = "expertline"
JOINED = re.compile(r"\s+(?:AND|OR)\s+|[()]")


def allowed(file: Path = ALLOWED) -> frozenset[str]:
    """What the file lists."""
    lines = (line.strip() for line in file.read_text().splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def of(package: Distribution) -> str:
    """What a package says of itself: its expression, else its classifiers, else the first line of its licence."""
    said = package.metadata
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classifiers = [each for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    if classifiers:
        return " AND ".join(each.rpartition(" :: ")[2] for each in classifiers)
    lines = said["License"].strip().splitlines() if "License" in said else []
    return lines[0] if lines else ""


def is_allowed(licence: str, among: Iterable[str]) -> bool:
    """Every part has to be, since nobody reads here which of two was chosen."""
    whole = frozenset(among)
    parts = [licence] if licence in whole else [part for part in JOINED.split(licence) if part]
    return bool(parts) and all(part in whole for part in parts)


def findings() -> list[str]:
    """Installed packages whose licence isn't allowed, or isn't said."""
    among = allowed()
    found = {each.name: of(each) for each in distributions() if each.name.lower() != OURS}
    return [
        f"{name}: {licence or 'says no licence'}"
        for name, licence in sorted(found.items())
        if not is_allowed(licence, among)
    ]
