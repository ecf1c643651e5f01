"""What is said when a desk can't be used any more, or the duty person has left."""

from bot.views.blocks import Message, message, quote

HAPPENED = {
    "removed": "I was removed from it. Please invite me again",
    "archived": "it was archived. Please open it again, or name another channel in the organisation file",
    "deleted": "it was deleted. Please name another channel in the organisation file",
}

ASKED_HERE = "The desk can't be used right now, so I ask you here. "


def desk_lost(duty: str, department: str, channel: str, why: str) -> Message:
    text = f"<@{duty}>, the desk of {quote(department, 80)} (<#{channel}>) can't be used: {HAPPENED[why]}."
    return message(f"{text} Until then I write to the people directly, so no question waits.")


def duty_left(told: str, name: str) -> Message:
    """To the lead, or to somebody of comms."""
    text = f"<@{told}>, {quote(name, 80)} is your duty person, and their Slack account is switched off."
    return message(
        f"{text} Please name another one in the organisation file: until then nobody hears what I tell them."
    )
