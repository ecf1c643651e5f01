"""Which sentence answers, and what a text without one of the others would make a reader believe."""

import pytest

from bot import trimming
from bot.trimming.answer_types import asked_kinds, asks_yes_or_no, kinds_of
from bot.trimming.dependencies import needs
from bot.trimming.direct_answers import opens_with_answer
from bot.trimming.outline import outline
from bot.trimming.qualifying import qualifies, tells_another_case, weight_of

SORTED = "We take it to the plant in Haven Lane where it is sorted by hand and by magnets and then sold to the mills."


def first(reply, question, limit=140):
    return trimming.shorten([reply], question=question, limit=limit, network="x").candidates[0]


@pytest.mark.parametrize(
    "said",
    [
        "Good question, we get it a lot.",
        "That's a very common question.",
        "Great question, and one that we hear every summer!",
        "I'm glad you asked.",
    ],
)
def test_talk_about_the_question_is_no_answer(said):
    kept = [one.text for one in outline([f"{said} Yes, the pool is open on Sunday."])]

    assert kept == ["Yes, the pool is open on Sunday."]


@pytest.mark.parametrize(
    "said", ["Good question, we get it from the river.", "It's a common one.", "Good point, we hear you."]
)
def test_an_answer_is_no_talk_about_the_question(said):
    assert [one.text for one in outline([said])] == [said]


def test_a_group_for_which_it_still_holds_is_missed():
    reply = (
        "Since May passes are no longer needed on the upper decks and in the bar. "
        f"On the lower decks and on the bridge they still are, for crew and for guests alike. {SORTED}"
    )

    text = first(reply, "Are passes still needed on the ferry?")

    assert "no longer" in text.text
    assert any("they still are" in warning for warning in text.warnings)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Those who rent can still get a voucher at the desk.", "exception"),
        ("You may still carry the virus for weeks.", "exception"),
        ("A fee still applies to vans.", "exception"),
        ("We are still looking into it.", ""),
        ("Until then please keep the windows shut.", "instruction"),
        ("Until then we were a small town.", ""),
        ("Please boil all tap water for a minute.", "instruction"),
        ("You have to tell us before you move out.", "deadline"),
    ],
)
def test_what_is_missed_by_itself(said, kind):
    assert weight_of(said) == kind


@pytest.mark.parametrize("opening", ["If you don't", "Unless it is", "When they can't", "If there are"])
def test_what_leaves_its_verb_to_the_sentence_before_stands_only_with_it(opening):
    reply = (
        "Not for a week at home, just keep paying your share. "
        "You have to hand in the yellow form at the desk in Haven Lane before you go, or send it by post to "
        "the office. "
        f"{opening}, we may stop the allowance."
    )

    texts = trimming.shorten([reply], question="Do I lose my allowance when I'm away?", limit=140, network="x")

    assert texts.candidates
    assert not any(opening in each.text and "yellow form" not in each.text for each in texts.candidates)


def test_what_is_different_stands_only_with_what_it_differs_from():
    reply = (
        "Any garage in the county takes back old car tyres, as long as there are not more than four of them each year. "
        "Tractor tyres are different: bring them to Haven Lane. We don't take rims."
    )

    texts = trimming.shorten([reply], question="Where can I take old tyres?", limit=140, network="x").candidates

    assert not any("are different" in each.text and "Any garage" not in each.text for each in texts)


def test_that_each_is_different_needs_nothing_before_it():
    reply = f"{SORTED} Each county is different: ask yours for the load limits."

    assert first(reply, "Which load limits does my county have?").text.startswith("Each county is different")


def test_yes_for_a_time_of_the_year_is_the_answer():
    reply = (
        "Between 1 May and 30 June yes, on weekdays from 9 to 17, if your neighbours agree and the wind is low. "
        "Never light tyres. Call the wardens first. The fire must be out when it gets dark, and somebody must stay."
    )

    assert first(reply, "Am I allowed to light a fire on the beach?").text.startswith("Between 1 May")


def test_what_is_called_the_reason_is_the_reason():
    reply = (
        "I can't see your file, I can only speak in general. You can ask for a second look within 14 days. "
        "The usual reason is that the meter was read late. Your letter has more, and there is a form on our pages."
    )

    assert "The usual reason" in first(reply, "Why was my bill so high?").text


def test_a_dose_that_was_asked_for_is_told_or_missed():
    reply = (
        "It goes by weight. From 20 to 25 kg it's 200 mg (10 ml of the syrup) every 8 hours. "
        "No more than 3 doses in a day. Call us on 0800 555 0142 if you're not sure."
    )
    question = "What dose of the syrup can my daughter have?"

    review = trimming.review([reply], question=question, text="No more than 3 doses in a day.")

    assert "200 mg" in first(reply, question).text
    assert any(warning.startswith("The question asks for a dose") for warning in review.omissions)


@pytest.mark.parametrize("said", ["Take 2 tablets at night.", "Half a tablet is enough.", "It is 5 ml.", "Use 1 g."])
def test_a_dose_is_a_measure_of_a_medicine(said):
    assert "dose" in kinds_of(said)


def test_what_one_should_take_is_asked_as_a_dose():
    assert "dose" in asked_kinds("How much iron should I take?")
    assert "dose" not in asked_kinds("How much is a ticket?")


def test_a_whole_list_comes_before_a_part_of_it_and_something_else():
    reply = (
        "- proof of address of this year\n- your birth certificate\n- the last school report (from year 2)\n"
        "Copies are fine. If you share custody we also need a letter of the other parent."
    )

    text = first(reply, "Which papers do I need for a school place?").text

    assert text.count("\n") == 2


@pytest.mark.parametrize("said", ["Report any seal to the wardens.", "Rinse it well.", "Switch the boiler off."])
def test_an_order_says_what_to_do(said):
    assert "action" in kinds_of(said)


def test_the_place_asked_for_comes_before_what_shares_a_word_only():
    reply = (
        "Please don't put them in the bin. Any hospital or pharmacy takes them back. "
        "We don't take old medicines for cats, dogs or other pets that live with you, whatever their age or size is."
    )

    assert "Any hospital" in first(reply, "Where can I take old medicines?").text


def test_the_rest_is_missed_beside_a_part():
    reply = (
        "There is one in the eastern zone, since 6 July. Postcodes with TN and BN, as the map on our pages shows. "
        "In the rest of our area there isn't, but please use less. The fine for those who don't care is £1,000."
    )

    text = first(reply, "Is there a hosepipe ban now?")

    assert "eastern" in text.text
    assert "rest of our area" in text.text or any("rest of our area" in each for each in text.warnings)


def test_before_and_after_are_no_two_cases():
    reply = (
        "Three months from the day it was made. Please ring 0300 555 0123 before you come. "
        f"If a dentist made it you may come after one week. {SORTED}"
    )

    review = trimming.review(
        [reply],
        question="How long must I wait to give blood after a piercing?",
        text="Three months from the day it was made. Please ring 0300 555 0123 before you come.",
    )

    assert not any("this is about" in each for each in review.omissions)


def test_what_answers_a_case_named_as_a_question_stands_only_with_it():
    reply = (
        "8 pm. Bring your card or a letter of ours, since without one of them nobody will be let in on that day. "
        "Lost yours? You can ask for another one at the desk until 5 pm."
    )

    for each in trimming.shorten([reply], question="What time do you close?", limit=100, network="x").candidates:
        assert "another one" not in each.text or "Lost yours?" in each.text


def test_the_most_for_adults_is_no_case_that_nobody_asked_about():
    reply = (
        "For adults the most is 4 g in 24 hours, that's 8 tablets. Under 50 kg it's less, ask a pharmacist. "
        "Careful, many syrups have paracetamol in them as well. If you've taken more, come to us straight away."
    )

    assert "For adults the most is 4 g" in first(reply, "How much paracetamol is too much?").text


def test_how_much_of_something_stands_only_with_what_it_is():
    reply = (
        "Use plain bleach of 5 to 9 % without any perfume or soap in it, from a bottle that isn't too old. "
        "8 drops per litre, stir and wait for half an hour. It should smell a bit like a pool, if it doesn't, "
        "repeat once."
    )

    result = trimming.shorten([reply], question="How do I make my water safe without a fire?", limit=140, network="x")

    assert not any("8 drops" in each.text and "bleach" not in each.text for each in result.candidates)


@pytest.mark.parametrize("said", ["8 drops are enough.", "Two tablets a day is the most.", "3 more trains will run."])
def test_how_much_of_something_with_a_verb_says_it_all(said):
    sentences = outline(["Use bleach.", said])

    assert needs(sentences, "What now?")[1].soft == frozenset()


@pytest.mark.parametrize("said", ["Renters too, when heat is in the rent.", "From there to the house it's yours."])
def test_what_adds_to_a_statement_stands_only_with_it(said):
    sentences = outline(["Up to the valve we pay.", said])

    assert needs(sentences, "Who pays?")[1].firm == {0}


@pytest.mark.parametrize(
    "said",
    [
        "On bank holidays no passes are valid on the first boat.",
        "Flats are excluded this year.",
        "Lead pipes are a different story.",
    ],
)
def test_more_exceptions(said):
    assert weight_of(said) == "exception"


def test_the_second_of_two_is_missed_beside_the_first():
    reply = (
        "Two kinds of it live in the south. The first isn't found here. The second has been here since 2012, "
        "but all who "
        "were ill this year had been bitten elsewhere, as far as we know today. Empty your buckets once a week."
    )

    review = trimming.review(
        [reply],
        question="Which kinds are there and are they here?",
        text="Two kinds of it live in the south. The first isn't found here.",
    )

    assert any("The second" in each for each in review.omissions)


def test_help_with_something_is_asked_with_yes_or_no():
    assert asks_yes_or_no("Can I get help with my heating bill?")
    assert not asks_yes_or_no("Can I get information on heating?")


@pytest.mark.parametrize("opening", ["You may think that", "Many people believe that", "A common myth is that"])
def test_what_is_only_supposed_stands_only_with_what_contradicts_it(opening):
    reply = (
        f"{opening} you can stop taking the tablets once you feel better. "
        "But if they have helped you so far, you will need to go on with them for a long time, as most of our "
        "patients do. "
        "If you stop, it will come back."
    )

    result = trimming.shorten([reply], question="Can I stop taking the tablets?", limit=140, network="x")

    assert not any(opening in each.text for each in result.candidates)
    assert "But if they have helped you" in result.nearest


def test_what_is_supposed_and_not_contradicted_stands_alone():
    reply = f"Most people believe it was built in 1820. {SORTED} {SORTED}"

    assert "1820" in first(reply, "When was it built?").text


def test_an_age_is_no_duration():
    assert "duration" not in kinds_of("Give it to adults 65 years or older.")
    assert "duration" in kinds_of("It protects you for 10 years or more.")


@pytest.mark.parametrize(
    "said",
    [
        "With the basic card you can't, though the trip is cheap.",
        "During the fair (May 9-10) there's no service to the docks.",
        "On the island it is not allowed.",
    ],
)
def test_where_it_does_not_hold_is_another_case(said):
    assert tells_another_case(said)


def test_a_condition_to_tell_us_is_no_instruction():
    assert weight_of("We mend the first leak for free, if you tell us where it is.") == ""
    assert weight_of("If you see mould on the walls, tell us at the desk.") == "instruction"


@pytest.mark.parametrize(
    "said", ["These methods have not been proven.", "They don't always help.", "It isn't safe for cats."]
)
def test_that_something_is_not_proven_limits_what_was_said_of_it(said):
    assert qualifies(said)


@pytest.mark.parametrize("said", ["They don't hurt.", "The pool is not safe.", "It has been shown to help."])
def test_what_limits_nothing(said):
    assert not qualifies(said)


def test_an_example_that_is_made_up_comes_after_what_it_shows():
    reply = (
        "Let's say your cable is a road to a fair. "
        "All who live in a street share one cable in the evening. "
        "Cars queue on a road, too."
    )

    text = first(reply, "Why is my cable slow?", limit=60).text

    assert text.startswith("All who live")


def test_better_not_and_only_with_are_answers():
    reply = (
        "Better not on your own. Both thin the blood, so that together they are a risk that we would rather avoid. "
        "If you take small aspirins for your heart, take the ibuprofen half an hour after it or 8 hours before. "
        "Ask us first."
    )

    assert first(reply, "Can I take aspirin and ibuprofen together?").text.startswith("Better not")
    assert opens_with_answer("Only with your landlord's consent.")
    assert opens_with_answer("Sure, as long as you call us.")
    assert not opens_with_answer("Only 20 came.")


def test_instead_stands_only_with_what_it_takes_the_place_of():
    sentences = outline(
        ["With doxycycline for 10 days.", "Children get amoxicillin instead.", "Walk instead of driving."]
    )
    found = needs(sentences, "How is it treated?")

    assert found[1].soft == {0}
    assert found[2].soft == frozenset()


def test_what_not_to_do_with_it_stands_only_with_what_it_is():
    sentences = outline(["Snow slides off.", "Don't climb up to clear it.", "Don't move the bird or feed it."])
    found = needs(sentences, "Do panels work in winter?")

    assert found[1].soft == {0}
    assert found[2].soft == frozenset()


def test_a_figure_for_some_is_no_case_that_nobody_asked_about():
    reply = (
        "For a family of four it's $57,720 a year for the lower price, or $40,560 for free meals. "
        "Families with a card qualify at once. The forms are in the school office, one for all your children."
    )

    assert first(reply, "What is the income limit for school meals?").text.startswith("For a family of four")


def test_who_it_is_for_is_missed_where_it_was_asked():
    reply = (
        "Everyone who arrives from a country with a risk, and those who spent more than 12 hours in transit there. "
        "The paper is valid for life. Some countries ask for it at the border, others only when somebody falls ill."
    )

    review = trimming.review([reply], question="Who needs the paper?", text="The paper is valid for life.")

    assert any(each.startswith("The question asks who, which is left out") for each in review.omissions)
    assert "people" not in asked_kinds("Who should I call?")


def test_an_hour_is_long_enough_a_number():
    reply = (
        f"An hour or so is plenty, it only keeps your shirt clean. {SORTED} If it's red after two days, let us see it."
    )

    review = trimming.review(
        [reply],
        question="How long do I keep the bandage on?",
        text="An hour or so is plenty, it only keeps your shirt clean.",
    )

    assert not any("for a number" in each for each in review.omissions)


def test_who_does_not_either_stands_only_with_who_else_does_not():
    sentences = outline(["Those who earn little pay nothing.", "Students don't pay either.", "Take either bus."])

    assert [each.soft for each in needs(sentences, "Do I pay?")] == [frozenset(), {0}, frozenset()]
    assert weight_of("Homes of a university are exempt.") == "exception"


@pytest.mark.parametrize(
    ("question", "reply", "missing"),
    [
        (
            "How much syrup is taken?",
            "Grown-ups take 15 ml before bed. It tastes of anise, which not everybody likes at first. Shake it. "
            "Teenagers get 10 ml, and the small ones none at all.",
            "Teenagers get",
        ),
        (
            "Is the ferry running?",
            "The ferry is running again since noon. It is quite full at this time of the year, as always. "
            "Vans over 3.5 tonnes have to take the tunnel until the ramp has been repaired by the harbour's crew.",
            "Vans over",
        ),
        (
            "How much does the nursery cost?",
            "It is 80 pounds a month for the first two. Bills go out at the beginning of each month. The first one has "
            "a letter with it. From the third child on it's 20 pounds for those who are in the same house.",
            "From the third",
        ),
        (
            "When is the form due?",
            "The form is due on 3 May. Please write with a black pen, as it is read by a machine. It's on our pages. "
            "Whoever has an adviser has until 30 September, if we hear of that by the end of April.",
            "Whoever",
        ),
    ],
)
def test_what_holds_for_others_is_missed_wherever_it_stands(question, reply, missing):
    said = reply.split(". ")[0] + "."

    review = trimming.review([reply], question=question, text=said)

    assert any(missing in each for each in review.omissions)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When can I visit?", "Children may come too if somebody is with them after 2 pm."),  # the same holds
        ("Why is the pool closed?", "Children under 6 have to stay away on 2 May."),  # a reason was asked for
        ("When do buses for children run?", "Children get on at 8."),  # who was named
    ],
)
def test_others_for_whom_no_other_answer_holds_are_not_missed(question, other):
    reply = f"From 2 pm to 8 pm on all days. The desk is on your left. {other}"

    review = trimming.review([reply], question=question, text="From 2 pm to 8 pm on all days.")

    assert not any("Another case" in each for each in review.omissions)


def test_what_could_mislead_takes_the_room_before_what_only_fills_it():
    reply = (
        "Polling places are open from 7 to 22. You need photo ID. Whoever waits in the line at 22 still has a vote. "
        "Votes by post must reach us by then, at the address that is printed on the envelope which we sent to you."
    )

    text = first(reply, "What time does polling close?")

    assert "Whoever waits" in text.text


def test_a_correction_with_a_pronoun_follows_nothing_else():
    reply = (
        "Claims close on 3 May. You need two photos. Send them through the portal. "
        "Correction to the date above: it's 9 May, as the council gave us six days more last night."
    )

    text = first(reply, "What is the deadline for claims?")

    assert text.text == "It's 9 May, as the council gave us six days more last night."


def test_a_correction_that_points_to_what_it_takes_back_is_not_offered():
    reply = (
        "She can have 5 ml twice a day. Give it after a meal. It starts to work within half an hour or so. "
        "My mistake, that's the amount for a child over three; at two it's 2.5 ml twice a day."
    )

    result = trimming.shorten([reply], question="How much syrup can I give her?", limit=140, network="x")

    assert not result.candidates
    assert "corrected" in result.refused_because


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("Sorry, that's the price for adults; for a child it is 3 pounds.", True),
        ("Correction: that's 5 pounds for an adult on all days.", False),
    ],
)
def test_a_correction_says_what_that_is_or_of_what_it_spoke(said, left_out):
    result = trimming.shorten([f"It costs 4 pounds. {said}"], question="What does it cost?", limit=140, network="x")

    assert bool(result.candidates) is not left_out


def test_a_limit_in_the_midst_of_a_sentence_is_kept_or_told():
    reply = (
        "So far owl flu has rarely infected people. Those who caught it had been close to sick owls for days. "
        "Illness can be severe, though, and some have died. Leave dead owls alone and tell us on our page."
    )

    text = first(reply, "Is owl flu dangerous to people?")

    assert "though" in text.text


def test_a_definition_is_not_the_answer_to_yes_or_no():
    reply = (
        "Slapped cheek is caused by a virus. Children stay away until the fever is gone, usually for about two days. "
        "A cold cloth soothes the skin. Aspirin must never be given to children with slapped cheek."
    )

    assert first(reply, "Can my child go to school with slapped cheek?").text.startswith("Children stay away")


def test_no_limit_is_an_answer_to_how_much():
    reply = (
        "There's no limit as such. What we pay goes down by 55p for each pound, however, which adds up quickly over "
        "the year. Tell us about changes at once."
    )

    assert first(reply, "How many hours can I work?").text.startswith("There's no limit")
    assert not {"number", "frequency"} & kinds_of("Tell us about changes at once.")


def test_there_stands_only_with_the_place():
    sentences = outline(
        [
            "Scooters aren't allowed on pavements.",
            "Riders take the road.",
            "Private ones aren't allowed there, only rented ones.",
            "You can print it there.",
            "Hang in there.",
            "The forms are there.",
        ]
    )
    found = needs(sentences, "Are scooters allowed on pavements?")

    assert [each.soft for each in found] == [set(), set(), {1}, {2}, set(), set()]


@pytest.mark.parametrize(
    "said",
    [
        "That question comes up a lot, and rightly so.",
        "This is asked every week.",
        "We checked with the parking team.",
        "I've just double-checked with our lawyers.",
    ],
)
def test_talk_of_the_question_or_of_where_the_answer_is_from_is_left_out(said):
    assert [one.text for one in outline([f"{said} Permits renew themselves."])] == ["Permits renew themselves."]


@pytest.mark.parametrize("said", ["We checked with a probe: it's clean.", "That comes up to 40 pounds."])
def test_what_was_found_is_no_talk(said):
    assert [one.text for one in outline([said])] == [said]


def test_less_effective_is_a_limit():
    assert weight_of("It's less effective after the first contact.") == "exception"
    assert weight_of("The pill doesn't work as well on an empty stomach.") == "exception"


def test_more_of_what_people_are_told_to_do_is_seen():
    assert "action" in kinds_of("Wipe small patches with a cleaner.")
    assert "action" in kinds_of("Air the room after each shower.")
    assert "action" not in kinds_of("Air pollution is high.")


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        ("The eye ward and the burns ward are an exception, there all wear one.", "exception"),
        ("Toddlers and people who are ill need more.", "exception"),
        ("Pensioners pay half.", "exception"),
        ("We need more.", ""),
        ("They charge it because people are willing to pay more.", ""),
        ("Whether we pay on top depends on your policy.", "exception"),
        ("Chlorphenamine isn't advised.", "exception"),
        ("Turn off the gas and ring 0800 22 33 44 if yours is among them.", "instruction"),
        ("Rinse the pipe for two minutes first.", "instruction"),
    ],
)
def test_what_limits_or_orders_in_other_words_is_weighed(said, weight):
    assert weight_of(said) == weight


@pytest.mark.parametrize(
    ("said", "is_case"),
    [
        ("If it's been longer than that, use condoms for a week.", True),
        ("With a rolling contract they can do so once a year.", True),
        ("From October to March you may burn it on weekdays.", True),
        ("For more information on that you can see our page.", False),
        ("At the same time they can charge more.", False),
    ],
)
def test_a_case_of_its_own_is_told_with_what_holds_there(said, is_case):
    assert tells_another_case(said) is is_case


def test_who_lives_elsewhere_is_another_case():
    reply = (
        "The state pension goes up by 3.9 % in April. That's around 8 pounds a week. Works pensions are another thing. "
        "Anyone living in a country that has no treaty, such as Atlantis, gets no increase."
    )

    text = first(reply, "Will my pension go up in April?")

    assert "Atlantis" in " ".join([text.text, *text.warnings])


def test_whether_it_depends_is_the_answer_to_yes_or_no():
    reply = (
        "Hotels must refund or rebook you. Keep all bills. "
        "Whether your insurance pays on top depends on your policy; many pay nothing for strikes that were known of."
    )

    assert "Whether" in first(reply, "Does travel insurance cover hotels that cancel?").text


def test_what_was_is_not_the_answer_to_what_is():
    reply = (
        "The sports desk has moved. Until last week it was in the old hall on Park Road. "
        "It's now on the second floor of the Arcade, next to the library. Nobody has to wait on Saturdays."
    )

    text = first(reply, "Where's the sports desk?")

    assert "now on the second floor" in text.text
    assert "Until last week" not in text.text


def test_what_was_stands_only_with_what_is_now():
    reply = (
        "Until last month the fee was 20 pounds for all who came to us by car or by bus. It's 30 pounds now, and "
        "for those who come by bus it's 10 pounds from Monday to Friday, as the council has agreed with us to do."
    )

    result = trimming.shorten([reply], question="How much is the fee?", limit=140, network="x")

    assert not any(each.text.startswith("Until") for each in result.candidates)


def test_when_something_happened_is_not_when_it_will():
    reply = (
        "Our crews are out. A cable burned out at around 4 am. "
        "We expect everyone to have power by 9 pm tonight, but a few houses in Quarry Road may have to wait for longer."
    )

    assert "9 pm" in first(reply, "When will power be back?").text


@pytest.mark.parametrize(("said", "is_place"), [("No need on Saturdays.", False), ("They meet in Ashford.", True)])
def test_a_day_is_no_place(said, is_place):
    assert ("place" in kinds_of(said)) is is_place


def test_a_pronoun_behind_a_time_needs_its_noun():
    sentences = outline(
        [
            "The ferry has a bar.",
            "On Sundays it is closed.",
            "In women who got it at 12 rates fell.",
            "In 2020 it rained.",
        ]
    )
    found = needs(sentences, "What is there to eat?")

    assert [each.soft for each in found] == [set(), {0}, set(), {2}]


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        ("Sorry, I just saw the new plan: from May it opens at 6.30.", "From May it opens at 6.30."),
        ("Scrap the first time, from May it opens at 6.30.", "From May it opens at 6.30."),
        ("Forget 7.00, from May it opens at 6.30.", "From May it opens at 6.30."),
    ],
)
def test_how_somebody_came_to_correct_is_not_for_the_public(correction, said):
    reply = f"The pool opens at 7.00 on weekdays. {correction}"

    text = first(reply, "When does the pool open?")

    assert text.text == said
    assert any("corrected later" in each for each in text.warnings)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Hi, two puffs a day.", "Two puffs a day."),
        ("Hello there – pH 7 is fine.", "pH 7 is fine."),
        ("Hi, yes it is.", "Yes it is."),
        ("Highways are closed.", "Highways are closed."),
    ],
)
def test_a_greeting_before_a_sentence_is_left_out(said, kept):
    assert [one.text for one in outline([said])] == [kept]


def test_the_next_step_is_missed():
    reply = (
        "Give a dose of the first vaccine to those over 65. Then give a dose of the second one, at least a year later. "
        "Whoever had it before is written to."
    )

    review = trimming.review(
        [reply],
        question="How often should an adult be vaccinated?",
        text="Give a dose of the first vaccine to those over 65.",
    )

    assert any(each.startswith("The next step is left out: “Then give") for each in review.omissions)


def test_what_somebody_should_do_is_a_rule_with_cases():
    reply = (
        "If you need your people back, they have to come. "
        "If you have trouble with one of them, you need to ring the labour office. Its number is on our page."
    )

    review = trimming.review(
        [reply],
        question="What should a firm do if people don't come back?",
        text="If you need your people back, they have to come.",
    )

    assert any("trouble" in each for each in review.omissions)


def test_where_to_read_more_is_no_case():
    reply = (
        "No. The jab of 2021 is not approved for children of 5 years. There were too few in the trials. "
        "Read more about the jab of 2021 for children of 5 years."
    )

    review = trimming.review(
        [reply],
        question="Is the jab approved for children?",
        text="No. The jab of 2021 is not approved for children of 5 years.",
    )

    assert not any("Read more" in each for each in review.omissions)


@pytest.mark.parametrize(
    "said", ["The contact will have only 72 hours to respond.", "She has two weeks in which to appeal."]
)
def test_how_long_somebody_has_is_a_date_to_keep(said):
    assert weight_of(said) == "deadline"


def test_what_people_may_have_heard_stands_only_with_what_is_so():
    reply = (
        "You may have heard of cod oil, which can do harm. But there's another sort of oil, made of algae in tanks, "
        "that is given for a number of ills and is taken with food. It does no harm. It works within a few weeks."
    )

    result = trimming.shorten([reply], question="How long does the oil take?", limit=140, network="x")

    assert not any(each.text.startswith("You may") for each in result.candidates)


def test_what_a_thing_is_answers_where_it_says_why():
    reply = (
        "Restolan is a controlled substance because it can lead to dependence. Keep it in a safe place, locked away. "
        "Selling or giving away Restolan may harm others."
    )

    assert first(reply, "Is Restolan addictive?").text.startswith("Restolan is a controlled substance because")


def test_a_line_wrapped_behind_the_first_word_of_a_sentence_goes_on():
    found = outline(["Restolan is kept under lock because it can lead to dependence. Keep\nRestolan in a safe place."])

    assert [one.text for one in found][1] == "Keep Restolan in a safe place."


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        ("During the market on Thursdays the whole street is closed to cars.", "exception"),
        ("East of the second pier the current is still too strong.", "exception"),
        ("The south gate stays shut.", "exception"),
        ("It's different when somebody in your family has died: then it's eight weeks.", "exception"),
        ("They have to stay out of the rose garden.", "instruction"),
        ("Prices remain too high for many.", ""),
    ],
)
def test_where_it_does_not_hold_is_weighed(said, weight):
    assert weight_of(said) == weight


def test_what_you_need_is_no_limit_where_something_is_explained():
    said = "You need a weaker light at night for your eyes."

    assert weight_of(said) == "exception"
    assert weight_of(said, explaining=True) == ""


def test_who_catches_themselves_takes_it_back():
    reply = "We open at 8. There's a ramp at the back. Ah no, since Monday we open at 9 because of the building work."

    text = first(reply, "What time is the clinic open?")

    assert "at 8" not in text.text
    assert text.text.endswith("Since Monday we open at 9 because of the building work.")


def test_what_is_left_of_a_corrected_reply_has_to_answer():
    reply = (
        "There are 17 cases at the college. Four are in halls. All are doing fine. Update from this noon: 19 cases now."
    )

    result = trimming.shorten([reply], question="How many cases of mumps are there?", limit=140, network="x")

    assert not result.candidates
    assert "corrected" in result.refused_because


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("Yes, after 48 hours without symptoms. Please wash your hands. Sorry, 72 hours, not 48.", None),
        ("Yes, after 48 hours. Please wash your hands. Sorry, no: nobody may visit this week.", "nobody may visit"),
    ],
)
def test_where_the_yes_was_taken_back_what_is_left_has_to_say_it(reply, text):
    question = "Can I visit the ward if I had a cold last week?"

    result = trimming.shorten([reply], question=question, limit=140, network="x")

    if text is None:
        assert not result.candidates
        assert "corrected later" in result.refused_because
    else:
        assert text in result.candidates[0].text


def test_one_dose_is_another_case_than_two():
    assert tells_another_case("After one dose it may wear off.")


@pytest.mark.parametrize(
    "order", ["Drop the dose by half, if you feel dizzy.", "Ignore the date on the lid, it is too early."]
)
def test_an_order_to_the_public_takes_nothing_back(order):
    reply = f"The dose is 10 ml until 3 May. {order}"

    assert first(reply, "What is the dose?").text == reply
