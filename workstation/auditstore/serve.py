"""The store's process: one at a folder, over TLS, until it is told to end."""

# SPDX-License-Identifier: Apache-2.0

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from sqlalchemy.exc import SQLAlchemyError

from workstation.alone import Hold
from workstation.auditstore.app import build_app
from workstation.auditstore.bellrope import BellRope
from workstation.auditstore.certificates import make_server
from workstation.auditstore.engines import careless_settings
from workstation.auditstore.identity import RECEIPT_PUBLIC_KEY, Identity, private_pem, write_private
from workstation.auditstore.store import AuditStore, open_store
from workstation.errors import AlreadyRunningError, StoreError

URL = "url"
AUTHORITY = "ca.pem"
SERVER_CERTIFICATE = "server.pem"
POLICIES_EVERY = 1.0
ORDERS_EVERY = 0.2
SERVER_KEY = "server.key"
log = logging.getLogger(__name__)


def serve(
    folder: Path,
    host: str,
    port: int,
    inactive_after: timedelta,
    announce: Callable[[str], None],
    *,
    trusted_proxies: Sequence[str] = (),
) -> None:
    """Serve the store in `folder` until SIGTERM or SIGINT; port 0 picks a free one.

    Once it answers, its address stands in `<folder>/url`, beside what others need to know of it (`ca.pem`,
    `receipt-key.pem`), and `announce` is called with the address. What the `trusted_proxies` say of who asks is
    believed. Raise AlreadyRunningError where a store serves this
    folder, StoreError otherwise.
    """
    # The folder is held before the record is opened: `database move` may be taking it elsewhere.
    with _alone(folder), closing((store := open_store(folder, inactive_after=inactive_after)).database):
        for setting in careless_settings(store.database.reads):
            log.warning("PostgreSQL runs with %s = off: a power cut may take what the store acknowledged", setting)
        chosen = _free_port(host, port)
        _write_certificates(folder, store.identity, host)
        url = f"https://{f'[{host}]' if ':' in host else host}:{chosen}"
        serving = _Serving(store, _server(store, folder, host, chosen, trusted_proxies), host, chosen)
        with _hearing(store):
            asyncio.run(serving.run(lambda: _answering(folder, url, announce)))
        (folder / URL).unlink(missing_ok=True)


class _Serving:
    """The server while it runs: it says when it answers, and ends when it is told to."""

    def __init__(self, store: AuditStore, server: Server, host: str, port: int) -> None:
        self._store = store
        self._server = server
        self._host = host
        self._port = port

    async def run(self, answering: Callable[[], None]) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._end)
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(self._server.serve())
            reached = tasks.create_task(self._reached())
            watching = [tasks.create_task(self._watch_policies())]
            if not self._store.database.is_shared:  # there the database itself tells
                watching.append(tasks.create_task(self._watch_orders()))
            await asyncio.wait((serving, reached), return_when=asyncio.FIRST_COMPLETED)
            reached.cancel()
            if not serving.done():
                answering()
            await asyncio.wait((serving,))
            for task in watching:
                task.cancel()

    async def _watch_policies(self) -> None:
        """Announce what is published, by whatever program writes into the folder; each time that it changes."""
        directives, known = self._store.directives, -1
        while True:
            published = await asyncio.to_thread(self._store.policies.version)
            if published != known:
                try:
                    await asyncio.to_thread(directives.look_at_policies)
                    known = published
                except (SQLAlchemyError, StoreError) as error:
                    log.warning("published policies are announced later: %s", error)
            await asyncio.sleep(POLICIES_EVERY)

    async def _watch_orders(self) -> None:
        """Pass on what commands beside this process order."""
        directives, known = self._store.directives, 0
        while True:
            try:
                newest = await asyncio.to_thread(directives.newest)
            except (SQLAlchemyError, StoreError) as error:
                log.warning("orders are passed on later: %s", error)
            else:
                if newest != known:
                    known = newest
                    directives.bell.ring()
            await asyncio.sleep(ORDERS_EVERY)

    def _end(self) -> None:
        """Send the feeds' followers home first: the server waits for answers that are under way."""
        self._store.bell.close()
        self._store.directives.bell.close()
        self._server.stop()  # type: ignore[no-untyped-call]

    async def _reached(self) -> None:
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection(self._host, self._port)
                writer.close()
                return
            await asyncio.sleep(0.01)


def _server(store: AuditStore, folder: Path, host: str, port: int, trusted_proxies: Sequence[str]) -> Server:
    return Server(
        build_app(store, trusted_proxies),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        ssl_cert=folder / SERVER_CERTIFICATE,
        ssl_key=folder / SERVER_KEY,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; what an earlier store said of its address is gone."""
    with suppress(OSError):  # what cannot be made cannot be held
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hold = Hold(folder, AlreadyRunningError("a store serves this folder already", hint=f"Look into {folder / URL}."))
    try:
        (folder / URL).unlink(missing_ok=True)
        yield
    finally:
        hold.release()


@contextmanager
def _hearing(store: AuditStore) -> Iterator[None]:
    """Have this process hear, while the block runs, of what others write into the same database."""
    if not store.database.is_shared:
        yield
        return
    with BellRope(store.database.reads, {"deskwarden_record": store.bell, "deskwarden_orders": store.directives.bell}):
        yield


def _free_port(host: str, port: int) -> int:
    """Return the port to listen on; granian shares a port that is taken, so this asks first and does not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
        except OSError as error:
            raise StoreError(
                f"port {port} of {host} cannot be used", hint="Another program listens there: give --port."
            ) from error
        return int(probe.getsockname()[1])


def _write_certificates(folder: Path, identity: Identity, host: str) -> None:
    """Issue the server's certificate anew at every start: it never outlives the addresses that it names."""
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = tuple(dict.fromkeys((host, "localhost", "127.0.0.1", socket.gethostname())))
    certificate = make_server(identity.authority, identity.authority_key, key.public_key(), hosts)
    write_private(folder / SERVER_KEY, private_pem(key))
    write_private(folder / SERVER_CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    write_private(folder / AUTHORITY, identity.authority_pem.encode())
    write_private(folder / RECEIPT_PUBLIC_KEY, identity.receipt_public_pem)


def _answering(folder: Path, url: str, announce: Callable[[str], None]) -> None:
    write_private(folder / URL, url.encode())
    announce(url)
