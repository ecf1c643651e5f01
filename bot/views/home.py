"""The Home tab: what waits for this person, what is at risk, how it went lately, and the way to earlier answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.db.entries import Kept
from bot.db.models import Entry, Question
from bot.lifecycle import Stage
from bot.organisation import import_command
from bot.views.blocks import (
    Block,
    Names,
    View,
    actions,
    at,
    button,
    context,
    divider,
    header,
    line,
    on,
    quote,
    section,
    when,
)

TO_DO = {
    Stage.CHOOSING: "Choose an earlier answer, or ask",
    Stage.AWAITING_EXPERT: "Name an expert",
    Stage.AWAITING_ACKNOWLEDGEMENT: "Say that you have it",
    Stage.AWAITING_ANSWER: "Answer it in its thread",
    Stage.AWAITING_ASKER: "Tell the expert more",
    Stage.AWAITING_SIGN_OFF: "Sign off the short text",
    Stage.AWAITING_APPROVAL: "Approve the text",
    Stage.AWAITING_PUBLICATION: "Post it",
}


@dataclass(frozen=True)
class Item:
    """A question in a list, with the way to it and until when its holder has time."""

    question: Question
    by: datetime | None
    link: str = ""


@dataclass(frozen=True)
class Home:
    """Everything the tab shows. `answered` are the last day's durations in seconds, shortest first; None for others."""

    waiting: Sequence[Item]
    at_risk: Sequence[Item]
    answered: Sequence[float] | None
    names: Names
    now: datetime
    may_ask: bool
    answers: Kept
    last_used: Sequence[Entry] = ()
    more: bool = False
    listed: int = 0  # new texts that wait for this person in a list
    hidden: dict[str, int] = field(default_factory=dict)


def home(shown: Home, *, organisation: str) -> View:
    blocks: list[Block] = [context(quote(organisation, 100))]
    buttons = [button("find_answer", "Find an answer", "home")]
    if shown.may_ask:
        buttons.insert(0, button("new_question", "Ask an expert", "home", style="primary"))
    blocks.append(actions(*buttons))
    if shown.answered is not None:
        blocks.append(section(lately(shown.answered)))
    blocks += _listed("Waiting on you", shown.waiting, shown, "No question waits for you.")
    if shown.listed:
        many = (
            f"{shown.listed} new texts of kept answers wait"
            if shown.listed > 1
            else "A new text of a kept answer waits"
        )
        blocks.append(section(f":pencil2: {many} in your list, under Messages: something they name has changed."))
    if shown.answered is not None:
        blocks += _listed("At risk", shown.at_risk, shown, "No promise to the public is at risk.")
    blocks += _answers(shown.answers, shown.last_used)
    if any(shown.hidden.values()) and not shown.more:
        blocks.append(actions(button("home_more", "Show more", "more")))
    return {"type": "home", "blocks": blocks}


def _answers(kept: Kept, last_used: Sequence[Entry]) -> list[Block]:
    """What is kept, what of it somebody should look at, and what was used last."""
    blocks: list[Block] = [divider(), header(f"Answers ({kept.all:,})" if kept else "Answers")]
    if not kept:
        return [
            *blocks,
            context("None is offered now. Each published answer will be here for the next person who asks."),
        ]
    blocks.append(section(f"{kept.all:,} kept · {kept.due:,} due for review · {kept.unused:,} not reused yet"))
    used = [f"• {line(entry.question, 150)} {on(entry.used_at)}" for entry in last_used]
    blocks.append(context("\n".join(["Used last:", *used])))
    ways = [button("find_answer", "Search them", "answers")]
    if kept.due:
        ways.append(button("find_due", "Due for review", "answers"))
    if kept.unused:
        ways.append(button("find_unused", "Not reused yet", "answers"))
    ways.append(button("variables", "Variables", "0"))
    return [*blocks, actions(*ways)]


def lately(answered: Sequence[float]) -> str:
    """How many questions were answered since this time yesterday, and how fast half of them were."""
    if not answered:
        return "*Last 24 hours:* nothing published."
    half = answered[(len(answered) - 1) // 2]
    share = "half of them " if len(answered) > 1 else ""
    return f"*Last 24 hours:* {len(answered)} published, {share}within {_rounded(half)}."


def _rounded(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} minute{'s' * (minutes != 1)}" if minutes < 120 else f"{round(minutes / 60)} hours"


def _listed(title: str, items: Sequence[Item], shown: Home, empty: str) -> list[Block]:
    hidden = shown.hidden.get(title, 0)
    number = len(items) + hidden
    blocks: list[Block] = [divider(), header(f"{title} ({number})" if number else title)]
    if not items:
        return [*blocks, context(empty)]
    for item in items:
        blocks += _item(item, shown, mine=title == "Waiting on you")
    return blocks


def _item(item: Item, shown: Home, *, mine: bool) -> list[Block]:
    question = item.question
    what = TO_DO[question.stage] if mine else f"Waits for {shown.names.bold(question.holder)}"
    until = f" by {_time(item.by, shown, far=bool(question.paused_at))}" if item.by else ""
    promise = question.promise_at if not question.paused_at else None
    promised = f" · promised by {_time(promise, shown)}" if promise else ""
    accessory = button("open_card", "Open", f"{question.id}:0", url=item.link) if item.link else None
    return [section(f"{line(question.text, 250)}\n{what}{until}{promised}", accessory)]


def _time(instant: datetime, shown: Home, *, far: bool = False) -> str:
    """A time of day; with its day where that is `far`, or over, since it may have been yesterday."""
    return when(instant) if far or instant < shown.now else at(instant)


def not_set_up(workspace: str) -> View:
    """Before an organisation file was imported: who must do what."""
    text = (
        "*Expertline isn't set up here yet.*\n"
        "Whoever runs it writes one file that says who works where, and loads it:\n"
        f"1. `python -m bot import --from-workspace --workspace {workspace} -o org.yaml` drafts it from your channels "
        "and people.\n"
        "2. Somebody in comms fills in what is marked FILL_IN: accounts, topics, experts, approvers.\n"
        f"3. `{import_command(workspace)}` loads it. Open this tab again afterwards."
    )
    meanwhile = "Nobody here can ask yet, and nothing that is typed is lost: it is refused."
    return {"type": "home", "blocks": [section(text), context(meanwhile)]}
