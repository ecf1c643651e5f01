"""Which entries are wanted: the conditions of a list, said once for all who read entries."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, Text, TextClause, bindparam, text

from bot.db.types import UtcDateTime

_CONDITIONS: dict[str, tuple[str, Any]] = {
    "status": ("entries.status = :status", Text()),
    "topic": ("entries.topic = :topic", Text()),
    "account": ("entries.account = :account", Text()),
    "owner": ("entries.owner = :owner", Text()),
    "due_by": ("entries.review_on <= :due_by", Date()),
    "unused_since": ("entries.used_at < :unused_since", UtcDateTime()),
    "most_used": ("entries.used <= :most_used", Integer()),
}


@dataclass(frozen=True)
class Narrowing:
    """What is None isn't asked for; a list is of live entries unless it says otherwise."""

    status: str = "live"
    topic: str | None = None
    account: str | None = None
    owner: str | None = None
    due_by: date | None = None
    unused_since: datetime | None = None
    most_used: int | None = None

    @property
    def sql(self) -> str:
        return " AND ".join(_CONDITIONS[name][0] for name in self._wanted())

    @property
    def values(self) -> list[BindParameter[object]]:
        return [bindparam(name, getattr(self, name), type_=_CONDITIONS[name][1]) for name in self._wanted()]

    @property
    def clause(self) -> TextClause:
        """For a query of SQLAlchemy's on `entries`."""
        return text(self.sql).bindparams(*self.values)

    def _wanted(self) -> list[str]:
        return [each.name for each in fields(self) if getattr(self, each.name) is not None]


ALL = Narrowing()
