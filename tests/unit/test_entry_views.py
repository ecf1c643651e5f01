"""The windows and messages about what is kept: what differs is to be seen, and whatever was written fits."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.models import Entry, Question, Review, Use, Version
from bot.trimming import Style
from bot.views import changing, reviewing, trouble
from bot.views.blocks import Names
from bot.views.entry import USES_A_PAGE, Kept, compared, entry_window, uses_window
from bot.workflows.entry_life import DECISIONS
from sandbox.blocks import check_message, check_view
from sandbox.modals import too_large
from tests.flows.playing import labels, texts

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
NAMES = Names(U0LENA="Lena Ortiz", U0MAYA="Maya Chen")
LONG = [
    "&" * 3000,
    "word " * 600,
    "<!channel> <@U1> *bold* `code` " * 90,
    "line\n" * 600,
    "\u202e" * 2000 + "é🎈" * 500,
]


def entry(**fields: Any) -> Entry:
    known = {"question": "May I visit?", "short": "Yes, from 9 to 5.", "full": "Yes, from 9 to 5.", "account": "main"}
    known |= {"network": "x", "topic": "visiting", "department": "infection", "expert": "U0LENA", "approver": "U0MAYA"}
    more = {"owner": "U0LENA", "version": 1, "moves": 0, "made_at": NOW, "review_on": date(2026, 6, 1), "asked": 0}
    rest = {"used": 1, "used_at": NOW, "used_on": "@Main", "ended_by": "", "ended_at": None, "ended_why": ""}
    return Entry(**{"id": 7, "workspace": "T1", "status": "live", **known, **more, **rest, **fields})


def use(number: int, link: str = "https://x.example/1", **fields: Any) -> Use:
    known = {"handle": "@Main", "network": "x", "account": "main", "text": "Yes.", "by": "U0MAYA", "at": NOW}
    return Use(**{"id": number, "entry_id": 7, "link": link, **known, **fields})


def version(number: int, short: str, why: str = "update") -> Version:
    return Version(number=number, short=short, full=short, expert="U0LENA", approver="U0MAYA", why=why, at=NOW)


def shown(old: str, new: str) -> str:
    """What differs, in signs: -struck- and +bold+."""
    marks = {"strike": "-{}-", "bold": "+{}+"}
    pieces = compared(old, new)["elements"][0]["elements"]
    return "".join(marks.get(next(iter(p.get("style", {})), ""), "{}").format(p["text"]) for p in pieces).strip()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Open from 9 to 5 each day.", "Open from 10 to 5 each day.", "Open from -9- +10+ to 5 each day."),
        ("Yes, come.", "Yes, come.", "Yes, come."),
        ("You can come today.", "You can come today. Wash your hands.", "You can come today. +Wash your hands.+"),
        ("Please don't come today at all.", "Please come today at all.", "Please -don't- come today at all."),
        ("one the two", "three the four", "-one the two- +three the four+"),
        ("", "new", "+new+"),
        ("old", "", "-old-"),
        ("", "", ""),
    ],
)
def test_what_falls_away_is_struck_and_what_is_new_is_bold(old: str, new: str, said: str):
    assert shown(old, new) == said


def test_where_the_same_words_come_again_and_again_only_both_ends_are_held_against_each_other():
    old, new = (f"Open {words * 100}today." for words in ("a b c ", "a c b "))

    said = shown(old, new)

    assert said.startswith("Open a -b c a ")
    assert said.endswith("a c b+ today.")
    assert (said.count("-"), said.count("+")) == (2, 2)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_of_both_texts_are_all_to_be_seen(old: str, new: str):
    pieces = compared(old, new)["elements"][0]["elements"]
    kept = [p for p in pieces if p.get("style") != {"strike": True}]
    gone = [p for p in pieces if p.get("style") != {"bold": True}]

    assert " ".join("".join(p["text"] for p in kept).split()) == " ".join(new.split())
    assert " ".join("".join(p["text"] for p in gone).split()) == " ".join(old.split())


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
@pytest.mark.parametrize("status", ["live", "retired", "recalled", "reopened"])
def test_the_window_takes_whatever_was_written(text: str, status: str):
    ended = {"ended_by": "U0MAYA", "ended_at": NOW, "ended_why": text}
    one = entry(question=text, short=text, full=f"{text} more", status=status, used_on=text, **ended)
    kept = Kept(
        entry=one,
        names=Names(U0LENA=text, U0MAYA=text),
        today=NOW,
        limit=140,
        may=frozenset(DECISIONS),
        department=text,
        topic=text,
        wordings=[text] * 10,
        more_wordings=9_990,
        uses=[use(n, f"https://x.example/{text}", handle=text) for n in range(10)],
        more_uses=9_990,
        versions=[version(n, text[n:] + str(n)) for n in range(30, 19, -1)],
        reviewed=text[:500],
    )

    view = entry_window(kept)

    assert check_view(view) == []
    assert not too_large(view)
    assert "and 9990 more" in "\n".join(texts(view["blocks"]))


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_messages_and_windows_about_it_take_whatever_was_written(text: str):
    one = entry(question=text, short=text, ended_by="U0MAYA", ended_why=text[:1200], ended_at=NOW)
    names = Names(U0LENA=text, U0MAYA=text)
    places = [use(n, f"https://x.example/{text}", handle=text) for n in range(USES_A_PAGE)]
    asked = [
        reviewing.Asked(Review(outcome="", due=500, user="U0LENA", asked_at=NOW), one, places[:3], text[:200])
        for _ in range(10)
    ]
    question = Question(id=1, revision=1, text=text, draft=text, network="x", limit=140, approver="U0MAYA")
    messages = [
        reviewing.review_request("U0LENA", asked, names),
        reviewing.retired(one, "U0LENA", "U0MAYA"),
        reviewing.recalled(one, "U0LENA", places, names, number=10_000, waiting=3),
        reviewing.ended_draft(text, "U0LENA", "recalled", "U0MAYA", text),
        reviewing.ended_too_late("U0LENA", "reopened", "U0MAYA", text, text),
        reviewing.offered_again(one, "U0LENA", names, why="is closed"),
        trouble.anew(reviewing.review_request("U0LENA", asked, names)),
        changing.kept_from_now_on(question, one, names, old=places[:10], number=400),
        changing.with_blocks(reviewing.retired(one, "U0LENA", "U0MAYA"), changing.about_change(one, question)),
    ]
    views = [
        uses_window(one, places, names, number=10_000, more=True),
        reviewing.recall_window(one, number=10_000, waiting=3),
        changing.update_window(one, question, style=Style()),
    ]

    for message in messages:
        assert check_message(message["blocks"]) == [], message["text"][:80]
        assert len(message["text"]) <= 4000
    for view in views:
        assert check_view(view) == []


def test_only_what_one_may_do_and_what_makes_sense_has_a_button():
    everything = frozenset(["entry_right", "entry_update", "entry_retire", "entry_restore", "entry_recall"])

    def buttons(status: str, may: frozenset[str]) -> list[str]:
        kept = Kept(entry=entry(status=status), names=NAMES, today=NOW, limit=140, may=may)
        return labels(entry_window(kept)["blocks"])

    assert buttons("live", everything) == ["Still right", "Update", "Retire", "Recall …"]
    assert buttons("retired", everything) == ["Update", "Restore", "Recall …"]
    assert buttons("recalled", everything) == ["Update"]
    assert buttons("live", frozenset()) == []


def test_an_expired_answer_says_so_and_how_it_is_offered():
    kept = Kept(entry=entry(review_on=date(2026, 5, 3)), names=NAMES, today=NOW, limit=140)

    assert "*Expired:*" in "\n".join(texts(entry_window(kept)["blocks"]))
