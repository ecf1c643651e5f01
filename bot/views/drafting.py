"""The draft message in the thread, and the window in which the text is edited."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot import trimming
from bot.db.models import Question
from bot.trimming import Style
from bot.views.blocks import (
    Block,
    Message,
    Names,
    Place,
    View,
    actions,
    at,
    button,
    context,
    cut,
    line,
    message,
    modal,
    quote,
    section,
    text_input,
    verbatim,
    way_to_card,
)
from bot.views.networks import counted
from bot.views.pinging import reference
from bot.views.styling import notes

MOST_SENTENCES = 12
PROPOSED = "proposed by the writer, in your own words only"


def nothing_yet(question: Question) -> str:
    return f"Nothing is {'kept' if question.change else 'public'} until you sign it and comms approves it."


def draft(
    question: Question, names: Names, *, by: datetime, several: bool, after: str = "", place: Place, style: Style
) -> Message:
    """The short text to sign, what was left out, and what to watch. `after` says why it comes to them now."""
    if not question.draft:
        return nothing_fits(question, by=by)
    length = trimming.length(question.draft, question.network)
    head = f"*Draft {question.revision}* · {counted(question.draft, question.limit, question.network)}"
    author = f" · wording by {names[question.draft_by]}" if question.draft_by else ""
    if not question.draft_by and _is_proposal(question, question.draft):
        author = f" · {PROPOSED}"
    blocks = [section(head + author), verbatim(question.draft)]
    if question.left_out:
        blocks.append(_kept_and_cut(question))
    blocks += [context(f":warning: {quote(text, 500)}") for text in question.warnings[:5]]
    if question.omissions and not question.may_mislead:
        blocks.append(
            context(f":ballot_box_with_check: {names[question.expert]} says that it is still right without it.")
        )
    if length > question.limit:
        blocks.append(context(f":warning: This is {length - question.limit} over the limit. Please make it shorter."))
    blocks += notes(question.draft, style)
    blocked = bool(trimming.blocking(question.draft, style))
    asked = f" The question: {line(question.text, 500)}" if after or place.direct or question.draft_by else ""
    do = f"Please sign off by {at(by)}."
    if question.may_mislead:
        do = f"If it is still right without what is left out, say so, and then sign off by {at(by)}. If not, edit it."
    if blocked:
        do = f"Please edit the text, then sign off by {at(by)}."
    ask = f"{after}<@{question.expert}>, is this right? {do} {nothing_yet(question)}{asked}"
    blocks.append(context(ask))
    blocks += way_to_card(place)
    blocks.append(_buttons(question, several=several, may_sign=length <= question.limit and not blocked))
    blocks += _other_wordings(question)
    return message(f"Draft {question.revision}: {line(question.draft, 1000)} {ask}", blocks)


def _buttons(question: Question, *, several: bool, may_sign: bool) -> Block:
    value = f"{question.id}:{question.revision}"
    sign = [button("sign_off", "Sign off", value, style="primary")] if may_sign else []
    if sign and question.may_mislead:
        sign = [button("right_without", "Still right without it", value)]
    last = [button("use_last", "Use only my last message", value)] if several else []
    others_words = not question.source and not question.change  # the expert may see the question for the first time
    more = [button("ask_back", "I need to know more", value)] if others_words else []
    return actions(*sign, button("edit_draft", "Edit", value), *last, button("pass_on", "Not me", value), *more)


def _kept_and_cut(question: Question) -> Block:
    """What the expert wrote: bold what is kept, struck through what is not."""
    left_out = Counter(piece for text in question.left_out for piece in text.split("\n"))
    sentences: list[list[Block]] = []
    for sentence in question.source.split("\n"):
        struck = left_out[sentence] > 0
        left_out[sentence] -= struck
        end = sentence if struck else _end(question, sentence)
        kept = sentence.removesuffix(end)
        shown = [_written(kept, "bold")] if kept else []
        sentences.append([*shown, *([_written(end, "strike")] if end else []), {"type": "text", "text": " "}])
    pieces = [piece for sentence in sentences[:MOST_SENTENCES] for piece in sentence]
    if len(sentences) > MOST_SENTENCES:
        more = f"… and {len(sentences) - MOST_SENTENCES} sentences more."
        pieces.append({"type": "text", "text": more})
    elements = [{"type": "text", "text": "You wrote: "}, *pieces]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _end(question: Question, sentence: str) -> str:
    """What is left out of a sentence's end."""
    if sentence in question.draft:
        return ""
    return next((text for text in question.left_out if sentence.endswith(f" {text}")), "")


def _written(text: str, style: str) -> Block:
    return {"type": "text", "text": cut(text, 250), "style": {style: True}}


def _other_wordings(question: Question) -> list[Block]:
    """Further texts that fit, each to be taken with a button."""
    blocks = []
    for place, text in enumerate(question.others):
        length = trimming.length(text, question.network)
        use = button("use_other", "Use this one", f"{question.id}:{question.revision}:{place}")
        said = f"Or, {PROPOSED}, {length}" if _is_proposal(question, text) else f"Or, {length}"
        blocks.append(section(f"{said} characters: {line(text, 1000)}", use))
    return blocks


def _is_proposal(question: Question, text: str) -> bool:
    return text == question.proposal.get("text")


def nothing_fits(question: Question, *, by: datetime) -> Message:
    value = f"{question.id}:{question.revision}"
    if question.over:
        over = f"{question.over} characters over the limit of {question.limit}"
        text = f"<@{question.expert}>, your shortest complete answer is {over}."
        do, label = "Write it shorter, or add a short sentence here", "Write it shorter"
    else:
        why = quote(" ".join(question.warnings[:2]), 700) or "no sentence can stand on its own as an answer."
        text = f"<@{question.expert}>, I made no draft: {why}"
        do, label = "Write the short text yourself, or add a sentence here", "Write the text"
    more = f"{do}, by {at(by)}. {nothing_yet(question)}"
    buttons = actions(button("edit_draft", label, value, style="primary"), button("pass_on", "Not me", value))
    return message(f"{text} {more}", [section(text), context(more), buttons])


def set_aside(question: Question) -> Message:
    """The draft message when the question moved on without a signature."""
    if not question.draft:
        return message("No draft was made here.", [context("No draft was made here.")])
    text = f"Draft {question.revision} is kept, but not signed."
    return message(f"{text} {line(question.draft, 1000)}", [context(text), verbatim(question.draft)])


def newer_below() -> Message:
    text = "Newer draft below."
    return message(text, [context(text)])


def signed(question: Question, names: Names, *, public: bool) -> Message:
    """The draft message once it is signed: the text and who stands by it."""
    text = f":lower_left_fountain_pen: {names.bold(question.expert)} signed this text."
    if public:
        return message(f"{text} {line(question.draft, 1000)}", [section(text), verbatim(question.draft)])
    text += " It is with comms now."
    value = f"{question.id}:{question.revision}"
    blocks = [section(text), verbatim(question.draft), context("Changed your mind? Just write here, or take it back.")]
    return message(
        f"{text} {line(question.draft, 1000)}", [*blocks, actions(button("take_back", "Take it back", value))]
    )


def edit_window(
    question: Question, *, by_comms: bool, style: Style, nearest: str = "", mine: str = "", note: str = ""
) -> View:
    """Edit the exact text; the count keeps up while one types. `nearest` is what to begin with where there is no draft;
    `mine` are words that met a newer one."""
    text = mine or question.draft or nearest
    blocks: list[Block] = []
    if note:
        blocks.append(section(f":warning: {note}"))
    if mine and question.draft:
        blocks += [section("*The newer text:*"), verbatim(question.draft)]
    label = "Your text: it replaces the newer one" if mine else "The text, word for word"
    blocks.append(text_input("words", label, value=text, multiline=True, live=True, focus=True))
    blocks += told(question, text, (), style)
    where = "your list" if question.is_listed else "the thread"
    after = "It goes back to the expert to sign." if by_comms else f"You sign it afterwards, in {where}."
    blocks.append(context(after))
    title = "Replace it with mine" if mine else "Edit the text"
    submit = "Replace it" if mine else "Save"
    return modal("edit_draft", title, blocks, submit=submit, metadata=reference(question))


def as_saved(question: Question, text: str, style: Style) -> str:
    """The text as it will be kept: whoever writes the first one needn't write the account's closing."""
    return text if question.draft else trimming.closed(text, style.closing)


def told(question: Question, text: str, warnings: Sequence[str], style: Style) -> list[Block]:
    """What stands below the text while it is written: the count, what changed, and what breaks the style."""
    told = [count(question, text, style)]
    if warnings:
        told.append(context(*[f":warning: {quote(warning, 300)}" for warning in warnings[:5]]) | {"block_id": "guard"})
    found = [piece for note in notes(as_saved(question, text, style), style) for piece in note["elements"]]
    return [*told, {"type": "context", "elements": found, "block_id": "style"}] if found and text.strip() else told


def count(question: Question, text: str, style: Style) -> Block:
    """How long the text is by the network's rule, beside the limit."""
    saved = as_saved(question, text, style)
    over = trimming.length(saved, question.network) - question.limit
    said = counted(saved, question.limit, question.network)
    said = f":warning: {over} over: {said}" if over > 0 else said
    if saved != text:
        said += f", with “{quote(trimming.ending(style.closing), 200)}”, which I add"
    return context(said) | {"block_id": "count"}


def edited_window(
    view: View, question: Question, text: str, warnings: Sequence[str] = (), *, style: Style, field: str = "words"
) -> View:
    """The open window with the count, what changed against the expert's words and the style brought up to date."""
    fields = ("type", "callback_id", "title", "submit", "close", "private_metadata", "notify_on_close")
    kept = {name: view[name] for name in fields if view.get(name) not in (None, "")}
    blocks = [block for block in view["blocks"] if block.get("block_id") not in ("count", "guard", "style")]
    place = next(i for i, block in enumerate(blocks) if block.get("block_id") == field) + 1
    return {**kept, "blocks": [*blocks[:place], *told(question, text, warnings, style), *blocks[place:]]}
