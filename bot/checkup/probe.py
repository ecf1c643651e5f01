"""Can the bot read back what it posts? A message and a reply are posted, looked for, and taken away again."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot import clock
from bot.checkup.finding import Finding, bad, ok
from bot.checkup.mending import INSTALL_AGAIN, mend
from bot.slack.client import FAILURES, Slack
from bot.slack.errors import Outcome, of_error
from bot.slack.reconcile import EVENT_TYPE, key_of

TEXT = "A test of Expertline's: this message goes away by itself, and nobody need do anything."
ATTEMPTS = 4
LONGEST_WAIT = timedelta(seconds=30)


class Failed(Exception):
    """A step didn't work; `word` is Slack's, or the name of what failed on the way."""

    def __init__(self, method: str, word: str) -> None:
        super().__init__(method, word)
        self.method, self.word = method, word


@dataclass
class Probe:
    """One test in one channel; `wait` lets seconds pass."""

    slack: Slack
    team: str
    channel: str
    wait: Callable[[float], Awaitable[Any]] = asyncio.sleep
    key: str = field(default_factory=lambda: f"doctor:{secrets.token_hex(8)}")

    async def run(self) -> list[Finding]:
        """Post, read, delete. Whatever happens in between, what stands there in the end is looked for and deleted."""
        since = clock.now() - timedelta(minutes=2)
        self.oldest = f"{since.timestamp():.6f}"
        found: list[Finding] = []
        posted: list[str] = []
        try:
            posted.append(await self._post())
            found.append(ok("the bot can post"))
            found.append(_read("history", await self._history(), posted[0], self.key))
            posted.append(await self._post(thread_ts=posted[0]))
            found.append(_read("replies", await self._replies(posted[0]), posted[1], self.key))
        except Failed as failed:
            found.append(bad(f"{failed.method} doesn't work ({failed.word})", mend(failed.word)))
        finally:
            left = await asyncio.shield(self._clean(posted))
        if left:
            where = f"Please delete it by hand, in the channel {self.channel}: {TEXT!r}"
            found.append(bad(f"the test message could not be taken away ({left})", where))
        elif posted:
            found.append(ok("the bot can delete what it posts, and has"))
        return found

    async def _post(self, **thread: str) -> str:
        """Once only: a second try could leave a second message."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": self.key}}
        args = {"channel": self.channel, "text": TEXT, "metadata": metadata, **thread}
        return str((await self._ask(self.slack.call, "chat.postMessage", args, attempts=1))["ts"])

    async def _history(self) -> list[dict[str, Any]]:
        return await self._messages("conversations.history")

    async def _replies(self, ts: str) -> list[dict[str, Any]]:
        return await self._messages("conversations.replies", ts=ts)

    async def _messages(self, method: str, **more: str) -> list[dict[str, Any]]:
        asked = {"channel": self.channel, "oldest": self.oldest, "limit": 50, "include_all_metadata": "true", **more}
        return list((await self._ask(self.slack.ask, method, asked)).get("messages") or [])

    async def _clean(self, posted: list[str]) -> str:
        """Delete what is known and what carries our key; why not, where something may be left."""
        left, standing = "", list(posted)
        try:
            if len(posted) < 2:  # a post whose answer never came may stand there all the same
                standing += [each["ts"] for each in await self._history() if key_of(each) == self.key]
                standing += [
                    each["ts"] for ts in posted for each in await self._replies(ts) if key_of(each) == self.key
                ]
        except Failed as failed:
            left = "" if failed.word in NOTHING_THERE else f"{failed.method}: {failed.word}"
        for ts in sorted(set(standing), reverse=True):
            try:
                await self._ask(self.slack.call, "chat.delete", {"channel": self.channel, "ts": ts})
                left = ""
            except Failed as failed:
                return f"{failed.method}: {failed.word}"
        return left

    async def _ask(
        self,
        call: Callable[[str, str, dict[str, Any]], Awaitable[dict[str, Any]]],
        method: str,
        args: dict[str, Any],
        *,
        attempts: int = ATTEMPTS,
    ) -> dict[str, Any]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await call(self.team, method, args)
            except FAILURES as error:
                verdict = of_error(method, error)
                if verdict.outcome is Outcome.DONE:
                    return {}
                again = verdict.outcome is Outcome.LATER or (verdict.outcome is Outcome.UNSURE and attempts > 1)
                if not again or attempt == ATTEMPTS or verdict.wait > LONGEST_WAIT:
                    raise Failed(method, verdict.error) from None
                await self.wait(max(verdict.wait.total_seconds(), 1.0))
        raise AssertionError("unreachable: the last attempt returns or raises")


NOTHING_THERE = {"channel_not_found", "not_in_channel", "is_archived", "thread_not_found"}  # so we didn't post either


def _read(what: str, messages: list[dict[str, Any]], ts: str, key: str) -> Finding:
    there = next((each for each in messages if each.get("ts") == ts), None)
    if there is None:
        mending = "Messages whose delivery is unsure could be posted twice like that. " + INSTALL_AGAIN
        return bad(f"the bot can't see its own message in the channel's {what}", mending)
    if key_of(there) != key:
        return bad(f"the bot sees its message in the {what}, but not the key in its metadata", INSTALL_AGAIN)
    return ok(f"the bot reads back what it posts, with its key ({what})")
