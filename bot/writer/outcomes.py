"""What may come of asking the writer. docs/writer.md names each of these."""

from enum import StrEnum


class Came(StrEnum):
    PROPOSED = "proposed"
    SAME = "same"  # as a wording that was there already
    UNFIT = "unfit"  # its text breaks a rule, or is too long
    NONSENSE = "nonsense"
    LATE = "late"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    STALE = "stale"  # the question had moved on
    NOT_ASKED = "not_asked"
