"""Two approved answers to one question: can both be right?"""

import pytest

from bot.trimming.contradicting import conflicts, only_in

CONTRADICT = [
    ("Yes, you can. Please wash your hands.", "No, please wait until you are well.", "yes or no"),
    ("Please wait 2 days after the last cough.", "Please wait 5 days after your last cough.", "number"),
    ("Wait two days after the last cough.", "Wait a week after the last cough. Wash your hands.", "number"),
    ("Visits last at most 30 minutes.", "You can stay for up to 1 hour.", "number"),
    ("Open Monday to Friday, 9:00 to 17:00.", "Open Monday to Friday, 9:00 to 18:00.", "time"),
    ("We open at 9 am.", "We open at 10 am.", "time"),
    ("Open Monday to Friday.", "Open Monday to Saturday.", "date"),
    ("The clinic opens on 5 May.", "The clinic opens on May 12th.", "date"),
    ("Two visitors at a time, please.", "Three visitors at a time, please.", "number"),
    ("Only one visitor at a time.", "Two visitors at a time.", "number"),
    ("Two people may come.", "Three visitors may come.", "number"),
    ("The test costs €20.", "The test costs 25 euros.", "number"),
    ("Take 400 mg of ibuprofen.", "Take 600 mg of ibuprofen.", "number"),
    ("Call 020 7946 0018 for a place.", "Call 020 7946 0950 for a place.", "phone"),
    ("Book at riverside.org/visit", "Book at riverside.org/booking", "link"),
    ("You can visit with a cold.", "You can't visit with a cold.", "denial"),
    ("Yes, you can visit the ward.", "You cannot visit the ward.", "denial"),
    ("Wash your hands and wear a mask.", "Wash your hands, no need to wear a mask.", "denial"),
    ("The tap water is safe to drink.", "The tap water is unsafe to drink.", "denial"),
    ("Parking is free for visitors.", "Parking is paid for visitors.", "denial"),
    ("Masks are required on the ward.", "Masks are optional on the ward.", "denial"),
    ("Smoking: no. Pets: yes.", "Smoking: yes. Pets: yes.", "denial"),
    ("Wait at least 5 days.", "Wait at most 5 days.", "number"),
    ("No more than 2 visitors are allowed.", "At least 2 visitors are allowed.", "number"),
    ("You can stay no longer than 2 hours.", "You can stay more than 2 hours.", "number"),
    ("Please come no later than 9 am.", "Please come no earlier than 9 am.", "time"),
    ("You have to be 18 or older.", "You have to be 18 or younger.", "number"),
    ("Take it twice a day.", "Take it three times a day.", "number"),
    ("Take it once a week.", "Take it once a day.", "number"),
    ("Take it twice daily.", "Take it every 8 hours.", "number"),
    ("Dilute bleach 1:10 with water.", "Dilute bleach 1:100 with water.", "number"),
    ("We open at 1:10.", "We open at 1:20 pm.", "time"),
    ("We open at noon.", "We open at 2 pm.", "time"),
    ("It costs 1,234,567 euros.", "It costs 1,234,568 euros.", "number"),
    ("Boil the water for 1 minute.", "Boil the water for 3 minutes.", "number"),
    ("Keep it at 5 °C.", "Keep it at 8 °C.", "number"),
    ("About 20% of the beds are free.", "About 35% of the beds are free.", "number"),
    ("Sí, puede visitar el hospital con su hijo.", "No, no puede visitar el hospital con su hijo.", "yes or no"),
    ("The permit costs €20 a year.", "The permit costs $20 a year.", "number"),
    ("The permit costs £20.", "The permit costs €25. Pay online or at the desk.", "number"),
    ("Parking is free.", "Parking costs €5 an hour.", "number"),
    ("The test is free of charge.", "There is a fee of $15 for the test.", "number"),
    ("Keep the vaccine below -18 °C.", "Keep the vaccine below 18 °C.", "number"),
    ("Take half a tablet with water.", "Take one tablet with water.", "number"),
    ("Masks are required on the ward.", "Masks are voluntary on the ward.", "denial"),
    ("Please use the north entrance.", "Please use the south entrance.", "denial"),
    ("Das Wasser ist sicher.", "Das Wasser ist nicht sicher.", "denial"),
    ("Sie können die Station mit Hund besuchen.", "Sie können die Station nicht mit Hund besuchen.", "denial"),
    ("Für den Test brauchen Sie einen Termin.", "Für den Test brauchen Sie keinen Termin.", "denial"),
    ("Ja, das ist möglich.", "Nein, das geht leider nicht.", "yes or no"),
]
AGREE = [
    ("Yes, you can. Please wash your hands.", "Yes, you can. Please wash your hands."),
    ("Yes, you can visit. Please wash your hands.", "You can visit, but wash your hands."),
    ("Please wait 2 days after the last cough.", "Please wait two days after the last cough."),
    ("Please wait 48 hours.", "Please wait 2 days."),
    ("Please wait 2 weeks.", "Please wait 14 days."),
    ("It takes a year: 12 months.", "It takes 1 year."),
    ("Open 9:00 to 17:00.", "Open from 9 am to 5 pm."),
    ("Open 9 am-5 pm on weekdays.", "Open on weekdays. Ring at the gate."),
    ("Take 400 mg.", "Take 0.4 g."),
    ("The test costs €20.", "The test costs 20 euros."),
    ("Call +44 20 7946 0018.", "Call 020 7946 0018."),
    ("Book at https://www.riverside.org/visit/.", "Book at riverside.org/visit"),
    ("Don't come with a fever.", "Never come with a fever."),
    ("Wash your hands.", "Don't forget to wash your hands."),
    ("Wait at least 5 days.", "Wait 5 days."),
    ("It costs €20 ($22).", "It costs $22."),
    ("The test is free for children, €5 for adults.", "The test costs €5 for adults."),
    ("Feel free to come by.", "Parking costs €5."),
    ("20 beds are free at the moment.", "A bed costs €20 a day."),
    ("Wait for half an hour.", "Wait for 30 minutes."),
    ("Keep it at -5 °C.", "Keep it at −5 °C."),
    ("Sie brauchen keinen Termin.", "Nein, Sie brauchen keinen Termin. Bitte bringen Sie Ihre Karte mit."),
    ("Das Bad ist heute nicht offen.", "Die Bücherei ist heute offen."),
    ("No more than 2 visitors are allowed.", "At most 2 visitors are allowed."),
    ("You may bring at most 2 visitors.", "You may not bring more than 2 visitors."),
    ("Only two visitors may come.", "Not more than two visitors may come."),
    ("Wait at least 48 hours.", "Wait no less than 2 days."),
    ("Not before 9 am.", "From 9 am."),
    ("Leave no later than Friday.", "Leave by Friday."),
    ("You have to be 18 or older.", "You have to be at least 18."),
    ("Take it twice a day.", "Take it every 12 hours."),
    ("Take it twice daily.", "Take it 2x daily."),
    ("Take it 3-4 times a day.", "Take it four times a day."),
    ("Once you are well, come back.", "You can come back twice."),
    ("1.5 million people came.", "1,500,000 people came."),
    ("It costs 1.000 euros.", "It costs €1000."),
    ("Open until midnight.", "Open until 24:00."),
    ("No later than 5 days after the test.", "Within 5 days after the test."),
    ("It is safe.", "It isn't dangerous."),
    ("The water is safe to drink.", "The water isn't unsafe to drink."),
    ("Wait 5 days.", "Wait 5 days. Children wait 10 days."),
    ("Treat it, and again in 7 days.", "Treat it, and comb every 2 days."),
    ("Take one tablet every 4 hours.", "Take one tablet."),
    ("No appointment is needed.", "Yes, walk in: no appointment needed."),
    ("Bring your card on 5 May.", "Bring your card on the 5th of May."),
    ("You may come in 2026.", "You may come."),
    ("Yes.", "Yes, of course. You may not smoke there."),
    ("Please don't come without an appointment.", "Please come with an appointment."),
    ("", "Yes."),
    ("窓口は九時に開きます。", "No, the office is closed."),
]


@pytest.mark.parametrize(("here", "there", "what"), CONTRADICT)
def test_what_cannot_both_be_right_is_found_whichever_comes_first(here: str, there: str, what: str) -> None:
    found, back = conflicts(here, there), conflicts(there, here)

    assert [found[0].what if found else None] == [what]
    assert [one.what for one in back] == [one.what for one in found]
    assert all(one.here in here and one.there in there for one in found)


@pytest.mark.parametrize(("here", "there"), AGREE)
def test_answers_that_agree_or_only_say_more_are_no_contradiction(here: str, there: str) -> None:
    assert conflicts(here, there) == []
    assert conflicts(there, here) == []


def test_what_only_one_of_them_states_is_pointed_at() -> None:
    assert only_in("Wait 5 days, then call 020 7946 0018.", "Wait five days.") == ["020 7946 0018"]
    assert only_in("Wait five days.", "Wait 5 days, then call 020 7946 0018.") == []


def test_thousands_of_characters_are_compared_in_no_time() -> None:
    assert conflicts("Wait 5 days. " * 230, "Wait 6 days. " * 230)[0].what == "number"
