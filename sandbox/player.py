"""Plays people without anybody at the keyboard: they look at their screens, press what they see, and wait."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.errors import ActError
from sandbox.modals import View, elements_of
from sandbox.slack import Sandbox
from sandbox.wire import Json
from sandbox.workspace import Channel, Message

LOOK_AGAIN = 0.02
PATIENCE = 10.0  # real seconds
IMPATIENT = 0.15  # real seconds until time goes by faster: the bot writes no faster than Slack lets it
MOST_HURRIES = 8
Found = TypeVar("Found")


class GaveUp(Exception):
    """What a person waited for never came; the text says what."""


@dataclass(frozen=True)
class Button:
    """A button somebody can see."""

    channel: Channel
    message: Message
    element: Json

    @property
    def label(self) -> str:
        """What it says."""
        return str(self.element["text"]["text"])


class Player:
    """Everybody in the workspace."""

    def __init__(self, sandbox: Sandbox, *, patience: float = PATIENCE) -> None:
        self.sandbox = sandbox
        self.patience = patience

    @property
    def bot(self) -> str:
        """The bot's user."""
        return str(self.sandbox.workspace.bot["user"])

    @property
    def refused(self) -> list[Json]:
        """The bot's calls that Slack refused; to be told to wait isn't that."""
        answers = ((call, call["response"]) for call in self.sandbox.calls)
        return [call for call, said in answers if not said.get("ok") and said.get("error") != "ratelimited"]

    @property
    def failed(self) -> list[Json]:
        """Deliveries that the bot didn't take; "not now" isn't that."""
        return [each for each in self.sandbox.deliveries if not 200 <= each["status"] < 300 and each["status"] != 503]

    def channel(self, name: str) -> Channel:
        """A channel by its name."""
        return next(each for each in self.sandbox.workspace.channels.values() if each.name == name)

    async def passes(self, seconds: float) -> None:
        """Time goes by, for Slack and for the bot."""
        self.sandbox.clock.move(seconds)
        if self.sandbox.process is not None:
            await self.sandbox.process.move_clock(self.sandbox.clock.offset)

    async def until(self, look: Callable[[], Found | None], what: str, *, hurry: float = 2.0) -> Found:
        """Look until something is there; where it takes long, `hurry` seconds of the sandbox's time go by meanwhile."""
        given_up, hurried = time.monotonic() + self.patience, time.monotonic() + IMPATIENT
        left = MOST_HURRIES
        while (found := look()) is None:
            if time.monotonic() > given_up:
                raise GaveUp(what)
            if hurry and left and time.monotonic() > hurried:
                await self.passes(hurry)
                left -= 1
                hurried = time.monotonic() + IMPATIENT
            await asyncio.sleep(LOOK_AGAIN)
        return found

    async def act(self, user: str, do: str, **more: Any) -> Json:
        """One act; what went wrong is an outcome too."""
        answer = await self.sandbox.act({"do": do, "as": user, **more})
        if answer.get("error"):
            raise GaveUp(f"{do} by {user}: {answer['error']}")
        return answer

    # -- windows

    def window(self, user: str) -> View | None:
        """The modal on top of somebody's screen."""
        stack = self.sandbox.core.modals.stacks.get(user, [])
        return stack[-1] if stack else None

    async def fill(self, user: str, **values: str) -> None:
        """Fill in the modal on top and send it; what the bot minds about it is an outcome."""
        view = await self.until(lambda: self.window(user), f"a window for {user}")
        kinds = {element["action_id"]: (block, element) for block, element in elements_of(view.blocks)}
        filled: Json = {}
        for name, value in values.items():
            block, element = kinds[name]
            filled.setdefault(block, {})[name] = await self._value(user, view, element, value)
        await self.act(user, "submit", view_id=view.id, values=filled)
        if view.errors:
            raise GaveUp(f"{user} was told: {'; '.join(view.errors.values())}")

    async def _value(self, user: str, view: View, element: Json, value: str) -> Json:
        kind = element["type"]
        if kind == "external_select":
            found = await self.act(user, "suggest", view_id=view.id, action_id=element["action_id"], query=value)
            if not found["options"]:
                raise GaveUp(f"nothing called {value} to choose")
            return {"selected_option": found["options"][0]}
        if kind in ("static_select", "radio_buttons"):
            return {"selected_option": next(each for each in element["options"] if value in each["text"]["text"])}
        return {"selected_user": value} if kind == "users_select" else {"value": value}

    async def close(self, user: str) -> None:
        """Close the modal on top, if there is one."""
        view = self.window(user)
        if view is not None:
            await self.act(user, "close", view_id=view.id)

    # -- messages

    def buttons(self, user: str, *, thread: tuple[str, str] | None = None) -> list[Button]:
        """Every button this person can see, oldest message first; in one thread where that is given."""
        found = []
        for where in self.sandbox.workspace.channels.values():
            if user not in where.members or (thread is not None and where.id != thread[0]):
                continue
            for message in where.messages.values():
                if message.ephemeral_for not in ("", user) or message.deleted or not message.blocks:
                    continue
                if thread is not None and thread[1] not in (message.ts, message.thread_ts):
                    continue
                found += [Button(where, message, element) for element in _pressable(message.blocks)]
        return sorted(found, key=lambda each: each.message.ts)

    def button(self, user: str, label: str, *, thread: tuple[str, str] | None = None) -> Button | None:
        """The newest with this label."""
        fitting = [each for each in self.buttons(user, thread=thread) if each.label == label]
        return fitting[-1] if fitting else None

    async def press(self, user: str, pressed: Button) -> None:
        """Press it."""
        await self.act(
            user,
            "click",
            channel=pressed.channel.id,
            ts=pressed.message.ts,
            action_id=pressed.element["action_id"],
            block_id=pressed.element["block_id"],
        )

    async def say(self, user: str, thread: tuple[str, str], text: str) -> None:
        """Reply in a thread."""
        if user not in self.sandbox.workspace.channels[thread[0]].members:
            raise ActError(f"{user} is not in the channel")
        await self.act(user, "say", channel=thread[0], text=text, thread_ts=thread[1])

    def direct(self, user: str) -> list[Message]:
        """What the bot wrote to somebody directly, oldest first."""
        for where in self.sandbox.workspace.channels.values():
            if where.kind == "im" and where.user == user:
                return [message for message in where.messages.values() if message.user == self.bot]
        return []


def _pressable(blocks: list[Json]) -> list[Json]:
    found = []
    for block in blocks:
        inside = [*block.get("elements", []), *([block["accessory"]] if block.get("accessory") else [])]
        found += [{**each, "block_id": block["block_id"]} for each in inside if each.get("type") == "button"]
    return found


def words(message: Message) -> str:
    """All the text of a message, blocks included."""
    return "\n".join([message.text, *_texts(message.blocks or [])])


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for each in part for text in _texts(each)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return own + [text for each in part.values() for text in _texts(each)]
