"""Workspaces beside the hospital, made of a few names each, and how people there install the bot."""

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import aiohttp

from bot.app import Expertline
from bot.manifest import manifest
from bot.organisation import Account, Department, Organisation, Topic
from bot.settings import Settings
from bot.slack.sealing import new_key
from sandbox import Sandbox
from sandbox.neighbour import Neighbour
from tests.conftest import load, serving
from tests.flows.playing import World

Json = dict[str, Any]
KEY = new_key()
STATE = {"id": "E0STATE", "name": "State of Examples"}


def town(name: str, people: Sequence[str], *, enterprise: Json | None = None) -> Json:
    """A workspace: comms, approver, duty person, expert and backup, in this order."""
    ids = [f"U0{each.upper()}" for each in people]
    bot = f"U0BOT{name.upper()}"
    team = {"id": f"T0{name.upper()}", "name": f"Town of {name}", "domain": name.lower()}
    roles = ("Comms", "Approver", "Duty officer", "Water works", "Water works, backup")
    folk = zip(ids, people, roles, strict=True)
    return {
        "team": team | {"url": f"https://{name.lower()}.workspace.example/"},
        "enterprise": enterprise,
        "bot": {
            "user": bot,
            "name": "expertline",
            "real_name": "Expertline",
            "bot_id": f"B0{name.upper()}",
            "app_id": "A0EXPERTLINE",
        },
        "people": [
            {"id": user, "name": each, "real_name": f"{each.title()} {name}", "title": title, "admin": user == ids[2]}
            for user, each, title in folk
        ],
        "channels": [
            {"id": f"C0{name.upper()}COMMS", "name": "comms", "members": [*ids[:3], bot]},
            {"id": f"C0{name.upper()}WATER", "name": "desk-water", "members": [*ids, bot]},
        ],
    }


def organised(data: Json) -> Organisation:
    """Who does what in a town."""
    comms, approver, duty, expert, backup = (each["id"] for each in data["people"])
    channels = {each["name"]: each["id"] for each in data["channels"]}
    return Organisation(
        name=data["team"]["name"],
        duty=duty,
        desk=channels["comms"],
        lead=duty,
        comms=(comms, approver, duty),
        approvers=(comms, approver),
        departments=(Department(key="water", name="Water", desk=channels["desk-water"], experts=(expert, backup)),),
        accounts=(Account(key="main", handle="@town", network="x"),),
        topics=(Topic(key="tap", name="Tap water", department="water", keywords=("tap", "water")),),
    )


HARBOUR = town("Harbour", ["hana", "hugo", "hilde", "heidi", "henk"])
VALLEY = town("Valley", ["vera", "viktor", "vida", "vito", "val"], enterprise=STATE)
MEADOW = town("Meadow", ["mina", "mika", "mona", "milo", "mats"], enterprise=STATE)


class Town(World):
    """A town's people at work."""

    @property
    def desk(self) -> Any:
        return self.channel("desk-water")


@dataclass
class Installer:
    """Somebody with a browser; `cookie` is what it keeps of the bot's."""

    bot_url: str
    cookie: str = ""

    async def gets(self, address: str) -> tuple[int, str]:
        """A page of the bot's."""
        headers = {"Cookie": f"expertline_install={self.cookie}"} if self.cookie else {}
        async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as answer:
            if "expertline_install" in answer.cookies:
                self.cookie = answer.cookies["expertline_install"].value
            return answer.status, await answer.text()

    async def sets_out(self) -> str:
        """Slack's address, from the page with the button."""
        _, page = await self.gets(f"{self.bot_url}/slack/install")
        found = re.search(r'class="button" href="([^"]+)"', page)
        assert found is not None
        return unescape(found[1])

    async def decides(self, link: str, team: str, decision: str = "allow") -> str:
        """Yes or no on Slack's page; the address Slack sends the browser to then."""
        form = {"team": team, "decision": decision}
        async with (
            aiohttp.ClientSession() as session,
            session.post(link, data=form, allow_redirects=False) as answer,
        ):
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def installs(self, team: str) -> tuple[int, str]:
        """All of it."""
        return await self.gets(await self.decides(await self.sets_out(), team))


@dataclass
class Country:
    """One bot, or two on one database, and several workspaces."""

    sandbox: Sandbox
    bot: Expertline
    bot_url: str
    settings: Settings

    @property
    def installer(self) -> Installer:
        """A fresh browser."""
        return Installer(self.bot_url)

    def world(self, neighbour: Neighbour, bot: Expertline | None = None) -> Town:
        return Town(neighbour, bot or self.bot)  # type: ignore[arg-type]

    async def settled(self, data: Json) -> Town:
        """A town that installed the bot and whose organisation is loaded."""
        status, page = await self.installer.installs(data["team"]["id"])
        assert status == 200, page
        return await self.organised(data)

    async def organised(self, data: Json) -> Town:
        town = self.world(self.sandbox.beside(data["team"]["id"]))
        await load(town, organised(data))
        return town

    def calls(self, method: str) -> list[Json]:
        return [call for call in self.sandbox.calls if call["method"] == method]


@contextlib.asynccontextmanager
async def country(database_url: str, *towns: Json, **more: Any) -> AsyncIterator[Country]:
    """Slack with these workspaces, and a bot that nobody has installed yet."""
    sandbox = Sandbox()
    for data in towns:
        sandbox.add(data)
    async with sandbox.serving() as slack:
        settings = Settings(
            _env_file=None,
            **{
                "slack_client_id": slack.core.credentials.client_id,
                "slack_client_secret": slack.core.credentials.client_secret,
                "slack_signing_secret": slack.core.credentials.signing_secret,
                "slack_api_url": f"{slack.url}/api/",
                "database_url": database_url,
                "token_keys": KEY,
                "heartbeat_seconds": 30,  # beats come when a test asks for them
                **more,
            },
        )
        bot = Expertline(settings)
        async with serving(bot) as url:
            slack.delivery.bot_url = url
            slack.use_manifest(manifest(url=url, many=True))
            yield Country(slack, bot, url, settings)
