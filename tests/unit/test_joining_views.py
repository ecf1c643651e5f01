"""Who else asks, within Slack's limits whatever they are called and however many they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.db.models import Question
from bot.lifecycle import LEADING, Stage
from bot.views import joining
from bot.views.blocks import Names, Place, actions, button, message, section
from bot.views.joining import ASKERS, Together, Waiting
from tests.contract.validating import needs_slack, refusals

AT = datetime(2026, 3, 1, 14, 2, tzinfo=UTC)
NASTY = "<!channel> *_~`& " * 170


def question(number: int = 1, *, stage: Stage = Stage.JOINED, **more: object) -> Question:
    known = {"workspace": "T1", "text": "Is it safe?", "account": "main", "network": "x", "link": "", "asker": ""}
    roles = {"forwarder": "U0MAYA", "holder": "U0LENA", "revision": 0, "created_at": AT}
    return Question(id=number, stage=stage, **(known | roles | more))


def together(number: int, shown: int, **more: object) -> Together:
    lead = question(stage=Stage.AWAITING_ANSWER, **more)
    return Together(lead, [question(n + 2, **more) for n in range(shown)], number, {"main": "@Main"})


def test_the_first_five_are_named_and_the_others_counted():
    said = joining.asked(together(50, 4, asker="@jane"))

    assert said.startswith("*Asked 51 times:* @jane on X")
    assert said.count("@jane") == 5
    assert said.endswith("and 46 more")


def test_a_question_for_another_account_says_for_which():
    lead = question(stage=Stage.AWAITING_ANSWER)
    said = joining.asked(Together(lead, [question(2, account="sky")], 1, {"sky": "@sky"}))

    assert "Somebody on X for @sky" in said


def test_a_ping_is_changed_in_place_and_back_again():
    ping = message("Can you?", [section("Can you?"), actions(button("acknowledge", "On it", "1:0"))])

    once = joining.with_askers(ping, together(1, 1))
    twice = joining.with_askers(once, together(2, 2))

    assert [block.get("block_id", block["type"]) for block in twice["blocks"]] == ["section", ASKERS, "actions"]
    assert twice["text"].count("Asked") == 1
    assert "Asked 3 times" in twice["text"]
    assert joining.with_askers(twice, together(0, 0)) == ping


@pytest.mark.parametrize("number", [1, 20, 1000])
def test_who_gets_the_text_is_within_slacks_limits(number: int):
    all_of_them = together(number, min(number, 1000), asker=NASTY, text=NASTY, link="https://x.example/" + "a" * 2900)
    ready = Together(all_of_them.lead, all_of_them.others[:20], number, {"main": NASTY}, {"main": 3, "": 10_000})

    blocks = joining.to_answer(ready)
    window = joining.askers_window(all_of_them)

    assert len(blocks) <= 40
    assert len(window["blocks"]) <= 100
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks if block["type"] == "section")
    assert all(len(block["text"]["text"]) <= 3000 for block in window["blocks"] if block["type"] == "section")


def test_a_hundred_with_usual_links_all_stand_in_the_window():
    several = [question(n, asker=f"@asker_{n}", link=f"https://x.example/{n}") for n in range(2, 202)]
    window = joining.askers_window(Together(question(stage=Stage.AWAITING_PUBLICATION), several, 200))

    shown = "\n".join(block["text"]["text"] for block in window["blocks"])
    assert all(f"@asker_{n} " in shown for n in range(2, 202))


@needs_slack
@pytest.mark.parametrize("stage", LEADING)
def test_wherever_the_lead_stands_whoever_waits_is_told_who_is_on_it(stage: Stage):
    one = Waiting(question(stage=stage, text=NASTY), ("<!here>",) * 9, by=AT, ago=timedelta(minutes=4))

    said = joining.waits(question(2, text=NASTY), one, Names(U0LENA="Lena", U0MAYA="Maya"), place=Place(direct=True))

    assert "Maya forwarded it 4 minutes ago;" in said["text"]
    assert "Maya forwarded it just now;" in joining.where_it_is(
        replace(one, ago=timedelta(seconds=9)), Names(U0MAYA="Maya")
    )
    assert "Lena" in said["text"]
    assert "<!" not in said["text"].replace("<!date", "")
    joined = joining.still_waiting([question(2)] * 3, one.lead, Names(), to="U0MAYA", by=AT)
    assert "and 2 more of yours still wait" in joined["text"]
    for each in (said, joined):
        assert refusals("chat.postMessage", {"channel": "C1", **each}) == []
