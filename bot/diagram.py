"""The life of a question as a Mermaid diagram, drawn from the moves: `python -m bot.diagram FILE` renews it."""

import sys
from collections import defaultdict
from pathlib import Path

from bot.lifecycle import MOVES, OPEN, Move, Stage

BEGIN, END = "<!-- diagram: begin (made by `make diagram`) -->", "<!-- diagram: end -->"
EVERYWHERE = (Move.WITHDRAW, Move.REASSIGN, Move.AMEND, Move.MERGE)  # said in words: drawn, they would hide the rest


def diagram() -> str:
    """One arrow from stage to stage, labelled with every move that takes it."""
    arrows: dict[tuple[Stage, Stage], list[Move]] = defaultdict(list)
    for (stage, move), after in MOVES.items():
        if move not in EVERYWHERE and stage is not after:
            arrows[stage, after].append(move)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {_id(Stage.CHOOSING)}: forward"]
    lines += [f"    {_id(stage)}: {stage.value}" for stage in Stage]
    for (stage, after), moves in arrows.items():
        lines.append(f"    {_id(stage)} --> {_id(after)}: {', '.join(moves)}")
    lines += [f"    {_id(Stage.PUBLISHED)} --> [*]", "```"]
    return "\n".join(lines)


def _id(stage: Stage) -> str:
    return stage.name.lower()


def renewed(document: str) -> str:
    """The document with the diagram between its two marks brought up to date."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{diagram()}\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text()))
    print(f"{len(OPEN)} open stages, {len(MOVES)} moves: {path}")
