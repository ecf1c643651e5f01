"""Variables and lists of new texts, within Slack's limits whatever they are called and however many they are."""

from datetime import UTC, date, datetime

import pytest

from bot.db.models import Entry, Link, Question, Use, Variable, VariableValue
from bot.db.variables import Extent
from bot.lifecycle import Stage
from bot.trimming import Style
from bot.views import signing_lists, variables
from bot.views.blocks import Names
from bot.views.signing_lists import Item
from bot.views.variables import Filled, Listed, Shown
from tests.contract.validating import needs_slack, refusals
from tests.flows.playing import labels

AT = datetime(2026, 3, 1, 14, 2, tzinfo=UTC)
NASTY = "<!channel> *_~`& " * 170
NAMES = Names({"U0MAYA": NASTY, "U0LENA": "Lena"})
SIGNING = ["Look closer", "Sign off", "Edit", "Not me"]


def entry(number: int, text: str = "Visit us 10 am to 8 pm.", **more: object) -> Entry:
    known = {"workspace": "T1", "status": "live", "question": NASTY, "short": text, "full": text, "version": 1}
    people = {"expert": "U0LENA", "approver": "U0MAYA", "owner": "U0LENA", "made_at": AT, "review_on": date(2999, 1, 1)}
    return Entry(id=number, **(known | people | more))


def item(
    number: int, *, stage: Stage = Stage.AWAITING_SIGN_OFF, text: str = "Visit us 9 am to 9 pm.", **more: object
) -> Item:
    known = {"workspace": "T1", "text": "When?", "draft": text, "network": "x", "limit": 140, "revision": 1, "note": ""}
    known |= {"source": "", "warnings": [], "draft_by": "U0MAYA", "expert": "U0LENA"}
    style = more.pop("style", Style())
    kept = entry(number, full=str(more.pop("full", "Visit us 10 am to 8 pm.")))
    question = Question(id=number, stage=stage, **(known | more))
    return Item(question, kept, style=style, by=AT, changes={"10 am to 8 pm": "9 am to 9 pm"})  # type: ignore[arg-type]


def listed(*items: Item, number: int | None = None) -> dict[str, object]:
    held = {items[0].question.stage: number or len(items)}
    return signing_lists.signing_list("U0LENA", items, NAMES, held=held, done={Stage.PUBLISHED: 3})


def test_what_differs_is_the_value_and_nothing_else() -> None:
    said = listed(item(1))

    [differs] = [block for block in said["blocks"] if block["type"] == "rich_text"]  # type: ignore[attr-defined]
    pieces = [(each["text"], *each.get("style", {})) for each in differs["elements"][0]["elements"]]
    assert pieces == [("Visit us ",), ("10 am to 8 pm", "strike"), (" ",), ("9 am to 9 pm", "bold"), (".",)]


def test_one_is_spoken_of_as_one() -> None:
    assert "Please look at it by" in str(listed(item(1))["text"])
    assert "it then goes to the next person" in str(listed(item(1))["text"])
    assert "Please look at them by" in str(listed(item(1), item(2))["text"])


def test_a_text_that_was_edited_is_compared_word_by_word() -> None:
    said = listed(item(1, text="Do visit us 9 am to 9 pm."))

    [differs] = [block for block in said["blocks"] if block["type"] == "rich_text"]  # type: ignore[attr-defined]
    bold = [each["text"] for each in differs["elements"][0]["elements"] if each.get("style") == {"bold": True}]
    assert bold[0].startswith("Do visit")


@pytest.mark.parametrize(
    ("stage", "text", "buttons"),
    [
        (Stage.AWAITING_SIGN_OFF, "Short.", SIGNING),
        (Stage.AWAITING_SIGN_OFF, "Long. " * 30, ["Look closer", "Edit", "Not me"]),
        (Stage.AWAITING_APPROVAL, "Short.", ["Look closer", "Approve", "Edit", "Send back"]),
        (Stage.AWAITING_APPROVAL, "Long. " * 30, ["Look closer", "Edit", "Send back"]),
        (Stage.AWAITING_ACKNOWLEDGEMENT, "Short.", ["Look closer", "I can sign it", "Not me"]),
        (Stage.AWAITING_EXPERT, "Short.", ["Look closer", "Name an expert"]),
    ],
)
def test_each_stage_has_its_buttons_and_a_text_that_cannot_stand_is_not_signed(
    stage: Stage, text: str, buttons: list[str]
) -> None:
    assert labels(listed(item(1, stage=stage, text=text))["blocks"]) == buttons


def test_a_long_text_stands_alone_in_its_list_and_is_shown_whole() -> None:
    long = "Visit us 9 am to 9 pm. " * 300

    said = listed(item(1, text=long, limit=9000), item(2), number=2)

    assert labels(said["blocks"]) == SIGNING
    assert "1 more comes up here" in str(said["text"])


@needs_slack
@pytest.mark.parametrize("number", [1, 7, 500])
def test_a_list_is_within_slacks_limits(number: int) -> None:
    many = [
        item(n + 1, note=NASTY, warnings=[NASTY] * 5, full=NASTY[:600], source=NASTY[:500])
        for n in range(min(number, signing_lists.AT_ONCE))
    ]

    said = listed(*many, number=number)

    assert refusals("chat.postMessage", {"channel": "U0LENA", **said}) == []
    assert len(said["blocks"]) <= 50  # type: ignore[arg-type]


def variable(**more: object) -> Variable:
    known = {"workspace": "T1", "key": "k" * 80, "label": NASTY[:80], "value": NASTY[:200], "number": 30}
    people = {"owner": "U0MAYA", "department": "", "changed_by": "U0MAYA", "changed_at": AT, "retired_by": ""}
    return Variable(id=1, **(known | people | more))


@needs_slack
def test_windows_are_within_slacks_limits_with_all_that_may_stand_in_them() -> None:
    one, extent = variable(), Extent(500, 400, 300)
    past = [
        VariableValue(variable_id=1, number=n, workspace="T1", value=NASTY[:200], by="U0MAYA", at=AT) for n in range(29)
    ]
    links = [(Link(value=NASTY[:200]), entry(n)) for n in range(variables.SHOWN)]
    others = [entry(n, NASTY) for n in range(variables.SHOWN)]
    shown = Shown(one, NAMES, extent, links, 8, others, 492, past, 900, NASTY, True, frozenset(range(variables.SHOWN)))
    use = {"account": "main", "handle": NASTY, "network": "x", "text": NASTY, "by": "U0MAYA", "link": "", "at": AT}
    places = [Use(id=n, workspace="T1", entry_id=1, **use) for n in range(variables.PAGE)]
    departments = [(NASTY, f"d{n}") for n in range(150)]
    windows = [
        variables.variables_window([Listed(one, extent)] * variables.PAGE, NAMES, skip=20, number=90, may_make=True),
        variables.variable_window(shown, said=NASTY[:200]),
        variables.variable_form(Filled(NASTY[:80], NASTY[:200], "U0MAYA", "d1"), departments, variable=one, newer="x"),
        variables.variable_form(Filled(owner="U0MAYA"), departments),
        variables.posts_window(one, places, NAMES, skip=20, number=900),
    ]

    assert [refusals("views.open", {"trigger_id": "1.2.a", "view": window}) for window in windows] == [[]] * 5
    told = variables.all_in_step(one, places, NAMES, offered=60, posts_in_all=900)
    assert refusals("chat.postMessage", {"channel": "U0LENA", **told}) == []


def test_a_variable_of_the_last_of_very_many_departments_keeps_it_in_the_form() -> None:
    """A menu holds a hundred options, and the one that is chosen has to be among them."""
    departments = [(f"Department {number}", f"d{number}") for number in range(150)]

    view = variables.variable_form(Filled("Hours", "9 to 5", "U0MAYA", "d149"), departments)

    menu = next(block["element"] for block in view["blocks"] if block.get("block_id") == "department")
    assert menu["initial_option"] in menu["options"]
    assert len(menu["options"]) == 100


@pytest.mark.parametrize(("number", "told"), [(1, "it is offered only"), (2, "they are offered only")])
def test_whoever_is_late_is_told_of_as_many_as_there_are(number: int, told: str):
    assert told in signing_lists.late("U0PRIYA", item(1).question, NAMES, number=number)["text"]
