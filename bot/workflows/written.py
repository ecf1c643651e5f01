"""A message of a person, kept where it is unsure what becomes of it, and asking its writer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import questions
from bot.db.models import Contribution, Question, Unplaced
from bot.slack import outbox
from bot.slack.outbox import Message
from bot.workflows.people import Actor


@dataclass(frozen=True)
class Written:
    """A message of a person."""

    channel: str
    ts: str
    text: str
    thread_ts: str = ""
    direct: bool = False
    edited: str = ""  # Slack's ts of the edit that made it so

    @property
    def words(self) -> str:
        """What it says, without Slack's markup: for showing it to others."""
        return trimming.plain(self.text)

    @property
    def is_wordless(self) -> bool:
        """A picture, a recording or another file, and nothing beside it."""
        return not self.text.strip()

    @property
    def says_nothing(self) -> bool:
        """Whether nothing in it is for the public: thanks and greetings, or no word at all."""
        return self.is_wordless or trimming.is_small_talk(self.text)


async def note(session: AsyncSession, question: Question, actor: Actor, written: Written, *, used: bool = True) -> None:
    """It is known from now on; `used`: it counts for the answer."""
    session.add(
        Contribution(
            workspace=question.workspace,
            question_id=question.id,
            channel=written.channel,
            ts=written.ts,
            author=actor.user,
            text=written.text,
            edited=written.edited,
            used=used,
            written_at=clock.now(),
        )
    )
    await session.flush()


def keep(session: AsyncSession, actor: Actor, written: Written, *, about: list[int]) -> None:
    """Until its writer has said to which of these questions it belongs; for a day."""
    event = {"ts": written.ts, "text": written.text, "user": actor.user, "about": about}
    session.add(Unplaced(workspace=actor.workspace, channel=written.channel, thread_ts=written.ts, event=event))


async def kept(session: AsyncSession, actor: Actor, channel: str, ts: str) -> Unplaced | None:
    """This person's message that is kept."""
    rows = await questions.unplaced(session, actor.workspace, channel, ts)
    return next((row for row in rows if row.event.get("user") == actor.user and row.event.get("ts") == ts), None)


def ask_writer(
    session: AsyncSession, question: Question, actor: Actor, written: Written, *, name: str, message: Message
) -> None:
    """What becomes of their words: asked where they wrote them, and only them."""
    about: dict[str, Any] = {
        "key": f"question:{question.id}:{name}",
        "workspace": question.workspace,
        "message": message,
        "question_id": question.id,
    }
    if written.direct:
        outbox.post(session, channel=actor.user, **about)
    else:
        outbox.whisper(session, channel=written.channel, user=actor.user, thread_ts=written.thread_ts, **about)
