"""What every measurement of speed shares: its sizes, and figures beside their references, as a table or as JSON."""

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

WELL, BELOW, CANT = 0, 1, 2


@dataclass(frozen=True)
class Figure:
    """A value and its reference from the same run; the ratio is the median of the rounds' own ratios."""

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float
    ratio: float
    spread: tuple[float, float]  # the lowest and the highest ratio of a round
    least: float | None = None  # what the ratio should be at least …
    most: float | None = None  # … or at most

    @property
    def is_well(self) -> bool:
        """Whether the ratio is as it should be."""
        return (self.least is None or self.ratio >= self.least) and (self.most is None or self.ratio <= self.most)


@dataclass(frozen=True)
class Sizes:
    """How much is measured: `quick` only shows that it runs, `full` is what the documentation promises."""

    name: str
    json: bool
    database: str | None = None  # only this one

    def of(self, *, quick: int, usual: int, full: int) -> int:
        """The size for this run."""
        return {"quick": quick, "usual": usual, "full": full}[self.name]


def sizes(argv: Sequence[str], name: str, about: str | None) -> Sizes:
    """Read the command line of a measurement."""
    parser = argparse.ArgumentParser(prog=f"python -m bench {name}", description=about)
    parser.add_argument("--quick", dest="size", action="store_const", const="quick", default="usual", help="tiny")
    parser.add_argument("--full", dest="size", action="store_const", const="full", help="the full sizes")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(argv)
    return Sizes(options.size, options.json, options.database)


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    reference: str,
    against: Sequence[float],
    least: float | None = None,
    most: float | None = None,
) -> Figure:
    """The medians of rounds that were measured by turns; `against` are the reference's rounds, in the same order."""
    ratios = [value / other for value, other in zip(values, against, strict=True)]
    ours, theirs, ratio = (statistics.median(each) for each in (values, against, ratios))
    return Figure(
        name, _short(ours), unit, reference, _short(theirs), _short(ratio), (_short(min(ratios)), _short(max(ratios))),
        least, most,
    )  # fmt: skip


def report(figures: Sequence[Figure], *, as_json: bool, missing: str = "") -> int:
    """Print them; 0 well, 1 where a ratio is not as it should be, 2 where nothing could be measured."""
    if as_json:
        print(json.dumps([asdict(each) for each in figures], indent=1))
    else:
        for each in figures:
            print(_line(each))
        if missing:
            print(missing)
    if not figures:
        return CANT
    return WELL if all(each.is_well for each in figures) else BELOW


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of them doesn't exceed."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _short(value: float) -> float:
    """Four digits that say something."""
    return float(f"{value:.4g}")


def _line(each: Figure) -> str:
    aim = f", aim at least {each.least:g}" if each.least is not None else ""
    aim += f", aim at most {each.most:g}" if each.most is not None else ""
    low, high = each.spread
    return (
        f"{each.name:<48}{each.value:>10g} {each.unit:<10} {each.reference}: {each.reference_value:g}; "
        f"ratio {each.ratio:g} ({low:g} to {high:g}{aim})"
    )
