"""Whether a message only says that a draft is right, or is said to colleagues alone."""

import pytest

from bot import trimming


@pytest.mark.parametrize(
    "message",
    [
        "Looks good!",
        "LGTM :+1:",
        "Yes, that's right.",
        "That’s fine by me, thanks!",
        "Approved",
        "I'm happy with that.",
        "<@U0MAYA> looks good to me",
        "Oui, parfait",
        "The draft is correct and good to go",
        "Awesome, thanks all!",
    ],
)
def test_it_agrees(message: str) -> None:
    assert trimming.agrees(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        ":+1:",
        "No",
        "Not right.",
        "Yes, you can.",
        "Yes and no",
        "That's right for adults only.",
        "Looks good, but only after 48 hours.",
        "Hold on",
        "It isn't fine.",
        "Good after 48 hours",
    ],
)
def test_it_says_more_or_something_else(message: str) -> None:
    assert not trimming.agrees(message)


@pytest.mark.parametrize(
    "message",
    [
        "Thanks everyone, great work!",
        "Well done, Maya!",
        "Nice work team",
        "That was quick!",
        "Thanks for the quick turnaround!",
        "Much appreciated",
        "Glad we could help",
        "Have a great weekend all",
    ],
)
def test_it_is_said_to_colleagues(message: str) -> None:
    assert trimming.is_small_talk(message)


@pytest.mark.parametrize(
    "message",
    [
        "Excellent.",
        "Cool, dry and dark.",
        "Well done meat is safe.",
        "Any time.",
        "Work is done at night.",
        "Fast first.",
    ],
)
def test_it_may_be_an_answer(message: str) -> None:
    assert not trimming.is_small_talk(message)
