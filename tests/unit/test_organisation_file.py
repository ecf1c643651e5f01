"""The organisation file: everything that can be wrong in it is said, with its line and what to write instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.organisation import Clocks
from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.file import MOST_BYTES, BadFile, parse
from bot.trimming import Style

GOOD = """\
name: Elmford
duty: U0DANA
lead: "@helen"
comms: [U0DANA, "@june"]
approvers: [U0DANA, "@june"]
clocks:
  answer_remind: 8 minutes
departments:
  water:
    name: Water
    desk: "#desk-water"
    experts: ["@lena", "@raj"]
accounts:
  city:
    handle: "@CityOfElmford"
    network: x
    department: water
    limit: 140
topics:
  tap:
    name: Tap water
    department: water
    keywords: [boil, cloudy]
"""
DIRECTORY = Directory.of(
    [
        Person("U0DANA", "dana", "Dana Reyes", "dana@city.gov"),
        Person("U0HELEN", "helen"),
        Person("U0JUNE", "june", "June Park"),
        Person("U0LENA", "lena", "Lena Ortiz"),
        Person("U0RAJ", "raj", "Raj Mehta", display_name="Raj"),
        Person("U0ALEX1", "alex1", "Alex Chen"),
        Person("U0ALEX2", "alex2", "Alex Chen"),
    ],
    [Channel("C0WATER", "desk-water"), Channel("C0ROADS", "desk-roads")],
)
FIND_PERSON = "write the member ID: in Slack open the person's profile, then More, Copy member ID (U0123ABCD)"
FIND_CHANNEL = (
    "write the channel ID: in Slack open the channel's details, it is at the very bottom (C0123ABCD); "
    "a private channel is only found once the bot is in it"
)
LOOK = "check the indentation, the colons and the quotes here and one line above"
DEPARTMENT = 'departments:\n  water:\n    name: Water\n    desk: "#desk-water"\n    experts: ["@lena", "@raj"]\n'
ACCOUNT = '  city:\n    handle: "@CityOfElmford"\n    network: x\n    department: water\n    limit: 140\n'
NETWORKS = (
    "x, bluesky, mastodon, threads, linkedin, linkedin_comment, facebook, facebook_comment, instagram, youtube, "
    "google_business, google_play"
)
PERSON = 'a member ID (U0123ABCD), "@maya" or maya@city.gov'
STYLE_FIELDS = "reading_grade, jargon, abbreviations, banned, source_link, hashtags, sign_off, blocks"
SHORTER = "write a shorter sign_off, or fewer hashtags"
TOO_LONG = "is too long or holds invisible characters; write at most 75 characters"


BAD = [  # what is written in the good file, what instead, and what is said then
    # names of fields
    ("duty: U0DANA", "dutty: U0DANA", ["line 1: 'duty' is missing in the organisation; add a line `duty: …`",
                                       "line 2: 'dutty' is not a field of the organisation; write 'duty'"]),
    ("    limit: 140", "    colour: 3", ["line 18: 'colour' is not a field of account 'city'; write handle, network, "
                                         "department, limit, approvers, publisher, style"]),
    ("lead: ", "name: x\nlead: ", ["line 3: 'name' is there twice in the organisation; keep one of them"]),
    ("  tap:", "  tap: {}\n  tap:", ["line 20: 'department' is missing in topic 'tap'; add a line `department: …`",
                                     "line 20: 'name' is missing in topic 'tap'; add a line `name: …`",
                                     "line 21: 'tap' is there twice in topics; keep one of them"]),
    ("lead: ", "'': x\nlead: ", ["line 3: a name is empty; give it one"]),
    ("  water:", "  Water!:", ["line 9: 'Water!' can't be a key in departments; write 'water': "
                               "small letters, digits and dashes"]),
    ("  tap:", "  Tap Water:", ["line 20: 'Tap Water' can't be a key in topics; write 'tap-water': "
                                "small letters, digits and dashes"]),
    ("  water:", "  вода:", ["line 9: 'вода' can't be a key in departments; write 'water': "
                             "small letters, digits and dashes"]),
    # sections
    (GOOD, "- a\n- b\n", ["line 1: the organisation should be lines of `name: value`; "
                          "indent them below it, each on its own line"]),
    (GOOD, "17\n", ["line 1: the organisation should be lines of `name: value`; "
                    "indent them below it, each on its own line"]),
    (DEPARTMENT, "departments: [water]\n", ["line 8: departments should be lines of `name: value`; "
                                           "indent them below it, each on its own line"]),
    (DEPARTMENT, "departments:\n", ["line 8: departments should be lines of `name: value`; "
                                   "indent them below it, each on its own line"]),
    (DEPARTMENT, "departments: {}\n", ["line 8: departments: there are none; add at least one, "
                                      "see examples/city.yaml"]),
    ("accounts:\n" + ACCOUNT, "accounts: {}\n", ["line 13: accounts: there are none; add at least one, "
                                                 "see examples/city.yaml"]),
    ("    name: Water\n", "", ["line 10: 'name' is missing in department 'water'; add a line `name: …`"]),
    # texts
    ("name: Elmford", "name: FILL_IN", ["line 1: name is still to be filled in; write the organisation's name"]),
    ("name: Elmford", "name:", ["line 1: name is empty; write the organisation's name "
                                '(what begins with # or @ needs quotes: "#desk")']),
    ("name: Elmford", "name: null", ["line 1: name is empty; write the organisation's name "
                                     '(what begins with # or @ needs quotes: "#desk")']),
    ('desk: "#desk-water"', "desk: #desk-water",
     ["line 11: desk of department 'water' is empty; write a channel ID (C0123ABCD) or \"#desk-water\" "
      '(what begins with # or @ needs quotes: "#desk")']),
    ("name: Elmford", f"name: {'x' * 76}", [f"line 1: name {TOO_LONG}"]),
    ("name: Elmford", 'name: "a\\u200bb"', [f"line 1: name {TOO_LONG}"]),
    ("name: Elmford", 'name: "two\\nlines"', [f"line 1: name {TOO_LONG}"]),
    ("name: Elmford", "name: [a, b]", ["line 1: name should be one text; write the organisation's name"]),
    ('"@CityOfElmford"', "{x: y}", ["line 15: handle of account 'city' should be one text; write \"@CityWater\""]),
    ("name: Tap water", "name:", ["line 21: name of topic 'tap' is empty; write Tap water "
                                  '(what begins with # or @ needs quotes: "#desk")']),
    ("[boil, cloudy]", "[boil, '']", ["line 23: keywords of topic 'tap' is empty; write boil water "
                                      '(what begins with # or @ needs quotes: "#desk")']),
    # people
    ("duty: U0DANA", "duty: Dana", [f"line 2: 'Dana' (duty) is neither a member ID nor a name; {FIND_PERSON}, "
                                    'or "@Dana"']),
    ("duty: U0DANA", 'duty: "@dna"', [f"line 2: '@dna' is not in this workspace; write \"@dana\", or {FIND_PERSON}"]),
    ("duty: U0DANA", "duty: dan@city.gov", ["line 2: 'dan@city.gov' is not in this workspace; "
                                            f'write "dana@city.gov", or {FIND_PERSON}']),
    ("duty: U0DANA", 'duty: "@zzz"', [f"line 2: '@zzz' is not in this workspace; {FIND_PERSON}"]),
    ("duty: U0DANA", 'duty: "@alex chen"', ["line 2: several people are called '@alex chen': U0ALEX1, U0ALEX2; "
                                            "write the member ID of the one you mean"]),
    ("duty: U0DANA", "duty: [U0DANA]", [f"line 2: duty should be one text; write {PERSON}"]),
    ('lead: "@helen"', "lead: FILL_IN", [f"line 3: lead is still to be filled in; write {PERSON}"]),
    ('comms: [U0DANA, "@june"]', "comms: []", ["line 4: comms: nobody is named; write at least one person: "
                                               '["@maya"]']),
    ('comms: [U0DANA, "@june"]', "comms:", ["line 4: comms: nobody is named; write at least one person: "
                                            '["@maya"]']),
    ('comms: [U0DANA, "@june"]', "comms: {a: b}", ["line 4: comms should be a list; write [first, second]"]),
    ('comms: [U0DANA, "@june"]', 'comms: [U0DANA, "@dana"]', ["line 4: U0DANA is in the list twice; "
                                                              "keep one of them"]),
    ('["@lena", "@raj"]', '["@lena", "@rja"]', [f"line 12: '@rja' is not in this workspace; write \"@raj\", or "
                                                f"{FIND_PERSON}"]),
    ('approvers: [U0DANA, "@june"]', 'approvers: "@june"',
     ["line 9: department 'water' has fewer than two people who may approve, and whoever signs a text can't "
      "approve it; name two under `approvers`, here or at the top"]),
    # channels
    ('"#desk-water"', '"#desk-watr"', [f"line 11: '#desk-watr' is not in this workspace; write \"#desk-water\", or "
                                       f"{FIND_CHANNEL}"]),
    ('"#desk-water"', "board", [f"line 11: 'board' is not in this workspace; {FIND_CHANNEL}"]),
    ("accounts:\n", '  roads:\n    name: Roads\n    desk: C0WATER\n    experts: "@raj"\naccounts:\n',
     ["line 15: the desk of 'roads' is already the desk of 'water': a reply there could belong to either; "
      "give each department a channel of its own"]),
    # references and numbers
    ("network: x", "network: twitter", ["line 16: network 'twitter' is not known; write 'x'"]),
    ("network: x", "network: myspace", [f"line 16: network 'myspace' is not known; write {NETWORKS}"]),
    ("network: x", "network: [x, x]", ["line 16: x is in the list twice; keep one of them"]),
    ("network: x", "network: [x, fax]", [f"line 16: network 'fax' is not known; write {NETWORKS}"]),
    ("network: x", "network: []", [f"line 16: network of account 'city' should be one text; write {NETWORKS}"]),
    ("network: x", "network: FILL_IN", ["line 16: network of account 'city' is still to be filled in; "
                                        f"write {NETWORKS}"]),
    ("    department: water\n    limit", "    department: watter\n    limit",
     ["line 17: department of account 'city': 'watter' is not known; write 'water'"]),
    ("    department: water\n    keywords", "    department: parks\n    keywords",
     ["line 22: department of topic 'tap': 'parks' is not known; write water"]),
    ("limit: 140", "limit: none", ["line 18: limit of account 'city' is 'none'; write a whole number from 1 to 280 "
                                   "(x takes no more)"]),
    ("limit: 140", "limit: 0", ["line 18: limit of account 'city' is '0'; write a whole number from 1 to 280 "
                                "(x takes no more)"]),
    ("limit: 140", "limit: 281", ["line 18: limit of account 'city' is '281'; write a whole number from 1 to 280 "
                                  "(x takes no more)"]),
    ("limit: 140", "limit: 1.5", ["line 18: limit of account 'city' is '1.5'; write a whole number from 1 to 280 "
                                  "(x takes no more)"]),
    ("limit: 140", "limit: ١٤٠", ["line 18: limit of account 'city' is '١٤٠'; write a whole number from 1 to 280 "
                                  "(x takes no more)"]),
    ("limit: 140", "publisher: robot", ["line 18: publisher 'robot' is not known; write manual"]),
    ("keywords: [boil, cloudy]", "review_days: 9999",
     ["line 23: review_days of topic 'tap' is '9999'; write a whole number from 1 to 3650 days"]),
    ("topics:\n", '  second:\n    handle: "@cityofelmford"\n    network: x\ntopics:\n',
     ["line 20: @cityofelmford on x is already account 'city'; keep one of them"]),
    # clocks
    ("8 minutes", "soon", ["line 7: answer_remind of clocks is 'soon'; write a time such as \"90 s\", \"2 minutes\" "
                           'or "1 h 30 min", at most 60 days']),
    ("8 minutes", "61 days", ["line 7: answer_remind of clocks is '61 days'; write a time such as \"90 s\", "
                              '"2 minutes" or "1 h 30 min", at most 60 days']),
    ("8 minutes", "15 minutes", ["line 7: answer_next of clocks is not after answer_remind; "
                                 "write a longer time for answer_next"]),
    ("answer_remind", "answer_remined", ["line 7: 'answer_remined' is not a field of clocks; write 'answer_remind'"]),
    ("accounts:\n", "    clocks:\n      overdue: 10 minutes\naccounts:\n",
     ["line 14: overdue of clocks of department 'water' is not after at_risk; write a longer time for overdue"]),
    # style
    ("topics:\n", "style: {reading_grade: 30}\ntopics:\n",
     ["line 19: reading_grade of style is '30'; write a whole number from 1 to 20, the highest US school grade, "
      "or none"]),
    ("topics:\n", "style: {colour: red}\ntopics:\n",
     [f"line 19: 'colour' is not a field of style; write {STYLE_FIELDS}"]),
    ("topics:\n", "style: {jargon: [a, b]}\ntopics:\n",
     ["line 19: jargon of style should say what to write instead; write {hypertension: high blood pressure}"]),
    ("topics:\n", "style: {jargon: {hypertension: }}\ntopics:\n",
     ["line 19: 'hypertension' in jargon of style is empty; write what to say instead "
      '(what begins with # or @ needs quotes: "#desk")']),
    ("topics:\n", "style:\n  banned:\ntopics:\n",
     ['line 20: banned of style is empty; write ["guarantee", "100% safe"], or none']),
    ("topics:\n", "style:\n  sign_off: #RH\ntopics:\n",
     ['line 20: sign_off of style is empty; write "^RH", or none (what begins with # needs quotes)']),
    ("topics:\n", "style:\n  hashtags: [Elm Ford, '12']\ntopics:\n",
     ["line 20: hashtags of style: 'Elm Ford' is not a hashtag; write \"#ElmFord\"",
      "line 20: hashtags of style: '12' is not a hashtag; write \"#Riverside\""]),
    ("topics:\n", "style:\n  source_link: [https://city.gov/a, city]\ntopics:\n",
     ["line 20: source_link of style: 'https://city.gov/a' is not a host; write city.gov",
      "line 20: source_link of style: 'city' is not a host; write city.gov"]),
    ("topics:\n", "style:\n  abbreviations: {NHS: x}\ntopics:\n",
     ["line 20: abbreviations of style should be a list; write [first, second]"]),
    ("topics:\n", "style:\n  blocks: [baned]\ntopics:\n",
     ["line 20: blocks of style: 'baned' is not known; write 'banned'"]),
    ("    limit: 140", "    limit: 9\n    style: {sign_off: ^Elmford}",
     [f"line 19: “^Elmford” takes 9 of the 9 characters of account 'city'; {SHORTER}"]),
    ("topics:\n", f"style:\n  sign_off: {'x' * 72}\ntopics:\n",
     [f"line 15: “{'x' * 72}” takes 73 of the 140 characters of account 'city'; {SHORTER}",
      f"line 20: “{'x' * 72}” takes 73 of the 140 characters of a post on x; {SHORTER}"]),
    # YAML itself
    ("lead: ", "lead: @helen #", ["line 3: a name that begins with @ needs quotes; write \"@maya\""]),
    ("name: Elmford", "name: `Elmford", ["line 1: this sign can't begin a value; put the value in quotes"]),
    ("name: Elmford", "name: %Elmford", ["line 1: this sign can't begin a value; put the value in quotes"]),
    ("name: Elmford", "name: *Elmford", ["line 1: what begins with * or & needs quotes; put the value in quotes"]),
    ("name: Elmford", "name: City: Elmford", ["line 1: there is a colon too many, or the indentation is wrong; "
                                              f"{LOOK}"]),
    ("name: Elmford", 'name: "Elm\\ford\\q"', ["line 1: a backslash in double quotes; use single quotes"]),
    ('"@june"]\nclocks', '"@june"\nclocks', ["line 6: a bracket is opened and never closed, or a comma is missing; "
                                             "write [first, second]"]),
    ("topics:\n", "topics\n", ["line 20: a colon is missing; write `name: value`"]),
    ("lead: ", "---\nlead: ", ["line 3: a second document begins here; delete the line `---` and keep one"]),
    ("    name: Water\n", "\tname: Water\n", ["line 10: the line begins with a tab; indent with spaces only"]),
    ("    name: Water\n    desk", "\tname: Water\n\tdesk",
     ["line 10: the line begins with a tab; indent with spaces only",
      "line 11: the line begins with a tab; indent with spaces only"]),
    ("Tap water", "Tap \x07water", ["line 21: there is an invisible control character; delete it"]),
    ("cloudy]\n", "cloudy]\nlast: 'never closed\n", ["line 25: a quotation mark is opened and never closed; "
                                                     "close it"]),
]  # fmt: skip


def problems(source: str | bytes, directory: Directory | None = DIRECTORY) -> list[str]:
    """What is said about a file."""
    with pytest.raises(BadFile) as caught:
        parse(source, directory)
    return [str(problem) for problem in caught.value.problems]


def test_the_good_file_is_read_whole():
    org = parse(GOOD, DIRECTORY)

    assert (org.name, org.duty, org.lead, org.comms) == ("Elmford", "U0DANA", "U0HELEN", ("U0DANA", "U0JUNE"))
    assert org.departments[0].desk == "C0WATER"
    assert org.departments[0].experts == ("U0LENA", "U0RAJ")
    assert org.accounts[0].limit == 140
    assert org.topics[0].keywords == ("boil", "cloudy")
    assert org.clocks == Clocks()


@pytest.mark.parametrize(("written", "instead", "expected"), BAD)
def test_what_is_wrong_is_said_with_its_line_and_what_to_write_instead(written: str, instead: str, expected: list[str]):
    assert written in GOOD

    assert problems(GOOD.replace(written, instead, 1)) == expected


STYLE = """\
style:
  reading_grade: 9
  jargon: {boil order: boil your water, no: none}
  abbreviations: [EPA]
  banned: [guarantee, 100% safe]
  source_link: true
  hashtags: "#Elmford"
  sign_off: ^E
  blocks: [banned]
topics:
"""
OWN_STYLE = """\
    style:
      reading_grade: none
      abbreviations: none
      banned: none
      source_link: [city.gov]
      hashtags: none
topics:
"""


def test_an_accounts_style_overrides_the_organisations_key_by_key():
    org = parse(GOOD.replace("topics:\n", STYLE), DIRECTORY)
    own = parse(
        GOOD.replace("topics:\n", OWN_STYLE).replace("accounts:\n", STYLE.replace("topics", "accounts")), DIRECTORY
    )

    general = Style(
        reading_grade=9,
        jargon=(("boil order", "boil your water"), ("no", "none")),
        abbreviations=("EPA",),
        banned=("guarantee", "100% safe"),
        source_link=True,
        hashtags=("#Elmford",),
        sign_off="^E",
        blocks=("banned",),
    )
    assert org.style_for("city") == org.style_for("") == general
    assert own.style_for("") == general
    assert own.style_for("city") == Style(
        jargon=general.jargon, source_link=("city.gov",), sign_off="^E", blocks=("banned",)
    )


def test_abbreviations_without_a_list_are_checked_all_the_same():
    for written in ("true", "[]"):
        org = parse(GOOD.replace("topics:\n", f"style: {{abbreviations: {written}}}\ntopics:\n"), DIRECTORY)
        assert org.style_for("city").abbreviations == ()
    assert parse(GOOD, DIRECTORY).style_for("city") == Style()


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file():
    bad = GOOD.replace("U0DANA", '"@nobody"', 1).replace("network: x", "network: fax").replace("[boil", "[boil, boil")

    assert [said.partition(":")[0] for said in problems(bad)] == ["line 2", "line 16", "line 23"]


def test_names_need_slack_and_ids_do_not():
    ids = GOOD.replace('"@helen"', "U0HELEN").replace('"@june"', "U0JUNE").replace('"@lena", "@raj"', "U0LENA, U0RAJ")

    assert problems(ids, None) == [f"line 11: '#desk-water' can't be looked up without Slack; {FIND_CHANNEL}"]
    assert parse(ids.replace('"#desk-water"', "C0WATER"), None) == parse(GOOD, DIRECTORY)


def test_a_person_can_be_named_by_address_display_name_or_a_real_name_that_only_one_has():
    for written in ('"@DANA"', "Dana@City.gov", '"@Dana Reyes"'):
        assert parse(GOOD.replace("duty: U0DANA", f"duty: {written}"), DIRECTORY).duty == "U0DANA"


def test_a_name_that_somebody_else_has_now_is_not_that_of_the_person_who_left():
    directory = Directory.of([Person("U1", "ann", "Ann Lee", gone=True), Person("U2", "ann2", "Ann Lee")], [])

    assert directory.people["ann lee"] == "U2"
    assert directory.people["ann"] == "U1"


def test_a_display_name_that_is_another_persons_user_name_belongs_to_neither():
    directory = Directory.of([Person("U1", "maya"), Person("U2", "m.ito", display_name="Maya")], [])

    assert "maya" not in directory.people
    assert directory.shared["maya"] == ("U1", "U2")
    assert directory.person("U1") == "U1"


def test_department_clocks_start_from_the_organisations():
    text = GOOD.replace("accounts:\n", "    clocks: {answer_next: 20 min}\naccounts:\n").replace(
        "8 minutes", "9 minutes"
    )

    clocks = parse(text, DIRECTORY).clocks_for("water")

    assert clocks.answer_remind.total_seconds() == 9 * 60
    assert clocks.answer_next.total_seconds() == 20 * 60


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", "line 1: the file is empty; begin with `name:` and see examples/city.yaml"),
        (b"# only a remark\n\n", "line 1: the file is empty; begin with `name:` and see examples/city.yaml"),
        (b"null\n", "line 1: the organisation should be lines of `name: value`; "
                    "indent them below it, each on its own line"),
        ("name: Café\n".encode("latin-1"), "line 1: the file is not UTF-8; save it again with the encoding UTF-8"),
        ("name: a\nduty: é\n".encode("utf-16"), "line 1: the file is not UTF-8; save it again with the encoding UTF-8"),
        (b"a: " + b"[" * 5_000, "line 1: the file is nested too deeply; see examples/city.yaml for its form"),
        (b"- " * 5_000, "line 1: the file is nested too deeply; see examples/city.yaml for its form"),
    (b"x" * MOST_BYTES + b"x", "line 1: the file is larger than 300 KB; split off what isn't about the organisation"),
        (b"#" * 1_000_000, "line 1: the file is larger than 300 KB; split off what isn't about the organisation"),
        (b"name: a\x00b\n", "line 1: there is an invisible control character; delete it"),
    ],
)  # fmt: skip
def test_awkward_files_get_one_plain_sentence(source: bytes, expected: str):
    assert problems(source) == [expected]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert parse(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), DIRECTORY) == parse(GOOD, DIRECTORY)
    assert parse("\ufeff" + GOOD, DIRECTORY) == parse(GOOD, DIRECTORY)


def test_anchors_and_merges_are_followed():
    text = GOOD.replace("  city:\n", "  city: &all\n").replace(
        "topics:\n", '  second:\n    <<: *all\n    handle: "@Other"\ntopics:\n'
    )

    second = parse(text, DIRECTORY).accounts[1]

    assert (second.handle, second.network, second.department) == ("@Other", "x", "water")


def test_something_that_merges_itself_ends():
    assert problems("a: &a\n  <<: *a\n<<: &b\n  <<: *b\n")


def test_a_number_where_a_text_is_expected_is_its_digits():
    assert parse(GOOD.replace("name: Elmford", "name: 311"), DIRECTORY).name == "311"


def test_tags_and_python_objects_are_only_text():
    org = parse(GOOD.replace("name: Elmford", "name: !!python/object/apply:os.system echo"), DIRECTORY)

    assert org.name == "echo"


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_any_file_at_all_gets_sentences_or_an_organisation(source: bytes | str):
    assert all(str(problem).startswith("line ") for problem in _problems_of(source))


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_good_file_gets_sentences_or_an_organisation(data: st.DataObject):
    at = data.draw(st.integers(0, len(GOOD)))
    until = data.draw(st.integers(at, len(GOOD)))
    put = data.draw(
        st.one_of(st.text(max_size=5), st.sampled_from(["\t", "&a ", "*a", "<<: ", "{", "[", "- ", ": ", '"']))
    )

    assert all(1 <= problem.line <= GOOD.count("\n") + 7 for problem in _problems_of(GOOD[:at] + put + GOOD[until:]))


def _problems_of(source: bytes | str):
    try:
        parse(source, DIRECTORY)
    except BadFile as bad:
        return bad.problems
    return []
