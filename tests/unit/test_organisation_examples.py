"""The example files can be used as they are."""

import re
from pathlib import Path

import pytest

from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.file import parse
from bot.organisation.findings import findings
from bot.trimming import blocking, breaches
from sandbox.workspace import seed
from tests.unit.riverside import BOT, CHANNELS, DIRECTORY, PEOPLE

EXAMPLES = Path(__file__).parents[2] / "examples"
CITY = (EXAMPLES / "city.yaml").read_text(encoding="utf-8")
RIVERSIDE = parse((EXAMPLES / "riverside.yaml").read_bytes(), DIRECTORY)


def directory_of(text: str) -> Directory:
    """Everybody and every channel that a file names, as if they were in the workspace."""
    without_handles = re.sub(r"handle: \"[^\"]*\"", "", text)
    people = sorted(set(re.findall(r'"@([\w.]+)"', without_handles)))
    channels = sorted(set(re.findall(r'"#([\w-]+)"', text)))
    return Directory.of(
        [Person(f"U{number:04}", name) for number, name in enumerate(people)],
        [Channel(f"C{number:04}", name) for number, name in enumerate(channels)],
    )


def test_the_city_has_thirty_accounts_in_eight_departments():
    city = parse(CITY, directory_of(CITY))

    assert (len(city.accounts), len(city.departments)) == (30, 8)
    assert {one.department for one in city.accounts} == {None, *(one.key for one in city.departments)}
    assert all(len(city.approvers_for(None, one.key)) >= 2 and len(one.experts) >= 2 for one in city.departments)
    assert all(any(topic.department == one.key for topic in city.topics) for one in city.departments)


def test_the_citys_agency_may_not_approve():
    known = directory_of(CITY)
    city = parse(CITY, known)
    kai = known.people["kai.lindqvist"]

    assert city.is_comms(kai)
    assert not any(
        kai in city.approvers_for(account.key, one.key) for account in city.accounts for one in city.departments
    )


def test_the_citys_accounts_have_a_style_of_their_own_over_the_general_one():
    city = parse(CITY, directory_of(CITY))

    assert city.style_for("water-x").blocks == ("banned",)
    assert (city.style_for("alert-x").reading_grade, city.style_for("alert-x").closing) == (6, ("#AlertElmford",))
    assert city.style_for("alert-x").banned == city.style_for("").banned
    text = "Yes. We guarantee potable water: https://www.cdc.gov/water"
    assert [each.kind for each in blocking(text, city.style_for("alert-x"))] == ["jargon", "banned", "hashtags"]
    assert [each.kind for each in blocking(text, city.style_for("health-facebook"))] == ["banned"]


def test_the_hospitals_style_only_warns():
    assert all(RIVERSIDE.style_for(one.key).blocks == () for one in RIVERSIDE.accounts)
    (warned,) = breaches("It is contraindicated.", RIVERSIDE.style_for("main"))
    assert warned.said == "“contraindicated” is jargon here: say “not advised”."


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Is it safe to drink the tap water after last night's main break on Elm Street?", "tap-water"),
        ("When will my street be plowed? Still 20 cm of snow here", "snow"),
        ("Does the wheelchair ramp work on the 14?", "accessibility"),
        ("there's smoke over the north end, is the air quality ok for kids", "smoke"),
        ("what payload may trucks carry", None),
    ],
)
def test_the_citys_questions_find_their_topic(question: str, topic: str | None):
    found = parse(CITY, directory_of(CITY)).guess_topic(question)

    assert (found.key if found else None) == topic


def test_the_sandboxs_own_questions_go_to_the_right_departments():
    first, second = (RIVERSIDE.guess_topic(message["text"]) for message in seed()["messages"])

    assert first is not None
    assert (first.department, RIVERSIDE.experts_for(first.key, "")) == ("infection", ("U0LENA", "U0TOM"))
    assert second is not None
    assert second.department == "pharmacy"


def test_whoever_watches_the_demo_sees_its_clocks_ring():
    assert RIVERSIDE.clocks.acknowledge_remind.total_seconds() < 60
    assert RIVERSIDE.clocks.draft_pause.total_seconds() < 10
    assert all(one.clocks is None for one in RIVERSIDE.departments)


def test_the_hospitals_import_names_the_experts_who_are_not_in_their_desks():
    assert [line for line in findings(RIVERSIDE, PEOPLE, CHANNELS, BOT) if "experts" in line] == [
        "Pharmacy: experts who aren't in #desk-pharmacy: Grace Kim.",
        "Maternity: experts who aren't in #desk-maternity: Jon Reyes.",
    ]
