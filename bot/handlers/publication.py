"""It is posted; or it isn't wanted any more; or it was wrong."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Window
from bot.workflows import publication, withdrawing
from bot.workflows.people import Actor


async def on_posted(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    question = await publication.posted(session, actor, question_id=click.question_id, revision=click.revision)
    return Open(publication.link_window(question))


async def on_add_link(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await publication.window_for_link(session, actor, question_id=click.question_id))


async def on_link(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await publication.add_link(session, actor, question_id=window.question_id, link=window.typed("link"))
    return None


async def on_withdraw(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await withdrawing.withdraw_window(session, actor, question_id=click.question_id))


async def on_withdrawn(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await withdrawing.withdraw(
        session,
        actor,
        question_id=window.question_id,
        revision=window.revision,
        already_posted=window.typed("posted") == "yes",
        words=window.typed("words"),
    )
    return None


async def on_reopen(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await withdrawing.reopen_window(session, actor, question_id=click.question_id))


async def on_reopened(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await withdrawing.reopen(session, actor, question_id=window.question_id, words=window.typed("words"))
    return None


async def on_still_right(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await withdrawing.still_right(session, actor, question_id=click.question_id, about=click.rest)
    return None


async def on_link_pressed(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    """Slack opens the page itself, and tells us too."""
    return None


ACTIONS = {
    "posted": on_posted,
    "add_link": on_add_link,
    "withdraw": on_withdraw,
    "reopen": on_reopen,
    "still_right": on_still_right,
    "open_post": on_link_pressed,
    "open_card": on_link_pressed,
}
SUBMISSIONS = {"add_link": on_link, "withdraw": on_withdrawn, "reopen": on_reopened}
