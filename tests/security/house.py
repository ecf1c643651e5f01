"""Two workspaces in one database, and somebody in every role; deliveries go in where Slack's own would."""

import contextlib
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.app import Expertline
from bot.db import organisations
from bot.organisation import Account, Department, Organisation, Topic
from bot.settings import Settings
from bot.slack.door import Answer, of_socket
from tests.conftest import lasting
from tests.security.slack import AgreeableSlack

Json = dict[str, Any]
HOME, AWAY, ABROAD = "T0HOME", "T0AWAY", "T0ABROAD"
DESK, OTHER_DESK = "C0DESK", "C0PHARM"
TOKENS = {"xoxb-home": HOME, "xoxb-away": AWAY}

ROLES = {
    "forwarder": "U0FAY",
    "expert": "U0LENA",
    "expert asked before": "U0ANNA",
    "backup": "U0TOM",
    "expert of another department": "U0OMAR",
    "colleague who wrote in the thread": "U0CARL",
    "lead": "U0RUTH",
    "lead of the department": "U0ADA",
    "agency, approves for the account": "U0AGNES",
    "approver of the department": "U0SAM",
    "quality control": "U0QUINN",
    "duty person": "U0PRIYA",
    "member": "U0PAT",
    "newcomer": "U0NORA",
    "guest": "U0GUS",
    "guest of one channel": "U0UMA",
    "bot": "U0ROBO",
    "deactivated": "U0DEE",
    "nobody Slack knows": "U0GHOST",
    "stranger in a shared channel": "U0SVEN",
}
OUTSIDERS = (
    "guest",
    "guest of one channel",
    "bot",
    "deactivated",
    "nobody Slack knows",
    "stranger in a shared channel",
)
UNKNOWN = {"U0NORA", "U0GUS", "U0UMA", "U0ROBO", "U0GHOST", "U0SVEN"}  # Slack has to be asked who they are
SLACK_SAYS = {
    "U0NORA": {"id": "U0NORA", "real_name": "Nora"},
    "U0GUS": {"id": "U0GUS", "real_name": "Gus", "is_restricted": True},
    "U0UMA": {"id": "U0UMA", "real_name": "Uma", "is_restricted": True, "is_ultra_restricted": True},
    "U0ROBO": {"id": "U0ROBO", "real_name": "Robo", "is_bot": True},
    "U0SVEN": {"id": "U0SVEN", "real_name": "Sven", "team_id": ABROAD, "is_stranger": False},
}


def organisation(name: str = "Riverside") -> Organisation:
    """An organisation in which nobody has two roles."""
    return Organisation(
        name=name,
        duty="U0PRIYA",
        lead="U0RUTH",
        desk=OTHER_DESK,
        comms=("U0FAY",),
        approvers=("U0QUINN",),
        departments=(
            Department(
                key="wards",
                name="Wards",
                desk=DESK,
                lead="U0ADA",
                approvers=("U0SAM",),
                experts=("U0ANNA", "U0LENA", "U0TOM"),
            ),
            Department(key="pharmacy", name="Pharmacy", desk=OTHER_DESK, experts=("U0OMAR",)),
        ),
        accounts=(
            Account(key="main", handle="@Riverside", network="x", approvers=("U0AGNES",)),
            Account(key="meds", handle="@Meds", network="x", department="pharmacy"),
        ),
        topics=(Topic(key="visits", name="Visits", department="wards", keywords=("dog", "visit")),),
    )


@dataclass
class House:
    """The bot without its heartbeat: nothing happens but what a test sends."""

    bot: Expertline
    slack: AgreeableSlack
    file: Path
    numbers: "count[int]" = field(default_factory=count)

    async def send(self, body: Json) -> Answer:
        """A delivery of Slack's, from behind the signature on."""
        return await self.bot.dispatch(of_socket(body))

    def who(self, user: str, team: str) -> Json:
        """Who acts, where; strangers belong to another team."""
        own = ABROAD if user == ROLES["stranger in a shared channel"] else team
        trigger = f"{next(self.numbers)}.1.t"
        return {"user": {"id": user, "team_id": own}, "team": {"id": team}, "trigger_id": trigger}

    async def click(self, action: str, value: str, *, user: str, team: str = HOME, view: Json | None = None) -> Answer:
        body = {"type": "block_actions", **self.who(user, team), "actions": [{"action_id": action, "value": value}]}
        place = {"view": view} if view else {"channel": {"id": DESK}, "message": {"ts": "1.0"}}
        return await self.send(body | place)

    def view(self, callback: str, fields: Json, metadata: object) -> Json:
        """A window as Slack sends it back; a field's value is a text, or an element's state."""
        values = {
            name: {name: value if isinstance(value, dict) else {"type": "plain_text_input", "value": value}}
            for name, value in fields.items()
        }
        number = next(self.numbers)
        return {
            "id": f"V{number}",
            "hash": f"{number}.h",
            "type": "modal",
            "callback_id": callback,
            "title": {"type": "plain_text", "text": "A window"},
            "private_metadata": metadata if isinstance(metadata, str) else json.dumps(metadata),
            "state": {"values": values},
            "blocks": [
                {"type": "input", "block_id": name, "element": {"type": "plain_text_input", "action_id": name}}
                for name in fields
            ],
        }

    async def submit(
        self,
        callback: str,
        fields: Json,
        metadata: object,
        *,
        user: str,
        team: str = HOME,
        kind: str = "view_submission",
    ) -> Answer:
        return await self.send({"type": kind, **self.who(user, team), "view": self.view(callback, fields, metadata)})

    async def command(self, name: str, text: str, *, user: str, team: str = HOME) -> Answer:
        who = self.who(user, team)
        body = {"command": f"/{name}", "text": text, "user_id": user, "team_id": team, "channel_id": DESK}
        if who["user"]["team_id"] != team:  # a command in a shared channel comes to the stranger's own workspace
            body["team_id"] = who["user"]["team_id"]
        return await self.send(body | {"trigger_id": who["trigger_id"]})

    async def shortcut(self, callback: str, message: Json, *, user: str, team: str = HOME) -> Answer:
        body = {"type": "message_action", "callback_id": callback, "message": message, "channel": {"id": DESK}}
        return await self.send({**body, **self.who(user, team)})

    async def suggest(
        self, action: str, query: str, *, user: str, team: str = HOME, view: Json | None = None
    ) -> Answer:
        body = {"type": "block_suggestion", **self.who(user, team), "action_id": action, "value": query}
        return await self.send(body | ({"view": view} if view else {}))

    async def event(self, said: Json, *, team: str = HOME) -> Answer:
        number = next(self.numbers)
        body = {"type": "event_callback", "team_id": team, "event_id": f"Ev{number}", "event": said}
        return await self.send(body)

    # -- what the database holds

    def __post_init__(self) -> None:
        self.sql = sqlite3.connect(self.file, isolation_level=None)
        self.sql.execute("PRAGMA synchronous=OFF")
        self._kept: dict[Path, sqlite3.Connection] = {}
        names = self.sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        known = [name for (name,) in names if not re.search("searchable|^sqlite_|^alembic", name)]
        self._columns = {name: [row[1] for row in self.sql.execute(f"PRAGMA table_info({name})")] for name in known}

    def rows(self, *, where: str = "", but: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table but these; `where` only what belongs to this workspace."""
        found = {}
        for name, columns in self._columns.items():
            if name in but:
                continue
            if not where:
                condition = ""
            elif "workspace" in columns or name == "workspaces":
                condition = f" WHERE {'workspace' if 'workspace' in columns else 'id'} = '{where}'"
            elif "question_id" in columns:
                condition = f" WHERE question_id IN (SELECT id FROM questions WHERE workspace = '{where}')"
            else:
                continue
            found[name] = self.sql.execute(f"SELECT * FROM {name}{condition}").fetchall()
        return found

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that counts: without the refusals, the inbox, and who has been seen."""
        found = self.rows(but=("inbox", "people"))
        found["audit"] = [row for row in found["audit"] if "refused" not in row]
        found["outbox"] = [row for row in found["outbox"] if not str(row[1]).startswith("refusal:")]
        return found

    def refusals(self) -> list[tuple[str, str, str]]:
        """Who was refused, where, and in which words."""
        return self.sql.execute("SELECT workspace, actor, detail FROM audit WHERE move = 'refused'").fetchall()

    def whispers(self) -> list[str]:
        """What was put into the outbox for somebody who was refused."""
        return [row[0] for row in self.sql.execute("SELECT args FROM outbox WHERE key LIKE 'refusal:%' ORDER BY id")]

    def keep(self, copy: Path) -> None:
        """Put the whole database aside."""
        with contextlib.closing(sqlite3.connect(copy)) as kept:
            self.sql.backup(kept)

    def restore(self, copy: Path) -> None:
        """As it was when it was put aside."""
        if copy not in self._kept:
            self._kept[copy] = sqlite3.connect(copy)
        self._kept[copy].backup(self.sql)
        self.slack.asked.clear()

    def close(self) -> None:
        for connection in (self.sql, *self._kept.values()):
            connection.close()


@contextlib.asynccontextmanager
async def housed(file: Path, *, secret: str = "shh", first: int = 0) -> AsyncIterator[House]:
    """The bot on this migrated SQLite file, installed in both workspaces; its deliveries are numbered from `first`."""
    async with AgreeableSlack(dict(TOKENS), dict(SLACK_SAYS)).listening() as slack:
        settings = Settings(
            _env_file=None,
            slack_bot_token="xoxb-home",
            slack_signing_secret=secret,
            slack_api_url=f"{slack.url}/api/",
            database_url=f"sqlite:///{file}",
            inspect_token="look",
        )
        bot = Expertline(settings, db=lasting(settings.database))
        event.listen(bot.db.engine.sync_engine, "connect", _hurry)
        house = House(bot, slack, file, count(first))
        try:
            for token in TOKENS:
                await bot.installations.identify(bot.slack, token)
            yield house
        finally:
            house.close()
            await bot.slack.close()
            await bot.db.close()


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # no power cut is tried here


async def furnish(house: House) -> None:
    """Who works in both, and their organisation."""
    async with house.bot.db.transaction() as session:
        for team in (HOME, AWAY):
            await organisations.identify(session, team, name=team, url="https://x.slack.com", bot_user=f"U{team}BOT")
            await organisations.store(session, team, organisation())
            known = [user for user in ROLES.values() if user not in UNKNOWN]
            for user in known:
                gone = user == ROLES["deactivated"]
                await organisations.set_person(session, team, user, name=user[2:].title(), gone=gone)
            await organisations.set_members(session, team, DESK, known)
