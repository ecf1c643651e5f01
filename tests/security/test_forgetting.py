"""What one workspace forgets, the other keeps, and the other way round."""

from pathlib import Path

import pytest

from bot.lifecycle import Refused, Stage
from bot.workflows import forgetting, former
from tests.security.house import AWAY, HOME, House
from tests.security.stages import CANARY, LENA


async def test_another_workspaces_question_is_not_found(house: House, stages: dict[Stage, Path]) -> None:
    house.restore(stages[Stage.PUBLISHED])
    before = house.rows()

    async with house.bot.db.transaction() as session:
        with pytest.raises(Refused, match="There is no question 1 here"):
            await forgetting.forget(session, AWAY, 1, with_answer=True)

    assert house.rows() == before


async def test_the_same_words_and_people_elsewhere_stay(house: House, stages: dict[Stage, Path]) -> None:
    house.restore(stages[Stage.PUBLISHED])
    for table in ("questions", "outbox", "audit", "people"):
        columns = house._columns[table]
        for row in house.sql.execute(f'SELECT * FROM "{table}" WHERE workspace = ?', (HOME,)).fetchall():
            copy = dict(zip(columns, row, strict=True)) | {"workspace": AWAY}
            copy |= {"id": copy["id"] + 1000} if "id" in copy else {}
            copy |= {"key": f"away:{copy['key']}"} if "key" in copy else {}
            copy |= {"question_id": 1001} if copy.get("question_id") else {}
            marks = ", ".join("?" * len(copy))
            names = ", ".join(f'"{name}"' for name in copy)
            house.sql.execute(f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})', tuple(copy.values()))
    before = house.rows(where=AWAY)
    assert CANARY in str(before)

    async with house.bot.db.transaction() as session:
        await forgetting.forget(session, HOME, 1, with_answer=True)
    house.sql.execute("UPDATE workspaces SET organisation = NULL WHERE id = ?", (HOME,))
    async with house.bot.db.transaction() as session:
        await former.forget(session, HOME, LENA)

    assert house.rows(where=AWAY) == before
    after = house.rows(where=HOME)
    assert CANARY not in str(after)
    assert LENA not in str(after)
