"""Writes out the organisation as its file, every question or answer as a table (CSV) or JSON lines, or variables."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.readiness import Stopped
from bot.cli.tokens import NotInstalled, token_of
from bot.cli.workspaces import within
from bot.db import entries, listing, organisations
from bot.db.models import Question
from bot.exchange import COLUMNS, histories, in_cells, in_json
from bot.exchange.cells import closed
from bot.exchange.variables import write as write_variable
from bot.organisation import import_command
from bot.organisation.directory import Directory
from bot.organisation.dump import dump
from bot.settings import Settings
from bot.slack.directory import Unreadable, opened
from bot.workflows import carrying

Row = dict[str, Any]
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
PEOPLE = ("forwarder", "holder", "expert", "approver")
QUESTION = (
    *("id", "stage", "holder", "text", "asker", "link", "note", "urgent", "account", "network", "limit", "topic"),
    *("department", "draft", "forwarder", "expert", "approver", "created_at", "promise_at", "published_at"),
    *("published_link", "withdrawn_why", "forgotten_at"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write out."""
    parser.add_argument("what", choices=list(WRITERS), help="what to write out")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (else it is shown)")
    parser.add_argument("--json", action="store_true", help="as JSON; questions and answers one on a line (.jsonl)")
    parser.add_argument("--workspace", metavar="ID", help="which workspace, where there are several (T0123ABCD)")


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write it out."""
    options.json = options.json or (options.output is not None and options.output.suffix.lower() in JSON_ENDINGS)

    async def write(session: AsyncSession, team: str) -> int:
        with _output(options.output) as out:
            await WRITERS[options.what](session, team, options, settings, out)
        return 0

    return await within(settings, options.workspace, write, opening=lambda db: db.snapshot(whole=True))


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    """Where to write; a file is there only once it is whole."""
    try:
        if path is None:
            yield sys.stdout
            sys.stdout.flush()
        else:
            with _whole(path) as out:
                yield out
    except BrokenPipeError:  # whoever reads has enough
        raise
    except OSError as error:
        raise Stopped(f"{path or 'It'} can't be written: {error.strerror}.", 1) from None


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    if path.is_dir():
        raise Stopped(f"{path} is a folder. Please name a file.", 1)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            yield out
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


async def _organisation(
    session: AsyncSession, team: str, options: argparse.Namespace, settings: Settings, out: TextIO
) -> None:
    found = await organisations.load(session, team)
    if found is None:
        raise Stopped(f"No organisation file was loaded yet. Please run: {import_command(team)}", 1)
    if options.json:
        out.write(found.model_dump_json(indent=1) + "\n")
    else:
        out.write(dump(found, await _directory(settings, team)))


async def _directory(settings: Settings, team: str) -> Directory | None:
    """Names instead of ids, where Slack can be asked."""
    many = settings.many_workspaces
    try:
        token = await token_of(settings, team) if many else settings.slack_bot_token.get_secret_value()
        if not token:
            return None
        async with opened(base_url=settings.slack_api_url, token=token, team=team if many else "") as workspace:
            if workspace.identity.team != team:
                return None
            return Directory.of(await workspace.people(), await workspace.channels())
    except (NotInstalled, Unreadable) as why:
        print(f"{why} People and channels are written as ids.", file=sys.stderr)
        return None


async def _questions(
    session: AsyncSession, team: str, options: argparse.Namespace, settings: Settings, out: TextIO
) -> None:
    write = _writer(out, _titles(QUESTION), as_json=options.json)
    names = await listing.names(session, team)
    async for question in listing.questions(session, team):
        write(_row(question, names, as_json=options.json))


async def _answers(
    session: AsyncSession, team: str, options: argparse.Namespace, settings: Settings, out: TextIO
) -> None:
    """Everything that `import` reads, so that nothing is lost on the way to another place and back."""
    write = _writer(out, _titles(column.name for column in COLUMNS), as_json=options.json)
    names, wordings = await listing.names(session, team), await listing.wordings(session, team)
    refs = {number: ref for ref, number in (await entries.by_ref(session, team)).items()}
    past: dict[str, Mapping[int, Sequence[object]]] = {}
    if options.json:
        past = {"versions": await listing.versions(session, team), "uses": await listing.uses(session, team)}
    async for entry in listing.entries(session, team):
        values = {column.name: getattr(entry, column.name, None) for column in COLUMNS}
        values["wordings"] = tuple(wordings.get(entry.id, ()))
        values["merged_into"] = refs.get(entry.merged_into or 0)
        row = (in_json if options.json else in_cells)(values)
        for person in PEOPLE:
            if person in row:
                name = names.get(row[person], "")
                row[f"{person}_name"] = name if options.json else closed(name)
        write(row | {name: histories.write(name, known.get(entry.id, ())) for name, known in past.items()})


async def _variables(
    session: AsyncSession, team: str, options: argparse.Namespace, settings: Settings, out: TextIO
) -> None:
    """What stands in many answers, with all that it has been; always as lines of JSON, since lists stand in them."""
    if options.output is not None and options.output.suffix.lower() not in JSON_ENDINGS:
        raise Stopped("Variables are written as lines of JSON. Please call the file variables.jsonl, say.", 2)
    for line in await carrying.lines(session, team):
        out.write(write_variable(line))


WRITERS = {"organisation": _organisation, "questions": _questions, "answers": _answers, "variables": _variables}


# -- tables


def _titles(fields: Iterable[str]) -> list[str]:
    """Each field's title; a person has a name beside the id."""
    return [title for field in fields for title in ((field, f"{field}_name") if field in PEOPLE else (field,))]


def _writer(out: TextIO, titles: list[str], *, as_json: bool) -> Callable[[Row], object]:
    if as_json:
        return lambda row: out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    write = csv.DictWriter(out, titles)
    write.writeheader()
    return write.writerow


def _row(question: Question, names: Mapping[str, str], *, as_json: bool) -> Row:
    found: Row = {}
    for field in QUESTION:
        value = getattr(question, field)
        found[field] = value.isoformat() if isinstance(value, date) else value
        if field in PEOPLE:
            found[f"{field}_name"] = names.get(value, "")
    return found if as_json else {title: cell(value) for title, value in found.items()}


def cell(value: object) -> object:
    """A value for a spreadsheet; text that it would take for a formula begins with an apostrophe."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return closed(value) if isinstance(value, str) else value
