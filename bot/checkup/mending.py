"""What to do about Slack's short words."""

from bot.slack import directory
from bot.slack.errors import REVOKED

INSTALL_AGAIN = "Update the app from `python -m bot manifest`, and install it again."
OTHER_CHANNEL = "choose another with --channel"
MENDING = {
    "missing_scope": INSTALL_AGAIN,
    "no_permission": INSTALL_AGAIN,
    "not_in_channel": "Invite the bot: type /invite in the channel and choose it.",
    "channel_not_found": "Check the channel's id. If it is private, invite the bot: type /invite in it and choose it.",
    "is_archived": f"Unarchive the channel, or {OTHER_CHANNEL}.",
    "restricted_action": "The channel or the workspace doesn't let apps write there: change its posting permissions, "
    f"or {OTHER_CHANNEL}.",
    "restricted_action_read_only_channel": f"Only some people may write there: {OTHER_CHANNEL}.",
    "restricted_action_thread_only_channel": f"Only replies are allowed there: {OTHER_CHANNEL}.",
    "ratelimited": "Slack asks us to slow down. Wait a few minutes and try again.",
}


def mend(word: str) -> str:
    """A sentence for Slack's word, or for the name of what failed on the way."""
    if word in REVOKED:
        return directory.refused(word)
    if word in MENDING:
        return MENDING[word]
    if word.islower() and not word.startswith("http_"):
        return f"Slack says {word!r}. Look it up at docs.slack.dev, or try again later."
    return f"No answer came from Slack ({word}). Check the network and SLACK_API_URL, and try again."
