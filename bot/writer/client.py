"""The writer's HTTP interface: one question, one bounded answer. It follows nobody elsewhere and tells no words."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.settings import Settings
from bot.writer.outcomes import Came

AT_ONCE = 4  # a local server works on few at a time; who waits, waits within the same seconds
MOST_BYTES = 64 * 1024
MOST_TOKENS = 400  # a list of numbers is short
NETWORK = (aiohttp.ClientError, OSError, ValueError)


class NoAnswer(Exception):
    """Nothing came that can be used; `outcome` says why."""

    def __init__(self, outcome: Came) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Writer:
    """Asks the model behind `url` (ending in /v1); `seconds` is the longest that one answer takes in all."""

    def __init__(self, *, url: str, key: str, model: str, seconds: float) -> None:
        self.url, self.model, self.seconds = url, model, seconds
        self._headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._places = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Writer | None":
        """As it is set; None where it is off."""
        if not settings.writer_url:
            return None
        key = settings.writer_key.get_secret_value()
        return cls(url=settings.writer_url, key=key, model=settings.writer_model, seconds=settings.writer_seconds)

    async def ask(self, prompt: Sequence[dict[str, str]]) -> str:
        """What it says to these messages; raises NoAnswer."""
        asked = {
            "model": self.model,
            "messages": list(prompt),
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_object"},
            "stream": False,
        }
        try:
            async with asyncio.timeout(self.seconds), self._places:
                return _said(await self._post(asked))
        except TimeoutError:
            raise NoAnswer(Came.LATE) from None
        except NETWORK:
            raise NoAnswer(Came.UNREACHABLE) from None

    async def _post(self, asked: dict[str, Any]) -> bytes:
        """The answer's body, as far as it may be long."""
        address = f"{self.url}/chat/completions"
        async with self._open().post(address, json=asked, headers=self._headers, allow_redirects=False) as response:
            if response.status != 200:
                raise NoAnswer(Came.REFUSED)
            if response.content_type != "application/json":
                raise NoAnswer(Came.NONSENSE)
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise NoAnswer(Came.NONSENSE)
            return bytes(body)

    def _open(self) -> aiohttp.ClientSession:
        """Without cookies, proxies of the environment, or unpacking: a small packed body may be a huge one."""
        if self._session is None:
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(cookie_jar=jar, trust_env=False, auto_decompress=False)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _said(body: bytes) -> str:
    """The first choice's words."""
    try:
        words = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise NoAnswer(Came.NONSENSE) from None
    if not isinstance(words, str):
        raise NoAnswer(Came.NONSENSE)
    return words
