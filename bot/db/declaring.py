"""What all tables have in common: how a Python type is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Enum, LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase

from bot.db.types import UtcDateTime
from bot.lifecycle import Move, Stage


def _words(enum: type) -> Enum:
    return Enum(
        enum, native_enum=False, create_constraint=False, length=40, values_callable=lambda e: [m.value for m in e]
    )


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        bytes: LargeBinary,
        str: Text,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, Any]]: JSON,
        Stage: _words(Stage),
        Move: _words(Move),
    }
