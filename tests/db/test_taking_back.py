"""What the bot said about a question is taken back, however far it has come."""

from sqlalchemy import select

from bench._places import TEAM
from bot.db.engine import Database
from bot.db.models import Outbox, Question
from bot.lifecycle import Stage
from bot.slack import forgetting, outbox


async def test_nothing_waits_for_ever_for_a_message_that_will_not_be_sent_any_more(db: Database) -> None:
    async with db.transaction() as session:
        question = Question(workspace=TEAM, holder="", forwarder="U0MAYA", text="", stage=Stage.WITHDRAWN)
        session.add(question)
        await session.flush()
        message = {"text": "Please have a look."}
        outbox.post(session, key="reminder", workspace=TEAM, channel="C1", message=message, question_id=question.id)
        await session.flush()
        await outbox.delete(session, of="reminder", workspace=TEAM, question_id=question.id)

    async with db.transaction() as session:
        assert await forgetting.take_back(session, question, {"text": "Forgotten."}, then={"kind": "blanked"}) == 0

    async with db.snapshot() as session:
        assert (await session.scalars(select(Outbox.key).where(Outbox.open))).all() == []
