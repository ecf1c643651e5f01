"""Every way to act on the bot from outside: one for each row of the table of permits."""

from collections.abc import Awaitable, Callable, Iterator

from bot.db.models import Question
from bot.handlers import TABLES
from bot.lifecycle import Stage
from bot.slack.door import Answer
from tests.security.house import DESK, House
from tests.security.stages import BESIDE, revision

ENTRY = 1
TWIN = "1:1:1"  # the pair, and the versions of both
TWINS = ("twins_keep_1", "twins_keep_2", "twins_merge", "twins_two")
ENTRY_BUTTONS = ("view", "right", "update", "retire", "restore", "recall")
VARIABLE = "1:0"  # and the page of it, or the values it has had, or the entry
VARIABLES = ("view", "more", "posts", "change", "retire")
Act = Callable[[House, str, str], Awaitable[Answer]]


def click(action: str, more: str = "") -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, f"1:{await revision(house)}{more}", user=user, team=team)

    return act


def submit(callback: str, kind: str = "view_submission", stored: bool = True, /, **fields: object) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        kept = {"question": 1, "revision": await revision(house)} if stored else {}
        return await house.submit(callback, fields, kept, user=user, team=team, kind=kind)

    return act


def in_search(action: str, value: str) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        view = house.view("answers", {"search": "parrot"}, {})
        return await house.click(action, value, user=user, team=team, view=view)

    return act


def suggest(action: str, callback: str = "") -> Act:
    """What a menu asks for; `callback` where it stands in a window about a question."""

    async def act(house: House, user: str, team: str) -> Answer:
        view = house.view(callback, {}, {"question": 1, "revision": await revision(house)}) if callback else None
        return await house.suggest(action, "", user=user, team=team, view=view)

    return act


async def type_words(house: House, user: str, team: str) -> Answer:
    view = house.view("edit_draft", {"words": "Dogs may come"}, {"question": 1, "revision": 1})
    return await house.click("words", "Dogs may come", user=user, team=team, view=view)


async def shortcut(house: House, user: str, team: str) -> Answer:
    return await house.shortcut(
        "ask_expert", {"type": "message", "ts": "3.3", "text": "Is it safe?"}, user=user, team=team
    )


async def type_update(house: House, user: str, team: str) -> Answer:
    view = house.view("entry_update", {"entry_words": "No parrots"}, {"entry": ENTRY})
    return await house.click("entry_words", "No parrots", user=user, team=team, view=view)


def entry_click(action: str, more: str = "") -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, f"{ENTRY}{more}", user=user, team=team)

    return act


def twin_click(action: str) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, TWIN, user=user, team=team)

    return act


def variable_click(action: str, value: str = VARIABLE) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.click(action, value, user=user, team=team)

    return act


def variable_submit(callback: str, **kept: int) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        owner = {"type": "users_select", "selected_user": "U0LENA"}
        fields = {"label": "Hours of the parrots", "value": "9 am to 9 pm", "owner": owner}
        return await house.submit(callback, fields, kept, user=user, team=team)

    return act


async def merge_twins(house: House, user: str, team: str) -> Answer:
    kept = {"twin": 1, "first": 1, "second": 1}
    return await house.submit("twins_merge", {"choice": option("1")}, kept, user=user, team=team)


def entry_submit(callback: str, **fields: object) -> Act:
    async def act(house: House, user: str, team: str) -> Answer:
        return await house.submit(callback, fields, {"entry": ENTRY, "version": 1}, user=user, team=team)

    return act


def another(**changed: object) -> str:
    """One more question beside the first, but for this."""
    columns = [column.name for column in Question.__table__.columns]
    values = [repr(changed[name]) if name in changed else f'"{name}"' for name in columns]
    into = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT OR IGNORE INTO questions ({into}) SELECT {', '.join(values)} FROM questions WHERE id = 1"


def option(value: str) -> dict[str, object]:
    return {"type": "static_select", "selected_option": {"value": value}}


ACTS: dict[str, Act] = {
    "ask": lambda house, user, team: house.command("ask", "Is it safe to visit?", user=user, team=team),
    "answers": lambda house, user, team: house.command("answers", "parrot", user=user, team=team),
    "ask_expert": shortcut,
    "intake": submit("intake", "view_submission", False, text="Is it safe to visit?", account=option("main")),
    "intake_stored": submit("intake", text="May I bring a dog?", account=option("main")),
    "intake_closed": submit("intake", "view_closed"),
    "choosing_closed": submit("choosing", "view_closed"),
    "choosing": submit("choosing", choice=option("ask")),
    "join": click("join", ":2"),
    "words": type_words,
    "entry_words": type_update,
    "entry_uses": entry_click("entry_uses", ":0"),
    "entry_version": entry_click("entry_version", ":1"),
    **{f"entry_{name}": entry_click(f"entry_{name}") for name in ENTRY_BUTTONS},
    "entry_merged": entry_click("entry_merged"),
    **{name: twin_click(name) for name in TWINS},
    "variables": variable_click("variables", "0"),
    "variables_more": variable_click("variables_more", "0"),
    **{f"variable_{name}": variable_click(f"variable_{name}") for name in VARIABLES[:3]},
    **{f"variable_{name}": variable_click(f"variable_{name}", "1") for name in VARIABLES[3:]},
    "variable_new": variable_click("variable_new", "0"),
    "variable_take": variable_click("variable_take", f"1:{ENTRY}"),
    "variable_take_all": variable_click("variable_take_all", "1:1"),
    "entry_link": variable_click("entry_link", f"{ENTRY}:1"),
    "entry_unlink": variable_click("entry_unlink", f"{ENTRY}:1"),
    "not_same": click("not_same", f":{ENTRY}"),
    "search": in_search("search", "parrot"),
    "by_topic": in_search("by_topic", "visits"),
    "by_account": in_search("by_account", "main"),
    "by_owner": in_search("by_owner", "U0LENA"),
    "by_use": in_search("by_use", "never"),
    "answers_more": in_search("answers_more", "10"),
    "answers_back": in_search("answers_back", "0"),
    "use_other": click("use_other", ":0"),
    "use_entry": click("use_entry", f":{ENTRY}"),
    "adapt_entry": click("adapt_entry", f":{ENTRY}"),
    "pass_to": click("pass_to", ":U0TOM"),
    "is_answer": click("is_answer", f":{DESK}:{BESIDE}"),
    "is_no_answer": click("is_no_answer", f":{DESK}:{BESIDE}"),
}
WINDOWS: dict[str, Act] = {
    "answers": submit("answers", search="parrot"),
    "amend": submit("amend", text="May a cat come to visit?", account=option("main"), topic=option("visits")),
    "merge": submit("merge", merge_target=option("2")),
    "split_off": submit("split_off", split_target=option("3")),
    "pass_on": submit("pass_on", user=option("U0TOM"), note="Tom knows"),
    "ask_back": submit("ask_back", words="Which ward?"),
    "inform": submit("inform", words="Ward nine."),
    "assign": submit("assign", user=option("U0TOM")),
    "edit_draft": submit("edit_draft", words="Dogs are welcome on a lead."),
    "send_back": submit("send_back", words="Too short"),
    "add_link": submit("add_link", link="https://x.example/1"),
    "withdraw": submit("withdraw", words="Not needed"),
    "reopen": submit("reopen", words="It is wrong"),
    "entry_update": entry_submit("entry_update", entry_words="Parrots may come on Sundays.", note="New rule"),
    "twins_merge": merge_twins,
    "variable_new": variable_submit("variable_new"),
    "variable_change": variable_submit("variable_change", variable=1, number=1),
    "entry_recall": entry_submit("entry_recall", words="Parrots are welcome now"),
}
MENUS = {"merge_target": "merge", "split_target": "split_off"}  # the windows in which menus are about a question
WITHOUT_QUESTION = {
    *("ask", "answers", "ask_expert", "new_question", "intake", "account", "topic", "find_answer", "search"),
    *("find_due", "find_unused", "by_topic", "by_account", "by_owner", "by_use", "answers_more", "answers_back"),
    *("home_more", "open_post", "open_card", "is_no_answer", "variables", "variables_more", "variable_new"),
}
OTHER = another(id=2, stage="awaiting an answer", holder="U0LENA", text="Do cats bite?", card_key="", request_key="")
WAITS = another(id=3, stage=Stage.JOINED.value, holder="U0FAY", joined=1, card_key="", request_key="")
PAIR = (  # a second answer to the question of the first
    'REPLACE INTO entries (id, workspace, ref, status, question, short, "full", account, network, topic, department, '
    "expert, approver, owner, version, moves, made_at, review_on, asked, ended_by, ended_why, used, used_at, used_on, "
    "signed) SELECT 2, workspace, 'twin', 'live', 'Are parrots allowed?', 'Two parrots may come.', 'Yes.', account, "
    "network, topic, department, expert, approver, owner, 1, 0, made_at, review_on, 0, '', '', 1, used_at, used_on, "
    "signed FROM entries WHERE id = 1;"
    "REPLACE INTO twins (id, workspace, first_id, second_id, kind, texts, found_at, asked, moves, settled_by, how, "
    "moved) VALUES (1, 'T0HOME', 1, 2, 'contradiction', 'x', '2026-01-01 00:00:00', 1, 1, '', '', '[]');"
    "UPDATE entries SET status = 'live'"
)
HOURS = (  # a variable that the expert is responsible for, and that the entry says
    "REPLACE INTO variables (id, workspace, key, label, value, number, owner, department, changed_by, changed_at, "
    "retired_by) VALUES (1, 'T0HOME', 'hours', 'Hours', '10 am to 8 pm', 1, 'U0LENA', '', 'U0FAY', "
    "'2026-01-01 00:00:00', '');"
    "REPLACE INTO variable_values (variable_id, number, workspace, value, by, at) "
    "VALUES (1, 1, 'T0HOME', '10 am to 8 pm', 'U0FAY', '2026-01-01 00:00:00');"
    "UPDATE entries SET status = 'live', short = 'No parrots, please: 10 am to 8 pm.'"
)
IN_STEP = (
    f"{HOURS};REPLACE INTO links (entry_id, variable_id, workspace, value, made_by, made_at) "
    "VALUES (1, 1, 'T0HOME', '10 am to 8 pm', 'U0FAY', '2026-01-01 00:00:00')"
)
LATE = (  # what was written after publishing
    "REPLACE INTO outbox (id, key, workspace, question_id, method, args, channel, lane, due_at, open, attempts, "
    "unsure, error, ts) VALUES (99, 'question:1:late:1.5', 'T0HOME', 1, 'chat.postMessage', "
    """'{"text": "Too late", "blocks": [{"type": "actions", "elements": []}]}', 'C0DESK', 2, '2026-01-01 00:00:00', """
    "0, 1, 0, '', '1.5')"
)

PREPARED = {  # what it needs that isn't there in every stage
    "right_without": "UPDATE questions SET omissions = '[\"A limit is left out.\"]'",
    "entry_restore": "UPDATE entries SET status = 'retired' WHERE id = 1",
    "entry_version": 'INSERT INTO versions (id, workspace, entry_id, number, short, "full", expert, approver, why, at) '
    "VALUES (99, 'T0HOME', 1, 1, 'Parrots may fly.', 'Parrots may fly.', 'U0LENA', 'U0AGNES', 'first', '2026-01-01')",
    **dict.fromkeys(TWINS, PAIR),
    **dict.fromkeys([f"variable_{name}" for name in VARIABLES], IN_STEP),
    **dict.fromkeys(("variable_take", "variable_take_all", "entry_link"), HOURS),
    "entry_unlink": IN_STEP,
    "still_right": LATE,
    "not_same": "REPLACE INTO offers (question_id, entry_id, place, score) VALUES (1, 1, 0, 0.5)",
    **dict.fromkeys(("join", "merge", "merge_target"), OTHER),
    **dict.fromkeys(("split_off", "split_target"), WAITS),
}
CHANGES_NOTHING = {"open_post", "open_card"}  # Slack opens the page; we are only told


def acts() -> Iterator[tuple[str, Act]]:
    """Every way to act: the permit's name, and how to do it."""
    for kind, table in TABLES.items():
        for name in table:
            if kind == "view_closed":
                yield f"{name}_closed", ACTS[f"{name}_closed"]
            elif kind == "view_submission":
                yield name, WINDOWS.get(name) or ACTS[name]
            elif kind == "block_suggestion":
                yield name, suggest(name, MENUS.get(name, ""))
            elif kind != "event":
                yield name, ACTS.get(name) or click(name)
    yield "intake_stored", ACTS["intake_stored"]
