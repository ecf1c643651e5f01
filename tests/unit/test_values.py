"""Values that stand in texts word for word: where they are found, and what takes their place."""

import pytest

from bot import trimming


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Open 10 am to 8 pm.", "10 am to 8 pm"),
        ("(10 am to 8 pm)", "10 am to 8 pm"),
        ("Call 555 0100, please.", "555 0100"),
        ("Call 555 0100.", "555 0100"),
        ("Call +1 555 0100 now", "+1 555 0100"),
        ("Look at city.gov/book.", "city.gov/book"),
        ("Look at https://city.gov/book?", "https://city.gov/book"),
        ("It costs €3.50, or less", "€3.50"),
        ("Write to help@city.gov", "help@city.gov"),
        ("Öffnet um 8 Uhr früh", "8 Uhr früh"),
        ("visit us 8 pm", "8 pm"),
    ],
)
def test_a_value_is_found_where_it_stands_by_itself(text: str, value: str) -> None:
    assert trimming.holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Open until 18 pm.", "8 pm"),
        ("Open 7-8 pm.", "8 pm"),
        ("Open 7–8 pm.", "8 pm"),
        ("Open until 6.8 pm.", "8 pm"),
        ("Open until 8 pmish.", "8 pm"),
        ("Call 555 01001.", "555 0100"),
        ("Call 1555 0100.", "555 0100"),
        ("Call 1 555 0100.", "555 0100"),
        ("Call +1 (555) 0100-22.", "(555) 0100"),
        ("Call 555 0100-22.", "555 0100"),
        ("Call 555 0100 22.", "555 0100"),
        ("Look at www.city.gov/book", "city.gov/book"),
        ("Look at city.gov/book/now", "city.gov/book"),
        ("Look at city.gov/bookings", "city.gov/book"),
        ("Look at city.gov/book?x=1", "city.gov/book"),
        ("Write to thehelp@city.gov", "help@city.gov"),
        ("It costs 1,200,000 euros", "1,200"),
        ("It costs 13.50", "3.50"),
        ("Open 10 AM to 8 PM.", "10 am to 8 pm"),
        ("Le caf\u0065\u0301 bleu", "caf\u0065"),
        ("anything", ""),
    ],
)
def test_a_value_is_no_part_of_something_longer(text: str, value: str) -> None:
    assert not trimming.holds(text, value)


def test_every_place_is_replaced_and_nothing_else() -> None:
    text = "8 pm on Mondays, 18 pm never, 8 pm on Sundays."

    assert trimming.replaced(text, {"8 pm": "9 pm"}) == "9 pm on Mondays, 18 pm never, 9 pm on Sundays."


def test_values_that_change_places_do_so_at_once_and_the_longer_one_wins() -> None:
    text = "Ward A: 10 am to 8 pm. Ward B: noon to 6 pm. From 10 am on."
    swapped = {"10 am to 8 pm": "noon to 6 pm", "noon to 6 pm": "10 am to 8 pm", "10 am": "11 am"}

    assert trimming.replaced(text, swapped) == "Ward A: noon to 6 pm. Ward B: 10 am to 8 pm. From 11 am on."
    assert trimming.replaced(text, {}) == text


def test_a_value_inside_a_longer_one_is_not_held_but_beside_it_is() -> None:
    both = {"10 am to 8 pm", "10 am to 8 pm, not on Sundays"}

    assert trimming.held("Open 10 am to 8 pm, not on Sundays.", both) == {"10 am to 8 pm, not on Sundays"}
    assert trimming.held("Open 10 am to 8 pm, not on Sundays. Desk: 10 am to 8 pm.", both) == both
    assert trimming.held("Closed.", both) == set()


def test_two_values_collide_only_where_they_claim_the_same_place() -> None:
    assert trimming.collide("From 10 am to 8 pm", "10 am to 8 pm", "10 am")
    assert not trimming.collide("From 10 am; until 8 pm", "10 am", "8 pm")
    assert not trimming.collide("From 10 am", "10 am", "8 pm")


@pytest.mark.parametrize("value", ["10 am to 8 pm", "555 0100", "city.gov", "€3.50", "closed on Sundays", "R2D2"])
def test_what_can_be_found_again_may_be_a_value(value: str) -> None:
    assert trimming.why_no_value(value) == ""


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "Please write the value"),
        ("8", "too short"),
        ("8.", "too short"),
        ("+ - 5", "too short"),
        ("Please", "one plain word"),
        ("früh", "one plain word"),
        ("x y " * 51, "At most 200 characters"),
    ],
)
def test_what_would_be_found_anywhere_is_refused_with_a_reason(value: str, why: str) -> None:
    assert why in trimming.why_no_value(value)
