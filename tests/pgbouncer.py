"""PgBouncer in transaction mode in front of a PostgreSQL server, where the machine has one."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.postgres import another_user

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE = 10.0
CONFIG = """
[databases]
* = host={server} user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = 6432
auth_type = any
pool_mode = transaction
server_reset_query_always = 1
default_pool_size = 20
max_client_conn = 500
ignore_startup_parameters = extra_float_digits
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextlib.contextmanager
def before(url: str) -> Iterator[str]:
    """The address of the same database through PgBouncer."""
    assert PROGRAM is not None
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
    config = folder / "pgbouncer.ini"
    config.write_text(CONFIG.format(server=make_url(url).query["host"], folder=folder))
    user = another_user()
    if user is not None:
        os.chown(folder, user, -1)
    process = subprocess.Popen([PROGRAM, "-q", config], user=user, cwd=folder)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (folder / ".s.PGSQL.6432").exists():
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.02)
        there = make_url(url).update_query_dict({"host": str(folder), "port": "6432", "pgbouncer": "true"})
        yield there.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
