"""Whether earlier answers are found by their meaning."""

from bot.checkup.finding import Finding, ok, warning
from bot.retrieval import Unloadable
from bot.settings import Settings
from bot.understanding import NO_ENCODER, encoder


def check(settings: Settings) -> list[Finding]:
    """Loads the encoder, as the bot does at its start."""
    try:
        found = encoder(settings.encoder, settings.encoder_prefix)
    except Unloadable as why:
        return [warning(NO_ENCODER, str(why))]
    return [ok(f"earlier answers are found by their meaning ({settings.encoder or found.name})")]
