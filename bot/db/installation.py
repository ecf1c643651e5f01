"""The table of installations; `bot.db.installations` reads and writes it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot import clock
from bot.db.declaring import Base


class Installation(Base):
    """A token that Slack gave us for a workspace, or for a whole organisation; sealed with a key kept elsewhere."""

    __tablename__ = "installations"
    id: Mapped[str] = mapped_column(primary_key=True)  # the workspace's id, or the organisation's
    org_wide: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    bot_user: Mapped[str] = mapped_column(default="")
    bot_id: Mapped[str] = mapped_column(default="")
    scopes: Mapped[str] = mapped_column(default="")
    installed_by: Mapped[str] = mapped_column(default="")
    installed_at: Mapped[datetime] = mapped_column(default=clock.now)
    key_id: Mapped[str]
    token: Mapped[bytes]
    refresh_token: Mapped[bytes | None]
    expires_at: Mapped[datetime | None]
    renewing_until: Mapped[datetime | None]  # a process is at it; others leave it alone until then
    revision: Mapped[int] = mapped_column(default=1)  # another number, another token: how other processes notice
