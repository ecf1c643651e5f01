"""`python -m bot`: everything that is done from a shell."""

import argparse
import asyncio
import inspect
import logging
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from bot import logs
from bot.cli.telling import is_unsaid, refuse
from bot.settings import Settings

COMMANDS = {  # name -> module in bot/cli, what it does; only the module that is asked for is loaded
    "serve": ("serve", "run the bot"),
    "migrate": ("migrate", "bring the database up to date"),
    "import": ("importing", "load the organisation file, or draft one from the workspace"),
    "export": ("exporting", "write out the organisation, the questions, the answers or the variables"),
    "forget": ("forget", "forget a question, or a person who left"),
    "manifest": ("manifest", "print the app manifest to create the Slack app from"),
    "keys": ("keys", "make a key that seals the workspaces' tokens, or change keys"),
    "doctor": ("doctor", "check settings, Slack and the database, and say how to mend what is wrong"),
    "outbox": ("outbox", "show calls to Slack that aren't done, and retry those it refused"),
    "trim": ("trim", "shorten a text as the bot would"),
    "trimming": ("trimming", "learn from what was signed which texts to offer first"),
    "search": ("search", "find an earlier answer"),
    "knowledge": ("knowledge", "list what waits to be decided, variables and risky reuses, learn from verdicts"),
}
LINE_OF_ENV = ".env: line %s can't be read and is passed over. Write NAME=value, with quotes in pairs or without."
WRITERS = ("export", "manifest")  # what these print is a file's content


class Parser(argparse.ArgumentParser):
    """Tells a program as JSON what is wrong with its arguments."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        if not self.as_json:
            super().error(message)
        refuse(message, as_json=True)
        self.exit(2)


def parser(asked: str, *, as_json: bool = False) -> argparse.ArgumentParser:
    """The command line; `asked` is the command whose own arguments are wanted."""
    top = Parser(prog="python -m bot", description="Expertline: a Slack bot for comms teams.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, what) in COMMANDS.items():
        own = commands.add_parser(name, help=what)
        if name == asked:
            loaded = import_module(f"bot.cli.{module}")
            own.description = (loaded.__doc__ or "").strip()
            loaded.add_arguments(own)
            own.as_json = as_json
    return top


def main(arguments: list[str]) -> int:
    """Run one command; the number is the exit status: 0 well, 1 failed, 2 asked wrongly."""
    asked = next((word for word in arguments if not word.startswith("-")), "")
    as_json = "--json" in arguments and asked not in WRITERS
    options = parser(asked, as_json=as_json).parse_args(arguments)
    logging.getLogger("dotenv.main").addFilter(_plainly)
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = [(each["loc"], each["msg"].removeprefix("Value error, ")) for each in error.errors()]
        return _refused("\n".join(f"{'_'.join(map(str, loc)).upper()}: {why}" for loc, why in wrong), as_json)
    except (OSError, UnicodeError) as error:
        why = "it isn't text in UTF-8" if isinstance(error, UnicodeError) else error.strerror
        return _refused(f".env can't be read: {why}.", as_json)
    if options.command == "serve":
        logs.configure(settings.log_level, settings.log_format, sys.stdout)
    else:  # what these print is for whoever called them: their log goes beside it, and is short
        level = "DEBUG" if settings.log_level == "DEBUG" else "ERROR"
        logs.configure(level, settings.log_format, sys.stderr)
    run = import_module(f"bot.cli.{COMMANDS[options.command][0]}").run
    accepted = (options, settings)[: len(inspect.signature(run).parameters)]
    result = run(*accepted)
    return int(asyncio.run(result) if inspect.iscoroutine(result) else result)


def _plainly(record: logging.LogRecord) -> bool:
    """What the library that reads `.env` says of a line, in our words: it counts empty lines above to the line."""
    begins = record.getMessage().rpartition(" ")[2]
    if begins.isdecimal():
        lines = enumerate(Path(".env").read_text(encoding="utf-8").splitlines(), 1)
        number = next((number for number, line in lines if number >= int(begins) and line.strip()), begins)
        record.msg, record.args = LINE_OF_ENV, (number,)
    return True


def _refused(why: str, as_json: bool) -> int:
    """The settings can't be used."""
    refuse(why, as_json=as_json)
    return 2


def ended(arguments: list[str]) -> int:
    """`main`, where somebody may press Ctrl-C or whatever reads may have enough: then as a shell counts it, no word."""
    try:
        status = main(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        if not is_unsaid(error):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more on its way out
        if isinstance(error, BrokenPipeError):
            return 128 + signal.SIGPIPE
        print(f"What there is to say can't be written: {error.strerror}.", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(ended(sys.argv[1:]))
