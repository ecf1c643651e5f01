"""Whether words stand in a column, also where it is JSON, which writes some letters otherwise."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, cast, or_


def containing(column: Any, words: Collection[str]) -> ColumnElement[bool]:
    """Whether any of these stands in a column of texts or of JSON."""
    parts = [json.dumps(word)[1:-1] if isinstance(column.type, JSON) else word for word in words]
    return or_(*(cast(column, String).contains(part, autoescape=True) for part in parts))
