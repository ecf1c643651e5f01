"""How a question comes in: by command, by shortcut, from the Home tab; and what happens to bad input."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import organisations
from bot.db.models import Question
from bot.lifecycle import Stage
from sandbox import ActError, talking
from tests.flows.hospital import HOSPITAL
from tests.flows.playing import World, said, texts
from tests.flows.reading import moves, newest, stages

COLD = "Can I visit the ward if I had a cold last week?"


async def test_a_command_with_text_keeps_the_question_at_once_and_asks_for_the_rest(world: World) -> None:
    await world.maya.types(f"/ask {COLD}")

    assert await stages(world) == [Stage.CHOOSING]
    assert "Your question is kept" in str(world.maya.window["blocks"])

    await world.maya.fills(account="main", asker="@dora_k")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert "@dora_k asked for @RiversideHealth" in said(world.desk.card())


async def test_a_command_with_text_is_for_the_account_this_person_forwarded_for_last(world: World) -> None:
    await world.maya.asks(COLD, account="sky")

    await world.maya.types("/ask When does the ward open?")

    assert (await newest(world)).account == "sky"


async def test_the_same_words_sent_once_more_a_moment_later_are_one_question(world: World) -> None:
    await world.maya.types(f"/ask {COLD}")
    await world.maya.types(f"/ask {COLD}")
    await world.sam.types(f"/ask {COLD}")
    await world.moves("2 minutes")
    await world.maya.types(f"/ask {COLD}")

    async with world.bot.db.snapshot() as session:
        asked = (await session.scalars(select(Question.forwarder).order_by(Question.id))).all()
    assert list(asked) == ["U0MAYA", "U0SAM", "U0MAYA"]


@pytest.mark.parametrize("text", ["help", " Help ", "?"])
async def test_who_asks_a_command_for_help_is_told_what_it_does_and_nothing_is_forwarded(
    world: World, text: str
) -> None:
    await world.maya.types(f"/ask {text}")
    await world.maya.types(f"/answers {text}")
    await world.moves("5 minutes")

    ask, answers = world.maya.whispers
    assert "Nothing was forwarded" in ask
    assert "what people ask, in any words" in answers
    assert await stages(world) == []
    assert world.maya.windows == []


async def test_closing_the_window_of_a_kept_question_asks_the_expert(world: World) -> None:
    await world.maya.types(f"/ask {COLD}")

    await world.maya.closes()

    assert world.desk.shows("Waiting for *Lena Ortiz* to take it on")


async def test_silence_in_the_window_asks_the_expert_after_two_minutes(world: World) -> None:
    await world.maya.types(f"/ask {COLD}")

    await world.moves("2 minutes")

    assert world.desk.shows("Waiting for *Lena Ortiz* to take it on")
    await world.maya.fills(asker="@late", account="main")
    assert "went to an expert in the meantime" in str(world.maya.window["errors"])


async def test_signs_in_a_command_that_slack_escapes_are_what_was_typed(world: World) -> None:
    await world.maya.types("/ask Is it safe < 5 & > 2?")

    assert (await newest(world)).text == "Is it safe < 5 & > 2?"
    await world.lena.types("/ask Is it safe < 5 & > 2?")
    assert world.lena.was_told("> Is it safe &lt; 5 &amp; &gt; 2?")


async def test_a_shortcut_reads_the_question_the_asker_and_the_link_from_the_post(world: World) -> None:
    ts = await world.maya.says(
        "@dora_k on X: Can I visit the ward? <https://x.example/dora_k/status/1>", channel="comms"
    )
    message = world.sandbox.workspace.channels[world.channel("comms").id].messages[ts]

    await world.maya.shortcut(message)
    await world.maya.fills(account="main")

    question = await newest(world)
    assert (question.text, question.asker) == ("Can I visit the ward?", "@dora_k")
    assert question.link == "https://x.example/dora_k/status/1"
    assert "Open the post" in said(world.desk.card())


ASKED = "Can I visit the ward at < 7 & > 9?"
MRKDWN = {"type": "mrkdwn", "text": ASKED.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
LINK = {"type": "link", "url": "https://x.example/1", "text": "the post"}
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0SAM"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": f"{ASKED} "}, LINK]},
    ],
}


@pytest.mark.parametrize(
    "content",
    [
        {"blocks": [{"type": "section", "text": MRKDWN}, {"type": "actions", "elements": [{"type": "button"}]}]},
        {"blocks": [{"type": "section", "fields": [{"type": "plain_text", "text": ASKED}]}]},
        {"blocks": [{"type": "context", "elements": [{"type": "image", "alt_text": "a face"}, MRKDWN]}]},
        {"text": "You have a new mention", "blocks": [{"type": "section", "text": MRKDWN}]},
        {"blocks": [RICH]},
        {"attachments": [{"fallback": "[no preview available]", "blocks": [{"type": "section", "text": MRKDWN}]}]},
        {"attachments": [{"text": "", "message_blocks": [{"message": {"blocks": [RICH]}}, {"message": None}]}]},
        {"attachments": [{"color": "#fff", "text": None, "fallback": MRKDWN["text"]}]},
        {"blocks": [None, {"type": "section", "text": None}, {"type": "markdown", "text": ASKED}]},
    ],
)
async def test_a_shortcut_reads_what_another_apps_message_shows_though_it_has_no_text(
    world: World, content: dict[str, Any]
) -> None:
    workspace = world.sandbox.workspace
    where = workspace.channels[world.channel("comms").id]
    message = talking.post(workspace, where, "U0BOT", **({"text": "", "bot_id": "B0MONITOR"} | content))

    await world.maya.shortcut(message)
    await world.maya.fills(account="main")

    question = await newest(world)
    assert question.text.removesuffix(" the post").strip() == ASKED
    assert question.link == ("https://x.example/1" if "the post" in str(content) else "")


POST = "https://x.example/jane_r/status/1"
TITLED = {"author_name": "@jane_r", "text": "Can I visit with a cold?", "title": "Open it", "title_link": POST}
FIELDS = [{"title": "Message", "value": "Can I visit with a cold?"}, {"title": "Link", "value": f"<{POST}>"}]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ({"text": "Sam sent a message from a tool", "attachments": [TITLED]}, "Can I visit with a cold?"),
        (
            {"text": f"New mention <{POST}>", "attachments": [TITLED | {"from_url": POST}]},
            "Can I visit with a cold?",
        ),
        ({"text": "New mention", "attachments": [{"fields": FIELDS}]}, "Message: Can I visit with a cold?"),
        ({"text": f"Can I visit? <{POST}>", "attachments": [{"text": "Sentiment: neutral"}]}, "Can I visit?"),
        ({"text": f"When to visit <{POST}>", "attachments": [{"title": "Open it", "fallback": "it"}]}, "When to visit"),
        ({"text": f"When to visit <{POST}>", "attachments": [{"text": "News", "from_url": POST}]}, "When to visit"),
        (
            {"text": f"Post of <https://x.example/jane_r|Jane>\n&gt; Can I visit?\n<{POST}>"},
            "Post of Jane https://x.example/jane_r\nCan I visit?",
        ),
        ({"text": f"When to visit <{POST}>", "bot_id": "", "attachments": [TITLED]}, "When to visit"),
    ],
)
async def test_a_shortcut_reads_the_post_that_another_app_only_announces(
    world: World, content: dict[str, Any], asked: str
) -> None:
    workspace = world.sandbox.workspace
    where = workspace.channels[world.channel("comms").id]
    message = talking.post(workspace, where, "U0BOT", **({"bot_id": "B0MONITOR"} | content))

    await world.maya.shortcut(message)
    await world.maya.fills(account="main")

    question = await newest(world)
    assert question.text.removesuffix("Link:").strip() == asked
    assert question.link == POST


async def test_a_colleague_whose_message_was_shared_is_not_who_asks(world: World) -> None:
    workspace = world.sandbox.workspace
    where = workspace.channels[world.channel("comms").id]
    shared = {"is_msg_unfurl": True, "is_share": True, "author_id": "U0SAM", "author_name": "Sam Okafor"}
    shared |= {"from_url": "https://riverside-health.slack.com/archives/C0COMMS/p1", "text": COLD}
    message = talking.post(workspace, where, "U0MAYA", "", attachments=[shared])

    await world.maya.shortcut(message)
    await world.maya.fills(account="main")

    question = await newest(world)
    assert (question.text, question.asker) == (COLD, "")


async def test_a_shortcut_on_a_very_long_message_takes_what_fits_and_says_so(world: World) -> None:
    ts = await world.maya.says("word " * 8000, channel="comms")
    message = world.sandbox.workspace.channels[world.channel("comms").id].messages[ts]

    await world.maya.shortcut(message)

    assert "these are the first 3,000" in str(world.maya.window["blocks"])


async def test_a_suggested_text_only_has_to_be_signed(world: World) -> None:
    await world.maya.asks(COLD, suggestion="Yes, if you have had no symptoms for 48 hours.")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert "wording by Maya Chen" in said(world.desk.thread()[-1])
    await world.lena.clicks("Sign off")
    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    assert (await newest(world)).approver == "U0MAYA"


async def test_an_urgent_question_runs_twice_as_fast(world: World) -> None:
    await world.maya.asks(COLD, urgent="urgent")

    assert ":rotating_light:" in said(world.desk.card())
    await world.moves("61 seconds")
    assert world.lena.was_told("please say whether you have")


async def test_a_question_without_topic_or_department_goes_to_the_duty_person(world: World) -> None:
    await world.maya.asks("Is the moon made of cheese?")
    assert "No expert is on it. Waiting for *Priya Shah* to name one" in said(world.channel("comms").card())

    assert await stages(world) == [Stage.AWAITING_EXPERT]
    assert world.priya.was_told("Please name an expert now")
    await world.priya.clicks("Name an expert")
    await world.priya.fills(anybody="U0LENA")
    assert await stages(world) == [Stage.AWAITING_ACKNOWLEDGEMENT]
    assert world.desk.shows("Waiting for *Lena Ortiz*")
    assert "went to <#C0INFECT>" in said(world.channel("comms").card())
    assert world.desk.thread()[-1].text.startswith("*Priya Shah* thinks you know this. <@U0LENA>")


async def test_a_command_that_speaks_of_a_payload_is_heard(world: World) -> None:
    await world.maya.types("/ask What payload may trucks carry over the bridge?")

    assert (await newest(world)).text == "What payload may trucks carry over the bridge?"


async def test_only_comms_may_ask_and_gets_the_words_back(world: World) -> None:
    answer = await world.lena.types(f"/ask {COLD}")

    assert "Only the communications team" in str(answer["response"])
    assert COLD in str(answer["response"])
    assert await stages(world) == []


async def test_an_empty_question_is_asked_for(world: World) -> None:
    await world.maya.types("/ask")

    await world.maya.fills(text="   ", account="main")

    assert "Please write down what people ask" in str(world.maya.window["errors"])
    assert await stages(world) == []


@pytest.mark.parametrize("length", [3000, 3001])
async def test_a_command_takes_three_thousand_characters_and_gives_more_back(world: World, length: int) -> None:
    text = "Can I visit the ward? " + "x" * (length - 22)

    answer = await world.maya.types(f"/ask {text}")

    if length == 3000:
        assert (await newest(world)).text == text
    else:
        assert "At most 3,000 characters" in str(answer["response"])
        assert text in str(answer["response"])


@pytest.mark.parametrize("name", ["text", "asker", "note", "suggestion"])
async def test_every_field_takes_three_thousand_characters_and_no_more(world: World, name: str) -> None:
    long = "Can I visit the ward? " + "x" * 2978
    fields = {"text": COLD} | {name: long}

    await world.maya.asks(**fields)

    assert await stages(world) != []
    assert getattr(await newest(world), "draft" if name == "suggestion" else name) == long
    await world.sam.types("/ask")
    await world.sam.fills(**({"text": COLD, "account": "main"} | {name: long + "x"}))
    assert world.sam.window["errors"]
    assert len(await stages(world)) == 1


async def test_a_link_must_be_a_link(world: World) -> None:
    await world.maya.types("/ask")

    await world.maya.fills(text=COLD, account="main", link="javascript:alert(1)")

    assert "https://" in str(world.maya.window["errors"])


async def test_an_account_that_was_made_up_is_refused_and_nothing_is_lost(world: World) -> None:
    await world.maya.types("/ask")
    view = world.maya.window
    forged = {"selected_option": {"text": {"type": "plain_text", "text": "@Fake"}, "value": "fake"}}

    values = {"text": {"text": {"value": COLD}}, "account": {"account": forged}}
    await world.maya.act("submit", view_id=view["id"], values=values)

    assert "I don't know this account" in str(world.maya.window["errors"])
    assert world.maya.window["state"]["values"]["text"]["text"]["value"] == COLD


async def test_what_people_write_pings_nobody(world: World) -> None:
    await world.maya.asks("<!channel> can I visit the ward? <@U0ADA> `x` *bold*", asker="<!here>", note="<!everyone>")

    for call in world.calls:
        told = str(call["body"].get("text", "")) + str(call["body"].get("blocks", ""))
        assert "<!channel>" not in told
        assert "<!here>" not in told
        assert "<!everyone>" not in told
        assert "<@U0ADA>" not in told


async def test_a_follow_up_goes_to_the_same_expert(world: World) -> None:
    await world.published(COLD)
    await world.maya.clicks("Follow-up question")

    await world.maya.fills(text="And my daughter, who has a cough?")

    assert (await newest(world)).parent == 1
    assert (await newest(world)).expert == "U0LENA"


async def test_the_shortcut_on_the_bots_own_card_asks_a_follow_up(world: World) -> None:
    await world.maya.asks(COLD, asker="@dora_k")

    await world.maya.shortcut(world.desk.card(), channel="desk-infection")

    fields = world.maya.window["state"]["values"]
    assert fields["text"]["text"]["value"] is None
    assert fields["asker"]["asker"]["value"] == "@dora_k"


async def test_a_correction_of_the_question_is_shown_and_asks_for_a_new_signature(world: World) -> None:
    await world.signed(COLD)

    await world.maya.clicks("Correct it")
    await world.maya.fills(text="Can I visit the ward if I had the flu last week?")

    assert await stages(world) == [Stage.AWAITING_SIGN_OFF]
    assert "had the flu" in said(world.desk.card())
    assert not world.maya.sees_button("Approve")


async def test_an_expert_who_asked_back_hears_that_the_question_was_corrected(world: World) -> None:
    await world.maya.asks(COLD)
    await world.lena.clicks("I need to know more")
    await world.lena.fills(words="A dry cough?")

    await world.sam.clicks("Correct it")
    await world.sam.fills(text="Can I visit the ward with a dry cough?")

    told = "<@U0LENA>, <@U0SAM> corrected the question: it is “Can I visit the ward with a dry cough?” now."
    assert world.lena.was_told(f"{told} If you can answer that, please do so here; if not, <@U0MAYA> is asked already.")
    assert await stages(world) == [Stage.AWAITING_ASKER]


async def test_the_expert_hears_that_the_question_was_corrected(world: World) -> None:
    async def correct(text: str) -> None:
        await world.maya.clicks("Correct it")
        await world.maya.fills(text=text)

    await world.maya.asks(COLD)
    await correct("Can I visit the ward with a dry cough?")
    assert world.lena.was_told("corrected the question: it is “Can I visit the ward with a dry cough?” now.")
    await world.lena.clicks("On it")
    await correct("Can I visit the ward with a wet cough?")
    assert world.lena.was_told("it is “Can I visit the ward with a wet cough?” now.")
    await world.lena.replies("Yes, you can. Please wash your hands.")
    await world.moves("15 seconds")
    await correct("Can I visit the ward at night?")
    assert world.lena.was_told("it is “Can I visit the ward at night?” now.")
    await world.lena.clicks("Sign off")
    await correct("Can I visit the ward on Sundays?")
    assert world.lena.was_told("it is “Can I visit the ward on Sundays?” now.")

    before = len(world.posted())
    await correct("Can I visit the ward, on Sundays??")
    assert "corrected the question" not in str(world.posted()[before:]), "it asks the same"


async def test_a_correction_that_changes_nothing_leaves_the_signature(world: World) -> None:
    await world.signed(COLD)

    await world.maya.clicks("Correct it")
    await world.maya.submits()

    assert await stages(world) == [Stage.AWAITING_APPROVAL]
    assert "amend" not in await moves(world)


async def test_a_correction_that_meets_another_one_shows_it_and_keeps_its_words(world: World) -> None:
    await world.maya.asks(COLD)
    await world.maya.clicks("Correct it")
    await world.sam.clicks("Correct it")
    await world.sam.fills(text="Can I visit the ward if I had the flu last week?", account="sky")

    await world.maya.fills(text="Can I visit the ward if I had a cough last week?")

    question = await newest(world)
    assert (question.text, question.account) == ("Can I visit the ward if I had the flu last week?", "sky")
    shown = "\n".join(texts(world.maya.window["blocks"]))
    assert "“Can I visit the ward if I had the flu last week?” for @riverside.health" in shown
    assert "a cough last week" in str(world.maya.window["blocks"])

    await world.maya.fills(account="main")

    question = await newest(world)
    assert (question.text, question.account) == ("Can I visit the ward if I had a cough last week?", "main")
    assert world.maya.windows == []


async def test_a_correction_that_was_sent_twice_meets_nothing(world: World) -> None:
    await world.maya.asks(COLD)
    for person in (world.maya, world.sam):
        await person.clicks("Correct it")

    for person in (world.maya, world.sam):
        await person.fills(text="Can I visit the ward if I had the flu last week?")

    assert world.sam.windows == []
    assert (await moves(world)).count("amend") == 1


async def test_before_the_organisation_is_loaded_everybody_is_told_what_to_do(bare_world: World) -> None:
    answer = await bare_world.maya.types(f"/ask {COLD}")

    assert "import org.yaml --workspace T0RIVERSIDE" in str(answer["response"])
    assert COLD in str(answer["response"])


async def test_a_shortcut_nobody_registered_does_not_exist(world: World) -> None:
    with pytest.raises(ActError):
        await world.maya.act("shortcut", callback_id="nonsense")


async def test_a_department_named_in_the_window_of_a_question_that_is_stored_promises_by_its_own_clocks(
    world: World,
) -> None:
    sooner = HOSPITAL.clocks.model_copy(update={"at_risk": timedelta(minutes=20), "overdue": timedelta(minutes=30)})
    departments = [one.model_copy(update={"clocks": sooner}) for one in HOSPITAL.departments]
    async with world.bot.db.transaction() as session:
        quick = HOSPITAL.model_copy(update={"departments": tuple(departments)})
        await organisations.store(session, "T0RIVERSIDE", quick)
    await world.maya.types("/ask When do you open?")
    await world.maya.fills(topic="medicines", account="main")

    question = await newest(world)
    assert question.promise_at == question.created_at + timedelta(minutes=30)
    await world.moves("21 minutes")
    assert world.maya.was_told("at risk")


async def test_an_urgent_question_that_is_stored_already_asks_when_its_window_says(world: World) -> None:
    await world.published(COLD)
    await world.maya.types("/ask Had a cold last week: can I visit the ward?")
    await world.maya.fills(account="main", urgent="urgent")
    assert "or at" in " ".join(texts(world.maya.window["blocks"]))

    await world.moves("61 seconds")

    assert await stages(world) == [Stage.PUBLISHED, Stage.AWAITING_ACKNOWLEDGEMENT]
