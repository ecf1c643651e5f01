"""Finding an earlier answer."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Command, Open, Refresh, Window, typed
from bot.workflows import answers
from bot.workflows.people import Actor


async def on_answers(session: AsyncSession, command: Command, actor: Actor) -> Answer:
    return Open(await answers.window(session, actor, command.text))


async def on_find(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await answers.window(session, actor, ""))


async def on_search(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Refresh(await answers.window(session, actor, typed(click.view, "search") or click.value))


async def on_submitted(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    return {"response_action": "update", "view": await answers.window(session, actor, window.typed("search"))}


COMMANDS = {"answers": on_answers}
ACTIONS = {"find_answer": on_find, "search": on_search}
SUBMISSIONS = {"answers": on_submitted}
READS = frozenset({"search", "find_answer", "answers"})
