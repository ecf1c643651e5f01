"""A first organisation file from what is in a workspace: guesses where it can, FILL_IN where only a person knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.draft import draft
from bot.organisation.file import BadFile, parse
from tests.unit.riverside import CHANNELS, DIRECTORY, PEOPLE


def to_fill_in(text: str, directory: Directory) -> list[str]:
    with pytest.raises(BadFile) as caught:
        parse(text, directory)
    return [problem.what for problem in caught.value.problems]


def test_the_hospitals_draft_says_exactly_what_is_still_to_fill_in():
    text = draft(PEOPLE, CHANNELS, name="Riverside Health")

    assert to_fill_in(text, DIRECTORY) == [
        "duty is still to be filled in",
        "handle of account 'main' is still to be filled in",
        "network of account 'main' is still to be filled in",
    ]


def test_once_filled_in_the_draft_is_an_organisation_with_the_desks_departments():
    text = draft(PEOPLE, CHANNELS, name="Riverside Health")
    for answer in ('"@priya"', '"@RiversideHealth"', "x"):
        before, _, after = text.partition(": FILL_IN")
        text = f"{before}: {answer}{after}"

    org = parse(text, DIRECTORY)

    assert [(one.key, one.desk, one.experts) for one in org.departments] == [
        ("infection", "C0INFECT", ("U0LENA", "U0TOM", "U0ADA")),
        ("pharmacy", "C0PHARM", ("U0OMAR",)),
        ("maternity", "C0MATERN", ("U0NINA",)),
    ]
    assert org.comms == org.approvers == ("U0MAYA", "U0SAM", "U0PRIYA")


def test_an_empty_workspace_gets_a_department_to_copy():
    assert to_fill_in(draft([], [], name=""), Directory()) == [
        "name is still to be filled in",
        "duty is still to be filled in",
        "comms is still to be filled in",
        "approvers is still to be filled in",
        "name of department 'water' is still to be filled in",
        "desk of department 'water' is still to be filled in",
        "experts of department 'water' is still to be filled in",
        "handle of account 'main' is still to be filled in",
        "network of account 'main' is still to be filled in",
    ]


def test_a_channel_is_a_desk_by_its_name_or_its_topic():
    channels = [
        Channel("C1", "desk-roads"),
        Channel("C2", "ask-parks", topic="Questions for the parks department"),
        Channel("C3", "helpdesk", topic="Printers"),
    ]
    text = draft([], channels, name="Elmford")

    assert "  roads:" in text
    assert '  ask-parks:\n    name: Ask parks\n    desk: "#ask-parks"' in text
    assert "helpdesk" not in text


def test_people_who_left_and_bots_are_nobodys_expert():
    people = [Person("U1", "ann"), Person("U2", "old", gone=True), Person("U3", "robot", bot=True)]
    text = draft(people, [Channel("C1", "desk-roads", ("U1", "U2", "U3"))], name="Elmford")

    assert 'experts: ["@ann"]' in text


def test_a_crowded_channel_says_nothing_about_who_the_experts_are():
    people = [Person(f"U{number}", f"p{number}") for number in range(100, 140)]
    text = draft(people, [Channel("C1", "desk-all", tuple(one.id for one in people))], name="Elmford")

    assert "    # In the channel: 40 people.\n    experts: FILL_IN\n" in text


words = st.text(max_size=12)
people_lists = st.lists(
    st.builds(Person, st.from_regex(r"U[A-Z0-9]{2,4}", fullmatch=True), words, words, words, words, words), max_size=6
)


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_in_the_workspace_only_gaps_are_left_to_fill_in(data: st.DataObject):
    people = list({one.id: one for one in data.draw(people_lists)}.values())
    members = st.lists(st.sampled_from([one.id for one in people] or ["U0X"]), unique=True).map(tuple)
    channel = st.builds(
        Channel, st.from_regex(r"C[A-Z0-9]{2,4}", fullmatch=True), words.map("desk-{}".format), members, words
    )
    channels = data.draw(st.lists(channel, max_size=4, unique_by=lambda one: one.id))
    text = draft(people, channels, name=data.draw(words))

    left = to_fill_in(text, Directory.of(people, channels))

    assert all(what.endswith("is still to be filled in") for what in left), left
