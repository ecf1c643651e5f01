"""Posted, kept for the next person who asks, and opened again where it was wrong."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.db import questions, versions
from bot.db.models import Question
from bot.lifecycle import CLOSED, Move, Refused, Stage
from bot.slack.outbox import Lane
from bot.views import approval as views
from bot.views.blocks import View, at, line, message
from bot.views.card import took
from bot.workflows import cards, joining, keeping, summoning, together
from bot.workflows.intake import LINK, Misfilled, is_link
from bot.workflows.moving import is_kept, move, redraw
from bot.workflows.people import Actor, names_around, organisation, require_comms
from bot.workflows.permits import may


async def posted(
    session: AsyncSession, actor: Actor, *, question_id: int, revision: int | None = None, words: str = ""
) -> Question:
    """It is public: who and when are kept at once, the link may follow; the answer is kept for reuse.

    What has happened outside is never refused: a text that was posted while it was being changed is recorded as such.
    `words`: what they say about it.
    """
    before = await joining.lead_before(session, actor.workspace, question_id)
    question = await questions.lock(session, actor.workspace, question_id)
    org = await organisation(session, actor.workspace)
    if not await may(session, "posted", question, actor):
        raise Refused(f"Only comms can say that it is posted. It is with <@{question.approver or org.duty}>.")
    if question.stage is Stage.PUBLISHED:
        return question
    if question.change:
        raise Refused("This is a new text for a kept answer, and nothing of it is posted. To drop it, withdraw it.")
    anyway = question.stage is not Stage.AWAITING_PUBLICATION or revision not in (None, question.revision)
    waited_for = concerned(question, actor)
    if question.stage not in CLOSED and anyway:
        await _posted_meanwhile(session, question, actor)
    if anyway:
        await _take_public_text(session, question, revision)
        await _take_writer(session, question)
    question.published_at, question.published_by = clock.now(), actor.user
    question.approver = "" if anyway else question.approver
    await move(session, question, Move.PUBLISH, actor, detail=words)
    if not anyway:
        await keeping.keep(session, question)
    else:
        await keeping.note_use(session, question)
        await keeping.let_go(session, question, actor, question.entry)
        await summoning.set_draft_aside(session, question)
    await summoning.show_signed(session, question, public=True)
    await redraw(session, question)
    people = await names_around(session, question, actor.user)
    said = f":white_check_mark: Published {at(question.published_at)} by {people.bold(actor.user)}, {took(question)}."
    about = wrote(actor, words)
    await summoning.settle_request(session, question, f"{said}{about}")
    await _tell_forwarder(session, question, about)
    if anyway:
        await tell_concerned(session, question, actor, waited_for, about)
        await _tell_lead(session, question, actor, org.lead or org.duty, about)
    else:
        await together.answered(session, question)
    if before is not None:
        await joining.show_askers(session, before)
    return question


def wrote(actor: Actor, words: str) -> str:
    """What somebody says about the post, for those who are told of it."""
    return f" <@{actor.user}> wrote: {line(words, 500)}" if words.strip() else ""


def concerned(question: Question, actor: Actor) -> list[str]:
    """Whom it waits for, and who waits for what they asked back; but not the person themselves."""
    asked_back = question.expert if question.stage is Stage.AWAITING_ASKER else ""
    return [user for user in dict.fromkeys((question.holder, asked_back)) if user not in ("", actor.user)]


async def tell_concerned(session: AsyncSession, question: Question, actor: Actor, users: list[str], about: str) -> None:
    """They needn't do anything more for what is posted; the expert reads what is public."""
    for user in users:
        text = f"<@{user}>, <@{actor.user}> says that an answer is posted already: nothing more to do.{about}"
        if question.draft and user == question.expert:
            text += f" It is {line(question.draft, 1000)} If that isn't right, please write so here."
        name = f"posted:{question.moves}:{user}"
        await summoning.tell(session, question, user, name=name, message=message(text))


async def _posted_meanwhile(session: AsyncSession, question: Question, actor: Actor) -> None:
    """The approved text was being changed when it went out. Nobody signed it for whoever waits for this question, so
    the next of them is asked for, with the newest draft."""
    await summoning.set_draft_aside(session, question)
    await move(session, question, Move.WITHDRAW, actor, detail="posted before it was signed again")
    await together.pass_on(session, question, actor, posted=True)


async def _take_public_text(session: AsyncSession, question: Question, revision: int | None) -> None:
    """What the public has read is what was approved last, or the approved one whose button was pressed; where nothing
    was, the newest draft is all that is known."""
    approved = await questions.approved(session, question)
    wanted = revision if revision in approved else max(approved, default=None)
    public = next((draft for draft in await questions.drafts(session, question) if draft.revision == wanted), None)
    if public is not None and public.text != question.draft:
        question.draft, question.left_out, question.warnings = public.text, [], []
        question.others, question.omissions, question.proposal = [], [], {}


async def _take_writer(session: AsyncSession, question: Question) -> None:
    """Who was only asked last didn't answer it: whoever wrote it did, and is asked again if it is reopened."""
    written = [row.author for row in await questions.contributions(session, question) if row.used]
    if question.draft and written and question.expert not in (*written, question.draft_by):
        question.expert = written[-1]


async def _tell_lead(session: AsyncSession, question: Question, actor: Actor, lead: str, about: str) -> None:
    what = f"this was posted by <@{actor.user}> without two signatures on it: {line(question.draft, 1000)}"
    if not question.draft:
        what = f"<@{actor.user}> posted an answer to {line(question.text, 300)} that nobody wrote or signed here."
    ask = "Please have a look; Reopen on its card asks the expert again."
    ask += " I offer it to nobody unsigned." if question.draft else ""
    await summoning.tell(
        session, question, lead, name=f"anyway:{question.moves}", message=message(f"<@{lead}>, {what}{about} {ask}")
    )


async def _tell_forwarder(session: AsyncSession, question: Question, about: str) -> None:
    link = await cards.link(session, question)
    card = f" <{link}|The card>" if link else ""
    kept = " Kept for next time." if await is_kept(session, question) else ""
    after = took(question, came="you forwarded it")
    said = (
        line(question.draft, 1000)
        if question.draft
        else f"an answer to {line(question.text)} Its text isn't known here."
    )
    text = f":white_check_mark: Published, {after}: {said}{about}{kept}{card}"
    key = f"question:{question.id}:published:{question.moves}"
    summoning.say(session, question, key=key, message=message(text), user=question.forwarder, lane=Lane.ACKNOWLEDGEMENT)


def link_window(question: Question) -> View:
    """It is noted; the link may follow."""
    return views.link_window(question)


async def window_for_link(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Add the link afterwards."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_add_link(session, question, actor)
    return views.link_window(question)


async def _may_add_link(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "add_link", question, actor):
        require_comms(await organisation(session, actor.workspace), actor, "add the link")
    if question.stage is not Stage.PUBLISHED:
        raise Refused("This question isn't published, so there is no post to link to.")


async def add_link(session: AsyncSession, actor: Actor, *, question_id: int, link: str) -> None:
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_add_link(session, question, actor)
    if len(link) > 3000 or (link and not is_link(link)):
        raise Misfilled({"link": f"{LINK} It has at most 3,000 characters."})
    question.published_link = link
    use = await versions.last_use(session, question)
    if use is not None:
        use.link = link
    question.moves += 1
    await redraw(session, question)
