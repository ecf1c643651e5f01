"""Loads the organisation file (org.yaml), or answers (CSV, JSON lines, FAQ pages); drafts an organisation file."""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bot.cli import loading, variables
from bot.cli.readiness import UNUSABLE, Stopped, bytes_of, require_database, unusable
from bot.cli.tokens import NotInstalled, token_of
from bot.db import organisations
from bot.db.engine import Database
from bot.db.retrying import retried
from bot.lifecycle import Refused
from bot.organisation import Organisation
from bot.organisation.changes import size
from bot.organisation.directory import Channel, Directory, Person
from bot.organisation.draft import desks, draft
from bot.organisation.file import MOST_BYTES, BadFile, parse, require_readable
from bot.organisation.findings import findings, no_duty
from bot.settings import Settings
from bot.slack.directory import Unreadable, Workspace, opened
from bot.workflows.importing import Imported, apply, compare

ENDINGS = (".yaml", ".yml")
THERE = "{path} is there already. Please name another file."
NO_TOKEN = "SLACK_BOT_TOKEN isn't set. Copy it from your app's page, OAuth & Permissions, or try --check."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to load."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="org.yaml, or answers: .csv, .jsonl, .html; or variables: .jsonl",
    )
    what = "say what is wrong and what would change; change nothing"
    parser.add_argument("--check", "--dry-run", action="store_true", help=what)
    parser.add_argument("--from-workspace", action="store_true", help="draft a first file from what is in Slack")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the draft (else it is shown)")
    parser.add_argument("--workspace", metavar="ID", help="this workspace and no other (T0123ABCD)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    loading.add_arguments(parser.add_argument_group("answers"))


async def run(options: argparse.Namespace, settings: Settings) -> int:
    """Load the file, check it, or draft one."""
    try:
        if options.from_workspace == bool(options.file):
            raise Stopped("Name one file to load, or ask for a draft with --from-workspace.", 2)
        said, status = await _act(options)(options, settings)
    except Stopped as stopped:
        _refuse(options, stopped)
        return stopped.status
    except Unreadable as unreadable:
        _refuse(options, Stopped(str(unreadable), 1))
        return 1
    except UNUSABLE as error:
        _refuse(options, unusable(error, settings))
        return 1
    print(said)
    return status


def _act(options: argparse.Namespace) -> Callable[[argparse.Namespace, Settings], Awaitable[tuple[str, int]]]:
    """What the file asks for."""
    if options.from_workspace:
        return _draft
    if _is_organisation(options.file):
        return _load
    return variables.load if variables.holds_variables(options) else loading.load


def _refuse(options: argparse.Namespace, stopped: Stopped) -> None:
    if options.json:
        print(json.dumps({"ok": False, "error": str(stopped), "problems": list(map(asdict, stopped.problems))}))
    else:
        print(stopped, *(f"  {problem}" for problem in stopped.problems), sep="\n", file=sys.stderr)


# -- loading


async def _load(options: argparse.Namespace, settings: Settings) -> tuple[str, int]:
    source = bytes_of(options.file, MOST_BYTES)
    with _telling(options.file):
        require_readable(source)
    token = await _token(options, settings)
    if not token and not options.check:
        raise Stopped(NO_TOKEN, 2)
    if not token:
        organisation = _parse(options.file, source, None)
        return _report(options, organisation, Imported(()), into=""), 0
    async with opened(base_url=settings.slack_api_url, token=token, team=_named(options, settings)) as workspace:
        _only(options, workspace)
        people, channels = await workspace.people(), await workspace.channels()
        organisation = _parse(options.file, source, Directory.of(people, channels))
        channels = await workspace.with_members(channels, organisation.desks())
        if why := no_duty(organisation, people):
            raise Stopped(f"{options.file.name} can't be used, and nothing was changed. {why}", 2)
        keep = _compare if options.check else _apply
        imported = await keep(settings, workspace, organisation, people, channels)
        into = f"{workspace.identity.name} ({workspace.identity.team})"
        return _report(options, organisation, imported, into=into), 0


def _named(options: argparse.Namespace, settings: Settings) -> str:
    return (options.workspace or "") if settings.many_workspaces else ""


async def _token(options: argparse.Namespace, settings: Settings) -> str:
    """From the settings, or, where workspaces install the bot themselves, the one they gave it."""
    if not settings.many_workspaces:
        return settings.slack_bot_token.get_secret_value()
    await require_database(settings)
    try:
        return await token_of(settings, options.workspace or "")
    except NotInstalled as why:
        raise Stopped(str(why), 2) from None


def _is_organisation(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS


def _parse(path: Path, source: bytes, directory: Directory | None) -> Organisation:
    with _telling(path):
        return parse(source, directory)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """What is wrong in the file."""
    try:
        yield
    except BadFile as bad:
        raise Stopped(f"{path.name} can't be used, and nothing was changed:", 2, bad.problems) from None


def _only(options: argparse.Namespace, workspace: Workspace) -> None:
    found = workspace.identity
    if options.workspace and options.workspace != found.team:
        raise Stopped(f"SLACK_BOT_TOKEN is for {found.name} ({found.team}), not for {options.workspace}.", 2)


async def _apply(
    settings: Settings,
    workspace: Workspace,
    organisation: Organisation,
    people: Sequence[Person],
    channels: Sequence[Channel],
) -> Imported:
    await require_database(settings)
    found = workspace.identity
    db = Database(settings.database)

    async def attempt() -> Imported:
        async with db.transaction() as session:
            await organisations.identify(session, found.team, name=found.name, url=found.url, bot_user=found.bot_user)
            return await apply(session, found.team, organisation, people=people, channels=channels)

    try:
        return await retried(attempt)
    except Refused as refused:
        raise Stopped(str(refused), 2) from None
    finally:
        await db.close()


async def _compare(
    settings: Settings,
    workspace: Workspace,
    organisation: Organisation,
    people: Sequence[Person],
    channels: Sequence[Channel],
) -> Imported:
    """What loading it would change; without a database only how it fits Slack."""
    found = workspace.identity
    try:
        await require_database(settings)
    except Stopped:
        return Imported((), tuple(findings(organisation, people, channels, found.bot_user)))
    db = Database(settings.database)
    try:
        async with db.snapshot() as session:
            return await compare(
                session, found.team, organisation, people=people, channels=channels, bot_user=found.bot_user
            )
    finally:
        await db.close()


def _report(options: argparse.Namespace, organisation: Organisation, imported: Imported, *, into: str) -> str:
    if options.json:
        return json.dumps({"ok": True, "loaded": not options.check, **asdict(imported)}, ensure_ascii=False, indent=1)
    return "\n".join([_headline(options, organisation, imported, into), *_details(options, imported)])


def _headline(options: argparse.Namespace, organisation: Organisation, imported: Imported, into: str) -> str:
    name = options.file.name
    if not options.check:
        done = f"{name} is loaded into {into}: {size(organisation)}."
        return done if imported.changes else f"Nothing changed: {name} was loaded into {into} before."
    unseen = "" if into else " It was not compared with Slack: for that, set SLACK_BOT_TOKEN."
    return f"{name} can be used: {size(organisation)}. Nothing was loaded.{unseen}"


def _details(options: argparse.Namespace, imported: Imported) -> list[str]:
    titles = (
        ("Loading it would change:" if options.check else "What changed:", imported.changes),
        ("Please see to this:", imported.findings),
        ("Open questions to look at:", imported.questions),
    )
    return [line for title, lines in titles if lines for line in ("", title, *(f"  {each}" for each in lines))]


# -- drafting


async def _draft(options: argparse.Namespace, settings: Settings) -> tuple[str, int]:
    if options.output is not None and options.output.exists():
        raise Stopped(THERE.format(path=options.output), 2)
    token = await _token(options, settings)
    if not token:
        raise Stopped(NO_TOKEN, 2)
    async with opened(base_url=settings.slack_api_url, token=token, team=_named(options, settings)) as workspace:
        _only(options, workspace)
        people, channels = await workspace.people(), await workspace.channels()
        channels = await workspace.with_members(channels, {one.id for one in desks(channels)})
        text = draft(people, channels, name=workspace.identity.name, workspace=options.workspace or "")
    if options.output is None:
        return text.rstrip("\n"), 0
    _write_new(options.output, text)
    there = f" --workspace {options.workspace}" if options.workspace else ""
    then = f"python -m bot import {options.output}{there} --check"
    return f"{options.output} is written. Fill in what is missing, then: {then}", 0


def _write_new(path: Path, text: str) -> None:
    """Never over what somebody may have worked on."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Stopped(THERE.format(path=path), 2) from None
    except OSError as error:
        raise Stopped(f"{path} can't be written: {error.strerror}.", 2) from None
