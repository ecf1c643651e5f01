"""A Slack that says yes to everything and remembers what it was asked: for tests that look at the bot only."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.serving import served

Json = dict[str, Any]
SHOWING = ("views.open", "views.push", "views.update")


@dataclass
class AgreeableSlack:
    """`teams` by token; `people` by user id, as users.info tells of them."""

    teams: dict[str, str]
    people: dict[str, Json]
    url: str = ""
    asked: list[tuple[str, Json]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """One method."""
        method, token = request.path_params["method"], request.headers["authorization"].removeprefix("Bearer ")
        said = await request.body()
        args = json.loads(said) if said.startswith(b"{") else dict(request.query_params)
        self.asked.append((method, args))
        if method == "auth.test":
            team = self.teams[token]
            return JSONResponse({"ok": True, "team_id": team, "team": team, "user_id": f"U{team}BOT", "bot_id": "B1"})
        if method == "users.info":
            user = self.people.get(args["user"])
            return JSONResponse({"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"})
        return JSONResponse({"ok": True, "channel": args.get("channel", ""), "ts": f"{len(self.asked)}.0"})

    @property
    def shown(self) -> list[Json]:
        """The windows that were opened or changed."""
        return [args["view"] for method, args in self.asked if method in SHOWING]

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["AgreeableSlack"]:
        """Serve on a free port."""
        route = Route("/api/{method}", self.answer, methods=["GET", "POST"])
        async with served(Starlette(routes=[route])) as self.url:
            yield self
