"""Makes a key for TOKEN_KEYS, seals every token with the first one, or says which keys are still needed."""

import argparse
import sys

from bot.cli.readiness import UNUSABLE, Stopped, require_database, unusable
from bot.db.engine import Database
from bot.settings import Settings
from bot.slack.resealing import reseal, uses
from bot.slack.sealing import BadKeys, Keys, new_key

HOW = """\
Keep it outside the database and its backups, for example where your host keeps secrets.
The first key of all:  TOKEN_KEYS={key}
To change keys:        put it last, restart every process; put it first, restart them again;
                       python -m bot keys reseal; then take the old key out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with keys."""
    parser.add_argument(
        "do", nargs="?", choices=["new", "reseal", "list"], default="new", help="new is what it does alone"
    )


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """New, reseal or list."""
    if options.do == "new":
        key = new_key()
        print(key)
        print(HOW.format(key=key), file=sys.stderr)
        return 0
    try:
        keys = Keys.read(settings.token_keys.get_secret_value())
        if not keys.by_id:
            raise BadKeys("TOKEN_KEYS isn't set.")
        await require_database(settings)
        return await (_reseal if options.do == "reseal" else _list)(settings, keys)
    except BadKeys as bad:
        print(f"{bad} `python -m bot keys` makes one.", file=sys.stderr)
        return 2
    except Stopped as stopped:
        why = stopped
    except UNUSABLE as error:
        why = unusable(error, settings)
    print(why, file=sys.stderr)
    return why.status


async def _reseal(settings: Settings, keys: Keys) -> int:
    db = Database(settings.database)
    try:
        done, locked = await reseal(db, keys)
    finally:
        await db.close()
    print(f"{done} sealed anew with the key {keys.first}.")
    for each in locked:
        print(f"Left as it is: {each}.", file=sys.stderr)
    return 1 if locked else 0


async def _list(settings: Settings, keys: Keys) -> int:
    db = Database(settings.database)
    try:
        used = await uses(db)
    finally:
        await db.close()
    for name in [*keys.by_id, *sorted(used.keys() - keys.by_id.keys())]:
        place = "missing from TOKEN_KEYS" if name not in keys.by_id else "first" if name == keys.first else "may go"
        print(f"{name}: seals {used[name]} ({'still needed' if used[name] and place == 'may go' else place})")
    return 1 if used.keys() - keys.by_id.keys() else 0
