"""Slack's Web API over HTTP: unpack, check, rate, perform, record, answer (or not)."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.api import METHODS
from sandbox.api.call import Call
from sandbox.contract import check_arguments, decode, known
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.rates import Rates
from sandbox.serving import HANG_UP
from sandbox.troubles import Troubles
from sandbox.wire import Json

WITHOUT_TOKEN = {"oauth.v2.access"}
APP_LEVEL = {"apps.connections.open"}
CONTENT_TYPES = {"", "application/json", "application/x-www-form-urlencoded", "text/plain"}


class LostReply:
    """The connection ends without a word."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][HANG_UP]["now"]()
        while (await receive())["type"] != "http.disconnect":
            continue


class Silence:
    """The connection stays, and nothing comes over it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue


class WebApi:
    """All of `/api/…`, and the record of what was called."""

    def __init__(self, core: Core, rates: Rates, troubles: Troubles) -> None:
        self.core = core
        self.rates = rates
        self.troubles = troubles
        self.calls: list[Json] = []

    async def handle(self, request: Request) -> Response | LostReply | Silence:
        """Answer one call the way Slack does: nearly always 200, with `ok` inside."""
        method = request.path_params["method"]
        arguments: Json = {}
        t, spared = self.core.clock.now(), True
        try:
            spared = self.troubles.spares(method)
            token, arguments = await unpack(request)
            arguments = decode(arguments)
            if not spared and (trouble := self._before(method)):
                return self._noted(method, arguments, trouble, t)
            if seconds := self.rates.wait(method, arguments):
                return self._noted(method, arguments, limited(seconds), t)
            answer = self.perform(method, token, arguments)
        except SlackError as refusal:
            answer = refusal.answer()
        self.calls.append({"method": method, "body": arguments, "response": answer, "t": t})
        said = None if spared or not answer["ok"] else self._after(answer)
        return said or JSONResponse(answer, headers=self.core.scopes())

    def perform(self, method: str, token: str, arguments: Json) -> Json:
        """One call without HTTP: the answer's body, or SlackError."""
        rules = known(method)
        core = home(self.core, token, arguments)
        if method not in WITHOUT_TOKEN:
            core.grant(token, app_level=method in APP_LEVEL)
            if arguments.get("team_id", core.workspace.team["id"]) != core.workspace.team["id"]:
                raise SlackError("team_access_not_granted")
        check_arguments(method, arguments)
        call = Call(core, method, arguments)
        if rules["scopes"] and not method.startswith("conversations.") and method != "users.conversations":
            call.need_scope(*rules["scopes"])
        return {"ok": True, **METHODS[method](call)}

    def _before(self, method: str) -> Response | LostReply | None:
        """What is said instead of performing the call."""
        if method in self.troubles.answer_error:
            raise SlackError(self.troubles.answer_error.pop(method))
        if self.troubles.take("drop_before"):
            return LostReply()
        if self.troubles.take("answer_429"):
            return limited(self.troubles.retry_after)
        if self.troubles.take("empty_429"):
            return Response("", 429)
        if self.troubles.take("answer_500"):
            return JSONResponse({"ok": False, "error": "fatal_error"}, status_code=500)
        return Response("unavailable", 503, media_type="text/plain") if self.troubles.take("answer_503") else None

    def _after(self, answer: Json) -> Response | LostReply | Silence | None:
        """What is said instead of the answer, although the call was performed."""
        if self.troubles.take("lose_next_reply"):
            return LostReply()
        if self.troubles.take("stall"):
            return Silence()
        if self.troubles.take("empty_answer"):
            return Response("", media_type="text/html")
        cut = json.dumps(answer)[:-9]
        return Response(cut, media_type="application/json") if self.troubles.take("cut_answer") else None

    def _noted(self, method: str, arguments: Json, said: Response | LostReply, t: float) -> Response | LostReply:
        error = "ratelimited" if isinstance(said, Response) and said.status_code == 429 else "fatal_error"
        answer = json.loads(bytes(said.body)) if isinstance(said, JSONResponse) else {"ok": False, "error": error}
        self.calls.append({"method": method, "body": arguments, "response": answer, "t": t})
        return said


def home(first: Core, token: str, arguments: Json) -> Core:
    """The workspace a call is about: its token's, or its code's; of an organisation's, the one that knows the ids."""
    code, refresh = str(arguments.get("code")), str(arguments.get("refresh_token"))
    there = [core for core in first.peers if code in core.codes or refresh in core.refreshes]
    there = there or [core for core in first.peers if token in core.grants]
    return next((core for core in there if core.knows(arguments)), there[0] if there else first)


def limited(seconds: int) -> JSONResponse:
    """Too fast: wait so many seconds."""
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(seconds)})


async def unpack(request: Request) -> tuple[str, Json]:
    """The token and the arguments, from the query, a form or JSON; methods that only read take no JSON."""
    arguments: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0]
    changes = known(request.path_params["method"])["changes"]
    if request.method == "POST" and content_type not in CONTENT_TYPES:
        raise SlackError("invalid_post_type")
    if content_type == "application/json":
        arguments |= _json_body(await request.body()) if changes else {}
    elif request.method == "POST":
        arguments |= _form_body(await request.body())
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    token = credentials if scheme == "Bearer" else arguments.get("token", "")
    if scheme == "Basic":
        arguments |= _basic(credentials)
    return token, {name: value for name, value in arguments.items() if name != "token"}


def _json_body(raw: bytes) -> Json:
    try:
        body: Any = json.loads(raw or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return {name: value for name, value in body.items() if value is not None}


def _form_body(raw: bytes) -> Json:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict"))
    except ValueError:
        raise SlackError("invalid_form_data") from None


def _basic(credentials: str) -> Json:
    try:
        client_id, _, client_secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except ValueError:
        raise SlackError("invalid_client_id") from None
    return {"client_id": client_id, "client_secret": client_secret}
