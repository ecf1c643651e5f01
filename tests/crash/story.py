"""The hospital story, step by step: each step begins where the one before came to rest."""

from tests.crash.afterlife import Afterlife, Step

QUESTION = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
ANSWER = "Yes, you can visit if you have had no symptoms for 48 hours. Please wash your hands when you come in."


async def _opens(world: Afterlife) -> None:
    await world.maya.types("/ask")


async def _asks(world: Afterlife) -> None:
    await world.maya.fills(text=QUESTION, account="main", asker="@dora_k")


async def _takes_it_on(world: Afterlife) -> None:
    await world.lena.clicks("On it")


async def _replies(world: Afterlife) -> None:
    await world.lena.replies(ANSWER)


async def _signs(world: Afterlife) -> None:
    await world.lena.clicks("Sign off")


async def _approves(world: Afterlife) -> None:
    await world.maya.clicks("Approve")


async def _posted_it(world: Afterlife) -> None:
    await world.maya.clicks("I posted it")
    if world.maya.windows:  # it asks for the link, which may follow later; where it could not be opened, so it does
        await world.maya.closes()


async def _opens_again(world: Afterlife) -> None:
    await world.sam.types("/ask")


async def _asks_again(world: Afterlife) -> None:
    await world.sam.fills(text=AGAIN, account="main")


async def _uses_it(world: Afterlife) -> None:
    await world.sam.chooses("Use this answer")


async def _approves_again(world: Afterlife) -> None:
    await world.sam.clicks("Approve")


async def _posted_it_again(world: Afterlife) -> None:
    await world.sam.clicks("I posted it")
    if world.sam.windows:
        await world.sam.closes()


STEPS: dict[str, Step] = {
    "Maya opens the window": _opens,
    "Maya forwards the question": _asks,
    "Lena takes it on": _takes_it_on,
    "Lena replies": _replies,
    "Lena signs": _signs,
    "Maya approves": _approves,
    "Maya posted it": _posted_it,
    "Sam opens the window": _opens_again,
    "Sam forwards the same question": _asks_again,
    "Sam uses the answer": _uses_it,
    "Sam approves it": _approves_again,
    "Sam posted it": _posted_it_again,
}
