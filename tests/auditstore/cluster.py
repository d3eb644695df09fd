"""A PostgreSQL of the test run's own, by the machine's programs: on a free port of loopback, in a temporary folder."""

# SPDX-License-Identifier: Apache-2.0

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg

ADMINISTRATOR = "administrator"
PASSWORD = "made up for a test"
_ACCOUNTS = ("postgres", "nobody")
# Over the socket whoever reaches the folder, over the network who knows the password.
_WHO = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
_HASTE = ("-c", "fsync=off", "-c", "full_page_writes=off")


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL here, None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


class Cluster:
    """Started, stopped, killed and started again; its databases are numbered."""

    def __init__(self, folder: Path, where: Path, *, durable: bool) -> None:
        self.folder = folder
        self.port = _free_port()
        self._where = where
        self._settings = () if durable else _HASTE
        self._made = 0
        self._server: subprocess.Popen[bytes] | None = None
        # The server refuses to be root's.
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = next(pwd.getpwnam(name) for name in _ACCOUNTS if _is_known(name))
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._run("initdb", "-D", str(folder / "data"), "-U", ADMINISTRATOR, "-E", "UTF8", "--locale=C.UTF-8", "-N",
                  "-A", "trust")  # fmt: skip
        (folder / "data" / "pg_hba.conf").write_text(_WHO)

    def start(self) -> None:
        """Return once it answers."""
        command = (self._where / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(self.port))
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command, "-c", "listen_addresses=127.0.0.1", *self._settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._account,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                with self.asked("postgres"):
                    return
            except psycopg.OperationalError:
                said = (self.folder / "log").read_text()
                assert self._server.poll() is None, said
                assert time.monotonic() < deadline, said
                time.sleep(0.02)

    def stop(self) -> None:
        """End it as an administrator would, who waits for nobody."""
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(60)
            self._server = None

    def kill(self) -> None:
        """End every process of it as a power cut would; what it wrote to the disk is there."""
        assert self._server
        server = psutil.Process(self._server.pid)
        family = [server, *server.children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, 60)
        self._server.wait(60)
        self._server = None

    @contextmanager
    def asked(self, database: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """Give a connection to one of its databases, which commits by itself."""
        with psycopg.connect(
            host=str(self.folder), port=self.port, user=ADMINISTRATOR, dbname=database, autocommit=True
        ) as db:
            yield db

    def make_database(self) -> str:
        """Return the address of a new database, whose owner is its only user and no administrator."""
        self._made += 1
        name = f"store{self._made}"
        with self.asked("postgres") as db:
            db.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
            db.execute(f"CREATE DATABASE {name} OWNER {name}")
        return self.address(name)

    def address(self, name: str) -> str:
        """Return the address of a database over the socket, where no password is asked for."""
        return f"postgresql://{name}@/{name}?host={self.folder}&port={self.port}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._where / program, *arguments], capture_output=True, text=True, cwd=self.folder, check=False,
            **self._account,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@contextmanager
def running_cluster(where: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """Give a cluster that runs; nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="dw-pg-"))
    try:
        cluster = Cluster(folder, where, durable=durable)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _is_known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
