"""What is offered to the expert: whole sentences that answer, or an honest no."""

import pytest
import regex

from bot import trimming
from bot.trimming.answer_types import asks_yes_or_no
from bot.trimming.dependencies import leads
from bot.trimming.outline import outline
from bot.trimming.sentences import Kind

TAP = (
    "Yes, it is safe unless you have had a notice at your door. "
    "The main was fixed at 3 am and two samples came back clean. "
    "Run the tap for 2 minutes if it looks cloudy. "
    "Don't use hot water until it runs clear."
)
ASKED = "Is it safe to drink the tap water after last night's main break?"


def shorten(*messages, question=ASKED, limit=140, network="x"):
    return trimming.shorten(messages, question=question, limit=limit, network=network)


def texts(result):
    return [each.text for each in result.candidates]


def test_a_reply_that_fits_is_offered_whole():
    result = shorten("Yes, it is safe.\nRun the tap first.")

    assert texts(result) == ["Yes, it is safe. Run the tap first."]
    assert result.candidates[0].left_out == ()
    assert result.candidates[0].warnings == ()


def test_a_long_reply_becomes_whole_sentences_with_the_answer_first():
    result = shorten(TAP)

    assert 1 <= len(result.candidates) <= 3
    for candidate in result.candidates:
        assert candidate.text.startswith("Yes, it is safe unless you have had a notice at your door.")
        assert candidate.length <= 140
        assert set(candidate.left_out) | {s for s in result.sentences if s in candidate.text} == set(result.sentences)


def test_an_instruction_that_is_left_out_is_said():
    result = shorten(TAP, limit=110)

    without = [each for each in result.candidates if "hot water" not in each.text]
    assert without
    assert all(any("Don't use hot water" in warning for warning in each.warnings) for each in without)


def test_several_messages_belong_together():
    result = shorten("Yes, it is safe", "as of this morning.", "Run the tap for 2 minutes.")

    assert result.candidates[0].text == "Yes, it is safe\nas of this morning. Run the tap for 2 minutes."


@pytest.mark.parametrize(
    "message",
    [
        "Thanks!",
        "on it",
        "On it :+1:",
        "Will answer soon.",
        "let me check",
        "Hi Maya, thanks for asking!",
        "Thanks Tom!",
        "Thank you so much, Dr Ortiz.",
        "On it, give me a minute.",
        "Thanks for asking Maria, hope this helps!",
        ":eyes:",
        "",
    ],
)
def test_thanks_greetings_and_promises_change_nothing(message):
    assert shorten(message).sentences == ()
    assert shorten(message).candidates == ()
    assert shorten(TAP, message) == shorten(TAP)


@pytest.mark.parametrize(
    "message",
    [
        *("Yes", "No.", "Never", "Today.", "Sorry, we are closed.", "Thanks to the repair it is safe.", "42"),
        *("Thanks, Monday.", "Thanks, no.", "Will take 2 hours.", "Thanks, will take 2 days.", "Can take it."),
    ],
)
def test_a_short_answer_is_an_answer(message):
    assert texts(shorten(message)) == [message]


def test_when_nothing_fits_it_says_by_how_much():
    long = "It is safe " + "and clean " * 20 + "again."

    result = shorten(long)

    assert result.candidates == ()
    assert result.nearest == long
    assert result.over == trimming.length(long) - 140
    assert f"{result.over} over" in result.refused_because


def test_it_abstains_where_what_fits_is_beside_the_point():
    answer = "The permit costs 45 pounds for a whole year " + "and for every further year " * 6 + "as well."

    result = shorten(f"{answer} We love the park.", question="What does a permit for a year cost?")

    assert result.candidates == ()
    assert result.nearest == answer


def test_a_sentence_that_begins_with_however_is_never_without_the_one_before():
    reply = "You can park there after 6 pm every day of the week. However, on match days it costs £12 all day long."

    for limit in range(30, 120):
        for text in texts(shorten(reply, question="Can I park there?", limit=limit)):
            assert "However" not in text or "You can park there" in text


def test_what_the_next_sentence_limits_is_said():
    reply = "You can park there after 6 pm every day of the week. However, on match days it costs £12 all day long."

    result = shorten(reply, question="Can I park there?", limit=60)

    assert texts(result) == ["You can park there after 6 pm every day of the week."]
    assert any("However, on match days" in warning for warning in result.candidates[0].warnings)


def test_a_list_item_is_never_without_its_header():
    reply = "If you are under 16, you need:\n• a parent with you\n• their photo ID\n• a letter from school with a stamp"

    for limit in range(20, 130):
        for text in texts(shorten(reply, question="What do I need?", limit=limit)):
            assert text.startswith("If you are under 16, you need:")
            assert "•" in text


def test_steps_keep_their_beginning_and_order():
    reply = "1. Turn off the gas. 2. Open the windows. 3. Do not use any switches. 4. Leave the house and call us."

    for limit in range(20, 100):
        for text in texts(shorten(reply, question="I smell gas, what do I do?", limit=limit)):
            assert reply.startswith(text)


def test_what_is_under_different_headings_keeps_its_heading():
    reply = "*Children*\nThe dose is 5 mg every 8 hours.\n*Adults*\nThe dose is 20 mg every 8 hours."

    for limit in range(20, 90):
        for text in texts(shorten(reply, question="What is the dose?", limit=limit)):
            assert "5 mg" not in text or "Children" in text
            assert "20 mg" not in text or "Adults" in text


def test_an_answer_to_a_question_asked_aloud_keeps_that_question():
    for limit in range(5, 60):
        for text in texts(shorten("Should you go? No. Should you call? Yes.", question="A&E?", limit=limit)):
            assert "No." not in text or "Should you go? No." in text
            assert "Yes." not in text or "Should you call? Yes." in text


def test_a_pronoun_that_loses_its_noun_is_said():
    result = shorten(
        "The library on Elm Street and the one at the harbour close early this week because of the works on the roof. "
        "They open again on Monday at 9 am.",
        question="When do you open?",
        limit=60,
    )

    assert all(any("They open again" in warning for warning in each.warnings) for each in result.candidates)


def test_a_pronoun_never_comes_to_mean_something_else():
    reply = "Anabolic steroids can be harmful. Corticosteroids treat many problems. They reduce inflammation."

    for limit in range(20, 95):
        for text in texts(shorten(reply, question="What do steroids do?", limit=limit)):
            assert "harmful. They" not in text


@pytest.mark.parametrize(
    ("question", "polar"),
    [
        ("Can I apply for both", True),
        ("is it safe?", True),
        ("If I have one, can I get both?", True),
        ("¿Puedo viajar?", True),
        ("接種できますか?", True),
        ("When is it safe?", False),
        ("How do I apply, and can I get both?", False),
        ("The tap water on Elm Street", False),
        ("¿Es gratis la vacuna?", True),
        ("¿Abren el domingo?", True),
        ("¿A qué edad se pone la vacuna?", False),
        ("Les chiens sont-ils admis dans le tram ?", True),
        ("À quel âge fait-on le vaccin ?", False),
    ],
)
def test_a_question_for_yes_or_no_is_known_with_or_without_its_mark(question, polar):
    assert asks_yes_or_no(question) is polar


def test_a_corrected_sentence_is_never_offered():
    result = shorten(TAP, "Sorry, 5 minutes, not 2.")

    assert result.candidates
    for candidate in result.candidates:
        assert "2 minutes" not in candidate.text
        assert "Run the tap for 2 minutes if it looks cloudy." in candidate.left_out
        assert any("corrected later" in warning for warning in candidate.warnings)
    assert shorten(TAP, "Sorry, 5 minutes, not 2.").sentences != shorten(TAP).sentences


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Yes, you can visit after 48 hours.", "You can visit after 72 hours."),
        ("The ward is open from 2 pm to 8 pm.", "The ward is open from 3 pm to 8 pm."),
        ("A ticket costs $5.", "A ticket costs $6."),
    ],
)
def test_the_same_words_with_another_measure_in_a_later_message_take_the_place_of_the_earlier(before, after):
    result = shorten(before, after, question="Can I visit the ward, and what does a ticket cost?")

    assert result.candidates[0].text == after
    assert any("corrected later" in warning for warning in result.candidates[0].warnings)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Bus 5 stops at the ward.", "Bus 7 stops at the ward."),
        ("Bus 5 in the square goes there.", "Bus 7 in the square goes there."),
        ("Room 3 is open until 8 pm.", "Room 4 is open until 9 pm."),
        ("Adults pay 5 dollars.", "Children pay 3 dollars."),
    ],
)
def test_what_is_counted_on_or_is_of_something_else_takes_nothing_back(before, after):
    result = shorten(before, after, question="How do I get to the ward, and what does it cost?")

    assert result.candidates[0].text == f"{before} {after}"


def test_a_reply_that_corrects_itself_halfway_is_refused():
    result = shorten("No more than 2 units... sorry, 14 units a week.", question="How much can I drink?")

    assert result.candidates == ()
    assert "corrects itself" in result.refused_because


def test_saying_sorry_takes_nothing_back():
    result = shorten("We open at 9 am.", "Sorry, we do not open on Sunday.", question="When do you open?")

    assert texts(result) == ["We open at 9 am. Sorry, we do not open on Sunday."]


@pytest.mark.parametrize(
    "correction",
    [
        "Sorry, 5 pm, not 4",
        "sorry, 5 pm",
        "I meant 5 pm.",
        "Correction: we close at 5 pm.",
        "*5 pm, not 4",
        "Oops, 5 pm",
    ],
)
def test_every_way_of_correcting_oneself_takes_the_wrong_hour_back(correction):
    result = shorten("We close at 4 pm on Friday.", "There is a ramp at the back.", correction, question="When?")

    assert all("4 pm" not in text for text in texts(result))


def test_a_message_taken_back_is_taken_back_whole():
    result = shorten("It costs £20. Pay at the desk.", "Ignore my last message. It costs £25, online only.")

    assert result.candidates
    assert all("£20" not in text and "desk" not in text for text in texts(result))


@pytest.mark.parametrize(
    "hidden",
    [
        "Ask <@U0OMAR> in <#C0PHARM|pharmacy> about the rest.",
        "Off the record: the pump failed twice.",
        "Not for publication, the pump failed twice.",
        "The log is at https://acme.slack.com/archives/C1/p2 today.",
        "See http://wiki.internal/pumps for the log.",
        "~The pump failed twice.~",
    ],
)
def test_what_isnt_for_the_public_is_never_offered(hidden):
    result = shorten(f"Yes, it is safe to drink. {hidden}")

    assert texts(result) == ["Yes, it is safe to drink."]


def test_what_follows_off_the_record_is_hidden_as_well():
    result = shorten("Yes, it is safe. Off the record. The pump failed twice.", "Run the tap first.")

    assert texts(result) == ["Yes, it is safe. Run the tap first."]


@pytest.mark.parametrize(
    "called", ["<@U0MAYA> Yes, it is safe.", "<@U0MAYA>, Yes, it is safe.", "Hi <@U0MAYA>, Yes, it is safe."]
)
def test_speaking_to_a_colleague_by_name_hides_nothing(called):
    assert texts(shorten(called)) == ["Yes, it is safe."]


def test_the_question_quoted_again_is_not_part_of_the_answer():
    assert texts(shorten(f"> {ASKED}\nYes.")) == ["Yes."]
    assert texts(shorten(f"{ASKED} Yes.")) == ["Yes."]


def test_a_link_is_kept_whole_and_counted_as_the_network_counts_it():
    address = "https://city.gov/" + "a" * 150
    reply = f"Apply at <{address}> before 3 June."

    assert texts(shorten(reply, question="How do I apply?")) == [f"Apply at {address} before 3 June."]
    assert shorten(reply, question="How do I apply?", network="bluesky").candidates == ()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does the library open?", "It opens at 9 am on Monday."),
        ("What does a card cost?", "A card costs £5."),
        ("Where do I apply for a card?", "Apply at https://city.example/card."),
        ("Who can I call about my card?", "Ring 0800 111 999."),
    ],
)
def test_the_kind_of_answer_that_was_asked_for_comes_first(question, answer):
    facts = ["The library has a card for everyone in the city.", "It opens at 9 am on Monday.", "A card costs £5."]
    facts += ["Apply at https://city.example/card.", "Ring 0800 111 999."]

    assert answer in texts(shorten(" ".join(facts), question=question, limit=80))[0]


def test_mixed_alphabets_are_pointed_out_and_left_as_they_are():
    result = shorten("You can call 111 fr\u0435e of charge.", question="Whom do I call?")

    assert result.candidates[0].text == "You can call 111 fr\u0435e of charge."
    assert any("alphabets" in warning for warning in result.candidates[0].warnings)


def test_a_language_it_cannot_read_is_offered_in_whole_sentences_and_it_says_so():
    reply = "はい、安全です。ただし、濁っているときは流してください。詳しくは市のサイトをご覧ください。"

    result = shorten(reply, limit=60)

    assert result.candidates
    assert all(any("language" in warning for warning in each.warnings) for each in result.candidates)


ABOUT = "Zyx fever is a disease of the liver that was first found in Bern in 1961. "
MORE = "Doctors look at the liver every year, and write down what they see there for the next visit. "


@pytest.mark.parametrize(
    ("question", "reply", "first"),
    [
        ("Is there a treatment for Zyx fever?", ABOUT + MORE + "There is no cure for it.", "There is no cure for it."),
        ("How often do doctors look at it in Zyx fever?", ABOUT + MORE, MORE.strip()),
        ("Could you give me information on Zyx fever?", MORE + ABOUT, ABOUT.strip()),
        (
            "How long does Zyx fever take to go away?",
            "Take all your tablets until you feel better, and then one more. You will feel better in the first few "
            "days of it. Zyx fever goes on for some people who don't.",
            "You will feel better in the first few days of it.",
        ),
        (
            "What does Zyx do to the body?",
            "Zyx is in a class of medicines called blockers. It lowers the pressure in the body's vessels. " + MORE,
            "It lowers the pressure in the body's vessels.",
        ),
        (
            "How often is the Zyx jab due?",
            "Pregnant women should get the Zyx jab once a pregnancy. Adults should get the Zyx jab every 10 years.",
            "Adults should get the Zyx jab every 10 years.",
        ),
        (
            "Is it safe to take Zyx when feeding a baby?",
            "In 2 of 9 mothers Zyx was found in the milk after 6 days of use. Be careful with Zyx when feeding a baby.",
            "Be careful with Zyx when feeding a baby.",
        ),
    ],
    ids=[
        "a denial is an answer",
        "how often",
        "a definition where it is asked for",
        "how long",
        "an effect, no definition",
        "everybody's case",
        "a time only where when asks for one",
    ],
)
def test_what_is_asked_comes_first(question, reply, first):
    found = shorten(reply, question=question, limit=100)

    assert first in found.candidates[0].text


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("Can you tell me about Zyx?", False),
        ("Could someone explain Zyx?", False),
        ("Can I get some information on Zyx?", False),
        ("Can you visit at night?", True),
        ("Can I get Zyx if I have a cold?", True),
        ("Can I give my baby water?", True),
    ],
)
def test_a_polite_request_is_no_yes_or_no_question(question, is_one):
    assert asks_yes_or_no(question) is is_one


@pytest.mark.parametrize(
    "after",
    [
        "*10 mg of the salt is equivalent to 8.9 mg of the base.",
        "<https://city.gov/rules|*Review the rules of the harbour*>",
    ],
)
def test_a_footnote_and_a_link_in_bold_take_nothing_back(after):
    result = shorten("Each tablet holds 10 mg of the salt.", after, question="What does a tablet hold?")

    assert texts(result)[0].startswith("Each tablet holds 10 mg of the salt.")
    assert not any("*" in text for text in texts(result) if "rules" in text)


def test_what_announces_something_is_not_said_without_it():
    reply = (
        "Some medicines need to be taken with food. Here are the six main reasons for this. The first one is that "
        "nausea and vomiting happen far less often where there is something in your stomach already when you take them."
    )

    result = shorten(reply, question="Why do I take it with food?")

    assert texts(result) == ["Some medicines need to be taken with food."]


def test_points_on_lines_of_their_own_belong_to_the_line_that_opens_them():
    reply = (
        "When you swallow, the muscles move in waves to push food down into your stomach. Some medicines can also "
        "weaken the muscle that closes it. Among them are: Anticholinergic drugs\n\nBenztropine (Cogentin)\n"
        "Dicyclomine (Bentyl)\nHyoscyamine (Levsin)"
    )

    *_, opening, first, second, third = outline([reply])

    assert opening.text == "Among them are: Anticholinergic drugs"
    assert [(one.kind, one.under) for one in (first, second, third)] == [(Kind.ITEM, 2)] * 3


def warned(result, words):
    return [words in " ".join(candidate.warnings) for candidate in result.candidates]


def test_a_yes_or_no_without_its_explanation_beside_something_else_is_warned_about():
    explained = "The agency approves vaccines for the whole country but it doesn't decide how they are handed out."
    reply = f"No. {explained} If somebody calls you about an appointment for a vaccine, it is a scam."

    result = shorten(reply, question="Can the agency help me get a vaccine?")

    told = dict(zip(texts(result), warned(result, f"What explains “No.” is left out: “{explained}”"), strict=True))
    assert told["No. If somebody calls you about an appointment for a vaccine, it is a scam."]


def test_an_answer_about_the_opposite_of_what_was_asked_is_warned_about():
    reply = (
        "A business with revenue from legal gaming may have a loan if that revenue is below one million dollars a year "
        "and less than half of all it earns in that year. Businesses with illegal gaming revenue may not have a loan."
    )

    asked = "May a business with legal gaming revenue have a loan?"
    found = trimming.review([reply], question=asked, text="Businesses with illegal gaming revenue may not have a loan.")

    assert "The question asks about “legal”, and this is about “illegal”." in found.omissions
    assert texts(shorten(reply, question=asked)) == []


@pytest.mark.parametrize("title", ["How insulin works", "2.1 Type 1 diabetes"])
def test_a_title_without_bold_is_a_heading_that_stays_with_what_is_below_it(title: str):
    reply = (
        f"Insulin lowers the sugar in your blood.\n{title}\n"
        "Food with starch becomes sugar that goes into your blood and makes the pancreas give off insulin.\n"
        "Your body lives on glycogen between meals."
    )

    result = shorten(reply, question="What is insulin and glycogen?")

    assert [one.kind for one in outline([reply])][1] is Kind.HEADING
    assert any("glycogen" in text for text in texts(result))
    assert all(f"{title}\nFood" in text for text in texts(result) if title in text)


def test_a_number_is_not_given_without_saying_whose_it_is():
    reply = (
        "Everybody has to return to work when the shop opens again. If somebody doesn't answer you, you have to call "
        "the job service of the county within three days. The phone number is 701 328 2814"
    )

    result = shorten(reply, question="What should an employer do if workers don't come back?")

    assert all("job service" in text or "2814" not in text for text in texts(result))


def test_how_much_time_asks_for_a_duration():
    reply = "It usually works within 1 to 2 hours. You should not take more than 36 mg a day or 3 doses in 24 hours."

    first, *_ = shorten(reply, question="How much time before tizanidine takes effect?", limit=90).candidates

    assert first.text == "It usually works within 1 to 2 hours."


def test_a_risk_that_is_left_out_is_warned_about():
    reply = (
        "In general, glucosamine is thought to be safe. A small study of 2013 found that taking glucosamine for many "
        "months may increase the risk of glaucoma, a condition that can threaten vision."
    )

    result = shorten(reply, question="Is glucosamine safe?", limit=100)

    assert texts(result) == ["In general, glucosamine is thought to be safe."]
    assert warned(result, "A warning is left out: “A small study of 2013") == [True]


def test_who_asks_for_people_and_what_an_address_is_made_of_says_nothing():
    reply = (
        "Everyone over 65, pregnant women, kids 2-3, and people with certain conditions like asthma or diabetes. "
        "Check nhs.uk/flu for the full list. Others pay £15 at the pharmacy."
    )

    first, *_ = shorten(reply, question="Who can get the flu shot for free?").candidates

    assert first.text.startswith("Everyone over 65")


@pytest.mark.parametrize("correction", ["Sorry, Thursday at noon!", "*Thursday", "oops, Thursday"])
def test_another_day_takes_the_first_one_back(correction):
    result = shorten("Friday at noon. The door is shut then.", correction, question="When does it close?")

    assert all("Friday" not in text for text in texts(result))


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("The west clinic does walk-ins. It closes late. Sorry, I meant the east clinic.", "Where can I go today?"),
        ("Use the old form. It is online until Friday. Sorry, not the old form: the new one.", "When can I apply?"),
        ("Take the blue ones. They are safe for children. Correction: the white ones.", "Is it for children?"),
    ],
)
def test_what_points_to_something_that_was_corrected_is_left_out_with_it(reply, question):
    result = shorten(reply, question=question)

    assert not [text for text in texts(result) if regex.search(r"\b(?:west|old|blue)\b|^(?:It|They)\b", text)]


def test_where_a_figure_was_corrected_what_points_to_it_stays():
    result = shorten("The talk is at 4 pm. It lasts an hour. Sorry, 5 pm, not 4.", question="How long is the talk?")

    assert [text for text in texts(result) if "It lasts an hour." in text]
    assert not [text for text in texts(result) if "4 pm" in text]


def test_an_apology_corrects_nothing():
    result = shorten("You can visit at 4. Sorry that it took me so long.", question="When can I visit?")

    assert texts(result)[0].startswith("You can visit at 4.")


def test_a_day_that_is_only_mentioned_takes_nothing_back():
    result = shorten("We open at 9 am on Friday. Sorry, we do not open on Sunday.", question="When do you open?")

    assert texts(result)[0] == "We open at 9 am on Friday. Sorry, we do not open on Sunday."


def test_what_everybody_else_gets_belongs_to_what_some_get():
    reply = (
        "Yes of course. EU citizens with a card pay the same as locals. Everybody else has to pay, roughly 80 euro for "
        "a visit, and should claim it from their travel insurance. Emergencies are always treated first."
    )

    result = shorten(reply, question="Can tourists get treatment here?")

    told = dict(zip(texts(result), warned(result, "limits this one: “Everybody else has to pay"), strict=True))
    assert {warned for text, warned in told.items() if "EU citizens" in text} == {True}


@pytest.mark.parametrize(
    "last",
    [
        "Here is the number: 555-0100.",
        "Here is the best place to park, behind the church.",
        "Here are two spare keys, one for each of you.",
        "Below is the number of the nurse line, 555-0100.",
        "Here are the forms https://city.gov/forms",
    ],
)
def test_what_begins_like_an_announcement_and_says_it_stands_by_itself(last):
    assert leads(outline([f"The office is open from 9 to 5. {last}"])) == [(), ()]


@pytest.mark.parametrize(
    ("reply", "gone", "question"),
    [
        ("We lift the notice on Friday. Showers are fine. Wait, no: on Saturday at noon.", "Friday", "Until when?"),
        ("Adults pay $5. The slide is closed. Hmm, let me correct that, adults pay $6.", "$5", "Is the pool open?"),
        ("It starts at 10 am. Roads shut from 8 am to 2 pm. Small correction - it starts at 11.", "10 am", "When?"),
        ("Three visitors, please. Two, actually.", "Three", "How many visitors?"),
        ("Take 1 pill a day. 2 pills a day, sorry! With food.", "pill a day", "How many may I take?"),
        ("Entry is free. Drivers may refuse... just kidding. Come at 9.", "refuse", "Is it free?"),
        ("On Sundays it's at 10 pm... no, 10:30 pm. Route 9 has none.", "10 pm", "When is the last bus?"),
        ("Abre los martes. Hay rampa. Perdona, los jueves, no los martes.", "Abre los martes", "¿Cuándo abre?"),
        ("No hay agua hasta las 18:00. Hay un camión. Actualizo: hasta las 20:00.", "18:00", "¿Hay agua?"),
        (
            "La cantine est ouverte. Il y a école. Erreur de ma part : la cantine est fermée.",
            "ouverte",
            "Y a-t-il école ?",
        ),
        ("Les bus 24 et 62 s'arrêtent. Le tram roule. Désolé, le 62 roule.", "s'arrêtent", "Le tram roule-t-il ?"),
    ],
)
def test_what_was_taken_back_in_other_words_is_never_offered(reply, gone, question):
    assert not [text for text in texts(shorten(reply, question=question)) if gone in text]


def test_a_correction_that_comes_later_as_a_message_of_its_own_is_seen_by_its_star():
    assert not [text for text in texts(shorten("It starts at 10 am.", "11 am*", question="When?")) if "10 am" in text]


def test_what_only_a_colleague_was_told_while_correcting_is_not_offered():
    reply = "There's no school on Monday. Childcare is at Park. Scratch that about Park, only Lincoln is open."

    assert not [text for text in texts(shorten(reply, question="Is there school?")) if "Park" in text]


@pytest.mark.parametrize(
    "reply",
    [
        "Renew your claim by 3 May. Update your address by 5 May.",
        "Most need two doses. Actually, one dose is enough if you had covid.",
        "Sorry, we are closed. Lo siento. Perdón, no abrimos el domingo.",
    ],
)
def test_what_only_looks_like_a_correction_takes_nothing_back(reply):
    assert texts(shorten(reply, question="What now?")) == [reply]


def test_a_footnote_with_a_long_link_comes_to_an_end():  # once it took longer than anybody waited
    note = f"*See https://city.example.org/{'p' * 80} for the list of all the pools in town today."

    assert texts(shorten(f"The pool opens at 9 am.\n{note}", question="When does the pool open?"))[0].startswith(
        "The pool"
    )


@pytest.mark.parametrize(
    "back",
    ["That's off the record.", "Don't publish that last bit.", "Please keep that to yourself.", "That's confidential."],
)
def test_what_is_said_to_be_private_afterwards_is_never_offered(back):
    result = shorten(f"There were 12 patients. One of them is a minor. {back}", question="How many patients?")

    assert texts(result) == ["There were 12 patients."]


@pytest.mark.parametrize(
    "reply",
    [
        "Sí, puede beberla. Sin embargo, hierva el agua de la calle Mayor.",
        "The embargo on fish ended on 3 May. You can eat it again.",
        "Never share this card with anybody. Keep it safe.",
    ],
)
def test_what_is_for_the_public_is_not_taken_for_private(reply):
    assert texts(shorten(reply, question="Is it safe?")) == [reply]


@pytest.mark.parametrize(
    "called", ["Hi Maya, ", "Good morning, Maya, ", "Hola Ana, ", "Buenos días, Ana, ", "Bonjour Anne, "]
)
def test_whom_it_was_written_to_is_not_for_the_public(called):
    assert texts(shorten(f"{called}the water is safe.")) == ["The water is safe."]


@pytest.mark.parametrize(
    ("reply", "question", "dangling"),
    [
        (
            "The rate went up. Turn off all taps and look at the meter. If it still moves, call us.",
            "Why?",
            "If it still",
        ),
        ("Don't touch bats. They may need a test. Don't let one go in that case.", "What about bats?", "in that case"),
        ("Main roads are salted. Side streets aren't.", "Which streets are icy?", "Side streets"),
        ("L'amende est de 90 euros. Elle est pour l'adulte.", "Faut-il un casque ?", "Elle est"),
        ("Puede ir por internet. La segunda es por carta.", "¿Cómo pido la tarjeta?", "La segunda"),
        ("Nous fermons le dimanche. Sauf le premier du mois, de 10 h à 14 h.", "Quand ?", "Sauf"),
    ],
)
def test_what_points_to_the_sentence_before_is_not_offered_without_it(reply, question, dangling):
    limit = len(reply) - 1

    assert not [text for text in texts(shorten(reply, question=question, limit=limit)) if text.startswith(dangling)]


def test_a_heading_stands_on_a_line_of_its_own():
    reply = "It opens on May 2.\n*Who can apply*\nChildren aged 6-12.\n*What it costs*\n$120 a week."

    assert "May 2.\nWho can apply\nChildren aged 6-12.\nWhat it costs\n$120" in texts(shorten(reply))[0]


def test_the_language_is_that_of_the_whole_reply():
    reply = (
        "Check the label first. Many cold medicines already contain paracetamol. The most you may take in a day is 4 g,"
        " and it is less for those of you who are under 50 kg."
    )

    candidates = shorten(reply, question="What is in cold medicines?").candidates

    assert candidates
    assert not [each for each in candidates if any("language" in warning for warning in each.warnings)]


def test_to_wait_for_some_time_takes_nothing_back():
    reply = "If you are under 65, no. Wait 4 months after the last dose."

    assert texts(shorten(reply, question="Should I get the booster?")) == [reply]


def test_everybody_else_is_not_told_without_those_who_are_not_meant():
    reply = "Don't get it if you:\n- are pregnant\n- are ill\nEverybody else can get it at any age."

    assert not [text for text in texts(shorten(reply, limit=80)) if text.startswith("Everybody else")]


def test_a_long_row_of_dots_comes_to_an_end():
    for long in (8_000, 80_000):  # ten times as long took a hundred times as long: ten minutes
        reply = f"It is open{'.' * long}9 to 5."
        assert shorten(reply, question="Is it open?").over == len(reply) - 140


@pytest.mark.parametrize(
    ("reply", "question", "offered"),
    [
        (
            "Off the record: the board votes on Monday. For the public: no decision has been made.",
            "Is the unit closing?",
            "no decision has been made.",
        ),
        (
            "Between us, the steriliser broke. You can say: 12 operations were postponed.",
            "Why was it cancelled?",
            "12 operations were postponed.",
        ),
        (
            "Not for publication: a nurse is ill.\nYou can say:\nThe clinic is closed on Monday.\nIt opens on Friday.",
            "Is the clinic open?",
            "The clinic is closed on Monday. It opens on Friday.",
        ),
        (
            "There are 14 cases. I would not name the school (legal is looking at it). Two people are in hospital.",
            "How many cases are there?",
            "There are 14 cases. Two people are in hospital.",
        ),
        (
            "Two people were hurt. I can't say how it started, please don't say arson. The road is shut till 6 pm.",
            "Was anyone hurt?",
            "Two people were hurt. The road is shut till 6 pm.",
        ),
        (
            "Tests are free at all libraries. @priya can you check whether the one on 5th has any? Bring an ID.",
            "Where are tests?",
            "Tests are free at all libraries. Bring an ID.",
        ),
        (
            "We have no date yet. It may be mid March. I'd say two weeks after that. "
            "Please don't publish the 2 weeks bit, it's not agreed.",
            "When will it come?",
            "We have no date yet. It may be mid March.",
        ),
        (
            "The builder says it's the end of June. Bikes can use it now. I wouldn't mention the end of June yet.",
            "When can I use the bridge?",
            "Bikes can use it now.",
        ),
    ],
    ids=[
        "for the public",
        "you can say",
        "on lines of its own",
        "a name",
        "a word",
        "a colleague",
        "two weeks",
        "a date",
    ],
)
def test_what_the_team_is_told_is_left_out_and_what_is_for_the_public_stays(reply, question, offered):
    assert texts(shorten(reply, question=question)) == [offered]


def test_what_a_later_message_holds_back_is_never_offered():
    found = shorten("Yes, it is open. It closes in 3 weeks.", "Don't share the three weeks.", question="Is it open?")

    assert texts(found) == ["Yes, it is open."]


def test_what_is_said_in_brackets_not_to_publish_is_said_of_its_own_sentence():
    found = shorten("Eating isn't banned. Alcohol is. No kebabs, haha (don't publish that)", question="May I eat?")

    assert texts(found) == ["Eating isn't banned. Alcohol is."]


@pytest.mark.parametrize(
    "reply",
    [
        "For the public: 9 to 5. For members: 8 to 6.",
        "We need the code. Never share the code with anyone.",
        "You need both forms. Don't post the forms in one letter.",
        "I wouldn't use the tap yet. Boil it first.",
        "Please don't use the lift. Please don't mention your PIN.",
        "@CityWater can tell you more. You can say no.",
        "You can say goodbye here: the chapel is open.",
    ],
)
def test_what_the_public_is_told_not_to_do_is_not_held_back(reply):
    assert texts(shorten(reply, question="What now?")) == [reply]


@pytest.mark.parametrize(
    ("reply", "question", "dangling"),
    [
        (
            "Photos are ok in the old wing. Not in the new one, the lenders don't allow it.",
            "May I take photos?",
            "Not in",
        ),
        (
            "It's at the hall, 10 to 2. Scratch that, it's moved to Lincoln High. Same time.",
            "Where is the clinic?",
            "Same",
        ),
        ("We fix dangerous ones in a day. Others may take up to 28 days.", "How fast are potholes fixed?", "Others"),
        ("The jab lasts at least 6 months. Could be longer, the studies go on.", "How long does it last?", "Could be"),
        ("Pupils pay nothing. Adults pay £5. Everyone else pays £3 at the door.", "What is the fee?", "Everyone else"),
    ],
)
def test_what_is_said_in_short_is_not_offered_without_what_it_is_said_of(reply, question, dangling):
    for limit in range(20, len(reply)):
        assert not [text for text in texts(shorten(reply, question=question, limit=limit)) if text.startswith(dangling)]


def test_everything_else_is_only_said_beside_all_that_it_differs_from():
    reply = (
        "Collections due on Monday 25 December move to Saturday 23 December. Tuesday 26 December moves to Wednesday "
        "27. "
        "Everything else stays the same. Garden waste stops until 8 January."
    )

    for limit in range(40, len(reply)):
        for text in texts(shorten(reply, question="When is my bin collected?", limit=limit)):
            assert "Everything else" not in text or ("Monday 25" in text and "Tuesday 26" in text)


@pytest.mark.parametrize(
    ("question", "reply", "first"),
    [
        (
            "Can I park on Main Street on Sunday?",
            "Sundays are free except between the library and the bridge, where it's permit holders only. Mind the "
            "street "
            "cleaning sign: first Sunday of the month no parking 6-9am.",
            "Sundays are free",
        ),
        (
            "Is the water in Linden St contaminated?",
            "We've found lead above the limit in 3 of 40 homes. Only homes built before 1986 are affected. You can "
            "have "
            "yours tested for free, call 311. Until you know, use only cold water for cooking.",
            "We've found lead",
        ),
        (
            "Is my ticket valid on the next train if I miss mine?",
            "If it's a flexible ticket, yes. Advance tickets are only valid on the booked train. If you missed it "
            "because "
            "our connecting train was late you can take the next one, show the guard your ticket.",
            "If it's a flexible ticket, yes.",
        ),
        (
            "What are the symptoms of dengue?",
            "High fever, severe headache, pain behind the eyes, joint pain and a rash. Symptoms start 4 to 10 days "
            "after "
            "the bite. Dengue symptoms get better in a week.",
            "High fever",
        ),
    ],
    ids=["no yes or no", "a finding", "yes at its end", "a row of things"],
)
def test_the_first_sentence_is_taken_for_the_answer_where_no_other_says_it(question, reply, first):
    assert texts(shorten(reply, question=question))[0].startswith(first)


def test_what_is_not_allowed_besides_is_no_answer_to_what_is():
    reply = (
        "Photography without flash is ok in the permanent collection. Not in the Vermeer show, the lenders don't allow "
        "it. "
        "No tripods or selfie sticks anywhere."
    )

    assert texts(shorten(reply, question="Can I take photos in the exhibition?"))[0].startswith("Photography")
    assert texts(shorten(reply, question="Are tripods allowed?"))[0] == "No tripods or selfie sticks anywhere."


def test_a_line_below_a_list_is_no_point_of_it():
    reply = "The jab is free for:\n• pregnant women\n• carers\n• people over 65\nEveryone else can buy it for £15."

    for limit in range(20, len(reply)):
        for text in texts(shorten(reply, question="Who gets the jab?", limit=limit)):
            assert "Everyone else" not in text or "over 65" in text


def test_a_later_message_that_is_sorry_and_says_the_opposite_takes_it_back():
    first = "You get half of your fare back. It's not paid for delays caused by weather or strikes."

    found = shorten(first, "Sorry! weather IS covered, only strikes are not paid.", question="Will I get a refund?")

    assert found.candidates
    assert not [text for text in texts(found) if "weather or strikes" in text]


@pytest.mark.parametrize("later", ["Sorry, we have no date for the road.", "Sorry for the wait on the road."])
def test_a_later_message_that_is_only_sorry_takes_nothing_back(later):
    found = shorten("The road is closed.", later, question="Is the road open?")

    assert "The road is closed." in texts(found)[0]


@pytest.mark.parametrize(
    ("reply", "offered"),
    [
        (
            "The pool opens at 4. Wait no, it opens at 5 and closes at 9 every day.",
            "It opens at 5 and closes at 9 every day.",
        ),
        ("*Correction to my earlier note:* it's moved, not cancelled.", "It's moved, not cancelled."),
        ("Bring ID. Oops, sorry - correction: bring your passport, not any ID.", "Bring your passport, not any ID."),
        ("La piscina abre a las 4. Corrección: abre a las 5 todos los días.", "Abre a las 5 todos los días."),
    ],
)
def test_the_public_is_not_told_that_something_was_corrected(reply: str, offered: str):
    result = shorten(reply, question="")

    assert texts(result) == [offered]
    assert trimming.review([reply], question="", text=offered).changes == ()


def test_of_a_reply_that_takes_back_more_than_anybody_can_follow_nothing_is_offered():
    result = shorten(" ".join(f"It opens at {hour} pm. Sorry, {hour + 1} pm, not {hour}." for hour in range(1, 30)))

    assert texts(result) == []
    assert "corrected" in result.refused_because


def test_where_what_was_asked_was_taken_back_and_not_told_again_nothing_is_offered():
    result = shorten(
        "The second round starts on 4 March. Sorry, 14 March. Letters go out next.", question="When does it start?"
    )

    assert texts(result) == []
    assert "4 March" in result.refused_because


def test_a_correction_answers_as_well_as_what_it_corrects():
    padding = "The organisers have prepared many things for people of all ages and interests to enjoy together there. "
    result = shorten(
        f"The city museum talk starts at 4 pm. {padding}Sorry, it starts at 5 pm, not 4.",
        question="When does the city museum talk start?",
    )

    assert "Sorry, it starts at 5 pm, not 4." in texts(result)[0]


@pytest.mark.parametrize(
    ("reply", "question", "wrong"),
    [
        (
            "Depends on the test. For glucose you need to fast for 8 hours, water is fine. For most other tests you "
            "can eat as normal. It says so on the form that you were sent.",
            "Can I eat before my blood test?",
            "For most other tests you can eat as normal.",
        ),
        (
            "No, you can refer yourself: fill in the form on our website or call 0300 555 0190. Exceptions are "
            "children under 16 and anyone after surgery.",
            "Do I need a referral?",
            "Exceptions are children under 16 and anyone after surgery.",
        ),
    ],
)
def test_what_speaks_of_others_stays_with_those_it_differs_from(reply: str, question: str, wrong: str):
    assert not [text for text in texts(shorten(reply, question=question)) if text.startswith(wrong)]


@pytest.mark.parametrize(
    ("reply", "question", "best"),
    [
        (
            "Usually it's one of three things: an estimated reading, a leak, or more people at home. Check whether the "
            "bill says E beside the reading, which means that it was estimated.",
            "Why was my water bill so high?",
            "Usually it's one of three things",
        ),
        (
            "Not without asking your pharmacist first. Ibuprofen can raise blood pressure and with some tablets for "
            "blood pressure it can hurt the kidneys of older people.",
            "Can I take ibuprofen with my blood pressure tablets?",
            "Not without asking your pharmacist first.",
        ),
    ],
)
def test_the_first_sentence_answers_where_none_says_so_in_so_many_words(reply: str, question: str, best: str):
    assert texts(shorten(reply, question=question))[0].startswith(best)


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("Of course. Just write to the office. He won't lose his award. I'm so sorry for your loss.", "Can my son go?"),
        ("The talk is at 4. I am very sorry about the noise.", "When is the talk?"),
    ],
)
def test_who_is_sorry_for_something_else_takes_nothing_back(reply: str, question: str):
    result = shorten(reply, question=question)

    assert texts(result) == [reply]
    assert result.candidates[0].warnings == ()


def test_a_date_that_is_corrected_behind_an_exclamation_is_never_offered():
    result = shorten(
        "Le 4 juillet à partir de 8h. Oups, correction : le 5 juillet. Pas de résultats par téléphone.",
        question="Quand les résultats seront-ils publiés ?",
    )

    assert texts(result) == []


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        (
            "240 mg (10 ml of the syrup), up to 4 times in 24 h. Leave at least 4 hours between doses. Don't give it "
            "together with other medicine that has paracetamol in it.",
            "What's the dose of paracetamol for a 4 year old?",
        ),
        (
            "Until 15 January, 11.59pm, online only. You'll hear on 16 April. Applications go through the council "
            "where you live even if the school is somewhere else.",
            "When do applications for reception close?",
        ),
    ],
)
def test_a_reply_that_begins_with_the_figure_asked_for_answers_with_it(reply: str, question: str):
    assert texts(shorten(reply, question=question))[0].startswith(reply.split(",")[0])


@pytest.mark.parametrize(
    ("question", "reply", "first"),
    [
        (
            "Can I drink tap water in Northfield after the flood?",
            "For now please don't. Boil it for at least one minute before drinking, cooking or brushing teeth. The "
            "notice covers Northfield and Eastgate only. We expect lab results Friday morning, and we'll lift the "
            "notice then if two tests in a row come back clean.",
            "For now please don't.",
        ),
        (
            "Can I give my 4 month old water?",
            "Please don't. Babies under 6 months should get only breast milk or formula, even when it's hot. Water can "
            "make them very sick. If your baby has fewer than 4 wet diapers a day call your doctor today.",
            "Please don't.",
        ),
        (
            "What's the number for the crisis line?",
            "It's 988, you can call or text, any time. For kids under 18 there's also our local line 555-0142 "
            "(3pm-9pm). If someone is in immediate danger call 911.",
            "It's 988",
        ),
        (
            "Is the measles vaccine free for adults?",
            "It depends. If you were born after 1970 and have no record of two doses, yes it's free at any of our "
            "clinics. Otherwise your GP may charge $35. No appointment needed on Tuesdays.",
            "If you were born after 1970",
        ),
    ],
)
def test_an_answer_in_few_words_is_an_answer(question, reply, first):
    assert texts(shorten(reply, question=question))[0].startswith(first)


@pytest.mark.parametrize("sorry", ["sorry, thursdays 2-6.", "oops, thursdays 2-6.", "correction: thursdays 2-6."])
def test_a_correction_is_seen_in_small_letters_behind_an_hour(sorry):
    reply = f"The bus is at Elm Street on Tuesdays 10-2 and Thursdays 1-6 pm. {sorry} Bring your ID."

    assert all("1-6" not in text for text in texts(shorten(reply, question="When does the bus come to Elm Street?")))
