"""A kept answer gets another text, signed by two people like the first: the change is a question of its own."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import entries, organisations, versions
from bot.db.models import Audit, Entry, Question
from bot.lifecycle import Move, Refused, Stage
from bot.organisation import Organisation
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import changing as views
from bot.views import drafting as drafting_views
from bot.views.blocks import View, line, message
from bot.views.reviewing import UPDATING
from bot.workflows import cards, entry_life, keeping, linking, pinging, styling, summoning
from bot.workflows.moving import move, redraw
from bot.workflows.people import Actor, names_around, organisation

OLD_USES = 10


class Stale(Refused):
    """It got another text meanwhile: the window that shows the newer text above the words that met it."""

    def __init__(self, view: View) -> None:
        super().__init__(views.NEWER)
        self.view = view


async def update_window(session: AsyncSession, actor: Actor, *, entry_id: int) -> View:
    """Its text, to be changed."""
    entry = await entry_life.locked(session, actor, entry_id, "entry_update")
    await _require_no_other(session, entry)
    question = question_for(await organisation(session, actor.workspace), entry, actor, entry.short)
    return views.update_window(entry, question, style=await styling.style_of(session, question))


async def counted(session: AsyncSession, actor: Actor, view: View, *, entry_id: int, text: str) -> View:
    """The open window with the count brought up to date."""
    entry = await entries.find(session, actor.workspace, entry_id)
    if entry is None:
        raise Refused(entry_life.NOT_HERE)
    await entry_life.require_may(session, actor, entry, "entry_words")
    question = question_for(await organisation(session, actor.workspace), entry, actor, entry.short)
    style = await styling.style_of(session, question)
    return drafting_views.edited_window(view, question, text, style=style, field=views.FIELD)


async def update(
    session: AsyncSession, actor: Actor, *, entry_id: int, version: int, text: str, note: str = ""
) -> Question:
    """Another text for it goes to be signed. `version` is what its writer saw."""
    entry = await entry_life.locked(session, actor, entry_id, "entry_update")
    await _require_no_other(session, entry)
    text = " ".join(text.split())
    if not text:
        raise Refused("Please write the text. To have it not offered any more, press Retire instead.")
    if text == entry.short and entry.status != entries.RECALLED:
        raise Refused("This is the text as it is kept. If it is still right, press Still right instead.")
    question = question_for(await organisation(session, actor.workspace), entry, actor, text)
    if version != entry.version:
        style = await styling.style_of(session, question)
        raise Stale(views.update_window(entry, question, style=style, mine=text, why=note))
    over = trimming.length(text, question.network) - question.limit
    if over > 0:
        raise Refused(f"This is {over} over the limit of {question.limit}. Please shorten it a little more.")
    question.note = note.strip()
    return await start(session, actor, entry, question, why="update")


async def restore_version(session: AsyncSession, actor: Actor, *, entry_id: int, number: int) -> Question:
    """A text that was kept before goes to be signed again."""
    entry = await entry_life.locked(session, actor, entry_id, "entry_version")
    await _require_no_other(session, entry)
    version = await versions.find(session, entry, number)
    if version is None:
        raise Refused("I can't find that version. Please open the answer anew.")
    if version.short == entry.short and entry.status != entries.RECALLED:
        raise Refused("This is the text as it is kept now, so there is nothing to restore.")
    question = question_for(await organisation(session, actor.workspace), entry, actor, version.short)
    earlier = await linking.earlier_in(session, entry, version.short)
    question.note = " ".join([f"This was version {number}.", *earlier])
    return await start(session, actor, entry, question, why="restored")


async def _require_no_other(session: AsyncSession, entry: Entry) -> None:
    """One change at a time: the second would be compared with a text that nobody sees any more."""
    other = await versions.open_change(session, entry)
    if other is not None:
        where = await where_it_waits(session, other)
        raise Refused(f"A new text of this answer waits for <@{other.holder}> already. You can edit it {where}.")


async def where_it_waits(session: AsyncSession, change: Question) -> str:
    """Where a new text is signed or approved, as the end of a sentence."""
    if change.is_listed:
        return "in the message that lists it for them"
    link = await cards.link(session, change)
    return f"<{link}|on its card>" if link else "in its thread"


def question_for(org: Organisation, entry: Entry, actor: Actor, text: str) -> Question:
    """What carries the new text through both signatures; not stored yet."""
    account, department = org.account(entry.account), org.department(entry.department)
    known: dict[str, Any] = (
        {"account": account.key, "network": account.network, "limit": account.limit} if account else {}
    )
    return Question(
        **{"account": "", "network": entry.network, "limit": 140, **known},
        workspace=entry.workspace,
        stage=Stage.CHOOSING,
        stage_since=clock.now(),
        created_at=clock.now(),
        holder=actor.user,
        forwarder=actor.user,
        text=entry.question,
        topic=entry.topic,
        department=department.key if department else "",
        desk=department.desk if department else org.desk or "",
        parent=entry.question_id,
        entry=entry.id,
        change="update",
        draft=text,
        draft_by=actor.user,
        moves=0,
        revision=0,
        urgent=False,
        trimmed="",
    )


async def start(session: AsyncSession, actor: Actor, entry: Entry, question: Question, *, why: str) -> Question:
    question.change = why
    session.add(question)
    await session.flush()
    stage = {"from_stage": "", "to_stage": Stage.CHOOSING, "detail": f"answer {entry.id}"}
    session.add(Audit(workspace=entry.workspace, question_id=question.id, actor=actor.user, move="forward", **stage))
    await entry_life.decide(session, entry, actor, UPDATING, detail=f"question {question.id}")
    await pinging.ask_to_sign(session, question, actor, Move.SUGGEST, first=entry.owner)
    return question


async def finish(session: AsyncSession, question: Question, actor: Actor) -> None:
    """Approved: it is what is kept from now on. Nothing is posted by it, so nobody is asked to."""
    question.published_at, question.published_by = clock.now(), actor.user
    await move(session, question, Move.PUBLISH, actor)
    await keeping.keep(session, question)
    await summoning.show_signed(session, question, public=True)
    await redraw(session, question)
    entry = await entries.find(session, question.workspace, question.entry or 0)
    if entry is not None and not question.is_listed:  # of those, one message says that all is done
        why, name = f"It says now: {entry.short}", f"{question.id}:{question.moves}"
        await entry_life.reach_soon(session, entry, actor, what=entry_life.CHANGED, name=name, why=why)
        await _tell(session, question, entry, actor)


async def _tell(session: AsyncSession, question: Question, entry: Entry, actor: Actor) -> None:
    """Where the request stands, and to whoever wanted it and whoever owns it: which text is kept now."""
    used = await versions.uses(session, entry, limit=OLD_USES)
    old = [use for use in used if use.text != entry.short]
    number = (await versions.extent(session, entry)).uses if old else 0
    people = await names_around(session, question, *(use.by for use in old))
    said = views.kept_from_now_on(question, entry, people, old=old, number=number)
    if question.request_key:
        request, lane = question.request_key, Lane.ACKNOWLEDGEMENT
        await outbox.update(session, of=request, workspace=question.workspace, message=said, lane=lane)
        question.request_key = ""
    absent = await organisations.gone(session, question.workspace)
    for user in dict.fromkeys((question.forwarder, entry.owner)):
        if user not in (actor.user, "", *absent):
            text = f":white_check_mark: The new text of {line(entry.question)} is kept now: {line(entry.short, 1000)}"
            text += views.not_offered(entry)
            key = f"question:{question.id}:changed:{question.moves}:{user}"
            summoning.say(session, question, key=key, message=message(text), user=user, lane=Lane.ACKNOWLEDGEMENT)
