"""A little Slack: for trying the bot without an account, for developing it, and for testing it."""

from sandbox.clock import Clock
from sandbox.core import Credentials
from sandbox.errors import ActError, SlackError
from sandbox.slack import Sandbox
from sandbox.workspace import seed

__all__ = ["ActError", "Clock", "Credentials", "Sandbox", "SlackError", "seed"]
