"""How each stage is reached, and how to any move from there."""

from collections import deque
from collections.abc import Awaitable, Callable

from bot.db.models import Question
from bot.lifecycle import MOVES, Move, Stage
from tests.flows.reading import newest
from tests.stateful.acts import (
    AGAIN,
    ANSWER,
    COLD,
    DO,
    MOON,
    Doing,
    acknowledge,
    adapt,
    approve,
    ask,
    ask_back,
    contribute,
    fill,
    on,
    publish,
    publish_lead,
    run_out,
    sign_off,
    split,
    suggest,
    use,
    wait,
    withdraw,
)
from tests.stateful.quick import QuickWorld


async def choosing(world: QuickWorld) -> None:
    await world.maya.types(f"/ask {COLD}")


async def awaiting_acknowledgement(world: QuickWorld) -> None:
    await choosing(world)
    await world.maya.closes()


async def awaiting_expert(world: QuickWorld) -> None:
    await awaiting_acknowledgement(world)
    await run_out(world, await newest(world))


async def awaiting_answer(world: QuickWorld) -> None:
    await awaiting_acknowledgement(world)
    await acknowledge(world, await newest(world))


async def awaiting_asker(world: QuickWorld) -> None:
    await awaiting_acknowledgement(world)
    await ask_back(world, await newest(world))


async def awaiting_sign_off(world: QuickWorld) -> None:
    await awaiting_acknowledgement(world)
    await world.lena.replies(ANSWER)
    await world.moves("15 seconds")


async def awaiting_approval(world: QuickWorld) -> None:
    await awaiting_sign_off(world)
    await sign_off(world, await newest(world))


async def awaiting_publication(world: QuickWorld) -> None:
    await awaiting_approval(world)
    await approve(world, await newest(world))


async def published(world: QuickWorld) -> None:
    await awaiting_publication(world)
    await publish(world, await newest(world))


async def withdrawn(world: QuickWorld) -> None:
    await awaiting_acknowledgement(world)
    await withdraw(world, await newest(world))


async def offered(world: QuickWorld) -> None:
    """Choosing, with an earlier answer on offer."""
    await published(world)
    await world.sam.asks(AGAIN)


async def unknown(world: QuickWorld) -> None:
    """Choosing, with a question no topic is known for."""
    await world.maya.types(f"/ask {MOON}")


async def suggested(world: QuickWorld) -> None:
    """Choosing, and comms has a text in mind."""
    await world.maya.types("/ask")


async def asked_again(world: QuickWorld) -> None:
    """Choosing, while the same words are with an expert already."""
    await awaiting_acknowledgement(world)
    await world.sam.types(f"/ask {COLD}")


async def joined(world: QuickWorld) -> None:
    await asked_again(world)
    await world.sam.closes()


async def joined_where_nobody_knows(world: QuickWorld) -> None:
    await unknown(world)
    await world.maya.closes()
    await world.sam.types(f"/ask {MOON}")
    await world.sam.closes()


async def joined_when_approved(world: QuickWorld) -> None:
    await awaiting_publication(world)
    await world.sam.types(f"/ask {COLD}")
    await world.sam.closes()


async def joined_for_another_account(world: QuickWorld) -> None:
    await awaiting_publication(world)
    await world.sam.asks(COLD, account="sky")


async def joined_for_a_shorter_account(world: QuickWorld) -> None:
    await world.maya.asks(COLD, account="sky")
    await world.lena.replies(LONG)
    await world.moves("15 seconds")
    await sign_off(world, await newest(world))
    await approve(world, await newest(world))
    await world.sam.asks(COLD)


LONG = (
    "Yes, you can visit the ward if your cold is over, but please wait until you have had no fever and no cough for at "
    "least 48 hours, because patients on the ward can become seriously ill."
)

REACH: dict[Stage, Callable[[QuickWorld], Awaitable[None]]] = {
    Stage.CHOOSING: choosing,
    Stage.JOINED: joined,
    Stage.AWAITING_EXPERT: awaiting_expert,
    Stage.AWAITING_ACKNOWLEDGEMENT: awaiting_acknowledgement,
    Stage.AWAITING_ANSWER: awaiting_answer,
    Stage.AWAITING_ASKER: awaiting_asker,
    Stage.AWAITING_SIGN_OFF: awaiting_sign_off,
    Stage.AWAITING_APPROVAL: awaiting_approval,
    Stage.AWAITING_PUBLICATION: awaiting_publication,
    Stage.PUBLISHED: published,
    Stage.WITHDRAWN: withdrawn,
}


async def taken_by_the_last(world: QuickWorld) -> None:
    """The only other expert of the list has it."""
    await awaiting_acknowledgement(world)
    await wait(world, await newest(world))
    await acknowledge(world, await newest(world))


async def drafted_by_the_last(world: QuickWorld) -> None:
    await taken_by_the_last(world)
    await contribute(world, await newest(world))


async def signed_by_comms(world: QuickWorld) -> None:
    """Somebody who may approve has answered and signed it themselves."""
    await awaiting_acknowledgement(world)
    question = await newest(world)
    await on(world, question, "U0SAM", "assign")
    await fill(world, "U0SAM", anybody="U0MAYA")
    await contribute(world, await newest(world))
    await sign_off(world, await newest(world))


SPECIAL: dict[tuple[Stage, Move], tuple[Callable[[QuickWorld], Awaitable[None]], Doing]] = {
    (Stage.CHOOSING, Move.USE_ENTRY): (offered, use),
    (Stage.CHOOSING, Move.ADAPT_ENTRY): (offered, adapt),
    (Stage.CHOOSING, Move.SUGGEST): (suggested, suggest),
    (Stage.CHOOSING, Move.RUN_OUT): (unknown, ask),
    (Stage.CHOOSING, Move.JOIN): (asked_again, ask),
    (Stage.JOINED, Move.RUN_OUT): (joined_where_nobody_knows, split),
    (Stage.JOINED, Move.PUBLISH): (joined_when_approved, publish_lead),
    (Stage.JOINED, Move.USE_ENTRY): (joined_for_another_account, publish_lead),
    (Stage.JOINED, Move.ADAPT_ENTRY): (joined_for_a_shorter_account, publish_lead),
    (Stage.AWAITING_ANSWER, Move.RUN_OUT): (taken_by_the_last, run_out),
    (Stage.AWAITING_SIGN_OFF, Move.RUN_OUT): (drafted_by_the_last, run_out),
}


SILENT = (Move.RUN_OUT, Move.ESCALATE, Move.MERGE)  # no way on: another question, or another person, comes next


def way(stage: Stage, wanted: set[tuple[Stage, Move]]) -> list[Move]:
    """The shortest way from this stage to a wanted move, that move included; empty where only a new story helps."""
    ways, seen = deque([(stage, [])]), {stage}
    while ways:
        here, path = ways.popleft()
        moves = [
            move for before, move in MOVES if before is here and move not in SILENT and (here, move) not in SPECIAL
        ]
        for move in moves:
            if (here, move) in wanted:
                return [*path, move]
        for move in moves:
            after = MOVES[here, move]
            if after not in seen:
                seen.add(after)
                ways.append((after, [*path, move]))
    return []


async def happen(world: QuickWorld, stage: Stage, move: Move) -> None:
    """A new question comes to this stage, and this move is made there."""
    way, doing = SPECIAL.get((stage, move)) or (REACH[stage], DO[move])
    await way(world)
    await doing(world, await newest(world) if way is not suggested else Question())
