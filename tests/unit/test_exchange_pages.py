"""FAQ pages: what schema.org markup says, as plain text; nothing else of the page."""

import json

import pytest

from bot import exchange
from bot.exchange.markup import plain

WARD = ("When does the ward open?", "At 9.\n- weekdays: 9 to 17\n- Sundays: see Times (https://h.example/times)")
ANSWER = "<p>At 9.</p><ul><li>weekdays: 9 to 17</li><li>Sundays: see <a href='/times'>Times</a></li></ul>"
BASE = '<link rel="canonical" href="https://h.example/faq">'


def pairs(page: str) -> list[tuple[object, object]]:
    found = exchange.read("faq.html", page.encode())
    assert found.problems == []
    return [(line.values["question"], line.values["full"]) for line in found.lines]


def script(said: object) -> str:
    return f'{BASE}<script type="application/ld+json">{said if isinstance(said, str) else json.dumps(said)}</script>'


ASKED = {
    "@type": "Question",
    "name": "When does the <b>ward</b> open?",
    "acceptedAnswer": {"@type": "Answer", "text": ANSWER},
}


@pytest.mark.parametrize(
    "said",
    [
        {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [ASKED]},
        {"@type": "FAQPage", "mainEntity": ASKED},
        [{"@type": "WebPage"}, {"@type": ["WebPage", "FAQPage"], "mainEntity": [ASKED, ASKED]}],
        {
            "@graph": [
                {"@type": "Organization"},
                {"@type": "FAQPage", "mainEntity": [{"@id": "#q"}]},
                ASKED | {"@id": "#q"},
            ]
        },
        {"@graph": [ASKED | {"acceptedAnswer": {"@id": "#a"}}, {"@id": "#a", "@type": "Answer", "text": ANSWER}]},
        ASKED | {"@type": "https://schema.org/Question", "name": ["When does the ward open?"]},
        ASKED | {"acceptedAnswer": [{"text": ANSWER}], "suggestedAnswer": {"text": "Never."}},
        ASKED | {"acceptedAnswer": {"text": ANSWER.replace("<", "&lt;").replace(">", "&gt;")}},
    ],
)
def test_json_ld_is_read_however_it_is_nested(said: object):
    assert pairs(script(said)) == [WARD]


def test_microdata_is_read():
    page = f"""{BASE}<div itemscope itemtype="https://schema.org/FAQPage">
      <div itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"><h3 itemprop="name">When does
        the ward open?</h3>
        <div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer" hidden>
          <div itemprop="text">{ANSWER}<script>track()</script><style>p {{}}</style></div></div></div></div>"""

    assert pairs(page) == [WARD]


def test_rdfa_is_read():
    page = f"""{BASE}<div vocab="https://schema.org/" typeof="FAQPage"><div property="mainEntity" typeof="Question">
      <h3 property="name">When does the ward open?</h3><div property="acceptedAnswer" typeof="Answer">
      <div property="text">{ANSWER}</div></div></div></div>"""

    assert pairs(page) == [WARD]


def test_microdata_that_stands_elsewhere_in_the_page_is_read():
    page = f"""{BASE}<div itemscope itemtype="https://schema.org/Question" itemref="asked said gone"></div>
      <h3 id="asked" itemprop="name">When does the ward open?</h3>
      <div id="said" itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
      <div itemprop="text">{ANSWER}</div></div>"""

    assert pairs(page) == [WARD]


def test_rdfa_that_relates_things_is_read():
    page = f"""{BASE}<div vocab="https://schema.org/" typeof="FAQPage"><div rel="mainEntity"><div typeof="Question">
      <h3 property="name">When does the ward open?</h3><div rel="acceptedAnswer"><div typeof="Answer">
      <p>By:</p><div property="text">{ANSWER}</div></div></div></div></div></div>"""

    assert pairs(page) == [WARD]


@pytest.mark.parametrize(
    ("before", "after"), [("//<![CDATA[\n", "\n//]]>"), ("<![CDATA[", "]]>"), ("/*<![CDATA[*/", "/*]]>*/")]
)
def test_json_ld_in_a_section_of_its_own_is_read(before: str, after: str):
    page = f"{BASE}<script type='application/ld+json'>{before}{json.dumps(ASKED)}{after}</script>"

    assert pairs(page) == [WARD]


@pytest.mark.parametrize("charset", ["iso-8859-1", "latin1", "US-ASCII", "windows-1252"])
def test_a_page_in_latin_1_is_read_as_browsers_do(charset: str):
    page = f'<meta charset="{charset}"><b itemtype=Question><i itemprop=name>How much?</i>'
    answer = "<i itemprop=acceptedAnswer>€5, “today”.</i></b>"

    [line] = exchange.read("faq.html", (page + answer).encode("windows-1252")).lines

    assert line.values["full"] == "€5, “today”."


def test_what_is_said_in_a_script_and_in_the_page_counts_once():
    microdata = f"""<div itemscope itemtype="http://schema.org/Question"><b itemprop="name">When does the ward open?</b>
      <div itemprop="acceptedAnswer"><div itemprop="text">{ANSWER}</div></div></div>"""

    assert pairs(script(ASKED) + script({"@type": "Person"}) + microdata) == [WARD]


def asked(question: str, answer: str) -> dict[str, object]:
    return {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}


def test_two_answers_to_one_question_are_left_out_and_told_and_the_rest_is_read():
    page = script([asked("When do you open?", "At 9."), asked("Where?", "Here."), asked("when do you open", "At 10.")])

    found = exchange.read("faq.html", page.encode())

    assert [line.values["question"] for line in found.lines] == ["Where?"]
    assert [str(problem) for problem in found.left_out] == [
        "question 1: “When do you open?” has two answers here: “At 9.” and “At 10.”. "
        "Write the right one in a table with question and answer.",
    ]


def test_one_answer_in_two_ways_of_writing_counts_once_and_the_fuller_one_is_read():
    microdata = f"""<div itemscope itemtype="http://schema.org/Question"><b itemprop="name">When does the ward open?</b>
      <div itemprop="acceptedAnswer"><div itemprop="text">{ANSWER}</div></div></div>"""
    short = "At 9. weekdays: 9 to 17. Sundays: see Times"
    signs = "At 9. Weekdays: 9-17; Sundays: see Times"

    assert pairs(script(asked("When does the ward open?", short)) + microdata) == [WARD]
    assert pairs(script(asked("When does the ward open?", "At 9.")) + microdata) == [WARD]
    assert pairs(script([asked("May I?", "You may."), asked("May I?", "You may. Not with a fever.")])) == [
        ("May I?", "You may. Not with a fever.")
    ]
    assert exchange.read(
        "f.html", script([asked("May I?", "You may"), asked("May I?", "You may not.")]).encode()
    ).problems
    assert exchange.read("f.html", (script(asked(WARD[0], signs)) + microdata).encode()).lines == []


def test_an_answer_that_is_marked_on_a_paragraph_is_read_with_the_paragraphs_after_it():
    page = """<div itemscope itemtype="http://schema.org/Question"><b itemprop="name">May I come?</b>
      <div itemprop="acceptedAnswer" itemscope itemtype="http://schema.org/Answer">
      <p itemprop="text">Yes.<p>Not with a fever.<ul><li>Wear a mask.</ul></div></div>"""

    assert pairs(page) == [("May I come?", "Yes.\nNot with a fever.\n- Wear a mask.")]


def test_json_that_cannot_be_read_is_told_with_its_line_and_the_rest_is_read():
    found = exchange.read("faq.html", f"<html>\n{script('{not json}')}\n{script(ASKED)}".encode())

    assert [problem.line for problem in found.left_out] == [2]
    assert "JSON-LD can't be read" in str(found.left_out[0])
    assert len(found.lines) == 1
    assert found.problems == []


def test_a_question_without_an_answer_and_a_page_without_questions_are_told():
    [without] = exchange.read("f.html", script({"@type": "Question", "name": "Why?"}).encode()).problems
    [broken] = exchange.read("f.html", script("{not json}").encode()).problems
    [nothing] = exchange.read("f.html", b"<h1>Why?</h1><p>Because.</p>").problems

    assert str(without) == "question 1: “Why?” has no answer."
    assert "JSON-LD can't be read" in str(broken)
    assert "marks no questions and answers" in str(nothing)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a &amp; b&nbsp;c", "a & b\xa0c"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ol><li>a<li>b<ol><li>c</ol></ol>", "1. a\n2. b\n1. c"),
        ("<p>a<p>b<div>c</div>d", "a\nb\nc\nd"),
        ("<a href='https://x.example'>https://x.example</a>", "https://x.example"),
        ("<a href='mailto:a@b.example'>Write</a> <a href='tel:+1'>+1</a>", "Write (a@b.example) +1"),
        ("<a href='javascript:alert(1)'>x</a><a href='#y'>y</a><a href='/rel'>z</a>", "xyz"),
        ("<a href='https://[bad'>x</a>", "x"),
        ("a<script>b</script>c<style>d</style><template>e</template><!-- f -->", "ac"),
        ("<table><tr><td>Mon</td><td>9</td></tr><tr><td>Tue</td><td>10</td></tr></table>", "Mon 9\nTue 10"),
        ("<img alt='A map' src=x> of it", "A map of it"),
        ("5<sup>1</sup> days, 10<sup>-6</sup> g of H<sub>2</sub>O", "5¹ days, 10⁻⁶ g of H₂O"),
        ("1<sup>1</sup>/<sub>2</sub> tablets, 5<sup><a href='#n'>2</a></sup> days", "1¹/₂ tablets, 5² days"),
        ("the 1<sup>st</sup> of 5<sup>[1]</sup> days<sup>*</sup>", "the 1st of 5[1] days*"),
        ("<s>400</s> <del>300</del> <strike>250</strike> <ins>200</ins> mg", "200 mg"),
        ("200 mg<span hidden>, draft</span><b style='color: red; Display : None'>!</b>", "200 mg"),
        ("200 mg<span hidden=until-found>, not for children</span>", "200 mg, not for children"),
    ],
)
def test_markup_becomes_what_people_read(markup: str, text: str):
    assert plain(markup) == text


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("5<sup>1,2</sup> days", "“How long?” holds a raised or lowered part beside a number, which would read “51,2”"),
        ("9<sup>.99</sup> euros", "which would read “9.99”"),
        ("<sup>1,2</sup>5 days", "which would read “25”"),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math> units", "“How long?” holds a formula"),
    ],
)
def test_what_says_something_else_as_plain_text_is_left_out(markup: str, why: str):
    asked = ASKED | {"name": "How long?", "acceptedAnswer": {"text": markup}}

    found = exchange.read("f.html", script([ASKED, asked]).encode())

    assert len(found.lines) == 1
    assert why in str(found.left_out[0])


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000,
        "<" * 200_000,
        "<a " * 100_000,
        "<b itemtype=Question>" * 2_000 + "x",
        '<script type="application/ld+json">' + "[" * 100_000,
        '<script type="application/ld+json">' + '{"a":' * 900 + "1" + "}" * 900,
        "&#" * 100_000,
        "</div>" * 100_000,
    ],
)
def test_a_page_made_to_hurt_is_read(page: str):
    exchange.read("faq.html", page.encode())
