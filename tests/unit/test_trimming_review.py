"""What a wording makes of the expert's own words: what it changes, and what it leaves out."""

import pytest

from bot import trimming

QUESTION = "Can I visit the ward if I had a cold?"
REPLY = "Yes, you can visit after 48 hours. Do not come in if you still cough."


def review(text: str, reply: str = REPLY, question: str = QUESTION) -> trimming.Review:
    return trimming.review([reply], question=question, text=text)


def test_the_experts_own_words_are_right():
    assert review(REPLY).warnings == ()


def test_a_fact_that_is_changed_is_named():
    assert "24 hours" in review("Yes, you can visit after 24 hours. Do not come in if you still cough.").changes[0]


def test_an_instruction_that_is_left_out_is_named():
    found = review("Yes, you can visit after 48 hours.")

    assert found.changes == ()
    assert found.omissions == ("An instruction is left out: “Do not come in if you still cough.”",)


def test_a_sentence_that_is_only_worded_anew_is_not_left_out():
    assert review("Yes, you can visit after 48 hours. If you still cough, do not come in.").omissions == ()


@pytest.mark.parametrize(
    "caution", ["Exercise caution when you drive.", "Please use caution.", "Be careful on the stairs."]
)
def test_a_caution_that_is_left_out_is_named(caution):
    reply = f"You can take it with food. {caution}"

    assert review("You can take it with food.", reply).omissions == (f"An instruction is left out: “{caution}”",)


@pytest.mark.parametrize("word", ["So", "That is why", "Therefore,", "If this is so,"])
def test_what_follows_from_a_sentence_is_missed(word):
    reply = f"Colds spread for about two days. {word} please wait for 48 hours."

    assert review("Colds spread for about two days.", reply).omissions[0].startswith("What follows from this is left")


def test_a_second_point_needs_the_first_and_not_what_stands_between():
    reply = (
        "There are two rules. First, wait for 48 hours after the last cough. The desk can tell you more about that. "
        "Secondly, wash your hands."
    )

    kept = "There are two rules. First, wait for 48 hours after the last cough. Secondly, wash your hands."
    assert review(kept, reply).omissions == ()
    assert "points to a sentence that is left out" in review("Secondly, wash your hands.", reply).omissions[0]


def test_a_pronoun_that_means_what_the_one_before_means_has_not_lost_it():
    reply = "They are safe for most people. They also work within an hour."

    assert review("They also work within an hour.", reply, "Are the new tablets safe?").omissions == ()


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Why is the ward closed?", "The boiler broke, so there is no warm water. Call 555 0100 for more."),
        ("May I stay?", "You may stay as long as you're quiet. There is a desk on the ground floor."),
        ("May I drive?", "You may drive. Nobody says you shouldn't be able to."),
    ],
)
def test_what_misleads_nobody_is_not_called_so(question, reply):
    assert review(reply.split(". ")[0] + ".", reply, question).omissions == ()


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        ("The most for adults is one tablet four times a day.", "The most for children is one tablet twice a day."),
        ("Business with one office get up to $50,000.", "Business with several office get up to $100,000 instead."),
        ("Zyx is indicated for the flu in adults.", "Zyx is indicated for the prevention of colds."),
    ],
)
def test_the_same_said_of_another_case_is_missed(kept, left):
    assert review(kept, f"{kept} {left}", "What about Zyx?").omissions == (f"Another case is left out: “{left}”",)


def test_what_limits_a_sentence_is_not_another_case_of_it_too():
    reply = "Zyx is not approved for colds. However, Zyx is not approved for colds only."

    assert [each.split(":")[0] for each in review("Zyx is not approved for colds.", reply, "Is Zyx ok?").omissions] == [
        "The next sentence limits this one"
    ]


@pytest.mark.parametrize(
    ("question", "lost", "said"),
    [
        ("How often do I take it?", "Take one every six hours.", "how often"),
        ("How long does it last?", "It lasts for three days.", "how long"),
    ],
)
def test_what_was_asked_for_is_named(question, lost, said):
    found = review("Zyx is a tablet.", f"Zyx is a tablet. {lost}", question).omissions

    assert f"The question asks {said}, which is left out: “{lost}”" in found


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        ("You get 25% back from 30 minutes.", "Not if we told you before."),
        ("Give paracetamol or ibuprofen.", "Not ibuprofen if it's chickenpox."),
        ("Main roads are salted.", "Side streets aren't."),
        ("Usually not, if it's under 2.5 m.", "You do in a conservation area."),
        ("Children under 8 get it.", "Older ones only need it if they're ill."),
        ("Cover it and call us in the morning.", "If it's bleeding a lot, press on it and come to the ER."),
        ("Water is fine.", "If you're diabetic please call us first on 020 7946 0311."),
        ("No need to go to A&E.", "If you get night sweats or lose weight see your GP."),
        ("Stop fish oil a week before.", "On the day itself take nothing but the medicines we've told you to."),
        ("She can go back when she feels well.", "Keep her off if she has a fever."),
        ("It's often negative.", "If you've joint pain or a drooping face get seen promptly."),
        ("Please don't stop suddenly.", "If you faint, or your pulse is under 50, get emergency help."),
        ("Up to 6 hens.", "In the bird flu zone they must stay indoors until further notice."),
        ("After 21 days it counts as lost.", "Report at the desk before you leave the airport."),
        ("We reply in a week.", "A formal complaint has to reach us within 12 months."),
        ("It's 10 ml of the syrup.", "Check the strength on the bottle as some are twice as strong."),
        ("It takes 5 weeks.", "Pls dont ring before that."),
        ("Children aged 8 can travel alone.", "International trains have different rules."),
        ("The first Sunday is free.", "Special exhibitions always cost extra."),
        ("Free for residents aged 66.", "You need the Silver Card, it doesn't work with just an ID."),
        ("A permit costs $45 a year.", "The permit isn't valid in Zone C."),
        ("Bikes travel free.", "EDIT: not on the 8 am ferry to Seal Island."),
        ("Yes, until the money runs out.", "You must have lost income since March."),
        ("Common ones are a sore arm and fever.", "See a doctor if you have hives."),
        ("El abono cuesta 20 euros.", "Solo es para menores de 26 años."),
        ("Es gratis para mayores de 60 años.", "Los demás pagan 18 euros."),
        ("Los perros pueden viajar.", "No se permite en hora punta."),
        ("Puede pedir la beca.", "El plazo termina el 10 de mayo."),
        ("Lávese con agua de mar.", "Si le cuesta respirar, llame al 112."),
        ("La dose est de 5 ml.", "Ne le donnez pas avant 3 mois."),
        ("Les grands chiens paient.", "Ils ne sont pas admis aux heures de pointe."),
        ("Le vaccin est gratuit pour vous.", "Les autres paient 12 euros."),
        ("Rincez à l'eau de mer.", "En cas de gêne, appelez le 15."),
    ],
)
def test_what_limits_it_is_missed(kept, lost):
    assert [each for each in review(kept, f"{kept} {lost}", "?").omissions if lost in each]


@pytest.mark.parametrize(
    ("kept", "lost"),
    [
        ("L'eau est trouble.", "Elle n'est pas dangereuse."),
        ("Le bus est gratuit.", "Vous ne payez rien."),
        ("Take the bus.", "Parking a car costs $5."),
        ("It stops when the form is late.", "You may ask again if you had a good reason."),
        ("Come by bus.", "Ask at the desk if you want a map."),
        ("The pool is open.", "If you have any questions, ask at the desk."),
        ("The war began in May.", "It went on until September 1945."),
        ("The desk is on the left.", "They are in room 3."),
    ],
)
def test_what_limits_nothing_is_not_missed(kept, lost):
    assert review(kept, f"{kept} {lost}", "Why?").omissions == ()


def test_what_it_depends_on_belongs_to_it():
    reply = "It depends on the test. For glucose don't eat for 8 hours. Water is fine with all of them."

    found = review("It depends on the test. Water is fine with all of them.", reply, "Is a glucose test done fasting?")

    assert [each for each in found.omissions if "For glucose" in each]


def test_what_no_other_text_repairs_is_told_apart():
    long = (
        "Do not come in if you still cough or sneeze, whatever the visit is for and even if somebody at the desk on "
        "the ground floor has told you that you may come."
    )
    found = trimming.shorten([f"Yes, you can visit after 48 hours. {long}"], question=QUESTION, limit=140, network="x")

    (only,) = found.candidates
    assert found.unrepaired(only) == only.omissions == (f"An instruction is left out: “{long}”",)

    other = trimming.Candidate("Another.", 8, (), (), ())
    both = trimming.Shortened((only, other), "", (), "", 0, "")
    assert both.unrepaired(only) == ()


@pytest.mark.parametrize("text", ["", " ", "*", "x" * 5000, "<@U1> \u202e"])
def test_nothing_that_is_written_raises(text):
    trimming.review([text], question=text, text=text)
    trimming.review([], question="", text=text)


def test_what_limits_a_yes_or_no_is_missed_however_far_from_it():
    reply = (
        "Not usually. It needs close contact. A short meeting is no risk. Having said that, a long talk can spread it."
    )

    found = review("Not usually. It needs close contact.", reply, "Is it spread through the air?")

    assert [each for each in found.omissions if "Having said that" in each]


def test_what_limits_it_behind_a_sentence_that_is_left_out_as_well_is_missed():
    reply = "Wait until your check. Before that it could get infected. However, your midwife may ok it earlier."

    found = review("Wait until your check.", reply, "When can I swim?")

    assert [each for each in found.omissions if "However, your midwife" in each]


def test_that_it_depends_is_not_missed_where_it_is_said_on_what():
    reply = "It depends where you went to school. If the lessons were in English, none. Otherwise you do."

    assert not review("If the lessons were in English, none. Otherwise you do.", reply, "Do I need a test?").omissions


@pytest.mark.parametrize(
    ("question", "kept", "lost"),
    [
        ("How long do I stay home?", "5 days.", "If you still have a fever on day 5 stay home until it has gone."),
        ("When do I file?", "By 31 January.", "If you got a letter with a different date, that one counts."),
        ("Are the mummies real?", "Yes. One is a woman who died aged 35.", "The other is a cat."),
        ("What must we keep for our taxes?", "Keep it all.", "If we've opened a check keep it until that ends."),
    ],
)
def test_a_case_of_its_own_is_missed(question, kept, lost):
    assert f"Another case is left out: “{lost}”" in review(kept, f"{kept} {lost}", question).omissions


def test_a_case_of_its_own_is_not_missed_where_it_is_asked_why():
    reply = "The roof leaks. If you look up on day 5 of rain, you see it drip."

    assert review("The roof leaks.", reply, "Why is the hall wet?").omissions == ()


def test_a_list_that_is_left_out_whole_is_missed():
    reply = "You can apply online. You also have to send:\n• your passport\n• a photo\n• the signed form"

    found = review("You can apply online.", reply, "How do I apply?")

    assert "A list of 3 points is left out: “You also have to send:”" in found.omissions


@pytest.mark.parametrize(
    "left_out",
    [
        "Maternity is different: partners can come 9 to 9.",
        "Season tickets work differently.",
        "You've 28 days to claim.",
        "You have six weeks to claim.",
    ],
)
def test_other_rules_and_days_to_keep_are_missed(left_out: str):
    kept = "Yes, if you were late by an hour."

    assert left_out in review(kept, f"{kept} {left_out}", "Do I get a refund?").omissions[0]


def test_hours_in_short_are_a_time():
    reply = "Stay at home until 48 hrs after you were last sick. That's two days after it stops."

    assert (
        review("Stay at home until 48 hrs after you were last sick.", reply, "How long do I stay home?").omissions == ()
    )
