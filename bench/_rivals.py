"""What the bot's door is measured against: a server that only verifies, and Bolt that only acknowledges."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench._places import SECRET, TEAM


async def _authorize(**_: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench", bot_user_id="U0BOT")


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


_app = AsyncApp(authorize=_authorize, signing_secret=SECRET, process_before_response=True)
_app.command("/ask")(_acknowledge)
_app.event("message")(_acknowledge)
_handler = AsyncSlackRequestHandler(_app)
_verifier = SignatureVerifier(SECRET)


async def _through_bolt(request: Request) -> Response:
    return await _handler.handle(request)


async def _verified(request: Request) -> Response:
    body, headers = await request.body(), request.headers
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    return Response(status_code=200 if _verifier.is_valid(body, timestamp, signature) else 401)


bolt = Starlette(routes=[Route("/slack/events", _through_bolt, methods=["POST"])])
starlette = Starlette(routes=[Route("/slack/events", _verified, methods=["POST"])])
