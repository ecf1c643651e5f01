"""Comms forwards a question: by command, by shortcut on a message, or from the Home tab."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Command, Open, Refresh, Shortcut, Suggestion, Window, number
from bot.views.intake import HOW_TO_ASK
from bot.workflows import amending, choosing, intake, quoting
from bot.workflows.intake import Asking
from bot.workflows.people import Actor


async def on_ask(session: AsyncSession, command: Command, actor: Actor) -> Answer:
    if command.asks_how:
        return {"text": HOW_TO_ASK}
    if not command.text.strip():
        return Open(await intake.empty_window(session, actor, channel=command.channel))
    question = await intake.sent_before(session, actor, command.text)
    if question is None:
        question = await intake.store(session, actor, Asking(text=command.text))
    return Open(await intake.window_of(session, question))


async def on_shortcut(session: AsyncSession, shortcut: Shortcut, actor: Actor) -> Answer:
    ours = await intake.question_at(session, actor, channel=shortcut.channel, message=shortcut.message)
    if ours is not None:  # our own card says more than a question
        return Open(await intake.follow_up_window(session, actor, question_id=ours))
    post = quoting.read_post(shortcut.message)
    return Open(await intake.empty_window(session, actor, channel=shortcut.channel, post=post))


async def on_new_question(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await intake.empty_window(session, actor))


async def on_follow_up(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await intake.follow_up_window(session, actor, question_id=click.question_id))


async def on_intake(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    asking = Asking(
        text=window.typed("text"),
        account=window.typed("account"),
        topic=window.typed("topic"),
        asker=window.typed("asker"),
        link=window.typed("link"),
        note=window.typed("note"),
        suggestion=window.typed("suggestion"),
        urgent=window.ticked("urgent"),
        parent=number(parent) if (parent := window.remembered.get("parent")) is not None else None,
    )
    if "question" in window.remembered:
        question = await intake.amend_stored(session, actor, window.question_id, asking)
    else:
        question = await intake.store(session, actor, asking)
    return {"response_action": "update", "view": await choosing.after_storing(session, actor, question)}


async def on_sent_again(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    """It is stored, or chosen, but whoever sent it was told that it failed."""
    if "question" in window.remembered:
        question_id = window.question_id
    elif (question := await intake.forwarded_just_now(session, actor, window.typed("text"))) is not None:
        question_id = question.id
    else:
        return None
    view = await choosing.shown_again(session, actor, question_id=question_id)
    return {"response_action": "update", "view": view}


async def on_closed(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    if "question" in window.remembered:
        await choosing.ask(session, actor, question_id=window.question_id)
    return None


async def on_choice(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    chosen, _, picked = window.typed("choice").partition(":")
    entry = number(picked) if picked else None
    view = await choosing.choose(session, actor, question_id=window.question_id, chosen=chosen, entry=entry)
    return {"response_action": "update", "view": view}


async def on_use_entry(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await choosing.choose(session, actor, question_id=click.question_id, chosen="use", entry=number(click.rest))
    return None


async def on_adapt_entry(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await choosing.choose(session, actor, question_id=click.question_id, chosen="adapt", entry=number(click.rest))
    return None


async def on_not_same(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    view = await choosing.not_the_same(session, actor, question_id=click.question_id, entry_id=number(click.rest))
    return Refresh(view) if click.view else None


async def on_ask_anyway(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await choosing.choose(session, actor, question_id=click.question_id, chosen="ask")
    return None


async def on_correct(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await amending.window(session, actor, question_id=click.question_id))


async def on_corrected(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    again = await amending.amend(
        session,
        actor,
        question_id=window.question_id,
        shown=str(window.remembered.get("shown")),
        text=window.typed("text"),
        account=window.typed("account"),
        topic=window.typed("topic"),
        still=window.typed("still"),
    )
    return {"response_action": "update", "view": again} if again else None


async def on_accounts(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    return {"options": await intake.account_options(session, actor, suggestion.query)}


async def on_topics(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    return {"options": await intake.topic_options(session, actor, suggestion.query)}


COMMANDS = {"ask": on_ask}
SHORTCUTS = {"ask_expert": on_shortcut}
ACTIONS = {
    "new_question": on_new_question,
    "follow_up": on_follow_up,
    "use_entry": on_use_entry,
    "adapt_entry": on_adapt_entry,
    "ask_anyway": on_ask_anyway,
    "not_same": on_not_same,
    "amend": on_correct,
}
SUBMISSIONS = {"intake": on_intake, "choosing": on_choice, "amend": on_corrected}
SENT_AGAIN = {"intake": on_sent_again, "choosing": on_sent_again}
CLOSINGS = {"intake": on_closed, "choosing": on_closed}
SUGGESTIONS = {"account": on_accounts, "topic": on_topics}
