"""Brings the database up to date; safe to run again, and by several processes at once."""

import argparse
import sys

from bot.cli.readiness import UNUSABLE, require_file, unusable
from bot.db.migrating import NotOurs, migrate
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Migrate."""
    try:
        require_file(settings)
        revision = await migrate(settings.database)
    except NotOurs as why:
        print(why, file=sys.stderr)
        return 1
    except UNUSABLE as error:
        print(unusable(error, settings), file=sys.stderr)
        return 1
    print(f"The database is up to date (revision {revision}).")
    return 0
