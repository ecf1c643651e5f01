"""The guard names every change of fact, and lets harmless edits pass."""

import pytest

from bot import trimming

SOURCE = (
    "Yes, it is safe unless you have had a notice at your door. "
    "The main was fixed at 3 am and two samples came back clean. "
    "Run the tap for 2 minutes if it looks cloudy. "
    "Don't use hot water until it runs clear. "
    "Dr. Lena Ortiz answers calls at 0800 111 999 from Monday to Friday, 9 am to 5 pm. "
    "Children may take 250 mg every 6 hours, but no more than 4 doses a day. "
    "You must apply by 31 March 2026 at https://city.example/apply. "
    "All residents over 65 can get it free of charge, except those who live outside the city. "
    "The fee is £45 per person and is never refunded. "
    "Between 2% and 3% of people get a mild rash."
)
CHANGED = {
    "a condition dropped": ("Yes, it is safe.", "unless you have had a notice"),
    "a condition turned": ("It is safe if you have had a notice at your door.", "if"),
    "an if dropped": ("Run the tap for 2 minutes.", "if it looks cloudy"),
    "an until dropped": ("Don't use hot water.", "until it runs clear"),
    "an exception dropped": ("All residents over 65 can get it free of charge.", "except those who live outside"),
    "a limit dropped": ("Children may take 250 mg every 6 hours.", "no more than 4 doses"),
    "a negation added": ("Yes, it is not safe unless you have had a notice at your door.", "not"),
    "a negation in a word": ("It is unsafe unless you have had a notice at your door.", "unsafe"),
    "a negation dropped": ("Use hot water until it runs clear.", "Don't"),
    "a never dropped": ("The fee is £45 per person and is refunded.", "never"),
    "a never turned": ("The fee is £45 per person and is always refunded.", "always"),
    "a no more than dropped": ("Children may take 250 mg every 6 hours, but 4 doses a day.", "4 doses"),
    "a number": ("Run the tap for 5 minutes if it looks cloudy.", "5 minutes"),
    "a range": ("Between 2% and 4% of people get a mild rash.", "4"),
    "a decimal": ("The fee is £4.5 per person and is never refunded.", "4.5"),
    "a unit": ("Run the tap for 2 hours if it looks cloudy.", "2 hours"),
    "a unit of weight": ("Children may take 250 g every 6 hours, but no more than 4 doses a day.", "250 g"),
    "a period": ("Children may take 250 mg every 6 hours, but no more than 4 doses a week.", "week"),
    "a currency": ("The fee is €45 per person and is never refunded.", "€45"),
    "a per dropped": ("The fee is £45 and is never refunded.", "£45"),
    "am for pm": ("Dr. Lena Ortiz answers calls at 0800 111 999 from Monday to Friday, 9 pm to 5 pm.", "9 pm"),
    "a bound dropped": ("All residents can get it free of charge, except those who live outside the city.", "65"),
    "a bound turned": ("You must apply after 31 March 2026 at https://city.example/apply.", "after 31 March"),
    "over for under": (
        "All residents under 65 can get it free of charge, except those who live outside the city.",
        "under",
    ),
    "a day of the month": ("You must apply by 13 March 2026 at https://city.example/apply.", "13"),
    "a month": ("You must apply by 31 May 2026 at https://city.example/apply.", "31 May"),
    "a weekday": ("Dr. Lena Ortiz answers calls at 0800 111 999 from Monday to Thursday, 9 am to 5 pm.", "Thursday"),
    "a time elsewhere": ("Two samples came back clean at 3 pm.", "3 pm"),
    "a name": ("Dr. Lena Smith answers calls at 0800 111 999 from Monday to Friday, 9 am to 5 pm.", "Smith"),
    "a name dropped": ("Dr. Lena answers calls at 0800 111 999 from Monday to Friday, 9 am to 5 pm.", "Ortiz"),
    "who": ("Adults may take 250 mg every 6 hours, but no more than 4 doses a day.", "Adults"),
    "a phone number": ("Dr. Lena Ortiz answers calls at 0800 111 998 from Monday to Friday, 9 am to 5 pm.", "998"),
    "a phone number cut": ("Dr. Lena Ortiz answers calls at 0800 111 from Monday to Friday, 9 am to 5 pm.", "999"),
    "a link": ("You must apply by 31 March 2026 at https://city.example/apply2.", "https://city.example/apply2"),
    "a date dropped": ("You must apply at https://city.example/apply.", "31"),
    "a modal weakened": ("You may apply by 31 March 2026 at https://city.example/apply.", "may"),
    "a modal strengthened": ("Children must take 250 mg every 6 hours, but no more than 4 doses a day.", "must"),
    "all for some": (
        "Some residents over 65 can get it free of charge, except those who live outside the city.",
        "Some",
    ),
    "another temperature": ("Don't use cold water until it runs clear.", "cold"),
    "another degree": ("Between 2% and 3% of people get a severe rash.", "severe"),
    "a degree dropped": ("Between 2% and 3% of people get a rash.", "mild"),
    "a state dropped": ("Don't use water until it runs clear.", "hot"),
    "that it is free dropped": (
        "All residents over 65 can get it, except those who live outside the city.",
        "free",
    ),
    "a word cut off": ("Yes, it is safe unless you have had a noti", "noti"),
    "everything made up": ("Everything is free.", "Everything"),
    "the order turned": ("Your door had a notice unless it is safe.", "order"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "named"), CHANGED.values(), ids=CHANGED.keys())
def test_a_change_of_fact_is_named(text, named):
    findings = trimming.guard(SOURCE, text)

    assert findings
    assert any(named in finding for finding in findings), findings


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        "Yes, it is safe unless you have had a notice at your door.",
        "Don't use hot water until it runs clear. The fee is £45 per person and is never refunded.",
        "It is safe unless you have had a notice at your door.",
        "Yes - it's safe unless you have had a notice at your door!",
        "Run the tap for 2 mins if it looks cloudy.",
        "Run the tap for two minutes if it looks cloudy",
        "Do not use hot water until it runs clear.",
        "Don’t use hot water until it runs clear.",
        "The fee is £45 per person and never refunded.",
        "",
    ],
)
def test_a_harmless_edit_passes(text):
    assert trimming.guard(SOURCE, text) == ()


@pytest.mark.parametrize(
    ("source", "text", "named"),
    [
        ("The pool is closed from Monday.", "The pool is closed Monday.", "from"),
        ("Cooked eggs are safe to eat.", "Eggs are safe to eat.", "Cooked"),
        ("The north beach is open to dogs.", "The beach is open to dogs.", "north"),
        ("Turn off the water in the street.", "Turn the water in the street.", "off"),
        ("Puede entrar gratis con niños.", "Puede entrar con niños.", "gratis"),
    ],
)
def test_a_small_word_that_decides_is_missed(source, text, named):
    assert trimming.guard(source, text) == (f"“{named}” is missing from “{source.rstrip('.')}.”",)


def test_what_is_as_clear_without_a_small_word_passes():
    assert trimming.guard("The desk is open from Monday to Friday.", "The desk is open Monday to Friday.") == ()
    assert trimming.guard("The desk is open on Monday.", "The desk is open Monday.") == ()


def test_a_sentence_that_was_taken_back_is_named():
    findings = trimming.guard("Run the tap for 2 minutes.\nSorry, 5 minutes, not 2.", "Run the tap for 2 minutes.")

    assert findings == ("“Run the tap for 2 minutes.” was corrected later: “Sorry, 5 minutes, not 2.”",)


TAKEN_BACK = "Yes, you can visit after 48 hours without a cough.\nSorry, 72 hours, not 48."


def test_what_a_correction_put_right_is_no_change():
    assert trimming.guard(TAKEN_BACK, "Yes, you can visit after 72 hours without a cough.") == ()
    assert trimming.guard(TAKEN_BACK, "You can visit after 72 hours without a cough.") == ()


def test_the_figure_that_was_taken_back_and_what_else_is_lost_are_still_named():
    assert trimming.guard(TAKEN_BACK, "You can visit after 48 hours without a cough.")
    assert trimming.guard(TAKEN_BACK, "Yes, you can visit after 72 hours.")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("No tome más de 4 pastillas al día.", "Tome más de 4 pastillas al día."),
        ("Puede viajar, salvo si tiene fiebre.", "Puede viajar."),
        ("Ne prenez jamais plus de 4 comprimés par jour.", "Prenez plus de 4 comprimés par jour."),
        ("Vous pouvez venir sauf le lundi.", "Vous pouvez venir."),
        ("Debe pagar antes del 1 de mayo.", "Debe pagar después del 1 de mayo."),
        ("Puede venir si no tiene fiebre.", "Puede venir."),
        ("Vous pouvez venir si vous n'avez pas de fièvre.", "Vous pouvez venir."),
        ("Puede conducir cuando hayan pasado 24 horas.", "Puede conducir."),
        ("Abre lunes y viernes por la mañana.", "Abre de lunes a viernes por la mañana."),
        ("服用华法林的患者不应同时服用阿司匹林，除非医生明确要求。", "服用华法林的患者应同时服用阿司匹林。"),
        ("はい、18歳以上なら接種できます。", "はい、接種できます。"),
    ],
)
def test_other_languages_are_guarded_too(source, text):
    assert trimming.guard(source, source) == ()
    assert trimming.guard(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The clinic is open on Monday and Friday.", "The clinic is open Monday to Friday."),
        ("Bring a passport or an ID card.", "Bring a passport and an ID card."),
    ],
)
def test_what_is_joined_otherwise_is_named(source, text):
    assert any("joined by another word" in finding for finding in trimming.guard(source, text))
