"""The sandbox's addresses: Slack's, the page's and the player's (docs/sandbox-api.md)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import answers, authorizing, seeing
from sandbox.core import Core
from sandbox.errors import ActError, SlackError
from sandbox.wire import Json

if TYPE_CHECKING:
    from sandbox.slack import Sandbox

PAGE = Path(__file__).with_name("page")
Answering = Callable[[Request], Awaitable[Json]]


class Control:
    """The handlers, for one sandbox."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox

    def _core(self, request: Request) -> Core:
        """The workspace asked for; the first one where none is named."""
        return self.sandbox.beside(request.query_params.get("workspace", "")).core

    async def state(self, request: Request) -> Json:
        """The workspace."""
        return seeing.state(self._core(request))

    async def messages(self, request: Request) -> Json:
        """What one person sees in a channel or thread."""
        asked = request.query_params
        channel, thread = asked.get("channel", ""), asked.get("thread", "")
        return {"messages": seeing.messages(self._core(request), asked.get("as", ""), channel, thread=thread)}

    async def views(self, request: Request) -> Json:
        """One person's modals and Home tab."""
        return seeing.views(self._core(request), request.query_params.get("as", ""))

    async def unread(self, request: Request) -> Json:
        """What one person, or everybody, hasn't seen yet."""
        person = request.query_params.get("as")
        return seeing.unread(self.sandbox.core, person) if person else seeing.everybodys_unread(self.sandbox.core)

    async def act(self, request: Request) -> Json:
        """One act of one person."""
        return await self.sandbox.act(await _object(request))

    async def calls(self, request: Request) -> Response:
        """Every Web API call."""
        return JSONResponse(self.sandbox.calls)

    async def deliveries(self, request: Request) -> Response:
        """Every delivery to the bot."""
        return JSONResponse(self.sandbox.deliveries)

    async def trouble(self, request: Request) -> Json:
        """What goes wrong next."""
        if request.method == "POST":
            self.sandbox.troubles.set(await _object(request))
            self.sandbox.stream.tell({"kind": "trouble"})
        return self.sandbox.troubles.as_json()

    async def clock(self, request: Request) -> Json:
        """Moves the time by `offset` seconds."""
        self.sandbox.clock.move(float((await _object(request)).get("offset", 0)))
        self.sandbox.stream.tell({"kind": "clock"})
        return {"now": self.sandbox.clock.now()}

    async def settled(self, request: Request) -> Json:
        """Answers when no delivery is in flight."""
        await self.sandbox.settled()
        return {"ok": True}

    async def reset(self, request: Request) -> Json:
        """An empty workspace again."""
        self.sandbox.reset()
        return {"ok": True}

    async def bot(self, request: Request) -> Json:
        """The bot's process: how it is, or what to do with it."""
        process = self.sandbox.process
        if process is None:
            raise ActError("no bot was started from here")
        if request.method == "POST":
            await process.do(str((await _object(request)).get("do")))
            self.sandbox.stream.tell({"kind": "bot"})
        return process.as_json()

    async def behind(self, request: Request) -> Json:
        """The bot's own /inspect."""
        process = self.sandbox.process
        return await process.inspect() if process else {"running": False}

    async def code(self, request: Request) -> Json:
        """An OAuth code, as if somebody had pressed Allow."""
        return {"code": self.sandbox.core.new_code()}

    async def workspaces(self, request: Request) -> Json:
        """Every workspace of this Slack; POST adds one, from data as in workspace.json."""
        if request.method == "POST":
            self.sandbox.add(await _object(request))
        return {"workspaces": [seeing.installation(core) for core in self.sandbox.core.peers]}

    async def authorize(self, request: Request) -> Response:
        """Slack's page on which an installer says yes or no."""
        return await authorizing.page(self.sandbox.core, request)

    async def stream(self, request: Request) -> Response:
        """Server-sent events."""
        return self.sandbox.stream.response()

    async def response_url(self, request: Request) -> Response:
        """The bot answers a command or an action later."""
        try:
            answers.respond(
                self.sandbox.of_response(request.path_params["response_id"]),
                request.path_params["response_id"],
                await _object(request),
            )
        except SlackError as refusal:
            missing = refusal.error in ("expired_url", "used_url", "message_not_found")
            return JSONResponse(refusal.answer(), status_code=404 if missing else 400)
        return PlainTextResponse("ok")

    async def page(self, request: Request) -> Response:
        """The page and its files."""
        path = (PAGE / (request.path_params.get("path") or "index.html")).resolve()
        if not path.is_relative_to(PAGE) or not path.is_file():
            return PlainTextResponse("There is no page here.", status_code=404)
        return FileResponse(path, headers={"Cache-Control": "no-cache"})


async def _object(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ActError("the body must be a JSON object")
    return body


def _answering(handler: Callable[[Request], Awaitable[Json | Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            answer = await handler(request)
        except ActError as refusal:
            return JSONResponse({"error": str(refusal)}, status_code=400)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return endpoint


def routes(sandbox: "Sandbox") -> list[BaseRoute]:
    """Every address of the sandbox."""
    control = Control(sandbox)
    reading: dict[str, Callable[[Request], Awaitable[Json | Response]]] = {
        "state": control.state,
        "messages": control.messages,
        "views": control.views,
        "unread": control.unread,
        "calls": control.calls,
        "deliveries": control.deliveries,
        "behind": control.behind,
        "settled": control.settled,
        "stream": control.stream,
    }
    acting: dict[str, Callable[[Request], Awaitable[Json | Response]]] = {
        "act": control.act,
        "clock": control.clock,
        "reset": control.reset,
        "code": control.code,
    }
    both: dict[str, Callable[[Request], Awaitable[Json | Response]]] = {
        "bot": control.bot,
        "trouble": control.trouble,
        "workspaces": control.workspaces,
    }
    return [
        Route("/api/{method}", sandbox.api.handle, methods=["GET", "POST"]),
        Route("/response/{kind}/{response_id}", _answering(control.response_url), methods=["POST"]),
        *(Route(f"/sandbox/{name}", _answering(handler)) for name, handler in reading.items()),
        *(Route(f"/sandbox/{name}", _answering(handler), methods=["POST"]) for name, handler in acting.items()),
        *(Route(f"/sandbox/{name}", _answering(handler), methods=["GET", "POST"]) for name, handler in both.items()),
        Route("/oauth/v2/authorize", _answering(control.authorize), methods=["GET", "POST"]),
        Route("/", control.page),
        Route("/{path:path}", control.page),
    ]
