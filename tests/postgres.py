"""A private PostgreSQL server for the tests: made in a temporary folder, on loopback only, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

STARTED_WITHIN_S = 60
STOPPED_WITHIN_S = 20
UNPRIVILEGED_USERS = ("postgres", "nobody")
SUPERUSER = "tester"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # nothing of this has to survive a power cut
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "log_min_messages": "fatal",
}


class PostgresMissingError(Exception):
    """This machine has no PostgreSQL with PostGIS; the message says what is lacking."""


@dataclass(frozen=True)
class Server:
    port: int
    password: str

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)

    def new_database(self, template: str = "template1") -> str:
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server; it is stopped and its folder removed when the block ends."""
    binaries = _find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="geo_service_postgres_"))
    try:
        password = secrets.token_urlsafe(16)
        _make_cluster(binaries, folder, password)
        server = Server(_free_port(), password)
        process = _start(binaries, folder, server.port)
        try:
            _wait_until_ready(process, server, folder)
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_binaries() -> Path:
    """The newest PostgreSQL here that has PostGIS."""
    for folder in _binary_folders():
        if (_share_folder(folder) / "extension" / "postgis.control").exists():
            return folder
    raise PostgresMissingError("no PostgreSQL with PostGIS here; install postgresql and postgresql-NN-postgis-3")


def _binary_folders() -> list[Path]:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(3), reverse=True)
    on_path = shutil.which("initdb")
    beside = [Path(on_path).resolve().parent] if on_path else []
    return [folder for folder in (*debian, *beside) if (folder / "initdb").exists()]


def _share_folder(folder: Path) -> Path:
    debian = Path("/usr/share/postgresql") / folder.parent.name
    if debian.exists() or not (folder / "pg_config").exists():
        return debian
    said = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=True)
    return Path(said.stdout.strip())


def _as_unprivileged() -> dict[str, object]:
    """Options of subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next((known[name] for name in UNPRIVILEGED_USERS if name in known), None)
    if user is None:
        raise PostgresMissingError("PostgreSQL does not run as root, and there is no user postgres or nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _make_cluster(binaries: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    runner = _as_unprivileged()
    if runner:
        os.chown(folder, runner["user"], runner["group"])
        os.chown(secret, runner["user"], runner["group"])
    options = [f"--username={SUPERUSER}", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    # a linguistic order, so that the tests see whether ours is bytewise
    language = [["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh"], ["--locale=C.UTF-8"]]
    for locale in language:
        command = [binaries / "initdb", "-D", folder / "data", "--no-sync", *options, *locale]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=120, **runner)
        if done.returncode == 0:
            return
    raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start(binaries: Path, folder: Path, port: int) -> subprocess.Popen:
    settings = [word for name, value in {**SETTINGS, "port": port}.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        command = [binaries / "postgres", "-D", folder / "data", *settings]
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_as_unprivileged())


def _wait_until_ready(process: subprocess.Popen, server: Server, folder: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")


def _stop(process: subprocess.Popen) -> None:
    """Fast shutdown, then immediate, then kill; only this process, by its own id."""
    for stop in (lambda: process.send_signal(2), lambda: process.send_signal(3), process.kill):
        stop()
        try:
            process.wait(STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            continue
        return
