"""Everybody at once: each person does what their screen asks of them, until every question is published."""

import asyncio
import contextlib
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.db.models import Audit, Entry, Outbox, Question
from bot.lifecycle import CLOSED, MOVES, Move, Stage
from sandbox import ActError
from tests.crash.afterlife import Afterlife
from tests.flows.playing import Person
from tests.flows.reading import broken_promises

PRESSED = {
    Stage.AWAITING_ACKNOWLEDGEMENT: "On it",
    Stage.AWAITING_SIGN_OFF: "Sign off",
    Stage.AWAITING_APPROVAL: "Approve",
    Stage.AWAITING_PUBLICATION: "I posted it",
}
TRIES = 20
AGAIN_AFTER = 12  # rounds until somebody writes their answer once more: Slack gave up delivering it
SECONDS = 2.0  # that pass in each round


class Hasty(Person):
    """Somebody who doesn't wait for quiet, and tries again until it works."""

    async def act(self, do: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for _ in range(TRIES):
            answer = await self.world.sandbox.act({"do": do, "as": self.id, **more})
            failed = answer.get("error") or "try again" in json.dumps(answer.get("response"))
            if not failed and (do != "suggest" or answer["options"]):
                return answer
            await asyncio.sleep(0.05)
        return answer


@dataclass
class Everybody:
    """All people of a world, at work on many questions at a time."""

    world: Afterlife
    chance: random.Random
    asked: int = 0
    answered: dict[int, int] = field(default_factory=dict)
    patient: bool = False  # whether time waits for deliveries under way: else they may be too old when they arrive

    def balance(self) -> None:
        """Slack's next delivery goes to any of the processes that are up."""
        if self.world.awake:
            self.world.sandbox.delivery.bot_url = self.chance.choice(self.world.awake).url

    async def ask(self, number: int) -> None:
        """One more question comes in."""
        self.balance()
        self.asked += 1
        forwarder = Hasty(self.world, self.chance.choice(["U0MAYA", "U0SAM"]))
        about = ("visiting the ward", "ibuprofen tablets", "labour ward tours")[number % 3]
        await forwarder.asks(f"Question {number} about {about}, please?")

    async def work(self, rounds: int) -> list[Stage]:
        """So many rounds, or until nothing is open; the stages of what is open then."""
        for number in range(rounds):
            questions = await self._open()
            if not questions:
                return []
            await asyncio.gather(*(self._act(question, number) for question in questions))
            if self.patient:
                await self.world.sandbox.settled()
            await self.world._pass(SECONDS)
            await asyncio.sleep(0.02)
        return [question.stage for question in await self._open()]

    async def _open(self) -> list[Question]:
        for _ in range(TRIES):
            with contextlib.suppress(Exception):  # the database comes back
                async with self.world.bot.db.snapshot() as session:
                    return list(await session.scalars(select(Question).where(Question.stage.not_in(CLOSED))))
            await asyncio.sleep(0.2)
        raise AssertionError("the database didn't come back")

    async def _act(self, question: Question, number: int) -> None:
        self.balance()
        holder = question.holder
        with contextlib.suppress(ActError):  # somebody was quicker
            if question.stage is Stage.AWAITING_ANSWER:
                await self._reply(question, number)
            elif found := self._button(question, PRESSED.get(question.stage, ""), holder):
                await self.world.sandbox.act({"do": "click", "as": holder, **found})

    async def _reply(self, question: Question, number: int) -> None:
        if number - self.answered.get(question.id, -AGAIN_AFTER) < AGAIN_AFTER:
            return
        found = self._button(question, "", question.holder)
        if found:
            self.answered[question.id] = number
            thread = self.world.sandbox.workspace.channels[found["channel"]].messages[found["ts"]].thread_ts
            said = {"text": f"Yes, that is answer {question.id}.", "channel": found["channel"]}
            await self.world.sandbox.act(
                {"do": "say", "as": question.holder, **said, "thread_ts": thread or found["ts"]}
            )

    def _button(self, question: Question, label: str, user: str) -> dict[str, Any] | None:
        """The newest button about this question that the person can see, with this label or any."""
        for where in self.world.sandbox.workspace.channels.values():
            if user not in where.members:
                continue
            for message in reversed(where.messages.values()):
                if message.deleted or message.ephemeral_for not in ("", user):
                    continue
                for block in message.blocks or []:
                    for element in block.get("elements", []):
                        about = str(element.get("value", "")).partition(":")[0] == str(question.id)
                        if about and element.get("type") == "button" and label in ("", element["text"]["text"]):
                            place = {"channel": where.id, "ts": message.ts}
                            return {**place, "action_id": element["action_id"], "block_id": block["block_id"]}
        return None


async def unbalanced(world: Afterlife, *, asked: int) -> list[str]:
    """What the books say at the end that they shouldn't: nothing, if nothing was lost and nothing doubled."""
    wrong = await broken_promises(world)
    async with world.bot.db.snapshot() as session:
        questions = (await session.scalars(select(Question))).all()
        entries = Counter(await session.scalars(select(Entry.question_id)))
        rows = (await session.scalars(select(Outbox))).all()
        audit = (await session.scalars(select(Audit).where(Audit.question_id.is_not(None)).order_by(Audit.id))).all()
    if len(questions) != asked:
        wrong.append(f"{asked} questions were asked and {len(questions)} are stored")
    for question in questions:
        if question.stage is not Stage.PUBLISHED or entries[question.id] != 1:
            wrong.append(f"{question.id} is {question.stage} with {entries[question.id]} entries")
        wrong += _unfolded(question, [row for row in audit if row.question_id == question.id])
    wrong += [f"{row.key} is dead for no reason" for row in rows if row.dead_at is not None and not row.error]
    wrong += [f"{key} stands {number} times" for key, number in standing(world).items() if number > 1]
    taken_away = {row.update_of for row in rows if row.method == "chat.delete"}
    posted = {row.key for row in rows if row.method == "chat.postMessage" and row.done_at is not None}
    stand = standing(world)
    wrong += [f"{key} was posted and stands nowhere" for key in sorted(posted - taken_away) if not stand[key]]
    return wrong


def _unfolded(question: Question, rows: list[Audit]) -> list[str]:
    """Where the question's stage isn't what its audit rows make of it (I4)."""
    stage: Stage | None = None
    for row in rows:
        if row.move == "refused" or not row.to_stage:
            continue
        if stage is not None and (row.from_stage != stage or MOVES.get((stage, Move(row.move))) != row.to_stage):
            return [f"{question.id}: {row.move} leads from {row.from_stage} to {row.to_stage}, but it was {stage}"]
        stage = Stage(row.to_stage)
    return [] if stage == question.stage else [f"{question.id} is {question.stage}, its audit says {stage}"]


def standing(world: Afterlife) -> Counter[str]:
    """How often each message of ours stands in Slack, by its key."""
    found: Counter[str] = Counter()
    for where in world.sandbox.workspace.channels.values():
        for message in where.messages.values():
            payload = (message.metadata or {}).get("event_payload") or {}
            if payload.get("key") and not message.deleted:
                found[payload["key"]] += 1
    return found
