"""Slack's Web API methods, each a function from a checked call to the answer's fields."""

from collections.abc import Callable

from sandbox.api import apps, conversations, history, messages, users, views
from sandbox.api.call import Call
from sandbox.wire import Json

METHODS: dict[str, Callable[[Call], Json]] = {
    **apps.METHODS,
    **conversations.METHODS,
    **history.METHODS,
    **messages.METHODS,
    **users.METHODS,
    **views.METHODS,
}
