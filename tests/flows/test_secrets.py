"""The real process at LOG_LEVEL=DEBUG, through a story and its failures: not one secret and not one word gets out."""

import json
import sqlite3
from pathlib import Path

import aiohttp

from sandbox import Sandbox, story
from sandbox.botprocess import BotProcess
from sandbox.core import Credentials
from sandbox.player import Player
from tests.flows.leaking import leaked
from tests.living import connected, living, shell

SECRETS = Credentials(
    bot_token="xoxb-canary-token",
    app_token="xapp-canary-token",
    signing_secret="canary-signing-secret",
    client_secret="canary-client-secret",
)
INSPECT = "canary-inspect-token"
FORGED = "canary words of somebody who forges"
LOST = "canary words that the database could not take"


async def test_no_secret_and_no_word_is_in_what_the_process_says(tmp_path: Path) -> None:
    database = tmp_path / "expertline.db"
    async with Sandbox(credentials=SECRETS).serving() as sandbox:
        async with living(sandbox, tmp_path, real=True, inspect_token=INSPECT, LOG_LEVEL="DEBUG") as process:
            sandbox.troubles.set({"answer_429": 1, "lose_next_reply": 1, "method": "chat.postMessage"})
            await story.play(Player(sandbox), command="/ask")
            assert "Published" in "".join(m.text for m in sandbox.workspace.channels["C0INFECT"].messages.values())
            sandbox.troubles.clear()
            answers = await fail(sandbox, process, database)

        said = (tmp_path / "log").read_text()
        lines = [json.loads(line) for line in said.splitlines()]
        assert {"started", "delivery", "move", "slack_call", "due", "stopped"} <= {line["event"] for line in lines}
        assert any(line["event"] == "delivery" and line["outcome"] == "failed" for line in lines)
        assert any("OperationalError" in line.get("error", "") and line["stack"] for line in lines)
        for where in (said, *answers):
            assert leaked(sandbox, where) == []
            assert [word for word in (INSPECT, FORGED, LOST, "v0=") if word in where] == []
        assert tokens_in(dump(database)) == []
        status, out = await shell("export", "questions", **connected(sandbox, f"sqlite:///{database}"))
        assert status == 0
        assert tokens_in(out) == []


async def fail(sandbox: Sandbox, process: BotProcess, database: Path) -> list[str]:
    """Forged requests, an unlocked door that isn't, and a table that is gone in mid-work; what was answered."""
    answers = []
    async with aiohttp.ClientSession() as session:
        forged = {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": str(int(sandbox.clock.now()))}
        for headers in (forged, {}):
            body = {"type": "event_callback", "event_id": "E", "event": {"type": "message", "text": FORGED}}
            async with session.post(f"{process.url}/slack/events", json=body, headers=headers) as response:
                answers.append(await response.text())
        for path in ("/inspect", "/readyz", "/healthz", "/nowhere"):
            async with session.get(process.url + path, headers={"Authorization": "Bearer wrong"}) as response:
                answers.append(await response.text())
        with sqlite3.connect(database) as connection:
            connection.execute("ALTER TABLE contributions RENAME TO hidden")
        where = sandbox.workspace.channels["C0INFECT"]
        card = next(message for message in where.messages.values() if message.bot_id and not message.is_reply)
        reply = {"do": "say", "as": "U0LENA", "channel": where.id, "text": LOST, "thread_ts": card.ts}
        await sandbox.act(reply)
        await sandbox.settled()
        with sqlite3.connect(database) as connection:
            connection.execute("ALTER TABLE hidden RENAME TO contributions")
        async with session.get(f"{process.url}/metrics") as response:
            answers.append(await response.text())
    answers += [json.dumps(each["response"]) for each in sandbox.deliveries if each["status"] >= 400]
    assert any("Internal" in answer or answer == '""' for answer in answers)
    return answers


def dump(database: Path) -> str:
    with sqlite3.connect(database) as connection:
        return "\n".join(connection.iterdump())


def tokens_in(text: str) -> list[str]:
    return [secret for secret in (*vars(SECRETS).values(), INSPECT) if "canary" in secret and secret in text]
