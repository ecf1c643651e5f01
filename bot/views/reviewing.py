"""Asking an owner whether what is kept is still right, and telling of what was retired or recalled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.db.models import Entry, Review, Use
from bot.views.blocks import (
    Block,
    Message,
    Names,
    View,
    actions,
    button,
    context,
    divider,
    line,
    message,
    modal,
    on,
    quote,
    quoted,
    section,
    text_input,
    times,
    to,
)
from bot.views.entry import place, place_blocks, places

RIGHT, UPDATING, AGAIN = "still right", "being updated", "asked again"
RETIRED, RECALLED, MERGED = "retired", "recalled", "merged"
SAID = {
    RIGHT: ":white_check_mark: {question} is still right, said {who}. I ask again {review}.",
    UPDATING: "{question} is being changed by {who}. The new text waits for two signatures.",
    RETIRED: "{question} was retired by {who}. I don't offer it any more.",
    RECALLED: ":no_entry: {question} was recalled by {who}. I don't offer it any more.",
    MERGED: "{question} was merged into another answer by {who}, and is reviewed with it.",
    AGAIN: "{question}: I asked again, in a newer message.",
}


@dataclass(frozen=True)
class Asked:
    """An entry in a message; `earlier` says who was asked before in vain, `uses` are its last publications."""

    review: Review
    entry: Entry
    uses: Sequence[Use] = ()
    earlier: str = ""


def review_request(user: str, asked: Sequence[Asked], names: Names) -> Message:
    """At most ten entries with their buttons; what was decided already is a line."""
    due = asked[0].review.due
    these = "this answer" if len(asked) == 1 else f"these {len(asked)} answers"
    rest = due - len(asked)
    more = f" {rest} more wait for you; I bring them on the next working days." if rest > 0 else ""
    ask = f"<@{user}>, {'is' if len(asked) == 1 else 'are'} {these} still right? The day to look again has come."
    after = "From tomorrow on I offer what nobody has looked at only to be signed again. After three days I ask again."
    if all(each.review.outcome == AGAIN for each in asked):
        return message("I asked again, in a newer message.", [context("I asked again, in a newer message.")])
    if all(each.review.outcome for each in asked):
        ask, more, after = f"<@{user}>, thank you: nothing more to look at here.", "", ""
    blocks = [section(f"{ask}{more}")]
    for each in asked:
        blocks += _request(each, names)
    blocks += [context(after)] if after else []
    told = "; ".join(line(each.entry.question, 150) for each in asked)
    return message(f"{ask}{more} {told}. {after}", blocks)


def _request(asked: Asked, names: Names) -> list[Block]:
    entry, review = asked.entry, asked.review
    if review.outcome:
        said = SAID[review.outcome].format(
            question=line(entry.question, 300), who=names[review.decided_by], review=on(review_day(entry))
        )
        undo = button("entry_restore", "Restore", str(entry.id))
        return [divider(), section(said, undo) if review.outcome == RETIRED else context(said)]
    value = str(entry.id)
    closer = button("entry_view", "Look closer", value)
    last = f", last on {quote(entry.used_on, 80)} {on(entry.used_at)}" if entry.used_on and not asked.uses else ""
    posts = [f"{place(use)} {on(use.at)}{_link(use)}" for use in asked.uses]
    where = f", last {', '.join(posts)}" if posts else ""
    signed = f"{names[entry.expert]} signed it {on(entry.made_at)}" if entry.signed else "from a file, not signed yet"
    blocks: list[Block] = [
        divider(),
        section(f"*{line(entry.question, 400)}*\n{quoted(' '.join(entry.short.split()), 1200)}", closer),
        context(f"{_published(entry)}{last}{where} · {signed}", *([asked.earlier] if asked.earlier else [])),
    ]
    buttons = [
        button("entry_right", "Still right", value),
        button("entry_update", "Update", value),
        button("entry_retire", "Retire", value),
    ]
    return [*blocks, actions(*buttons)]


def _published(entry: Entry) -> str:
    return f"Published {times(entry.used)}" if entry.used else "Not published yet"


def _link(use: Use) -> str:
    return f" ({to(use.link, 'post')})" if 0 < len(use.link) <= 300 else ""


def review_day(entry: Entry) -> datetime:
    """Its review date as an instant, for showing it: noon, so that it is the same day nearly everywhere."""
    return datetime.combine(entry.review_on, time(12), entry.made_at.tzinfo)


def retired(entry: Entry, user: str, by: str) -> Message:
    """To the owner, where somebody else did it."""
    text = (
        f"<@{user}>, <@{by}> retired an answer of yours: {line(entry.question, 400)} I don't offer it any more. "
        "Nothing to do if that is right; Restore brings it back as it was."
    )
    value = str(entry.id)
    buttons = actions(button("entry_restore", "Restore", value), button("entry_view", "Look closer", value))
    return message(text, [section(text), section(quoted(entry.short, 1500)), buttons])


def recall_window(entry: Entry, *, number: int, waiting: int) -> View:
    """Why; and what happens when it is sent."""
    happens = ["It isn't offered any more, at once."]
    if waiting:
        happens.append(
            f"{_questions(waiting)} it: what was signed goes back to be signed again, and they are told why."
        )
    told, where = "Its owner and the duty person", ""
    if number:
        told = "Whoever published it, its owner and the duty person"
        where = f" where it stands ({number} place{'s' * (number != 1)}), so that the posts are corrected"
    happens.append(f"{told} are told{where}.")
    steps = "\n".join(f"• {text}" for text in happens)
    blocks = [
        section(f"*{line(entry.question, 600)}*\n{quoted(entry.short, 1500)}"),
        section(f"*This takes the answer back for all at once.*\n{steps}"),
        text_input(
            "words", "What is wrong with it?", multiline=True, focus=True, hint="Everybody who is told sees this."
        ),
    ]
    return modal("entry_recall", "Recall this answer", blocks, submit="Recall it", metadata={"entry": entry.id})


def _questions(number: int) -> str:
    return "1 open question uses" if number == 1 else f"{number} open questions use"


def recalled(entry: Entry, user: str, uses: Sequence[Use], names: Names, *, number: int, waiting: int) -> Message:
    """To everybody who had to do with it: what is wrong, and where it stands."""
    who = "you" if user == entry.ended_by else names.bold(entry.ended_by)
    head = f"<@{user}>, {who} recalled an answer. Please don't use it any more."
    what = f"*{line(entry.question, 400)}*\n{quoted(entry.short, 1000)}"
    why = f"*What is wrong:* {quote(entry.ended_why, 1200)}"
    back = f" {_questions(waiting)} it: what was signed went back, and the experts were told." if waiting else ""
    if number:
        do = f"It was published {times(number)}.{back} Please correct or remove now what you posted of these:"
    else:
        do = f"It was not published anywhere, so there is no post to correct.{back}"
    blocks = [section(head), section(what), section(why), section(do), *place_blocks(uses, names)]
    buttons = [button("entry_view", "Look closer", str(entry.id))]
    if number > len(uses):
        buttons.insert(0, button("entry_uses", f"All {number} places", f"{entry.id}:0"))
    told = f"{head} {line(entry.question, 300)} {line(entry.short, 500)} {why.replace('*', '')} {do}"
    return message(f"{told} {places(uses, names)}", [*blocks, actions(*buttons)])


def ended_draft(question_text: str, expert: str, what: str, by: str, why: str) -> Message:
    """To the expert of an open question that was made from it. `what`: recalled, say."""
    said = f" {line(why, 1200)}" if why else ""
    who = "you" if by == expert else f"<@{by}>"
    text = (
        f"<@{expert}>, {who} {what} the earlier answer that this text for {line(question_text, 300)} comes from."
        f"{said} Please look at the text again before you sign, and edit it where it is wrong too."
    )
    return message(text, [section(text)])


def ended_too_late(user: str, what: str, by: str, why: str, draft: str) -> Message:
    """To whoever posted it in the very moment."""
    said = f" {line(why, 1200)}" if why else ""
    text = (
        f"<@{user}>, what was just posted had been {what} by <@{by}>.{said} "
        f"Please correct or remove the post now, and reopen the question on its card. It says: {line(draft, 1000)}"
    )
    return message(text, [section(text)])


def offered_again(entry: Entry, user: str, names: Names, *, why: str) -> Message:
    """To whoever ended the question with which it was reopened."""
    text = (
        f"<@{user}>, this question {why}. The answer that is kept for it is offered again, but only to be signed: "
        f"{line(entry.short, 600)} I ask {names.bold(entry.owner)} whether it is right. If it isn't, please retire it."
    )
    return message(text, [section(text), actions(button("entry_view", "Look closer", str(entry.id)))])
