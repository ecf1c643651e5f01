"""Many workspaces, each of which installs the bot itself: nothing of one is another's, no token lies about."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import clock
from bot.app import Expertline
from bot.db.models import Base, Contribution, Due, Installation, Outbox, Question, Unplaced, Workspace
from bot.lifecycle import Stage
from bot.slack.resealing import reseal, uses
from bot.slack.scopes import EXPLAINED
from bot.slack.sealing import Keys, new_key
from sandbox.socketmode import Sockets
from sandbox.workspace import Person as Somebody
from tests.conftest import serving
from tests.flows.leaking import listening
from tests.flows.reading import broken_promises
from tests.flows.towns import HARBOUR, KEY, MEADOW, STATE, VALLEY, Country, Town, country
from tests.security.raw import ask, signed

SAFE = "Is the tap water safe to drink today?"
YES = "Yes, it is safe. Please let it run for a minute."
LOST = "Please start again"
ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where the database makes no difference


@pytest.fixture
async def land(database_url: str) -> AsyncIterator[Country]:
    """Three towns, two of them in one organisation."""
    async with country(database_url, HARBOUR, VALLEY, MEADOW) as found:
        yield found


async def rows(bot: Expertline, table: Any) -> list[Any]:
    async with bot.db.snapshot() as session:
        return list((await session.scalars(select(table))).all())


async def publishes(town: Town, comms: str, expert: str, question: str = SAFE) -> None:
    """A question's whole life."""
    await getattr(town, comms).asks(question)
    await getattr(town, expert).replies(YES)
    await town.moves("15 seconds")
    await getattr(town, expert).clicks("Sign off")
    await getattr(town, comms).clicks("Approve")
    await getattr(town, comms).clicks("I posted it")
    await getattr(town, comms).closes()


# -- installing


@ONE
async def test_with_no_workspace_yet_it_is_ready_and_explains_what_it_asks_for(land: Country) -> None:
    await land.world(land.sandbox.beside("T0HARBOUR")).quiet()
    status, page = await land.installer.gets(f"{land.bot_url}/readyz")
    assert (status, page) == (200, "ready\n")

    status, page = await land.installer.gets(f"{land.bot_url}/slack/install")

    assert status == 200
    for scope, what in EXPLAINED.items():
        assert f"<dt>{scope}</dt>" in page
        assert what.replace("'", "&#x27;") in page


async def test_a_workspace_that_installed_it_gets_its_questions_answered(land: Country) -> None:
    harbour = await land.settled(HARBOUR)

    await publishes(harbour, "hana", "heidi")

    assert [question.stage for question in await rows(land.bot, Question)] == [Stage.PUBLISHED]
    assert await broken_promises(harbour) == []


@ONE
async def test_two_workspaces_work_side_by_side_and_neither_hears_of_the_other(land: Country) -> None:
    harbour, valley = await land.settled(HARBOUR), await land.settled(VALLEY)
    await publishes(harbour, "hana", "heidi")

    await valley.vera.asks(SAFE)

    assert valley.desk.shows("forwarded by Vera Valley")
    assert not valley.desk.shows(YES)  # what was published next door isn't offered here
    found = await rows(land.bot, Question)
    assert [question.workspace for question in found] == ["T0HARBOUR", "T0VALLEY"]
    for call in land.calls("chat.postMessage"):
        assert call["response"]["ok"], call


@ONE
async def test_no_token_is_in_the_database_on_a_page_or_in_the_log(
    land: Country, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, page = await land.installer.installs("T0HARBOUR")
    await land.organised(HARBOUR)

    core = land.sandbox.beside("T0HARBOUR").core
    secrets = [*core.grants, *core.refreshes, core.credentials.client_secret]
    async with land.bot.db.snapshot() as session:
        dump = [str((await session.execute(table.select())).all()) for table in Base.metadata.sorted_tables]
    assert len(secrets) == 3
    for secret in secrets:
        assert secret not in page
        assert secret not in caplog.text
        assert not any(secret in each for each in dump)


@ONE
async def test_who_says_no_is_told_that_nothing_was_installed(land: Country) -> None:
    installer = land.installer

    status, page = await installer.gets(await installer.decides(await installer.sets_out(), "T0HARBOUR", "deny"))

    assert status == 200
    assert "Nothing was installed" in page
    assert await rows(land.bot, Installation) == []


@ONE
async def test_a_way_back_from_another_browser_is_refused(land: Country) -> None:
    back = await land.installer.decides(await land.installer.sets_out(), "T0HARBOUR")
    other = land.installer
    await other.sets_out()

    for browser in (land.installer, other):
        status, page = await browser.gets(back)
        assert (status, LOST in page) == (400, True)
    assert land.calls("oauth.v2.access") == []


async def test_a_way_back_works_once(land: Country) -> None:
    installer = land.installer
    back = await installer.decides(await installer.sets_out(), "T0HARBOUR")
    kept = installer.cookie

    first, _ = await installer.gets(back)
    installer.cookie = kept
    second, page = await installer.gets(back)

    assert (first, second, LOST in page) == (200, 400, True)
    assert len(land.calls("oauth.v2.access")) == 1


@ONE
async def test_a_way_back_that_took_over_ten_minutes_is_refused(land: Country) -> None:
    installer = land.installer
    link = await installer.sets_out()
    await land.world(land.sandbox.beside("T0HARBOUR")).moves("11 minutes")

    status, page = await installer.gets(await installer.decides(link, "T0HARBOUR"))

    assert (status, LOST in page) == (400, True)


@ONE
async def test_what_an_address_says_never_becomes_part_of_a_page(land: Country) -> None:
    evil = "%3Cscript%3Ealert(1)%3C/script%3E"
    for query in (f"error={evil}", f"code={evil}&state={evil}", f"code=1&state=1.{'0' * 32}.{'0' * 64}", "state=%00"):
        status, page = await land.installer.gets(f"{land.bot_url}/slack/oauth_redirect?{query}")

        assert status == 400
        assert "<script" not in page


@ONE
async def test_a_code_that_slack_refuses_is_told_in_plain_words(land: Country) -> None:
    installer = land.installer
    back = await installer.decides(await installer.sets_out(), "T0HARBOUR")

    status, page = await installer.gets(re.sub(r"code=\w+", "code=made-up", back))

    assert status == 400
    assert "invalid_code" in page
    assert "Start again" in page


# -- tokens that end


async def test_a_token_is_renewed_before_it_ends_and_nobody_notices(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    await harbour.moves("11 hours")

    await land.bot.register.beat()
    await harbour.moves("2 hours")
    await harbour.hana.asks(SAFE)

    assert harbour.desk.shows("forwarded by Hana Harbour")
    assert [call["body"].get("grant_type") for call in land.calls("oauth.v2.access")] == [None, "refresh_token"]


@ONE
async def test_a_token_that_ended_unnoticed_is_renewed_by_the_call_that_finds_out(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    for grant in harbour.sandbox.core.grants.values():
        grant.expires = clock.now().timestamp()

    await harbour.hana.asks(SAFE)

    assert harbour.desk.count("forwarded by Hana Harbour") == 1
    assert len(land.calls("oauth.v2.access")) == 2


async def test_two_processes_renew_a_token_once_between_them(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    second = Expertline(land.settings)
    async with serving(second):
        await harbour.moves("11 hours")
        await asyncio.gather(land.bot.register.beat(), second.register.beat())
        await asyncio.gather(land.bot.register.beat(), second.register.beat())

        assert len(land.calls("oauth.v2.access")) == 2
        assert second.installations.tokens == land.bot.installations.tokens


async def test_a_renewal_that_is_under_way_when_the_process_is_told_to_stop_is_finished(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    await harbour.moves("11 hours")
    before = dict(land.bot.installations.tokens)
    second = Expertline(land.settings.model_copy(update={"heartbeat_seconds": 0.1}))
    granted, refresh = asyncio.Event(), second.register.oauth.refresh

    async def slowly(refresh_token: str) -> Any:
        grant = await refresh(refresh_token)  # from now on the old refresh token is worth nothing
        granted.set()
        while not second.stopping:  # noqa: ASYNC110 (what is waited for has no event)
            await asyncio.sleep(0.001)
        return grant

    second.register.oauth.refresh = slowly  # type: ignore[method-assign]
    async with serving(second):
        await granted.wait()

    await land.bot.register.refresh()
    assert land.bot.installations.tokens.keys() == before.keys()
    assert land.bot.installations.tokens != before


@ONE
async def test_a_refresh_token_that_slack_refuses_parks_the_workspace_only_when_the_token_ended(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    harbour.sandbox.core.refreshes.clear()
    await harbour.moves("11 hours")
    await land.bot.register.beat()
    assert (await rows(land.bot, Workspace))[0].parked_at is None

    await harbour.moves("2 hours")
    await land.bot.register.beat()

    assert (await rows(land.bot, Workspace))[0].parked_why == "expired"
    await land.installer.installs("T0HARBOUR")
    await harbour.hana.asks(SAFE)
    assert harbour.desk.shows("forwarded by Hana Harbour")


@ONE
@pytest.mark.parametrize(
    "trouble", [{"answer_429": 1}, {"answer_503": 1}, {"drop_before": 1}], ids=["429", "503", "cut"]
)
async def test_a_hiccup_while_an_ended_token_is_renewed_costs_seconds_and_no_new_installation(
    land: Country, trouble: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    harbour = await land.settled(HARBOUR)
    harbour._shift(13 * 3600)
    land.sandbox.troubles.set({**trouble, "method": "oauth.v2.access"})
    await land.bot.register.beat()
    assert (await rows(land.bot, Workspace))[0].parked_at is None

    await harbour.moves("16 seconds")
    await land.bot.register.beat()
    await harbour.hana.asks(SAFE)

    assert harbour.desk.shows("forwarded by Hana Harbour")
    assert "install it again" not in caplog.text


@ONE
async def test_a_hiccup_after_slack_granted_a_token_is_said_in_words_and_the_next_try_works(land: Country) -> None:
    land.sandbox.troubles.set({"answer_503": 1, "method": "auth.test"})

    status, page = await land.installer.installs("T0HARBOUR")

    assert status == 503
    assert "Please try again in a minute" in page
    status, _ = await land.installer.installs("T0HARBOUR")
    assert status == 200


# -- other processes


async def test_another_process_learns_of_installations_that_come_and_go_without_a_restart(land: Country) -> None:
    second = Expertline(land.settings)
    async with serving(second) as url:
        harbour = await land.settled(HARBOUR)
        land.sandbox.delivery.bot_url = url  # the next delivery goes to the other process
        answer = await harbour.hana.types("/ask")
        assert answer["status"] == 200
        assert harbour.hana.window["callback_id"]

        land.sandbox.delivery.bot_url = land.bot_url
        await harbour.hilde.act("uninstall")
        await second.register.beat()

        assert second.installations.tokens == {}


@ONE
async def test_a_call_for_a_workspace_that_another_process_has_just_installed_need_not_wait(land: Country) -> None:
    second = Expertline(land.settings)
    async with serving(second):
        await land.settled(HARBOUR)

        answer = await second.slack.call("T0HARBOUR", "auth.test", {})

        assert answer["team_id"] == "T0HARBOUR"


# -- it goes, and comes again


async def test_after_uninstalling_nothing_is_sent_and_nothing_is_lost_until_it_is_back(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    await harbour.hana.asks(SAFE)
    with listening() as log:
        await harbour.hilde.act("uninstall")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["workspace"], line["level"]) for line in lines if line["event"] == "uninstalled"] == [
        ("T0HARBOUR", "warning")
    ], "once, though Slack tells it twice"
    before = len(land.sandbox.calls)

    await harbour.moves("1 hour")  # every clock of the question runs out

    assert land.sandbox.calls[before:] == []
    assert await rows(land.bot, Installation) == []
    assert [question.stage for question in await rows(land.bot, Question)] == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert [due for due in await rows(land.bot, Due) if due.done_at is None]

    await land.installer.installs("T0HARBOUR")
    await harbour.quiet()
    assert len(land.sandbox.calls) > before
    await harbour.heidi.clicks("On it")
    await harbour.heidi.replies(YES)
    await harbour.moves("15 seconds")
    await harbour.heidi.clicks("Sign off")
    assert await broken_promises(harbour) == []


@ONE
async def test_what_was_not_sent_before_it_was_removed_is_sent_when_it_is_back(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    land.sandbox.troubles.set({"answer_429": 1, "retry_after": 60, "method": "chat.postMessage"})
    await harbour.hana.asks(SAFE)
    waiting = [row for row in await rows(land.bot, Outbox) if row.open]
    assert waiting

    await harbour.hilde.act("uninstall")
    await harbour.moves("5 minutes")
    assert [row.key for row in await rows(land.bot, Outbox) if row.open] == [row.key for row in waiting]
    await land.installer.installs("T0HARBOUR")
    await harbour.quiet()

    assert harbour.desk.count("forwarded by Hana Harbour") == 1


@ONE
async def test_late_news_of_a_removal_does_not_undo_a_newer_installation(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    land.sandbox.troubles.set({"delay_events": 240})
    await harbour.hilde.act("uninstall")
    land.sandbox.troubles.set({"delay_events": 0})
    await harbour.moves("1 minute")
    await land.installer.installs("T0HARBOUR")

    await harbour.moves("5 minutes")  # now Slack tells of it
    await harbour.hana.asks(SAFE)

    assert harbour.desk.shows("forwarded by Hana Harbour")


@ONE
async def test_a_persons_own_token_that_is_revoked_is_no_removal(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U0HANA"], "bot": []}}
    harbour.sandbox.workspace.happened({**event, "event_ts": harbour.sandbox.clock.stamp()}, None)
    await harbour.quiet()

    await harbour.hana.asks(SAFE)

    assert harbour.desk.shows("forwarded by Hana Harbour")


@ONE
async def test_a_workspace_without_the_bot_is_answered_kindly_keeps_its_words_and_is_counted(land: Country) -> None:
    valley = land.world(land.sandbox.beside("T0VALLEY"))

    answer = await valley.vera.types(f"/ask {SAFE}")

    assert "I'm not installed in this workspace" in answer["response"]["text"]
    assert SAFE in answer["response"]["text"]
    _, metrics = await land.installer.gets(f"{land.bot_url}/metrics")
    assert 'expertline_turned_away_total{reason="unknown workspace"} 1.0' in metrics


@ONE
async def test_a_token_that_slack_refused_by_mistake_is_tried_again_after_a_minute(land: Country) -> None:
    harbour = await land.settled(HARBOUR)
    land.sandbox.troubles.set({"answer_error": {"chat.postMessage": "invalid_auth"}})
    await harbour.hana.asks(SAFE)
    assert (await rows(land.bot, Workspace))[0].parked_at is not None

    await land.bot.register.beat()
    await harbour.moves("61 seconds")

    assert harbour.desk.count("forwarded by Hana Harbour") == 1


# -- whole organisations


async def test_an_organisations_installation_serves_each_of_its_workspaces(land: Country) -> None:
    status, page = await land.installer.installs(STATE["id"])
    assert status == 200, page
    assert "--workspace T…" in page  # each has its own file, the whole has none
    valley, meadow = await land.organised(VALLEY), await land.organised(MEADOW)

    await publishes(valley, "vera", "vito")
    await meadow.mina.asks(SAFE)
    await meadow.milo.clicks("On it")

    found = await rows(land.bot, Question)
    assert {each.workspace: each.stage for each in found} == {
        "T0VALLEY": Stage.PUBLISHED,
        "T0MEADOW": Stage.AWAITING_ANSWER,
    }
    assert [each.id for each in await rows(land.bot, Installation)] == ["E0STATE"]
    assert not land.world(land.sandbox.beside("T0HARBOUR")).desk.messages()


@ONE
async def test_a_workspace_that_is_taken_out_of_it_waits_and_goes_on_when_it_is_let_in(land: Country) -> None:
    await land.installer.installs(STATE["id"])
    valley, meadow = await land.organised(VALLEY), await land.organised(MEADOW)
    await valley.vera.asks(SAFE)
    await meadow.mina.asks(SAFE)

    await valley.vida.act("take_out")
    before = len(land.sandbox.calls)
    await valley.moves("10 minutes")

    spoken = {call["body"].get("channel") for call in land.sandbox.calls[before:]}
    assert spoken
    assert not spoken & {"C0VALLEYWATER", "U0VITO", "U0VAL", "U0VIDA"}
    await valley.vida.act("let_in")
    await valley.moves("10 minutes")  # its clocks have as long as they had
    assert {"C0VALLEYWATER"} & {call["body"].get("channel") for call in land.sandbox.calls[before:]}


async def test_when_the_organisation_removes_it_all_of_its_workspaces_wait(land: Country) -> None:
    await land.settled(HARBOUR)
    await land.installer.installs(STATE["id"])
    valley, meadow = await land.organised(VALLEY), await land.organised(MEADOW)
    await valley.vera.asks(SAFE)
    await meadow.mina.asks(SAFE)

    await valley.vida.act("uninstall")

    parked = {each.id: each.parked_why for each in await rows(land.bot, Workspace)}
    assert parked == {"T0HARBOUR": "", "T0VALLEY": "uninstalled", "T0MEADOW": "uninstalled"}
    assert [each.id for each in await rows(land.bot, Installation)] == ["T0HARBOUR"]
    await land.installer.installs(STATE["id"])
    assert {each.parked_why for each in await rows(land.bot, Workspace)} == {""}


async def test_people_of_a_sister_workspace_are_colleagues_where_the_organisation_installed_it(land: Country) -> None:
    await land.installer.installs(STATE["id"])
    valley = await land.organised(VALLEY)
    there = valley.sandbox.workspace
    there.people["U0MILO"] = Somebody("U0MILO", "milo", "Milo", team_id="T0MEADOW", enterprise_id=STATE["id"])
    there.channels[valley.desk.id].members.append("U0MILO")
    await valley.vera.asks(SAFE)
    milo = valley.person("U0MILO")

    await milo.replies(YES)

    assert milo.sees_button("I can answer this")
    assert [(each.workspace, each.author) for each in await rows(land.bot, Contribution)] == [("T0VALLEY", "U0MILO")]


async def test_another_companys_workspace_in_a_shared_channel_is_not_taken_for_one_of_the_organisations(
    land: Country,
) -> None:
    await land.installer.installs(STATE["id"])
    await land.organised(VALLEY)
    ours = {"enterprise_id": STATE["id"], "team_id": None, "is_enterprise_install": True}
    said = {"type": "message", "channel": "C0VALLEYWATER", "user": "U0EVE", "team": "T0ELSE", "ts": "7.1", "text": "Hi"}
    event = {"type": "event_callback", "team_id": "T0ELSE", "context_team_id": STATE["id"], "event_id": "Ev0ELSE"}
    body = json.dumps(event | {"event": said, "authorizations": [ours], "is_ext_shared_channel": True}).encode()

    secret = land.bot.settings.slack_signing_secret.get_secret_value()
    headers = signed(body, "application/json", secret=secret)
    status, _ = await ask(land.bot.app, "POST", "/slack/events", headers=headers, chunks=[body])

    assert status == 200
    assert [each.id for each in await rows(land.bot, Workspace)] == ["T0VALLEY"]
    assert "T0ELSE" not in land.bot.installations.tokens


# -- channels shared with another company that has the bot, too: each event names either installation


@pytest.fixture
async def shared(land: Country) -> Town:
    """The harbour's desk, which the valley's people are in; Slack names the valley's installation."""
    harbour, _ = await land.settled(HARBOUR), await land.settled(VALLEY)
    desk = harbour.sandbox.workspace.channels[harbour.desk.id]
    harbour.sandbox.workspace.people["U0VERA"] = Somebody("U0VERA", "vera", "Vera Valley", team_id="T0VALLEY")
    desk.connected, desk.members = ["T0VALLEY"], [*desk.members, "U0VERA"]
    return harbour


async def test_a_word_in_a_shared_channel_counts_in_its_writers_workspace(shared: Town) -> None:
    await shared.hana.asks(SAFE)
    ts = await shared.heidi.replies("Yes, it is safe.")
    await shared.heidi.edits(ts, YES)
    second = await shared.heidi.replies("Do not drink it.")
    await shared.heidi.deletes(second)
    await shared.moves("15 seconds")
    await shared.heidi.clicks("Sign off")
    await shared.hana.clicks("Approve")

    found = await rows(shared.bot, Contribution)
    assert [(each.workspace, each.text, each.deleted) for each in found] == [
        ("T0HARBOUR", YES, False),
        ("T0HARBOUR", "Do not drink it.", True),
    ]
    assert [(each.stage, each.draft) for each in await rows(shared.bot, Question)] == [
        (Stage.AWAITING_PUBLICATION, YES)
    ]
    assert await rows(shared.bot, Unplaced) == []
    assert await broken_promises(shared) == []


async def test_a_card_that_is_deleted_in_a_shared_channel_is_posted_again(shared: Town) -> None:
    await shared.hana.asks(SAFE)

    await shared.delete_message(shared.desk, shared.desk.card())

    assert shared.desk.shows("The card was deleted while this question is still open")


async def test_the_bots_own_message_in_a_shared_channel_settles_its_call(shared: Town) -> None:
    shared.sandbox.troubles.set({"lose_next_reply": 1, "method": "chat.postMessage"})

    await shared.hana.asks(SAFE)

    assert [row.key for row in await rows(shared.bot, Outbox) if row.open] == []
    assert shared.desk.count("forwarded by Hana Harbour") == 1


@pytest.mark.parametrize("installed", [True, False])
async def test_in_a_shared_channel_the_other_companys_people_change_nothing(shared: Town, installed: bool) -> None:
    if not installed:
        await shared.sandbox.sandbox.act({"do": "uninstall", "as": "U0VIDA", "workspace": "T0VALLEY"})
    await shared.hana.asks(SAFE)
    vera = shared.person("U0VERA")

    ts = await vera.replies("Never drink it.")
    await vera.edits(ts, "Never ever drink it.")
    await vera.says("Never drink it.", channel="desk-water")
    await vera.deletes(ts)

    assert await rows(shared.bot, Contribution) == await rows(shared.bot, Unplaced) == []
    assert [question.stage for question in await rows(shared.bot, Question)] == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert vera.whispers == []


# -- keys


async def test_a_wrong_key_parks_what_it_cannot_open_and_nothing_else(
    land: Country, caplog: pytest.LogCaptureFixture
) -> None:
    harbour = await land.settled(HARBOUR)
    other = new_key()
    settings = land.settings.model_copy(update={"token_keys": type(land.settings.token_keys)(other)})
    wrong = Expertline(settings)
    async with serving(wrong) as url:
        assert "doesn't hold" in caplog.text
        assert (await rows(land.bot, Workspace))[0].parked_why == "key"
        assert wrong.installations.tokens == {}
        land.sandbox.delivery.bot_url = url
        answer = await harbour.sandbox.act(
            {"do": "command", "as": "U0HANA", "command": "/ask", "text": "", "channel": "C0HARBOURCOMMS"}
        )
        assert answer["status"] == 503

        await land.bot.register.beat()  # this one has the key

        assert (await rows(land.bot, Workspace))[0].parked_at is None
    land.sandbox.delivery.bot_url = land.bot_url
    await harbour.hana.asks(SAFE)
    assert harbour.desk.shows("forwarded by Hana Harbour")


async def test_a_new_key_comes_first_seals_everything_and_the_old_one_may_go(land: Country) -> None:
    await land.settled(HARBOUR)
    old, new = KEY, new_key()
    both, alone = Keys.read(f"{new},{old}"), Keys.read(new)

    assert await reseal(land.bot.db, both) == (1, [])
    assert await reseal(land.bot.db, both) == (0, [])

    assert await uses(land.bot.db) == {alone.first: 1}
    settings = land.settings.model_copy(update={"token_keys": type(land.settings.token_keys)(new)})
    later = Expertline(settings)
    async with serving(later):
        assert later.installations.tokens == land.bot.installations.tokens


@ONE
async def test_a_token_copied_into_another_workspaces_row_does_not_open(land: Country) -> None:
    await land.settled(HARBOUR)
    await land.settled(VALLEY)
    async with land.bot.db.transaction() as session:
        stolen = await session.scalar(select(Installation.token).where(Installation.id == "T0HARBOUR"))
        mine = update(Installation).where(Installation.id == "T0VALLEY")
        await session.execute(mine.values(token=stolen, revision=Installation.revision + 1))

    await land.bot.register.beat()

    assert set(land.bot.installations.tokens) == {"T0HARBOUR"}


# -- Socket Mode


@ONE
async def test_one_socket_brings_the_deliveries_of_many_workspaces(database_url: str) -> None:
    async with country(database_url, HARBOUR, VALLEY, slack_app_token="xapp-sandbox") as land:
        sockets: Sockets = land.sandbox.sockets
        harbour, valley = await land.settled(HARBOUR), await land.settled(VALLEY)

        await publishes(harbour, "hana", "heidi")
        await valley.vera.asks(SAFE)
        await valley.vito.clicks("On it")

        assert sockets.in_use
        assert [each.stage for each in await rows(land.bot, Question)] == [Stage.PUBLISHED, Stage.AWAITING_ANSWER]
