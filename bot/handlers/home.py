"""The Home tab."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.handlers.unpacking import Answer, Click
from bot.slack.shapes import Body
from bot.workflows import home
from bot.workflows.people import Actor


async def on_opened(session: AsyncSession, event: Body, actor: Actor) -> Answer:
    if event.get("tab", "home") == "home":
        await home.show(session, actor, name=str(clock.now().timestamp()))
    return None


async def on_more(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await home.show(session, actor, name=f"more:{clock.now().timestamp()}", more=True)
    return None


EVENTS = {"app_home_opened": on_opened}
ACTIONS = {"home_more": on_more}
