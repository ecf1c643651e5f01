"""What an answer is kept in step with, in its own window; and what has changed, in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.db.models import Link, Variable
from bot.views.blocks import Block, button, line, quote, section

SHOWN = 8


def became(label: str, old: str, new: str) -> str:
    """What has changed, in a sentence; plain, to be quoted."""
    return f"{label}: “{old}” is “{new}” now."


def in_words(text: str) -> str:
    """What is kept plain, made safe for a message."""
    return quote(text, 1500)


@dataclass(frozen=True)
class Steps:
    """What an answer is kept in step with, and what else it says."""

    linked: Sequence[tuple[Link, Variable]] = ()
    candidates: Sequence[Variable] = ()
    may_link: bool = False
    may_let_go: bool = False


def step_blocks(entry_id: int, steps: Steps) -> list[Block]:
    blocks: list[Block] = []
    for link, variable in steps.linked:
        go = button("entry_unlink", "Let go", f"{entry_id}:{variable.id}") if steps.may_let_go else None
        said = f"Kept in step with *{quote(variable.label, 150)}*: {line(variable.value, 200)}"
        if link.value != variable.value:
            said = (
                f":warning: It says {line(link.value, 200)}, an earlier value of *{quote(variable.label, 150)}*; "
                f"now it is {line(variable.value, 200)}. Its new text goes to be signed."
            )
        blocks.append(section(said, go))
    if steps.may_link:
        for variable in steps.candidates[:SHOWN]:
            keep = button("entry_link", "Keep in step", f"{entry_id}:{variable.id}")
            blocks.append(section(f"It says *{quote(variable.label, 150)}*: {line(variable.value, 200)}", keep))
    return blocks
