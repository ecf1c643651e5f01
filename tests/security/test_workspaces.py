"""Two workspaces in one database: nothing of the one is ever seen, or touched, by the other."""

import inspect
import json
from datetime import date
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any, get_type_hints

from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, db
from bot.db import questions
from bot.db.models import Entry, Question
from bot.db.narrowing import ALL
from bot.handlers import TABLES
from bot.lifecycle import Refused, Stage
from tests.security.acts import ENTRY, acts, another
from tests.security.house import AWAY, DESK, HOME, House
from tests.security.stages import BESIDE, CANARY, LENA

NAMES = ("workspace", "team", "workspaces", "teams", "of")
WITHOUT_WORKSPACE = {
    # -- over all workspaces, and shown to nobody who works in one
    "organisations.workspaces": "whoever runs the bot asks for it, and readiness",
    "questions.count_by_stage": "numbers for the metrics",
    "queue.next_due": "when the heartbeat wakes",
    "queue.beat": "when the heartbeat wakes, and what time it is",
    "timers.move": "the clock was set, for all alike",
    "figures.figures": "numbers for the metrics",
    "figures.late_dues": "the auditor looks after everybody",
    "figures.late_calls": "the auditor looks after everybody",
    "figures.failing": "the auditor looks after everybody",
    "figures.parked": "the auditor looks after everybody",
    "canaries.state": "there is one canary, and it is nobody's",
    "canaries.lock": "there is one canary, and it is nobody's",
    "canaries.note": "there is one canary, and it is nobody's",
    "canaries.forget": "there is one canary, and it is nobody's",
    "installations.names": "whoever runs the bot asks for it",
    "installations.revisions": "every process learns of every installation",
    "installations.some": "every process learns of every installation",
    "installations.served": "every process learns of every installation",
    "installations.expiring": "whoever comes first renews a token",
    "queue.claim_dues": "each row acted on with its own workspace",
    "queue.claim_outbox": "each row sent with its own workspace's token",
    "questions.expire_unplaced": "forgets by age",
    "inbox.forget": "forgets by age",
    "forgetting.ended": "each is forgotten with its own workspace",
    "forgetting.empty_refusals": "forgets by age",
    "fulltext.purge": "leaves only what is there, for all alike",
    "adding.audit": "the row says its workspace, a column that may not be empty",
    "adding.due": "the row says its workspace, a column that may not be empty",
    "inbox.first_time": "Slack's ids of deliveries are its own everywhere",
    "engine.may_rest": "asks for nobody's rows",
    "inbox.let_go": "what only first_time has named",
}


def functions() -> dict[str, Any]:
    """Every coroutine (and asynchronous generator) that bot.db offers."""
    found = {}
    folder = Path(db.__path__[0])
    for path in sorted(folder.glob("*.py")):
        module = import_module(f"bot.db.{path.stem}")
        for name, made in vars(module).items():
            asynchronous = inspect.iscoroutinefunction(made) or inspect.isasyncgenfunction(made)
            if asynchronous and made.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{path.stem}.{name}"] = made
    return found


FUNCTIONS = functions()


def scoped(function: Any) -> bool:
    """Whether it is told a workspace, or a row that belongs to one."""
    hints = get_type_hints(inspect.unwrap(function))
    return bool(set(inspect.signature(function).parameters).intersection(NAMES)) or any(
        getattr(hint, "__tablename__", "") and "workspace" in hint.__table__.columns for hint in hints.values()
    )


def test_every_query_is_told_its_workspace_or_is_listed_with_a_reason():
    asked = {name for name, function in FUNCTIONS.items() if not scoped(function)}
    queries = {name for name in asked if "session" in inspect.signature(FUNCTIONS[name]).parameters}

    assert queries == WITHOUT_WORKSPACE.keys()


VALUES: dict[str, Any] = {
    "question_id": 1,
    "entry_id": ENTRY,
    "entry_ids": [ENTRY],
    "channel": DESK,
    "channels": [DESK, LENA],
    "ts": BESIDE,
    "thread_ts": BESIDE,
    "user": LENA,
    "users": [LENA, "U0FAY"],
    "forwarder": "U0FAY",
    "limit": 50,
    "desk": DESK,
    "text": f"May a parrot fly on the ward? {CANARY}",
    "early": False,
    "among": ALL,
    "skip": 0,
    "terms": ["parrot", "dog", "ward"],
    "by": clock.now().replace(year=2999),
    "since": clock.now().replace(year=2000),
    "published_since": clock.now().replace(year=2000),
    "today": date(2999, 12, 31),
    "asked_before": clock.now().replace(year=2999),
    "key": "reviews:1",
    "twin_id": 1,
    "kind": "contradiction",
    "one": ENTRY,
    "other": ENTRY,
    "variable_id": 1,
    "listed": True,
    "variable_ids": [1],
    "value": "No parrots, please",
    "even_forgotten": True,
    "question_ids": [1],
    "parts": [CANARY],
    "name": "Lena",
}
WRITES = {"store", "identify", "set_members", "set_member", "set_person", "add_wording", "keep", "remove"}
WRITES |= {"begin", "hand_over", "advance", "bring_forward", "join", "part", "wake", "unlink"}
WRITES |= {"belongs", "park", "resume", "claim_renewal", "renewed", "forget", "go_on"}
WRITES |= {"empty", "rename"}
TOKENS = {"installations.lock", "installations.lent"}  # this house has none: tests/db/test_installations.py
NOTHING_READ = {"organisations.lock"}


async def asked(session: AsyncSession, function: Any, workspace: str) -> Any:
    """What it finds for a workspace, given the ids of everything there is in HOME."""
    arguments = {
        name: workspace if name in NAMES else VALUES[name]
        for name in inspect.signature(function).parameters
        if name != "session"
    }
    if inspect.isasyncgenfunction(function):
        return [row async for row in function(session, **arguments)]
    return await function(session, **arguments)


REVIEW = (
    "REPLACE INTO reviews (id, workspace, entry_id, user, key, due, asked_at, outcome, decided_by) "
    "VALUES (1, ?, 1, 'U0LENA', 'reviews:1', 1, '2026-01-01 00:00:00', '', '')"
)
TWIN = (  # with itself: there is one entry here
    "REPLACE INTO twins (id, workspace, first_id, second_id, kind, texts, found_at, asked, moves, settled_by, how, "
    "moved) VALUES (1, ?, 1, 1, 'contradiction', '', '2026-01-01 00:00:00', 0, 0, '', '', '[]')"
)
TELLING = (
    "REPLACE INTO tellings (id, workspace, twin_id, user, key, due, newest, at) "
    "VALUES (1, ?, 1, 'U0LENA', 'reviews:1', 1, 1, '2026-01-01 00:00:00')"
)
VERDICT = (
    "REPLACE INTO verdicts (id, workspace, question_id, entry_id, text, wording, same, confidence, by, at) "
    "VALUES (1, ?, 1, 1, 'May it?', 'May it?', 1, 0.9, 'U0FAY', '2026-01-01 00:00:00')"
)
THRESHOLD = (
    "REPLACE INTO thresholds (workspace, precision, threshold, verdicts, at) "
    "VALUES (?, 0.96, 0.9, 200, '2026-01-01 00:00:00')"
)
VARIABLE = (
    "REPLACE INTO variables (id, workspace, key, label, value, number, owner, department, changed_by, changed_at, "
    "retired_by) VALUES (1, ?, 'reviews:1', 'Parrots', 'No parrots, please', 1, 'U0LENA', '', 'U0FAY', "
    "'2026-01-01 00:00:00', '')"
)
VALUE = (
    "REPLACE INTO variable_values (variable_id, number, workspace, value, by, at) "
    "VALUES (1, 1, ?, 'No parrots, please', 'U0FAY', '2026-01-01 00:00:00')"
)
EARLIER = (
    "REPLACE INTO variable_values (variable_id, number, workspace, value, by, at) "
    "VALUES (1, 0, ?, 'Parrots, please', 'U0FAY', '2026-01-01 00:00:00')"
)
POST = (
    "REPLACE INTO uses (id, workspace, entry_id, account, handle, network, text, by, link, at) "
    "VALUES (99, ?, 1, 'main', '', 'x', 'Parrots, please', 'U0FAY', '', '2026-01-01 00:00:00')"
)
LINK = (
    "REPLACE INTO links (entry_id, variable_id, workspace, value, made_by, made_at) "
    "VALUES (1, 1, ?, 'No parrots, please', 'U0FAY', '2026-01-01 00:00:00')"
)
LIST = (
    'REPLACE INTO signing_lists (workspace, "user", key, number, posted_at) '
    "VALUES (?, 'U0LENA', 'list:1', 1, '2026-01-01 00:00:00')"
)
READS = sorted(
    name
    for name, function in FUNCTIONS.items()
    if set(inspect.signature(function).parameters).intersection(NAMES)
    and name.partition(".")[2] not in WRITES
    and name not in TOKENS | NOTHING_READ
)
ITS_OWN = {"organisations.load", "organisations.workspace"}  # AWAY has an organisation, too


async def test_no_query_finds_anything_with_another_workspaces_ids(house: House, stages: dict[Stage, Path]):
    found_at_home = set()
    for stage in Stage:
        house.restore(stages[stage])
        house.sql.execute("DELETE FROM people WHERE workspace = ?", (AWAY,))
        house.sql.execute("DELETE FROM members WHERE workspace = ?", (AWAY,))
        house.sql.execute("UPDATE outbox SET ts = ?, channel = ?, attempts = 1 WHERE id = 1", (BESIDE, DESK))
        house.sql.execute("UPDATE contributions SET ts = ? WHERE id = 1", (BESIDE,))
        house.sql.execute("INSERT INTO tunings VALUES (?, '2026-01-01 00:00:00', '{}', '{}')", (HOME,))
        house.sql.execute("REPLACE INTO choices VALUES (1, ?, '2026-01-01 00:00:00', 'first', NULL, '[]')", (HOME,))
        house.sql.execute(REVIEW, (HOME,))
        house.sql.execute(TWIN, (HOME,))
        house.sql.execute(TELLING, (HOME,))
        house.sql.execute(VERDICT, (HOME,))
        house.sql.execute(THRESHOLD, (HOME,))
        for row in (VARIABLE, VALUE, EARLIER, POST, LINK, LIST):
            house.sql.execute(row, (HOME,))
        house.sql.execute("UPDATE audit SET detail = ? WHERE id = 1", (CANARY,))
        for number, holder in ((8, LENA), (9, "U0FAY")) if stage is Stage.PUBLISHED else ():
            changed = {"id": number, "holder": holder, "expert": LENA, "change": "variable", "entry": ENTRY}
            house.sql.execute(another(**changed, stage=Stage.AWAITING_SIGN_OFF.value, card_key="", request_key=""))
        for name in READS:
            async with house.bot.db.snapshot() as session:
                for workspace in (HOME, AWAY):
                    try:
                        found = await asked(session, FUNCTIONS[name], workspace)
                    except Refused:
                        found = None
                    if workspace == HOME and found:
                        found_at_home.add(name)
                    elif workspace == AWAY and name not in ITS_OWN:
                        assert not found, name
    assert set(READS) - found_at_home == set(), "these found nothing at home either, so nothing was tried"


async def test_rows_that_are_handed_over_are_read_by_their_own_workspace(house: House, stages: dict[Stage, Path]):
    house.restore(stages[Stage.AWAITING_APPROVAL])
    of_question = [
        name
        for name, made in FUNCTIONS.items()
        if "question" in inspect.signature(made).parameters and name.partition(".")[2] not in WRITES
    ]
    async with house.bot.db.transaction() as session:
        session.add(Question(workspace=AWAY, forwarder="U0FAY", holder="U0FAY", text="Another?", id=2))
    async with house.bot.db.snapshot() as session:
        other = await questions.find(session, AWAY, 2)
        handed = {"question": other, "lead": other, "entry": Entry(workspace=AWAY, id=ENTRY), "asked": [CANARY]}
        for name in of_question:
            named = inspect.signature(FUNCTIONS[name]).parameters
            assert not await FUNCTIONS[name](session, **{key: row for key, row in handed.items() if key in named}), name
    assert len(of_question) >= 5


async def test_every_handler_refuses_another_workspaces_ids_and_leaves_its_rows_alone(
    house: House, stages: dict[Stage, Path]
):
    users = cycle(("U0FAY", LENA, "U0AGNES"))
    for stage in (Stage.CHOOSING, Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL, Stage.PUBLISHED):
        house.restore(stages[stage])
        house.sql.execute("UPDATE outbox SET ts = ?, channel = ?, attempts = 1 WHERE id = 1", ("1.0", DESK))
        before = house.rows(where=HOME)
        for _, act in acts():
            house.slack.asked.clear()
            answer = await act(house, next(users), AWAY)
            shown = json.dumps(house.slack.asked) + str(answer.body)
            assert CANARY not in shown
            assert "No parrots" not in shown
        for said in _events(house):
            assert (await house.event(said, team=AWAY)).status == 200
            if said["type"] == "message":  # in a channel both are in, Slack may name either
                assert (await house.event(said | {"user_team": AWAY}, team=HOME)).status == 200
        assert house.rows(where=HOME) == before, stage
        assert CANARY not in json.dumps(house.rows(where=AWAY), default=str)


def _events(house: House) -> list[dict[str, Any]]:
    """One of each kind, about what stands in HOME."""
    found = house.sql.execute("SELECT key FROM outbox WHERE workspace = ? ORDER BY id", (HOME,)).fetchone()
    key = found[0] if found else "question:1:card:1"
    place = {"channel": DESK, "ts": "7.1", "thread_ts": "1.0"}
    message = {"type": "message", **place}
    ours = {"metadata": {"event_type": "expertline_message", "event_payload": {"key": key}}}
    said: dict[str, list[dict[str, Any]]] = {
        "message": [
            message | {"user": LENA, "text": "Yes."},
            message | {"user": LENA, "text": "Yes.", "channel_type": "im", "channel": "D1"},
            message | {"user": f"U{AWAY}BOT", "bot_id": "B1", "ts": "8.8"} | ours,
            message
            | {"subtype": "message_changed", "message": {"user": LENA, "ts": "6.1", "text": "No."}}
            | {"previous_message": {"user": LENA, "ts": "6.1"}},
            message | {"subtype": "message_deleted", "deleted_ts": "6.1", "previous_message": {"user": LENA}},
            message | {"subtype": "message_deleted", "deleted_ts": "1.0", "previous_message": {"bot_id": "B1"}},
        ],
        "app_home_opened": [{"type": "app_home_opened", "user": LENA, "tab": "home"}],
        "member_joined_channel": [{"type": "member_joined_channel", "user": "U0NEW", "channel": DESK}],
        "member_left_channel": [{"type": "member_left_channel", "user": LENA, "channel": DESK}],
        "user_change": [{"type": "user_change", "user": {"id": LENA, "name": "lena", "deleted": True}}],
        "channel_archive": [{"type": "channel_archive", "channel": DESK}],
        "channel_deleted": [{"type": "channel_deleted", "channel": DESK}],
        "channel_left": [{"type": "channel_left", "channel": DESK}],
        "group_archive": [{"type": "group_archive", "channel": DESK}],
        "group_deleted": [{"type": "group_deleted", "channel": DESK}],
        "group_left": [{"type": "group_left", "channel": DESK}],
        "tokens_revoked": [{"type": "tokens_revoked", "tokens": {"bot": [f"U{HOME}BOT"]}}],
        "app_uninstalled": [{"type": "app_uninstalled"}],
        "team_access_granted": [{"type": "team_access_granted", "team_ids": [HOME]}],
        "team_access_revoked": [{"type": "team_access_revoked", "team_ids": [HOME]}],
    }
    missing = TABLES["event"].keys() - said.keys()
    assert not missing, f"no event of the kinds {missing} is tried here"
    return [one for kind in TABLES["event"] for one in said[kind]]
