"""What stands in many answers and changes in one place: the list, one of them, its form, and what is told about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.db.models import Entry, Link, Use, Variable, VariableValue
from bot.db.variables import Extent
from bot.views.blocks import (
    Block,
    Message,
    Names,
    View,
    actions,
    button,
    context,
    divider,
    field,
    line,
    message,
    modal,
    on,
    option,
    quote,
    quoted,
    section,
    select,
    text_input,
    times,
    verbatim,
)
from bot.views.entry import place_blocks, places

PAGE, SHOWN, VALUES = 20, 8, 5
NONE_YET = (
    "None yet. A variable is something that stands in many answers and changes in one place: opening hours, a phone "
    "number, a link. When it changes, each answer that says it gets its new text, to be signed and approved."
)
NEVER_BY_ITSELF = (
    "No answer changes by itself: each one that is kept in step gets its new text, which an expert signs and comms "
    "approves. Until then it is offered only to be signed again."
)


@dataclass(frozen=True)
class Listed:
    """A variable in the list."""

    variable: Variable
    extent: Extent


def variables_window(shown: Sequence[Listed], names: Names, *, skip: int, number: int, may_make: bool) -> View:
    blocks: list[Block] = []
    if may_make:
        blocks.append(actions(button("variable_new", "New variable", "0", style="primary")))
    if not shown:
        blocks.append(section(NONE_YET))
    for each in shown:
        variable = each.variable
        look = button("variable_view", "Look closer", f"{variable.id}:0")
        blocks.append(section(f"*{quote(variable.label, 150)}*\n{quote(variable.value, 300)}", look))
        blocks.append(context(f"{_in_use(each.extent)} · {_changed(variable, names)}"))
    turning = [button("variables", "Back", str(max(skip - PAGE, 0)))] if skip else []
    if skip + len(shown) < number:
        more = button("variables_more", "Show more", str(skip + PAGE))
        turning.append(more)
    return modal("variables", "Variables", [*blocks, *([actions(*turning)] if turning else [])], close="Done")


def _in_use(extent: Extent) -> str:
    if not extent.linked:
        return "no answer is kept in step yet"
    late = f", {extent.behind} of them wait for signatures" if extent.behind else ""
    return f"{_answers(extent.linked)} kept in step{late}"


def _answers(number: int) -> str:
    return f"{number} answer{'s' * (number != 1)}"


def _changed(variable: Variable, names: Names) -> str:
    did = "made" if variable.number == 1 else "changed"
    return f"owner {names.bold(variable.owner)} · {did} {on(variable.changed_at)} by {names[variable.changed_by]}"


@dataclass(frozen=True)
class Shown:
    """A variable with all that its window shows; `skip` is where its page of answers begins."""

    variable: Variable
    names: Names
    extent: Extent
    linked: Sequence[tuple[Link, Entry]] = ()
    skip: int = 0
    others: Sequence[Entry] = ()  # that say it too, and may be kept in step
    more_others: int = 0
    past: Sequence[VariableValue] = ()
    posts: int = 0
    department: str = ""
    may_change: bool = False
    taking: frozenset[int] = frozenset()  # entries that this person may link


def variable_window(shown: Shown, *, said: str = "") -> View:
    variable, names = shown.variable, shown.names
    blocks: list[Block] = [section(f":white_check_mark: {said}")] if said else []
    blocks += [section(f"*{quote(variable.label, 300)}*"), verbatim(variable.value)]
    belongs = f" · {quote(shown.department, 100)}" if shown.department else ""
    blocks.append(context(f"`{variable.key}` · {_changed(variable, names)}{belongs}"))
    if variable.retired_at is not None:
        who = names.bold(variable.retired_by)
        blocks.append(section(f"*Retired* {on(variable.retired_at)} by {who}. The answers stay as they are."))
        blocks.append(actions(button("variables", "All variables", "0")))
        return modal("variable", "A variable", blocks, close="Done", metadata={"variable": variable.id})
    if shown.may_change:
        value = str(variable.id)
        buttons = [button("variable_change", "Change it", value, style="primary")]
        blocks.append(actions(*buttons, button("variable_retire", "Retire", value)))
    blocks.append(context(NEVER_BY_ITSELF))
    if shown.posts:
        many = f"An earlier value stands in public, in {_posts(shown.posts)}."
        blocks.append(section(f":warning: {many}", button("variable_posts", "See the posts", f"{variable.id}:0")))
    blocks += [*_linked(shown), *_others(shown), *_past(shown), divider()]
    blocks.append(actions(button("variables", "All variables", "0")))
    return modal("variable", "A variable", blocks, close="Done", metadata={"variable": variable.id})


def _posts(number: int) -> str:
    return f"{number} post{'s' * (number != 1)}"


def _linked(shown: Shown) -> list[Block]:
    variable, extent = shown.variable, shown.extent
    blocks: list[Block] = [divider(), section(f"*In step:* {_in_use(extent)}")]
    for link, entry in shown.linked:
        look = button("entry_view", "Look closer", str(entry.id))
        blocks.append(section(f"{line(entry.question, 200)}\n{_state(link, entry, variable)}", look))
    turning = []
    if shown.skip:
        turning.append(button("variable_view", "Back", f"{variable.id}:{max(shown.skip - SHOWN, 0)}"))
    if shown.skip + len(shown.linked) < extent.linked:
        turning.append(button("variable_more", "Show more", f"{variable.id}:{shown.skip + SHOWN}"))
    return [*blocks, actions(*turning)] if turning else blocks


def _state(link: Link, entry: Entry, variable: Variable) -> str:
    if entry.status != "live":
        return f"_{entry.status}_, so it isn't offered"
    if link.value == variable.value:
        return "says it"
    return f":hourglass: still says {line(link.value, 150)}; its new text waits for signatures"


def _others(shown: Shown) -> list[Block]:
    """What says the same, and could be kept in step."""
    number = len(shown.others) + shown.more_others
    if not number:
        return []
    variable = shown.variable
    blocks: list[Block] = [divider()]
    title = f"*{_answers(number)} say{'s' * (number == 1)} {line(variable.value, 200)} too.* Keep in step?"
    blocks.append(section(title))
    if number > 1 and shown.may_change:
        blocks.append(actions(button("variable_take_all", f"Keep all {number} in step", _seen(variable))))
    for entry in shown.others:
        take = button("variable_take", "Keep in step", f"{variable.id}:{entry.id}")
        said = f"{line(entry.question, 200)}\n{quote(entry.short, 400)}"
        blocks.append(section(said, take if entry.id in shown.taking else None))
    return [*blocks, context(f"and {shown.more_others} more")] if shown.more_others else blocks


def _seen(variable: Variable) -> str:
    return f"{variable.id}:{variable.number}"


def _past(shown: Shown) -> list[Block]:
    earlier = [value for value in shown.past if value.number != shown.variable.number]
    if not earlier:
        return []
    rows = [
        f"• {quote(value.value, 200)}, since {on(value.at)}, by {shown.names[value.by]}" for value in earlier[:VALUES]
    ]
    return [divider(), section("*What it was before*\n" + "\n".join(rows))]


@dataclass(frozen=True)
class Filled:
    """What stands in the form."""

    label: str = ""
    value: str = ""
    owner: str = ""
    department: str = ""


def variable_form(
    filled: Filled, departments: Sequence[tuple[str, str]], *, variable: Variable | None = None, newer: str = ""
) -> View:
    """To make one, or to change it; `newer` is what somebody else made of it meanwhile."""
    blocks: list[Block] = [section(f":warning: {newer}")] if newer else []
    hint = "As it stands in the answers, word for word: “10 am to 8 pm”, “555 0100”, “city.gov/book”."
    value = text_input("value", "What it is now", value=filled.value, hint=hint, focus=True)
    label = text_input("label", "What it is called", value=filled.label, hint="For people here: “Visiting hours”.")
    blocks += [value, label] if variable else [label, value]
    person: Block = {"type": "users_select", "action_id": "owner"}
    person |= {"initial_user": filled.owner} if filled.owner else {}
    blocks.append(field("owner", "Who is responsible for it", person, optional=variable is None))
    if departments:
        options = [option(name, key) for name, key in departments]
        chosen = [one for one in options if one["value"] == filled.department]  # first, since a menu has its bounds
        menu = select("department", [*chosen, *(one for one in options if one not in chosen)], "None", *chosen[:1])
        blocks.append(field("department", "Department", menu, optional=True))
    blocks.append(context(NEVER_BY_ITSELF))
    if variable is None:
        return modal("variable_new", "New variable", blocks, submit="Make it")
    metadata = {"variable": variable.id, "number": variable.number}
    return modal("variable_change", "Change a variable", blocks, submit="Change it", metadata=metadata)


def posts_window(variable: Variable, posts: Sequence[Use], names: Names, *, skip: int, number: int) -> View:
    """Where an earlier value stands in public."""
    head = f"*{quote(variable.label, 200)}* is {line(variable.value, 200)} now. An earlier value stands in "
    blocks = [section(f"{head}{_posts(number)}, the newest first. Please correct them where they are wrong now.")]
    blocks += [section(f"{places([use], names)}\n{quoted(' '.join(use.text.split()), 400)}") for use in posts]
    older = [button("variable_posts", "Older ones", f"{variable.id}:{skip + PAGE}")] if skip + PAGE < number else []
    blocks.append(actions(*older, button("variable_view", "Back to the variable", f"{variable.id}:0")))
    return modal("variable_posts", "Earlier values", blocks, close="Done", metadata={"variable": variable.id})


# -- what is told


def not_in_step_any_more(entry: Entry, lost: Sequence[Variable]) -> Message:
    """To the owner: what the new text says isn't what the variable is."""
    what = ", ".join(f"*{quote(variable.label, 150)}* ({line(variable.value, 150)})" for variable in lost)
    text = (
        f"<@{entry.owner}>, the text that is kept now for {line(entry.question, 250)} doesn't say {what}. "
        "So it isn't kept in step with that any more, and won't change with it."
    )
    return message(text, [section(text), actions(button("entry_view", "Look closer", str(entry.id)))])


def changed_in_desk(
    variable: Variable, old: str, by: str, people: Names, *, number: int, experts: Sequence[str]
) -> Message:
    """To a department's desk: one message, however many answers it is about."""
    who = ", ".join(people.bold(user) for user in experts) or "the next expert"
    text = (
        f"*{quote(variable.label, 200)}* changed: {line(old, 200)} is {line(variable.value, 200)} now, says "
        f"{people.bold(by)}. {_answers(number)} of this department {'say' if number != 1 else 'says'} it. "
        f"I ask {who} to sign the new texts in a direct message, then comms to approve them."
    )
    look = button("variable_view", "Look closer", f"{variable.id}:0")
    return message(text, [section(text, look)])


def all_in_step(variable: Variable, posts: Sequence[Use], names: Names, *, offered: int, posts_in_all: int) -> Message:
    """All is signed and approved, and where an earlier value still stands."""
    where = {1: "the answer that says", 2: "both answers that say"}.get(offered, f"all {offered} answers that say")
    what = f"*{quote(variable.label, 200)}* is {line(variable.value, 200)} now"
    text = f":white_check_mark: {what} in {where} it. Nothing was posted by this."
    if not posts_in_all:
        return message(text, [section(text)])
    public = (
        f"*An earlier value stands in public* ({times(posts_in_all)}). Please correct these posts where they are wrong:"
    )
    more = actions(button("variable_posts", "See them with their texts", f"{variable.id}:0"))
    return message(f"{text} {public}", [section(text), section(public), *place_blocks(posts, names), more])
