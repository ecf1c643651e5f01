"""The two ways to be refused: the bot by Slack, a person by the sandbox."""

from typing import Any


class SlackError(Exception):
    """A Web API answer with `ok: false`."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.more = more

    def answer(self) -> dict[str, Any]:
        """The body Slack would send."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class ActError(Exception):
    """What a person tried can't be done here."""


class NotThere(ActError):
    """The message, view or element is not, or no longer, to be seen."""
