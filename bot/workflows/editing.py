"""The wording is changed by hand: by the expert, or by comms; whoever signed is asked again."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot import trimming
from bot.db import questions
from bot.db.models import Question
from bot.lifecycle import CLOSED, SIGNED, Move, Refused, Stage
from bot.views import drafting as views
from bot.views.blocks import View
from bot.workflows import drafting, falling, pinging, styling, summoning, wordings
from bot.workflows.moving import move
from bot.workflows.people import Actor
from bot.workflows.permits import may

NEWER = "The text was changed while you were writing. Yours is below; nothing is lost."
EDITABLE = (Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL)


class Stale(Refused):
    """The text was changed meanwhile: the window that shows the newer text above the words that met it."""

    def __init__(self, view: View) -> None:
        super().__init__(drafting.STALE)
        self.view = view


async def window(session: AsyncSession, actor: Actor, *, question_id: int) -> View:
    """Edit the exact text."""
    question = await questions.lock(session, actor.workspace, question_id)
    await _may_edit(session, question, actor)
    _require_editable(question)
    style = await styling.style_of(session, question)
    nearest = "" if question.draft else (await wordings.shortened(session, question)).nearest
    return views.edit_window(question, by_comms=actor.user != question.expert, style=style, nearest=nearest)


async def _may_edit(session: AsyncSession, question: Question, actor: Actor) -> None:
    if not await may(session, "edit_draft", question, actor):
        raise Refused(f"Only <@{question.expert or question.holder}> and approvers can edit this text.")


def _require_editable(question: Question) -> None:
    if question.stage not in EDITABLE:
        state = f"already {question.stage}" if question.stage in CLOSED else question.stage
        how = "Send it back first." if question.stage in SIGNED else "There is no text to edit yet."
        raise Refused(f"This question is {state}. {how}")


async def edit(session: AsyncSession, actor: Actor, *, question_id: int, revision: int, text: str) -> None:
    """Take this wording as the draft."""
    question = await questions.lock(session, actor.workspace, question_id)
    style = await styling.style_of(session, question)
    text = views.as_saved(question, " ".join(text.split()), style)
    await _may_edit(session, question, actor)
    if text == question.draft:
        return
    _require_editable(question)
    if revision != question.revision:
        by_comms = actor.user != question.expert
        raise Stale(views.edit_window(question, by_comms=by_comms, style=style, mine=text, note=NEWER))
    if not text:
        raise Refused("Please write the text. To give the question away, press Not me instead.")
    over = trimming.length(text, question.network) - question.limit
    if over > 0:
        raise Refused(f"This is {over} over the limit of {question.limit}. Please shorten it a little more.")
    if not trimming.fits(text, question.limit, question.network):
        raise Refused("This network counts these characters as more than it takes. Please shorten it a little more.")

    was_signed, holder = question.stage in SIGNED, question.holder
    question.draft, question.draft_by = text, actor.user
    question.over = 0
    review = await drafting.reviewed(session, question, text)
    question.warnings, question.left_out = list(review.warnings), []
    question.others, question.proposal = [], {}
    question.omissions = list(review.omissions) if actor.user != question.expert else []  # their own words are theirs
    wordings.renew(session, question)
    await move(session, question, Move.EDIT, actor)
    if was_signed:
        why = f"<@{actor.user}> edited the words, so the text has to be signed again."
        await falling.fell(session, question, why, holder=holder, aware=actor.user)
    await pinging.pass_over(session, question)
    await summoning.show_draft(session, question)


async def counted(session: AsyncSession, actor: Actor, view: View, *, question_id: int, text: str) -> View:
    """The open window with the count, and what changed against the expert's words, brought up to date."""
    question = await questions.find(session, actor.workspace, question_id)
    if question is None:
        raise Refused("I can't find that question here. Please close this window, and look at its card.")
    await _may_edit(session, question, actor)
    warnings = (await drafting.reviewed(session, question, text)).warnings
    return views.edited_window(view, question, text, warnings, style=await styling.style_of(session, question))
