"""An organisation turned into text and read back is the same organisation."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.organisation import Account, Clocks, Department, Organisation, Rules, Topic, durations
from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.dump import dump
from bot.organisation.file import parse
from bot.trimming.counting import NETWORKS, limit_of, networks
from bot.trimming.style import KINDS
from tests.flows.hospital import HOSPITAL
from tests.unit.riverside import DIRECTORY

signs = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("#@:-'\"[]{}!&*%|>,? ")
texts = st.text(signs, min_size=1, max_size=20).map(str.strip).filter(lambda text: text and text.isprintable())
words = texts | st.sampled_from(
    ["null", "yes", "17", "1e3", "2026-03-01", "~", "x" * 75, "FILL_IN?", "<<", "=", "a: b"]
)
keys = st.sampled_from(["water", "roads", "no", "null", "311", "1e5", "a-b_c", "0x1f", "2026-03-01"])
users = st.integers(100, 120).map("U{}".format)
some_users = st.lists(users, unique=True, max_size=3).map(tuple)
microseconds = st.integers(1, 29 * 86_400 * 10**6)


@st.composite
def clocks(draw: st.DrawFn) -> Clocks:
    """Any that a file may hold: what comes later takes longer."""
    first, second, third = sorted(draw(st.tuples(microseconds, microseconds, microseconds)))
    spans = {name: timedelta(microseconds=third + 1) for name in Clocks.model_fields}
    for name in spans:
        if name.endswith("_remind") or name in ("at_risk", "repeat", "offer_within"):
            spans[name] = timedelta(microseconds=draw(st.sampled_from([first, second])))
    return Clocks(**spans)


hosts = st.sampled_from(["city.gov", "who.int", "stadt-köln.de"])
lists = st.none() | st.lists(words, unique=True, max_size=3).map(tuple)
rules = st.builds(
    Rules,
    reading_grade=st.none() | st.integers(0, 20),
    jargon=st.none() | st.dictionaries(words, words, max_size=2).map(lambda pairs: tuple(pairs.items())),
    abbreviations=st.booleans() | lists,
    banned=lists,
    source_link=st.none() | st.booleans() | st.lists(hosts, unique=True, min_size=1).map(tuple),
    hashtags=st.none() | st.lists(st.sampled_from(["#Elm", "#311A", "#Köln"]), unique=True).map(tuple),
    sign_off=st.none() | st.sampled_from(["", "^RH", "– Elmford", "yes", "~"]),
    blocks=st.none() | st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    names = draw(st.lists(keys, unique=True, min_size=1, max_size=4))
    general = draw(st.one_of(st.just(Clocks()), clocks()))
    desks = draw(st.permutations(["C0A", "C0B", "G0C", "C0D"]))
    departments = tuple(
        Department(
            key=key,
            name=draw(words),
            desk=desk,
            lead=draw(st.none() | users),
            approvers=draw(some_users),
            experts=draw(some_users.filter(bool)),
            clocks=draw(st.none() | st.just(general) | clocks()),
        )
        for key, desk in zip(names, desks, strict=False)
    )
    accounts = []
    profiles = st.tuples(words, st.sampled_from([*NETWORKS, "x+bluesky", "threads+mastodon+x"]))
    taken: set[tuple[str, str]] = set()
    for key in draw(st.lists(keys, unique=True, min_size=1, max_size=4)):
        handle, network = draw(profiles)
        limit = draw(st.integers(1, limit_of(network)))
        department = draw(st.none() | st.sampled_from(names))
        its = {(handle.casefold(), name) for name in networks(network)}
        if taken.isdisjoint(its):
            taken |= its
            own = draw(rules) if limit > 100 else Rules(hashtags=(), sign_off="")  # what has room for a closing
            known = {"handle": handle, "network": network, "limit": limit, "department": department}
            accounts.append(Account(key=key, **known, style=own))
    topics = tuple(
        Topic(
            key=key,
            name=draw(words),
            department=draw(st.sampled_from(names)),
            experts=draw(some_users),
            keywords=tuple(draw(st.lists(words, unique=True, max_size=3))),
            review_days=draw(st.integers(1, 3650)),
        )
        for key in draw(st.lists(keys, unique=True, max_size=3))
    )
    return Organisation(
        name=draw(words),
        duty=draw(users),
        lead=draw(st.none() | users),
        comms=draw(some_users.filter(bool)),
        approvers=draw(st.lists(users, unique=True, min_size=2, max_size=3).map(tuple)),
        departments=departments,
        accounts=tuple(accounts),
        topics=topics,
        clocks=general,
        style=draw(rules),
    )


@settings(max_examples=100)
@given(organisations())
def test_any_organisation_comes_back_as_it_was(organisation: Organisation):
    assert parse(dump(organisation)) == organisation


@settings(max_examples=60)
@given(st.data())
def test_whatever_people_and_channels_are_called_they_come_back_as_they_were(data: st.DataObject):
    organisation = data.draw(organisations())
    named = organisation.everyone()
    called = st.text(max_size=8) | st.sampled_from(["maya", "Maya", "maya ito", "maya@city.gov"])
    people = [Person(user, data.draw(called), data.draw(called), data.draw(called)) for user in named]
    rooms = [Channel(one.desk, data.draw(called)) for one in organisation.departments]
    directory = Directory.of(people, rooms)

    assert parse(dump(organisation, directory), directory) == organisation


def test_people_and_channels_are_named_where_the_directory_knows_them():
    text = dump(HOSPITAL, DIRECTORY)

    assert 'experts: ["@lena", "@tom"]'.replace('"', "'") in text
    assert "desk: '#desk-infection'" in text
    assert "U0" not in text
    assert parse(text, DIRECTORY) == HOSPITAL


def test_only_clocks_that_differ_are_written():
    slow = Clocks(answer_next=timedelta(minutes=40))
    text = dump(HOSPITAL.model_copy(update={"clocks": slow}))

    assert "clocks:\n  answer_next: 40 minutes\n" in text
    assert "answer_remind" not in text


def test_departments_own_clocks_stay_its_own_even_where_they_are_the_same():
    own = HOSPITAL.departments[0].model_copy(update={"clocks": Clocks()})
    organisation = HOSPITAL.model_copy(update={"departments": (own, *HOSPITAL.departments[1:])})

    assert parse(dump(organisation)) == organisation


def test_every_clock_can_be_written():
    assert all(durations.read(durations.write(span)) == span for _, span in Clocks())
