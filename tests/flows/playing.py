"""People in the sandbox, as a story tells of them: `await maya.asks(…)`, `await lena.clicks("Sign off")`."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot import clock
from bot.app import Expertline
from bot.db import queue
from bot.organisation import durations
from sandbox import Sandbox, talking
from tests.flows.remembering import Untouched, remembered

Json = dict[str, Any]
PATIENCE = 20.0  # real seconds until a test gives up waiting for quiet


@dataclass(repr=False)
class World:
    """The sandbox, the bot beside it, and the time both live in."""

    sandbox: Sandbox
    bot: Expertline
    people: dict[str, "Person"] = field(default_factory=dict)
    patience: float = PATIENCE
    waits_for_writer: bool = True
    untouched: Untouched | None = None  # as it was made, where it may go on from beginnings that were played before

    def __getattr__(self, name: str) -> "Person":
        user = f"U0{name.upper()}"
        if user not in self.__dict__["sandbox"].workspace.people:
            raise AttributeError(name)
        return self.people.setdefault(name, Person(self, user))

    def person(self, user: str) -> "Person":
        return Person(self, user)

    def clock_moved(self) -> float:
        """How many seconds were jumped over so far."""
        return self.sandbox.clock.offset

    def channel(self, name: str) -> "Place":
        found = next(c for c in self.sandbox.workspace.channels.values() if c.name == name)
        return Place(self, found.id)

    @property
    def desk(self) -> "Place":
        return self.channel("desk-infection")

    async def moves(self, span: str) -> None:
        """Time passes, for Slack and for the bot."""
        seconds = durations.read(span).total_seconds()  # type: ignore[union-attr]
        self._shift(seconds)
        await self.quiet()

    def _shift(self, seconds: float) -> None:
        self.sandbox.clock.move(seconds)
        clock.correct(timedelta(seconds=self.sandbox.clock.offset))

    async def answered_anew(self, words: str) -> None:
        """Lena answers what was reopened, and only that is signed, approved and posted."""
        await self.lena.replies(words)
        await self.moves("16 seconds")
        await self.lena.clicks("Use only my last message")
        await self.lena.clicks("Sign off")
        await self.maya.clicks("Approve")
        await self.maya.clicks("I posted it")
        await self.maya.closes()

    async def quiet(self) -> None:
        """Until nothing is on its way: no delivery, no call, nothing due. Where only Slack's pace holds a call back,
        a second passes."""
        async with asyncio.timeout(self.patience):
            await self._look_anew()
            calm = 0
            while calm < 2:
                await self.sandbox.settled()
                if await self._busy():
                    calm = 0
                    await asyncio.sleep(0.01)
                else:
                    calm += 1
                    await asyncio.sleep(0)

    async def _look_anew(self) -> None:
        """What is due is what the heartbeat sees from now on."""
        await self.bot.heartbeat.beat()

    async def _busy(self) -> bool:
        if self.waits_for_writer and self.bot.asking is not None and self.bot.asking.busy:
            return True
        if self.bot.sender.busy or not self.bot.heartbeat.calm or self.sandbox.delivery.in_flight:
            return True
        due = self.bot.heartbeat.next_at
        if due is None or due > clock.now():
            if not await self._is_held():
                return False
            self._shift(1.0)
        await self.bot.heartbeat.beat()
        return True

    async def _is_held(self) -> bool:
        """Whether only Slack's pace holds a call back."""
        if self.bot.sender.held().until is None:
            return False
        async with self.bot.db.snapshot() as session:
            _, call_at = await queue.next_due(session)
        return call_at is not None and call_at <= clock.now()

    @property
    def calls(self) -> list[Json]:
        return self.sandbox.calls

    def posted(self) -> list[Json]:
        """Every message the bot posted."""
        return [call for call in self.calls if call["method"] == "chat.postMessage" and call["response"]["ok"]]

    async def delete_message(self, place: "Place", message: Any) -> None:
        """A workspace owner deletes a message of the bot's."""
        talking.delete(self.sandbox.workspace, self.sandbox.workspace.channels[place.id], message)
        await self.quiet()

    # -- shortcuts through the story, for tests that begin in its middle

    @remembered
    async def drafted(self, question: str, answer: str = "Yes, you can. Please wash your hands.") -> None:
        """Asked, answered, and a draft is there to sign."""
        await self.maya.asks(question)
        await self.lena.replies(answer)
        await self.moves("15 seconds")

    @remembered
    async def signed(self, question: str, answer: str = "Yes, you can. Please wash your hands.") -> None:
        """… and signed by Lena; Maya is asked to approve it."""
        await self.drafted(question, answer)
        await self.lena.clicks("Sign off")

    @remembered
    async def approved(self, question: str, answer: str = "Yes, you can. Please wash your hands.") -> None:
        """… and approved by Maya, ready to post."""
        await self.signed(question, answer)
        await self.maya.clicks("Approve")

    @remembered
    async def published(self, question: str, answer: str = "Yes, you can. Please wash your hands.") -> None:
        """… and posted."""
        await self.approved(question, answer)
        await self.maya.clicks("I posted it")
        await self.maya.closes()

    def transcript(self) -> str:
        """Everything that was said, for a person who wonders why a test failed."""
        lines = []
        for where in self.sandbox.workspace.channels.values():
            news = [m for m in where.messages.values() if m.user == self.sandbox.workspace.bot["user"] or m.is_reply]
            lines += [f"== {where.name or where.user} {where.id}"] if news else []
            for m in news:
                only = f" (only {m.ephemeral_for})" if m.ephemeral_for else ""
                buttons = " ".join(f"[{each}]" for each in labels(m.blocks or []))
                lines.append(f"{'   ' if m.is_reply else ''}{m.user}{only}: {said(m)!r} {buttons}")
        for user, stack in self.sandbox.core.modals.stacks.items():
            lines += [f"-- window of {user}: {view.body.get('title')} {view.errors}" for view in stack]
        bad = [call for call in self.calls if not call["response"].get("ok")]
        lines += [f"!! {call['method']}: {call['response']}" for call in bad]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return "the world"


@dataclass
class Place:
    """A channel as somebody sees it."""

    world: World
    id: str

    def messages(self, *, thread: str | None = None, seen_by: str = "") -> list[Any]:
        where = self.world.sandbox.workspace.channels[self.id]
        shown = [m for m in where.messages.values() if m.ephemeral_for in ("", seen_by) and not m.deleted]
        return shown if thread is None else [m for m in shown if m.thread_ts == thread]

    def card(self) -> Any:
        """The newest root message of the bot's."""
        bot = self.world.sandbox.workspace.bot["user"]
        roots = [m for m in self.messages() if m.user == bot and not m.is_reply and not m.subtype and not m.deleted]
        return roots[-1] if roots else None

    def thread(self) -> list[Any]:
        card = self.card()
        return self.messages(thread=card.ts) if card else []

    def shows(self, words: str) -> bool:
        return any(words in said(m) for m in self.messages())

    def count(self, words: str) -> int:
        return sum(words in said(m) for m in self.messages())


def said(message: Any) -> str:
    """All a person can read of a message, blocks included."""
    return "\n".join([message.text, *texts(message.blocks or [])])


def labels(block: Any) -> list[str]:
    """What the buttons say."""
    if isinstance(block, list):
        return [label for each in block for label in labels(each)]
    if not isinstance(block, dict):
        return []
    if block.get("type") == "button":
        return [block["text"]["text"]]
    return [label for each in block.values() for label in labels(each)]


def texts(block: Any) -> list[str]:
    """Every piece of text inside blocks, in order."""
    if isinstance(block, list):
        return [text for each in block for text in texts(each)]
    if not isinstance(block, dict):
        return []
    own = [block["text"]] if isinstance(block.get("text"), str) else []
    return own + [text for name, each in block.items() if name != "metadata" for text in texts(each)]


@dataclass
class Person:
    """Somebody at work."""

    world: World
    id: str

    async def act(self, do: str, **more: Any) -> Json:
        answer = await self.world.sandbox.act({"do": do, "as": self.id, **more})
        await self.world.quiet()
        return answer

    # -- comms

    async def types(self, command: str, channel: str = "comms") -> Json:
        """A slash command."""
        name, _, text = command.partition(" ")
        return await self.act("command", command=name, text=text, channel=self.world.channel(channel).id)

    @remembered
    async def asks(self, text: str, *, account: str = "main", **fields: str) -> Json:
        """The whole intake: /ask, the window, and on. Stops where earlier answers are offered."""
        await self.types("/ask")
        return await self.fills(text=text, account=account, **fields)

    @property
    def window(self) -> Json:
        """The window on top of this person's screen."""
        return self.windows[-1]

    @property
    def windows(self) -> list[Json]:
        modals = self.world.sandbox.core.modals
        return [modals.render(view) | {"errors": view.errors} for view in modals.stacks.get(self.id, [])]

    async def fills(self, **fields: str) -> Json:
        """Fill in the window on top and send it."""
        view = self.window
        kinds = {b["block_id"]: b["element"]["type"] for b in view["blocks"] if b["type"] == "input"}
        values = {name: {name: await self._value(view, name, kinds[name], value)} for name, value in fields.items()}
        return await self.act("submit", view_id=view["id"], values=values)

    async def _value(self, view: Json, name: str, kind: str, value: str) -> Json:
        if kind == "external_select":
            found = await self.act("suggest", view_id=view["id"], action_id=name, query="")
            return {"selected_option": next(o for o in found["options"] if o["value"] == value)}
        block = next(b for b in view["blocks"] if b.get("block_id") == name)
        if kind in ("static_select", "radio_buttons"):
            options = block["element"]["options"]
            return {"selected_option": next(o for o in options if value in (o["value"], o["text"]["text"]))}
        if kind == "checkboxes":
            return {"selected_options": [o for o in block["element"]["options"] if o["value"] == value]}
        return {"selected_user": value} if kind == "users_select" else {"value": value}

    async def submits(self) -> Json:
        """Send the window as it is."""
        return await self.act("submit", view_id=self.window["id"], values={})

    async def closes(self) -> Json:
        return await self.act("close", view_id=self.window["id"])

    async def chooses(self, label: str) -> Json:
        """In the window of earlier answers."""
        block = next(b for b in self.window["blocks"] if b.get("block_id") == "choice")
        option = next(o for o in block["element"]["options"] if o["text"]["text"].startswith(label))
        return await self.fills(choice=option["value"])

    async def presses(self, label: str) -> Json:
        """The first button with this label in the window on top."""
        view = self.window
        for block in view["blocks"]:
            for element in [*block.get("elements", []), *filter(None, [block.get("accessory")])]:
                if element["type"] == "button" and element["text"]["text"] == label:
                    where = {"view_id": view["id"], "action_id": element["action_id"], "block_id": block["block_id"]}
                    return await self.act("click_view", **where)
        raise AssertionError(f"no button {label!r} in {labels(view['blocks'])}")

    async def shortcut(self, message: Any, channel: str = "comms") -> Json:
        return await self.act(
            "shortcut", callback_id="ask_expert", channel=self.world.channel(channel).id, ts=message.ts
        )

    # -- everybody

    async def says(self, text: str, *, channel: str, thread: str = "") -> str:
        answer = await self.act("say", channel=self.world.channel(channel).id, text=text, thread_ts=thread)
        return str(answer["ts"])

    async def replies(self, text: str, *, place: Place | None = None) -> str:
        """In the thread of the newest card."""
        where = place or self.world.desk
        answer = await self.act("say", channel=where.id, text=text, thread_ts=where.card().ts)
        return str(answer["ts"])

    async def edits(self, ts: str, text: str, *, place: Place | None = None) -> None:
        await self.act("edit", channel=(place or self.world.desk).id, ts=ts, text=text)

    async def deletes(self, ts: str, *, place: Place | None = None) -> None:
        await self.act("delete", channel=(place or self.world.desk).id, ts=ts)

    async def clicks(self, label: str, *, place: Place | None = None, old: int = 0) -> Json:
        """The newest button with this label that the person can see; `old` counts back from it."""
        channel, message, element = self._button(label, place, old)
        return await self.act(
            "click",
            channel=channel,
            ts=message.ts,
            action_id=element["action_id"],
            block_id=element["block_id"],
        )

    def screen(self, label: str) -> "Screen":
        """What they see of the newest button with this label now."""
        return Screen(self, *self._button(label, None, 0))

    def sees_button(self, label: str, place: Place | None = None) -> bool:
        try:
            self._button(label, place, 0)
        except AssertionError:
            return False
        return True

    def _button(self, label: str, place: Place | None, old: int) -> tuple[str, Any, Json]:
        found = []
        for channel_id, where in self.world.sandbox.workspace.channels.items():
            if self.id not in where.members or (place is not None and channel_id != place.id):
                continue
            for message in where.messages.values():
                if message.ephemeral_for in ("", self.id) and not message.deleted:
                    found += [
                        (message.ts, channel_id, message, {**element, "block_id": block["block_id"]})
                        for block in message.blocks or []
                        for element in [
                            *block.get("elements", []),
                            *([block["accessory"]] if "accessory" in block else []),
                        ]
                        if element.get("type") == "button" and element["text"]["text"] == label
                    ]
        found.sort(key=lambda one: one[0])
        assert len(found) > old, f"{self.id} sees no button {label!r}"
        return found[-1 - old][1:]

    async def opens_home(self) -> Json:
        await self.act("open_home")
        view = self.world.sandbox.core.modals.homes[self.id]
        return self.world.sandbox.core.modals.render(view)

    @property
    def direct(self) -> "Place":
        """The conversation with the bot."""
        channels = self.world.sandbox.workspace.channels
        found = next(c for c in channels.values() if c.kind == "im" and c.user == self.id)
        return Place(self.world, found.id)

    @property
    def whispers(self) -> list[str]:
        """What only this person was told."""
        return [
            m.text
            for where in self.world.sandbox.workspace.channels.values()
            for m in where.messages.values()
            if m.ephemeral_for == self.id
        ]

    def was_told(self, words: str) -> bool:
        """In a whisper, in a direct message, or by a mention in a thread."""
        for where in self.world.sandbox.workspace.channels.values():
            for m in where.messages.values():
                mine = m.ephemeral_for == self.id or where.user == self.id or f"<@{self.id}>" in said(m)
                if mine and words in said(m):
                    return True
        return False


@dataclass(frozen=True)
class Screen:
    """A button as somebody saw it."""

    person: Person
    channel: str
    message: Any
    element: Json

    async def click(self) -> Json:
        """They press it, whatever became of its message since."""
        where = self.person.world.sandbox.workspace.channels[self.channel]
        where.messages[self.message.ts].blocks = [{"type": "actions", "block_id": "x", "elements": [self.element]}]
        return await self.person.act(
            "click", channel=self.channel, ts=self.message.ts, action_id=self.element["action_id"]
        )
