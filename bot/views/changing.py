"""The window in which a kept answer gets a new text, and what is shown beside that text until it is signed."""

from collections.abc import Sequence

from bot.db.models import Entry, Question, Use
from bot.trimming import Style
from bot.views.blocks import (
    Block,
    Message,
    Names,
    View,
    context,
    line,
    modal,
    quoted,
    section,
    text_input,
    times,
    verbatim,
)
from bot.views.drafting import told
from bot.views.entry import compared, place_blocks

FIELD = "entry_words"
NEWER = "The text was changed while you were writing. Yours is below; nothing is lost."


def update_window(entry: Entry, question: Question, *, style: Style, mine: str = "", why: str = "") -> View:
    """Its text, to be changed; the count keeps up while one types. `question` isn't stored yet. `mine` are words that
    met a newer text, and `why` what was said about them."""
    newer = [section(f":warning: {NEWER}"), section("*The newer text:*"), verbatim(entry.short)] if mine else []
    label = "Your text: it replaces the newer one" if mine else "The text, word for word"
    blocks: list[Block] = [
        section(f"*{line(entry.question, 600)}*"),
        *newer,
        text_input(FIELD, label, value=mine or entry.short, multiline=True, live=True, focus=True),
        *told(question, mine or entry.short, (), style),
        text_input("note", "Why does it change?", value=why, optional=True, hint="Whoever signs and approves sees it."),
        context(
            f"It goes to an expert to sign, then to comms to approve. Until then it says what it says now"
            f"{', and is offered only to be signed again' if entry.status == 'live' else ''}."
        ),
    ]
    metadata = {"entry": entry.id, "version": entry.version}
    return modal("entry_update", "Update this answer", blocks, submit="Go on", metadata=metadata)


def about_change(entry: Entry, question: Question) -> list[Block]:
    """Beside the text to sign or approve: that it changes what is kept, and how."""
    said = "*This changes an answer that is kept.* It changes what is offered, and posts nothing. What differs:"
    return [section(said), compared(entry.short, question.draft)]


def with_blocks(message: Message, blocks: Sequence[Block]) -> Message:
    """The message with these below its first line."""
    shown = message.get("blocks", [])
    return {**message, "blocks": [*shown[:1], *blocks, *shown[1:]]} if shown else message


def not_offered(entry: Entry) -> str:
    """The end of what is said of a new text; empty where the answer is offered."""
    return (
        " It was retired meanwhile, so it isn't offered; Restore brings it back." if entry.status == "retired" else ""
    )


def kept_from_now_on(question: Question, entry: Entry, names: Names, *, old: Sequence[Use], number: int) -> Message:
    """The request once it is approved: which text is kept now, and where the older one still stands."""
    done = f"{names.bold(question.approver)} approved it: version {entry.version} is what is kept now."
    text = f":white_check_mark: {done} Nothing was posted by this.{not_offered(entry)}"
    if not number:
        return {"text": text, "blocks": [section(text)]}
    public = (
        f"*An earlier text stands in public* ({times(number)}). Please correct these posts where they are wrong now:"
    )
    kept = section(quoted(question.draft, 1500))
    return {"text": f"{text} {public}", "blocks": [section(text), kept, section(public), *place_blocks(old, names)]}
