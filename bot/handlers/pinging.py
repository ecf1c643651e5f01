"""The expert takes it on, passes it on, or asks back; comms names somebody."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Open, Window
from bot.workflows import asking_back, naming, pinging
from bot.workflows.people import Actor


async def on_acknowledge(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await pinging.acknowledge(session, actor, question_id=click.question_id)
    return None


async def on_not_me(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await pinging.pass_on_window(session, actor, question_id=click.question_id))


async def on_passed_on(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    to = window.typed("user")
    await pinging.pass_on(
        session, actor, question_id=window.question_id, to="" if to == "nobody" else to, note=window.typed("note")
    )
    return None


async def on_pass_to(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await pinging.pass_on(session, actor, question_id=click.question_id, to=click.rest)
    return None


async def on_need_to_know_more(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await asking_back.ask_back_window(session, actor, question_id=click.question_id))


async def on_asked_back(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await asking_back.ask_back(session, actor, question_id=window.question_id, words=window.typed("words"))
    return None


async def on_tell_more(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    channel, _, ts = click.rest.partition(":")
    return Open(await asking_back.inform_window(session, actor, question_id=click.question_id, channel=channel, ts=ts))


async def on_told_more(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    await asking_back.inform(session, actor, question_id=window.question_id, words=window.typed("words"))
    return None


async def on_name_expert(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await naming.window(session, actor, question_id=click.question_id))


async def on_named(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    to = window.typed("anybody") or window.typed("user")
    shown = (str(window.remembered.get("stage")), window.revision)
    newer = await naming.assign(session, actor, question_id=window.question_id, to=to, shown=shown)
    return {"response_action": "update", "view": newer} if newer else None


async def on_adopt_draft(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    await pinging.adopt_draft(session, actor, question_id=click.question_id)
    return None


ACTIONS = {
    "acknowledge": on_acknowledge,
    "pass_on": on_not_me,
    "pass_to": on_pass_to,
    "ask_back": on_need_to_know_more,
    "inform": on_tell_more,
    "assign": on_name_expert,
    "reassign": on_name_expert,
    "adopt_draft": on_adopt_draft,
}
SUBMISSIONS = {"pass_on": on_passed_on, "ask_back": on_asked_back, "inform": on_told_more, "assign": on_named}
