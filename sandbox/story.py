"""The hospital story through the real bot: a question, an expert, two signatures, and the same question again."""

import re

from sandbox.answering import Answering, Outcome, Told
from sandbox.player import GaveUp, Player

QUESTION = "Can I visit my newborn niece on the ward if I had a cold last week?"
AGAIN = "I had a cold a week ago, may I come and visit my newborn niece on the ward?"
REPLY = (
    "Yes, you can visit once you have had no symptoms for 48 hours. "
    "Please wash your hands when you come in. "
    "The ward is open to visitors from 2 pm to 8 pm, and there is a desk on the ground floor where somebody shows you "
    "the way if you have not been here before."
)
PEOPLE = {"forwarder": "U0MAYA", "second": "U0SAM", "duty": "U0PRIYA", "substitute": "U0LENA"}
ACCOUNT = "@RiversideHealth"
MOMENT, EMOJI = re.compile(r"<!date\^[^|>]+\|([^>]*)>"), re.compile(r":[a-z_]+: ")


async def play(player: Player, *, command: str) -> bool:
    """Play it and print the timeline; True where both questions ended well."""
    started = player.sandbox.clock.now()
    names = {user: person.real_name for user, person in player.sandbox.workspace.people.items()}

    def told(user: str, what: str) -> None:
        passed = int(player.sandbox.clock.now() - started)
        print(f"{passed // 60:3d}:{passed % 60:02d}  {names.get(user, user)} {what}", flush=True)

    try:
        first = await _asked_first(player, command, told)
        second = await _asked_again(player, command, told)
    except GaveUp as waited:
        print(f"The story stopped: {waited}", flush=True)
        return False
    print(_plain(first.card.rpartition("\n*")[0].splitlines()[0]), flush=True)
    for call in player.refused:
        print(f"Slack refused {call['method']}: {call['response'].get('error')}", flush=True)
    well = first.published and second.published and second.reused and not player.refused and not player.failed
    print("Both questions ended well." if well else "The story did not end well.", flush=True)
    return well


def _plain(text: str) -> str:
    """As a shell shows it: a moment in words, no names of emoji."""
    return EMOJI.sub("", MOMENT.sub(r"\1", text))


async def _asked_first(player: Player, command: str, told: Told) -> Outcome:
    answering = Answering(player, PEOPLE["forwarder"], PEOPLE["duty"], PEOPLE["substitute"], told)
    if await answering.forward(QUESTION, command=command, account=ACCOUNT):
        raise GaveUp("an earlier answer was offered before there was one")
    await answering.find_card(QUESTION)
    await player.passes(40)
    await answering.answer(QUESTION, REPLY, shorten=lambda text: text[:100])
    await player.passes(60)
    await answering.publish()
    return Outcome(answering.card(), published=True)


async def _asked_again(player: Player, command: str, told: Told) -> Outcome:
    answering = Answering(player, PEOPLE["second"], PEOPLE["duty"], PEOPLE["substitute"], told)
    if not await answering.forward(AGAIN, command=command, account=ACCOUNT):
        raise GaveUp("the earlier answer was not found again")
    await answering.choose("Use")
    await answering.find_card(AGAIN)
    await answering.publish()
    return Outcome(answering.card(), published=True, reused=True)
