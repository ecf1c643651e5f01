"""The organisation: its types; `file` reads org.yaml, `draft` writes a first one, `dump` turns one back into text."""

from bot.organisation.model import Account, Clocks, Department, Organisation, Topic, import_command
from bot.organisation.style import Rules

__all__ = ["Account", "Clocks", "Department", "Organisation", "Rules", "Topic", "import_command"]
