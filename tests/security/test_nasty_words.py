"""What people write, in every field there is: it pings nobody, breaks nothing, and no link in it is ever followed."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.db import organisations
from bot.lifecycle import Stage
from bot.organisation import Organisation
from tests.conftest import copied, playing
from tests.contract.validating import SLACK, findings
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World
from tests.flows.reading import stages
from tests.security.house import HOME, House
from tests.security.stages import CANARY

PINGS = "<!channel> <!here> <!everyone|x> <!subteam^S1|@team> <@U1> <@U0NINA|nina> <#C1|x> <mailto:a@b|c> &lt;!here&gt;"
LAYOUT = (
    "`code` ```block``` *bold* _it_ ~no~ \u202eRTL\u2066 \u200b\u200d\ufeff :boom: @channel @here #general {x} %s {{y}}"
)
LONG = "visit & <stay> *" * 2_500
REAL = {f"U0{name}" for name in ("MAYA", "SAM", "PRIYA", "LENA", "TOM", "RUTH", "OMAR", "GRACE", "JON", "ADA")}
FEW = {"one": PINGS, "two": LAYOUT, "three": LONG[:2_900]}


class Trap:
    """Somebody's web server: it counts who comes."""

    def __init__(self) -> None:
        self.hits = 0
        self.url = ""

    async def serve(self) -> asyncio.Server:
        async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.hits += 1
            writer.close()

        server = await asyncio.start_server(come, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server


@pytest.fixture
async def trap() -> AsyncIterator[Trap]:
    trap = Trap()
    server = await trap.serve()
    yield trap
    server.close()


def nasty(organisation: Organisation, words: str) -> Organisation:
    """The same organisation, with such words wherever its file takes free text."""

    def renamed(rows: Any, name: str) -> Any:
        return tuple(row.model_copy(update={name: f"{words[:60]} {getattr(row, name)}"}) for row in rows)

    return organisation.model_copy(
        update={
            "name": words,
            "departments": renamed(organisation.departments, "name"),
            "topics": renamed(organisation.topics, "name"),
            "accounts": renamed(organisation.accounts, "handle"),
        }
    )


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in strings(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in strings(each))


def marked(value: Any) -> Iterator[str]:
    """Every text in which Slack reads marks: fallback texts and mrkdwn, not plain text, rich text, or values."""
    if isinstance(value, dict):
        plain = value.get("type") in ("plain_text", "text", "plain_text_input", "url_text_input")
        if isinstance(value.get("text"), str) and not plain:
            yield value["text"]
        yield from (text for name, each in value.items() if name not in ("metadata", "state") for text in marked(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in marked(each))


def acted_on(text: str) -> list[str]:
    """What Slack would act on in a text and isn't ours."""
    found = []
    for inner in re.findall(r"<([^<>]*)>?", text):
        ours = re.fullmatch(r"@U0[A-Z]+", inner) and inner[1:] in REAL
        ours = ours or re.fullmatch(r"!date\^\d+\^\{[a-z_]+\}\|[^|<>]+", inner) or re.fullmatch(r"#C0[A-Z]+", inner)
        ours = ours or re.fullmatch(r"https?://[^\s<>|]+(\|[\w ]+)?", inner)
        found += [] if ours else [inner]
    cut = re.findall(r"&(?!amp;|lt;|gt;).{0,4}", text)
    return [*found, *cut, *re.findall("[\u202a-\u202e\u2066-\u2069]", text)]


def harm(world: World) -> list[str]:
    """Everything in the recorded calls that shouldn't be there."""
    found = []
    for call in world.calls:
        args = call["body"]
        found += [f"{call['method']}: {one}" for text in marked(args) for one in acted_on(text)]
        if call["method"] == "chat.postMessage":
            found += [] if args.get("unfurl_links") is False and args.get("unfurl_media") is False else ["unfurls"]
        found += [] if call["response"].get("ok") else [f"{call['method']}: {call['response']}"]
    return found


async def tell_a_story(world: World, words: str, trap: Trap) -> None:
    """Through every window and every field in which somebody can write."""
    words = f"{words} {trap.url}/{len(words)}"[:2_990]
    maya, lena = world.maya, world.lena
    await maya.asks(f"May I visit? {words}"[:2_990], asker=words, note=words, link=f"{trap.url}/a?b='c'&d=*e*")
    await lena.clicks("Not me")
    await lena.fills(user="U0TOM", note=words)
    await world.tom.clicks("I need to know more")
    await world.tom.fills(words=words)
    await maya.clicks("Tell them more")
    await maya.fills(words=words)
    await world.ada.replies(f"Perhaps not. {words}")
    first = await world.tom.replies(f"Yes, you may visit from 2 to 4 pm.\n{words}")
    await world.moves("15 seconds")
    await world.tom.edits(first, f"Yes, you may visit from 3 to 5 pm. {words}")
    await world.moves("15 seconds")
    edit = ("Edit", "Write it shorter", "Write the text")
    await world.tom.clicks(next(label for label in edit if world.tom.sees_button(label)))
    await world.tom.fills(words=f"Yes: 3 to 5 pm. {words}"[:100])
    await world.tom.clicks("Sign off")
    await maya.clicks("Send back")
    await maya.fills(words=words)
    await world.tom.clicks("Sign off")
    await world.tom.replies(f"Thanks! {words}")
    await world.moves("15 seconds")
    await world.tom.clicks("Sign off")
    await maya.clicks("Approve")
    await maya.clicks("I posted it")
    await maya.fills(link=f"{trap.url}/post")
    await maya.types(f"/answers visit {words}"[:2_000])
    await maya.closes()
    await maya.opens_home()
    await maya.asks(f"Can we visit? {words}"[:2_990])
    await maya.closes()
    await maya.clicks("Reopen")
    await maya.fills(words=words)
    await maya.clicks("Withdraw")
    await maya.fills(posted="no", words=words)


@pytest.mark.parametrize("kind", FEW)
async def test_words_in_every_field_ping_nobody_break_nothing_and_are_never_followed(
    kind: str, migrated_file: Path, tmp_path: Path, trap: Trap
):
    words = FEW[kind]
    url = f"sqlite:///{copied(migrated_file, tmp_path)}"
    async with playing(url, organisation=nasty(HOSPITAL, words)) as world:
        team = world.sandbox.workspace.team["id"]
        async with world.bot.db.transaction() as session:
            for user in REAL:
                await organisations.set_person(session, team, user, name=f"{words[:200]} {user}", gone=False)

        await tell_a_story(world, words, trap)

        assert harm(world) == []
        assert any("<@U0TOM>" in text for call in world.calls for text in strings(call["body"]))  # ours still ping
        assert len(await stages(world)) == 2
        if SLACK.is_dir():
            assert findings(world.calls) == []
    assert trap.hits == 0


async def test_forty_thousand_characters_come_back_to_their_writer_or_are_taken(
    migrated_file: Path, tmp_path: Path, trap: Trap
):
    async with playing(f"sqlite:///{copied(migrated_file, tmp_path)}") as world:
        await world.maya.types(f"/ask {LONG[:40_000]}")
        assert await stages(world) == []
        await world.maya.asks("May I visit?")
        await world.lena.replies(f"Yes, from 2 to 4 pm. {LONG}"[:39_990])
        await world.moves("15 seconds")

        assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
        assert harm(world) == []
        if SLACK.is_dir():
            assert findings(world.calls) == []


BROKEN = "\x00 \ud83d \udc00 \ufffe \x07 \u2028"


async def test_characters_no_database_takes_are_kept_as_something_else(house: House):
    await house.submit("intake", {"text": f"May I visit? {BROKEN}", "note": BROKEN, "asker": BROKEN}, {}, user="U0FAY")
    said = {"type": "message", "channel": "C0DESK", "ts": "7.1", "thread_ts": "1.0", "user": "U0LENA", "text": BROKEN}
    await house.event(said)
    await house.event({"type": "user_change", "user": {"id": "U0LENA", "real_name": f"Lena {BROKEN}"}})
    answer = await house.command("ask", f"May I visit? {BROKEN}", user="U0FAY")

    assert answer.status == 200
    kept = str(house.rows(where=HOME))
    kept.encode()
    assert "\\x00" not in kept
    assert kept.count("May I visit?") >= 2
    assert CANARY not in kept
