"""A variable has another value than a kept answer says: the answer gets a change, with the new text written already.

What should wait for signatures is always found from what is kept and what the variables are now, never from what
happened: so a value that changes twice, or back, or while somebody edits, ends where it should.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, trimming
from bot.db import entries, organisations, questions, variables, versions
from bot.db.models import Due, Entry, Question
from bot.db.variable import CHANGE
from bot.lifecycle import SIGNED, WITH_EXPERT, Move, Stage
from bot.slack import outbox
from bot.slack.outbox import Lane
from bot.views import variables as views
from bot.views.blocks import line, message
from bot.views.in_step import became, in_words
from bot.workflows import approval, changing, falling, linking, pinging, signing_lists, summoning, wordings
from bot.workflows.moving import move, redraw
from bot.workflows.people import Actor, names, organisation

OLD_POSTS = 20
USED = "says_earlier_value"
DRAFTED = (Stage.AWAITING_SIGN_OFF, *SIGNED)
SAID_TWICE = "The text said “{value}” in another place before. From now on both change together."
TWO_THINGS = "“{value}” stands here for more than one thing. Please look whether each place is right."


async def look(session: AsyncSession, due: Due) -> datetime | None:
    """One entry: a change is opened, brought up to date, or not wanted any more."""
    entry = await entries.find(session, due.workspace, int(due.args["entry"]))
    if entry is None:
        return None
    found = await versions.open_change(session, entry)
    question = await questions.lock(session, due.workspace, found.id) if found is not None else None
    entry = await entries.lock(session, due.workspace, entry.id)
    if entry is None:
        return None
    now = await versions.open_change(session, entry)
    if (now and now.id) != (question and question.id):
        return clock.now() + timedelta(seconds=1)  # it was decided in this very moment
    late = await variables.behind(session, entry)
    actor = Actor(due.workspace, max(late, key=lambda one: one[1].changed_at)[1].changed_by if late else "")
    changes = await linking.wanted(session, entry)
    if changes and trimming.replaced(variables.text_of(entry), changes) == variables.text_of(entry):
        await linking.after_keeping(session, entry, name=str(due.id))  # it was linked as another text was kept
        return None
    if question is not None:
        await _bring_up(session, actor, entry, question, changes)
    elif changes and entry.status == entries.LIVE:
        await _open(session, actor, entry, changes)
    for question_id in await versions.open_uses(session, entry) if changes else ():
        args = {"by": actor.user, "entry": entry.id}
        key = f"question:{question_id}:{USED}:{due.id}"
        session.add(Due(key=key, workspace=due.workspace, question_id=question_id, kind=USED, args=args))
    return None


async def reach(session: AsyncSession, question: Question, due: Due) -> datetime | None:
    """Where the answer is about to be used, or adapted, with an earlier value: nobody posts that any more."""
    entry = await entries.find(session, question.workspace, int(due.args["entry"]))
    if entry is None or question.change or question.stage not in DRAFTED:
        return None
    actor = Actor(question.workspace, due.args["by"])
    text = trimming.replaced(question.draft, await _newer(session, entry))
    if text != question.draft:
        if question.stage is Stage.AWAITING_PUBLICATION:
            await approval.bring_back(session, question, actor, words=await _why(session, entry))
        await _rewrite(session, actor, entry, question, text, question.source)
    return None


async def _open(session: AsyncSession, actor: Actor, entry: Entry, changes: Mapping[str, str]) -> None:
    org = await organisation(session, entry.workspace)
    question = changing.question_for(org, entry, actor, _said_now(entry.short, changes))
    question.trimmed, question.source = question.draft, _full(entry, changes)  # nobody has edited it
    question.note, question.warnings = await _why(session, entry), await _pointed_out(session, entry, changes)
    await changing.start(session, actor, entry, question, why=CHANGE)


async def _pointed_out(session: AsyncSession, entry: Entry, changes: Mapping[str, str]) -> list[str]:
    """What whoever signs the text that nobody has edited should look at."""
    before = trimming.held(entry.short, {*changes, *changes.values()})
    held = [link.value for link, _ in await variables.links(session, entry)]
    twice = [SAID_TWICE.format(value=new) for new in changes.values() if new in before]
    return twice + [TWO_THINGS.format(value=value) for value in changes if held.count(value) > 1]


def _full(entry: Entry, changes: Mapping[str, str]) -> str:
    """What the text was shortened from, with the new values; empty where it is the text itself."""
    same = " ".join(entry.full.split()) == " ".join(entry.short.split())
    return "" if same else _said_now(entry.full, changes)


async def _why(session: AsyncSession, entry: Entry) -> str:
    late = await variables.behind(session, entry)
    return " ".join(became(variable.label, link.value, variable.value) for link, variable in late)


async def _bring_up(
    session: AsyncSession, actor: Actor, entry: Entry, question: Question, changes: Mapping[str, str]
) -> None:
    """A new text waits already: it says the newest value, whoever wrote it."""
    ours = question.is_listed
    plain = ours and question.draft == question.trimmed
    if plain:
        text, full = _said_now(entry.short, changes), _full(entry, changes)
    else:
        newer = await _newer(session, entry)
        text = trimming.replaced(question.draft, newer)
        full = trimming.replaced(question.source, newer) if ours else question.source
    unneeded = (text == entry.short and full in ("", entry.full)) or entry.status != entries.LIVE
    if ours and unneeded:
        await _withdraw(session, actor, entry, question)
    elif (text, full) != (question.draft, question.source):
        if plain:
            question.warnings = await _pointed_out(session, entry, changes)
        await _rewrite(session, actor, entry, question, text, full)


async def _newer(session: AsyncSession, entry: Entry) -> dict[str, str]:
    """What each earlier value of its variables has become."""
    known = [variable for _, variable in await variables.links(session, entry)]
    past = await variables.values(session, entry.workspace, [variable.id for variable in known])
    newer = {one.value: variable.value for variable in known for one in past[variable.id]}
    return newer | {variable.value: variable.value for variable in known}


def _said_now(text: str, changes: Mapping[str, str]) -> str:
    """The text with the new values; where it says one of them already it stays, whatever old one that holds."""
    return trimming.replaced(text, {new: new for new in changes.values()} | dict(changes))


async def _withdraw(session: AsyncSession, actor: Actor, entry: Entry, question: Question) -> None:
    why = "What it names is again as the answer says." if entry.status == entries.LIVE else "It isn't offered any more."
    question.withdrawn_why = why
    await move(session, question, Move.WITHDRAW, actor, detail=why)
    if question.draft != question.trimmed and question.draft_by:
        asked = f"<@{question.draft_by}>, no new text is wanted for {line(entry.question, 200)} now: {in_words(why)}"
        told = message(f"{asked} You had written: {line(question.draft, 1000)}")
        key = f"question:{question.id}:not-wanted:{question.moves}"
        summoning.say(session, question, key=key, message=told, user=question.draft_by, lane=Lane.ACKNOWLEDGEMENT)


async def _rewrite(session: AsyncSession, actor: Actor, entry: Entry, question: Question, text: str, full: str) -> None:
    """Whoever signed it had read another value: both signatures fall, and its expert is asked again."""
    edited, was_signed, holder = question.draft != question.trimmed, question.stage in SIGNED, question.holder
    question.draft_by = (question.draft_by if edited else "") or actor.user
    question.draft, question.source, question.over = text, full, 0
    if question.is_listed:
        question.note = await _why(session, entry)
        question.trimmed = question.trimmed if edited else text
    wordings.renew(session, question)
    if question.stage in (Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL):
        await move(session, question, Move.EDIT, actor, detail="a variable changed")
    elif question.is_listed:
        await signing_lists.stir(session, question, before=question.holder)
    else:
        await redraw(session, question)
    why = in_words(f"What this text names has changed, so it says that now. {await _why(session, entry)}".strip())
    if was_signed:
        await falling.fell(session, question, why, holder=holder)
    else:
        await pinging.pass_over(session, question)
    if not question.is_listed and question.stage in WITH_EXPERT:
        ask = "Please look at the newest draft"
        await pinging.tell_expert(session, question, why, ask=ask, name="variable", draft=question.draft)
    elif not question.is_listed:
        await pinging.tell_apart(session, question, f"{why} Please look at the newest draft.", name="variable")
    await summoning.show_draft(session, question)


async def tell_done(session: AsyncSession, due: Due) -> datetime | None:
    """Whoever changed it, and whoever is responsible, hear once that all say so now, and which posts don't."""
    variable = await variables.lock(session, due.workspace, int(due.args["variable"]))
    if variable is None or variable.retired_at is not None:
        return None
    extent = (await variables.extents(session, due.workspace)).get(variable.id)
    key = f"variable:{variable.id}:done:{variable.number}"
    if extent is None or not extent.offered or extent.behind:
        return None
    if await outbox.posted(session, due.workspace, f"{key}:{variable.changed_by}"):
        return None
    posts = await variables.earlier_posts(session, variable)
    called = await names(session, due.workspace, *(use.by for use in posts[:OLD_POSTS]))
    absent = await organisations.gone(session, due.workspace)
    said = views.all_in_step(variable, posts[:OLD_POSTS], called, offered=extent.offered, posts_in_all=len(posts))
    for user in sorted({variable.changed_by, variable.owner} - {""} - absent):
        outbox.post(
            session, key=f"{key}:{user}", workspace=due.workspace, channel=user, message=said, lane=Lane.ACKNOWLEDGEMENT
        )
    return None
