"""One question from forwarding to publishing, played by whoever the bot asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from sandbox.player import Button, GaveUp, Player, words
from sandbox.workspace import Message

CARD = re.compile(r"/archives/(\w+)/p(\d{10})(\d{6})")
MENTION = re.compile(r"<@(\w+)>")
PAUSE = 16.0  # after so many seconds of silence the bot shows a draft
Told = Callable[[str, str], None]


@dataclass
class Outcome:
    """How it ended: the card's last words, and what the expert had to do by hand."""

    card: str
    published: bool
    by_hand: bool = False
    reused: bool = False


@dataclass
class Answering:
    """Plays one question; `told` hears who did what."""

    player: Player
    forwarder: str
    duty: str
    substitute: str
    told: Told
    thread: tuple[str, str] = ("", "")
    heard: int = 0  # how much the bot had written to the forwarder before

    async def forward(self, text: str, *, command: str, account: str) -> bool:
        """The forwarder asks; True where the bot offers an earlier answer."""
        player, user = self.player, self.forwarder
        self.heard = len(player.direct(user))
        await player.act(user, "command", command=command, text="", channel=player.channel("comms").id)
        intake = (await player.until(lambda: player.window(user), "the intake window")).body
        self.told(user, f"forwards: “{text}”")
        await player.fill(user, text=text, account=account)
        shown = await player.until(lambda: player.window(user), "what happens next")
        return bool(shown.body.get("submit")) and shown.body is not intake

    async def choose(self, label: str) -> None:
        """One of the earlier answers, or the expert."""
        await self.player.fill(self.forwarder, choice=label)
        self.told(self.forwarder, f"chooses “{label}”")

    async def find_card(self, text: str) -> None:
        """The link the forwarder gets at once."""
        await self.player.close(self.forwarder)
        self.thread = await self.player.until(lambda: self._card(text), "the link to the card")

    def _card(self, text: str) -> tuple[str, str] | None:
        start = " ".join(text.split())[:60]
        for message in reversed(self.player.direct(self.forwarder)[self.heard :]):
            found = CARD.search(message.text)
            if found and start in unescape(message.text).replace("\u2060", ""):
                return found[1], f"{found[2]}.{found[3]}"
        return None

    async def answer(self, question: str, text: str, *, shorten: Callable[[str], str]) -> bool:
        """The expert takes it on, replies and signs; True where the short text was written by hand."""
        player = self.player
        await self._name_expert(question)
        ping = await player.until(lambda: self._asked("On it"), "the ping")
        expert = _mentioned(ping.message)
        await player.press(expert, ping)
        self.told(expert, "is on it")
        await player.say(expert, self.thread, text)
        self.told(expert, f"replies ({len(text)} characters)")
        await player.passes(PAUSE)
        draft = await player.until(
            lambda: self._asked("Sign off", "Write it shorter", "Write the text"), "the draft", hurry=4
        )
        by_hand = draft.label != "Sign off"
        if by_hand:
            await player.press(expert, draft)
            await player.fill(expert, words=shorten(text))
            self.told(expert, "writes it shorter by hand")
            draft = await player.until(lambda: self._asked("Sign off"), "the draft to sign")
        await player.press(expert, draft)
        self.told(expert, f"signs: “{_verbatim(draft.message)}”")
        return by_hand

    def _moved(self, text: str, before: tuple[str, str]) -> bool | None:
        """Whether the card went to another desk."""
        found = self._card(text)
        if found is None or found == before:
            return None
        self.thread = found
        return True

    async def _name_expert(self, text: str) -> None:
        """Where the bot knows nobody, the duty person names somebody."""
        player = self.player
        found = await player.until(lambda: self._asked("On it", "Name an expert"), "somebody to be asked")
        if found.label == "Name an expert":
            await player.press(self.duty, found)
            before = self.thread
            await player.fill(self.duty, anybody=self.substitute)
            self.told(self.duty, "names an expert")
            await player.until(lambda: self._moved(text, before), "the card in the expert's desk")

    async def publish(self) -> None:
        """Comms approves and posts."""
        player = self.player
        request = await player.until(lambda: self._asked("Approve"), "the request to approve")
        approver = _mentioned(request.message)
        await player.press(approver, request)
        self.told(approver, "approves it")
        ready = await player.until(lambda: self._asked("I posted it"), "the text to post")
        await player.press(approver, ready)
        await player.close(approver)
        self.told(approver, "posts it")
        await player.until(lambda: True if "Published" in self.card() else None, "the card to say so")

    async def withdraw(self) -> None:
        """Comms finds that no answer is needed."""
        player = self.player
        pressed = await player.until(
            lambda: player.button(self.forwarder, "Withdraw", thread=self.thread), "a card to withdraw"
        )
        await player.press(self.forwarder, pressed)
        await player.fill(self.forwarder, posted="No")
        self.told(self.forwarder, "withdraws it")

    def card(self) -> str:
        """What the card says now."""
        where = self.player.sandbox.workspace.channels.get(self.thread[0])
        message = where.messages.get(self.thread[1]) if where else None
        return words(message) if message else "no card"

    def _asked(self, *labels: str) -> Button | None:
        """A request in the thread (or, to the duty person, directly) that carries one of these buttons."""
        newest: Button | None = None
        for where in self.player.sandbox.workspace.channels.values():
            here = where.id == self.thread[0]
            direct = where.kind == "im" and where.user == self.duty
            if not here and not direct:
                continue
            for user in (where.members if here else [self.duty])[:1]:
                for each in self.player.buttons(user, thread=self.thread if here else None):
                    if each.label in labels and each.channel is where and (here or self._is_ours(each.message)):
                        newest = each
        return newest

    def _is_ours(self, message: Message) -> bool:
        return f"/{self.thread[0]}/p{self.thread[1].replace('.', '')}" in words(message)


def _mentioned(message: Message) -> str:
    found = MENTION.search(message.text)
    if found is None:
        raise GaveUp(f"nobody is named in “{message.text[:80]}”")
    return found[1]


def _verbatim(message: Message) -> str:
    for block in message.blocks or []:
        if block["type"] == "rich_text":
            return str(block["elements"][0]["elements"][0]["text"])
    return ""
