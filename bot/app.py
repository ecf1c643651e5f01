"""The only wiring: settings -> database -> Bolt -> handlers -> heartbeat -> HTTP or Socket Mode."""

import asyncio
import contextlib
import errno
import hmac
import logging
import os
from collections.abc import AsyncIterator
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import VERSION, clock, events, tracing
from bot.auditor import Auditor
from bot.db import canaries, figures, organisations
from bot.db.engine import Database
from bot.db.writing import PATIENCE_SECONDS
from bot.handlers import NOISE, READS, SENT_AGAIN, TABLES
from bot.handlers.dispatch import Dispatch, bolt_app
from bot.handlers.receive import Receiver
from bot.heartbeat import Heartbeat
from bot.inspection import inspect
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack import door
from bot.slack.client import FAILURES, Slack
from bot.slack.errors import of_error
from bot.slack.installations import BadToken, Installations
from bot.slack.installing import Installing
from bot.slack.oauth import OAuth
from bot.slack.register import Register
from bot.slack.scopes import EXPLAINED
from bot.slack.sealing import Keys
from bot.slack.sending import Sender
from bot.slack.socket import Socket
from bot.understanding import NO_ENCODER, Understanding
from bot.workflows import canary
from bot.writer.asking import Asking
from bot.writer.client import Writer

log = logging.getLogger(__name__)

IDENTIFY_AGAIN = 5.0
REFUSED_AGAIN = 60.0
BEATS_MISSED = 15  # so many without a beat, and the bot says that it isn't ready


class Expertline:
    """The bot, put together from its settings; `app` is what a server serves."""

    def __init__(self, settings: Settings, *, db: Database | None = None) -> None:
        self.settings = settings
        self.db = db or Database(settings.database)
        self.metrics = Metrics()
        self.installations = Installations()
        self.slack = Slack(base_url=settings.slack_api_url, tokens=self.installations.tokens, called=self._called)
        self.auditor = Auditor(self.db, self.slack, why_not_ready=self._why_not_ready, show=self.metrics.alarming)
        self.sender = Sender(self.db, self.slack, landed=self.metrics.landed)
        writer = Writer.of(settings)
        self.asking = Asking(self.db, writer, counted=self.metrics.proposed) if writer else None
        self.understanding = Understanding(self.db, settings)
        self.db.tell(writer=writer is not None, **self.understanding.told)
        self.heartbeat = Heartbeat(
            self.db,
            self.sender,
            seconds=settings.heartbeat_seconds,
            asking=self.asking,
            forget_after=settings.forget_after_days,
        )
        receiver = Receiver(self.db, self.slack, TABLES, reads=READS, noise=NOISE, sent_again=SENT_AGAIN)
        self.register: Register | None = None
        installing: list[Route] = []
        if settings.many_workspaces:
            self.register, installing = self._many()
        self.dispatch = Dispatch(
            bolt_app(receiver, self.installations),
            receiver,
            self.installations,
            took=self.metrics.took,
            refused=self.metrics.turned_away,
            register=self.register,
        )
        self.socket: Socket | None = None
        self.stopping = False
        self._unknown = "not connected to Slack yet"  # why, until Slack has said who we are
        self._identifying: asyncio.Task[None] | None = None
        self._auditing: asyncio.Task[None] | None = None
        self.app = Starlette(routes=[*self._routes(), *installing], lifespan=self._lifespan)

    def _routes(self) -> list[Route]:
        secret = self.settings.slack_signing_secret.get_secret_value()
        slack = door.endpoint(secrets=[secret], dispatch=self._timed, refused=self.metrics.turned_away)
        routes = [
            Route("/slack/events", slack, methods=["POST"]),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.show_metrics),
        ]
        if self.settings.inspect_token.get_secret_value():
            routes.append(Route("/inspect", self.inspect, methods=["GET", "POST"]))
        return routes

    def _called(self, method: str, outcome: str) -> None:
        self.metrics.called(method, outcome)
        self.auditor.called(outcome)

    def _many(self) -> tuple[Register, list[Route]]:
        """What many workspaces need: their tokens, and the pages on which they install the bot."""
        settings, secret = self.settings, self.settings.slack_client_secret.get_secret_value()
        oauth = OAuth(self.slack, client_id=settings.slack_client_id, client_secret=secret, scopes=sorted(EXPLAINED))
        keys = Keys.read(settings.token_keys.get_secret_value())
        register = Register(self.db, keys, self.installations, self.slack, oauth)
        return register, Installing(register, oauth, state_secret=secret, scopes=EXPLAINED).routes()

    async def _timed(self, delivery: door.Delivery) -> door.Answer:
        with self.metrics.timed():
            return await self.dispatch(delivery)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            await self.start()
        except Exception:
            log.exception("the bot can't start")  # all that the server says is that something failed
            raise
        try:
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        """Begin to work. Slack may be out of reach for now; then the bot isn't ready, and tries again."""
        self.end_tracing = tracing.start()
        if self.register is not None:
            await self.register.start(self.settings.heartbeat_seconds)
        self._identifying = asyncio.create_task(self._stay_known(await self._identify()))
        self.heartbeat.start()
        self.understanding.start()
        self._auditing = asyncio.create_task(self.auditor.run())
        events.tell("started", version=VERSION)

    async def stop(self) -> None:
        """Not ready first; what is under way is finished."""
        self.stopping = True
        events.tell("stopping")
        for task in filter(None, (self._identifying, self._auditing)):
            task.cancel()
            await asyncio.wait([task])
        if self.socket is not None:
            await self.socket.stop()
        await self.understanding.stop()
        ends = [self.heartbeat.stop()] + ([self.register.stop()] if self.register is not None else [])
        await asyncio.gather(*ends)  # each may take its seconds
        await self.slack.close()
        await self.db.close()
        events.tell("stopped")
        self.end_tracing()

    async def _stay_known(self, wait: float) -> None:
        """Until Slack takes our token; and where it refuses it later on, until it takes it again."""
        while wait or self.register is None:
            await asyncio.sleep(wait or REFUSED_AGAIN)
            try:
                if wait:
                    wait = await self._identify()
                elif await self._is_parked():
                    await self._identify_the_only_one()
            except (BadToken, *FAILURES, SQLAlchemyError):
                continue  # not yet
            except Exception:
                log.exception("asking Slack who we are failed; it is asked again")

    async def _is_parked(self) -> bool:
        async with self.db.snapshot() as session:
            known = [await organisations.workspace(session, team) for team in self.installations.tokens]
        return any(one is not None and one.parked_at is not None for one in known)

    async def _identify(self) -> float:
        """Learn whose token we have, keep it, and open the socket where that is wanted; in how many seconds to try
        again, 0 where that is done."""
        app_token = self.settings.slack_app_token
        try:
            if self.register is None:
                await self._identify_the_only_one()
            await self._keep_canary()
            if app_token.get_secret_value():
                self.socket = Socket(
                    self.slack,
                    app_token.get_secret_value(),
                    dispatch=self._timed,
                    refused=self.metrics.turned_away,
                )
                self.socket.start()
        except BadToken as bad:
            self._unknown = f"Slack refuses SLACK_BOT_TOKEN ({bad})"
            log.error("%s. Copy it again from OAuth & Permissions.", self._unknown)
            return IDENTIFY_AGAIN
        except (*FAILURES, SQLAlchemyError) as error:
            verdict = of_error("auth.test", error)
            self._unknown = f"not connected to Slack yet ({verdict.error})"
            wait = max(IDENTIFY_AGAIN, verdict.wait.total_seconds())
            log.error("not connected yet (%s); trying again in %.0f s", verdict.error, wait)
            return wait
        return 0.0

    async def _identify_the_only_one(self) -> None:
        token = self.settings.slack_bot_token.get_secret_value()
        identity = await self.installations.identify(self.slack, token)
        async with self.db.transaction() as session:
            await organisations.identify(
                session, identity.team, name=identity.name, url=identity.url, bot_user=identity.bot_user
            )
        events.tell("connected", workspace=identity.team)

    async def _keep_canary(self) -> None:
        """Where it is to fly; one that was on before and isn't any more ends."""
        team, channel = self.settings.canary_place
        async with self.db.snapshot() as session:
            flies = await canaries.state(session) is not None
        if not flies and not channel:
            return
        async with self.db.transaction() as session:
            if channel:
                team = team or next(iter(self.installations.tokens))
                await canary.begin(session, team, channel=channel, seconds=self.settings.canary_seconds)
            else:
                await canary.end(session)

    async def healthz(self, _: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _: Request) -> Response:
        """Whether it can take work: why not, where it can't."""
        why = await self._why_not_ready()
        besides = f"\n{NO_ENCODER} {self.understanding.why_not}" if self.understanding.why_not else ""
        return PlainTextResponse(f"{why or 'ready'}{besides}\n", 503 if why else 200)

    async def _why_not_ready(self) -> str:
        if self.stopping:
            return "stopping"
        if why := _why_nothing_opens():
            return why
        if not (self.register.loaded if self.register is not None else self.installations.tokens):
            return self._unknown
        if self.socket is not None and self.socket.deaf:
            return "Slack gives us no socket"
        if why := await self.db.why_not_writable():  # before the heartbeat, which stops without a database
            return why
        missed = timedelta(seconds=self.settings.heartbeat_seconds * BEATS_MISSED) * max(clock.rate(), 1.0)
        late = self.heartbeat.last_beat is None or clock.now() - self.heartbeat.last_beat > missed
        return "the heartbeat has stopped" if late else ""

    async def show_metrics(self, _: Request) -> Response:
        """For Prometheus."""
        found, why = await asyncio.gather(self._figures(), self._why_not_ready())
        page = self.metrics.text(found, last_beat=self.heartbeat.last_beat, ready=not why)
        return Response(page, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _figures(self) -> figures.Figures | None:
        """None where the database doesn't give them while Prometheus still listens."""
        with contextlib.suppress(SQLAlchemyError, OSError):
            async with asyncio.timeout(PATIENCE_SECONDS), self.db.snapshot() as session:
                return await figures.figures(session, self.auditor.patience(), now=clock.now())
        return None

    async def inspect(self, request: Request) -> Response:
        """A look behind the scenes; POST moves the clock, for the sandbox."""
        expected = f"Bearer {self.settings.inspect_token.get_secret_value()}"
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
            return PlainTextResponse("This needs the inspection token.\n", 401)
        if request.method == "POST":
            try:
                offset = float((await request.json())["offset"])
                clock.correct(timedelta(seconds=offset))
            except (ValueError, TypeError, KeyError, OverflowError):
                return PlainTextResponse("This needs an offset in seconds.\n", 400)
            await self.heartbeat.beat()
            return JSONResponse({"offset": offset})
        async with self.db.snapshot() as session:
            return JSONResponse(await inspect(session))


def _why_nothing_opens() -> str:
    """The system lets a process have so many files, and each connection is one: nobody else could tell us any more."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            return "no more connections can be opened: raise the limit on open files (ulimit -n)"
    return ""
