"""Two answers to one question as they are judged, and shown within Slack's limits whatever was written."""

from typing import Any

import numpy as np
import pytest

from bot.db.models import Entry, Telling, Twin
from bot.organisation import Organisation
from bot.retrieval.index import Index
from bot.views import entry as entry_views
from bot.views import twins as views
from bot.workflows import asking_about_twins, finding_twins
from sandbox.blocks import check_message, check_view
from sandbox.modals import too_large
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import labels, texts
from tests.unit.test_entry_views import LONG, NAMES, NOW, entry, use


def pair(kind: str = "contradiction", **fields: Any) -> Twin:
    known = {"id": 3, "first_id": 7, "second_id": 8, "kind": kind, "asked": 0, "moves": 1, "how": "", "settled_by": ""}
    return Twin(**{"workspace": "T1", "settled_at": None, "kept_id": None, **known, **fields})


def asked(twin: Twin, one: Entry, other: Entry, *, due: int = 1, newest: bool = True) -> views.Asked:
    return views.Asked(Telling(due=due, newest=newest), twin, (one, other), (use(1), None))


@pytest.mark.parametrize(
    ("one", "other", "judged"),
    [
        ({"short": "Wait 2 days."}, {"short": "Wait 5 days."}, "contradiction"),
        ({"short": "Wait 2 days."}, {"short": "Wait two days, please."}, "duplicate"),
        ({"short": "Wait 2 days."}, {"short": "Wait 5 days.", "account": "meds"}, None),
        ({"short": "Wait 2 days.", "account": ""}, {"short": "Wait 5 days.", "account": "meds"}, "contradiction"),
        ({"short": "Wait 2 days."}, {"short": "Wait 2 days.", "account": "meds"}, "duplicate"),
        ({"short": "Wait 2 days."}, {"short": "Wait 5 days.", "status": "retired"}, None),
        ({"short": "Wait 2 days.", "status": "merged"}, {"short": "Wait 5 days."}, None),
    ],
)
def test_two_answers_are_judged_by_what_they_say_and_where(
    one: dict[str, Any], other: dict[str, Any], judged: str | None
) -> None:
    assert finding_twins.judged(entry(**one), entry(**other)) == judged


def test_both_owners_are_asked_twice_then_the_others_one_by_one_and_the_duty_person_for_ever() -> None:
    one = entry(owner="U0LENA", department="infection", topic="")
    other = entry(owner="U0OMAR", department="pharmacy", topic="")
    turns = [asking_about_twins.people_for(pair(asked=n), one, other, HOSPITAL, {"U0GRACE"}) for n in range(9)]

    assert turns[:2] == [["U0LENA", "U0OMAR"]] * 2
    assert turns[2:] == [["U0TOM"], ["U0ADA"], ["U0PRIYA"], ["U0PRIYA"], ["U0PRIYA"], ["U0PRIYA"], ["U0PRIYA"]]


def test_where_both_owners_left_somebody_is_asked_all_the_same() -> None:
    bare = Organisation(name="Bare", duty="U0PRIYA")

    assert asking_about_twins.people_for(pair(), entry(), entry(), bare, {"U0LENA"}) == ["U0PRIYA"]


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("kind", ["contradiction", "duplicate"])
def test_ten_pairs_fit_into_a_message_whatever_was_written(text: str, kind: str) -> None:
    one, other = entry(question=text, short=f"Wait 2 days. {text}"[:3000]), entry(question=text, short=text, id=8)
    settled = [
        pair(kind, settled_at=NOW, settled_by="U0LENA", how=how, kept_id=8)
        for how in ("kept one", "merged", "two questions", "fell away")
    ]
    several = [asked(pair(kind), one, other, due=14)] * 6 + [asked(each, one, other) for each in settled]

    for told in ([asked(pair(kind), one, other, due=14)] * 10, several, [asked(settled[0], one, other)]):
        said = views.request("U0LENA", told, NAMES)
        assert check_message(said["blocks"]) == []
        assert len(said["blocks"]) <= 50
    for window in (views.merge_window(pair(kind), one, other), views.said_of_merge(one, other, 3)):
        assert check_view(window) == []
        assert not too_large(window)
    assert check_message(views.told_owner(one, "U0LENA", "U0MAYA", "It is found elsewhere.")["blocks"]) == []


def test_what_differs_is_bold_and_each_choice_has_its_button() -> None:
    one = entry(short="Please wait 2 days.", question="May I visit?")
    other = entry(short="Please wait 5 days.", question="Can I visit?", id=8)

    said = views.request("U0LENA", [asked(pair(), one, other)], NAMES)

    shown = "\n".join(texts(said["blocks"]))
    assert "> Please wait *2 days*." in shown
    assert "> Please wait *5 days*." in shown
    assert labels(said["blocks"]) == [
        *("Look closer", "Look closer", "Keep the first", "Keep the second", "Merge …", "They are two questions")
    ]
    assert "Keep the first" not in labels(
        views.request("U0LENA", [asked(pair("duplicate"), one, other)], NAMES)["blocks"]
    )


@pytest.mark.parametrize("text", LONG)
def test_what_was_merged_and_what_says_otherwise_fits_into_the_window(text: str) -> None:
    merged = [entry(id=number, question=text, short=text, ended_by="U0LENA", ended_at=NOW) for number in range(5)]
    kept = entry_views.Kept(
        entry=entry(), names=NAMES, today=NOW, limit=140, merged=merged, more_merged=9, against=merged[0]
    )

    window = entry_views.entry_window(kept)

    assert check_view(window) == []
    assert not too_large(window)
    assert labels(window["blocks"]).count("What it said") == 5


def test_a_row_is_compared_with_the_others_of_other_groups_only() -> None:
    index = Index(3)
    rows = {
        1: (10, (1, 0, 0)),
        2: (10, (0.9, 0.1, 0)),
        3: (20, (0.99, 0.1, 0)),
        4: (20, (0.95, 0, 0)),
        5: (30, (0, 0, 1)),
    }
    for number, (group, vector) in rows.items():
        index.put(number, group, np.array(vector, np.float32))
    index.put(4, 40, np.array((0.95, 0, 0), np.float32))  # it moved to another group

    found = index.alike(index.numbers_of([10]), above=0.9, groups=5)

    assert index.numbers_of([10]) == [1, 2]
    assert [(each.number, each.other, each.other_number) for each in found if each.number == 1] == [
        (1, 20, 3),
        (1, 40, 4),
    ]
    assert index.alike([99], above=0.5, groups=5) == []
