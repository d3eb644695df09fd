"""Who reads pixels: named by the server (RECORD), not prevented by it."""

# SPDX-License-Identifier: Apache-2.0

import os
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from enum import IntEnum
from time import monotonic

import xcffib
import xcffib.record
from xcffib.record import ExtRange, Range, Range8, Range16

from workstation.desktop.recorders import Recorders
from workstation.desktop.running import arguments_of
from workstation.desktop.x11.clients import Clients
from workstation.desktop.x11.connection import Connection, x_errors
from workstation.desktop.x11.failures import failures_posted
from workstation.errors import DesktopError
from workstation.facts.observations import MoreRead, PixelsRead
from workstation.facts.place import Program
from workstation.facts.signature import Signature
from workstation.facts.watchers import is_recorder
from workstation.seat.ports import Post

GET_IMAGE = 73
SHM_GET_IMAGE = 4
BURST = 1.0
WITHIN = 2.0


class Category(IntEnum):
    """What an answer of the recording is about (RECORD protocol 1.13, section 2)."""

    FROM_SERVER = 0
    FROM_CLIENT = 1
    CLIENT_STARTED = 2
    CLIENT_DIED = 3
    START_OF_DATA = 4
    END_OF_DATA = 5


class Readers:
    """Posts PixelsRead for every client that fetches an image from the server, our own process excepted.

    RecordersSeen tells of clients that are made for that, before they do.
    A program that goes on reading is told of once a second. What is read without fetching an image (shared pixmaps,
    the graphics card, a portal) is not seen. `hold` is told of every client that comes, who may be gone before a read
    of it is told.
    """

    def __init__(
        self, post: Post, recorders: Recorders | None = None, hold: Callable[[Program], None] = lambda _: None
    ) -> None:
        self._post = post
        self._control = Connection()
        self._stream = Connection()
        self._reading = Reading(Connection(), post, recorders or Recorders(post), hold)
        self._context = int(self._control.raw.generate_id())
        self._control_record = self._control.extension(xcffib.record.key, "RECORD")
        self._stream_record = self._stream.extension(xcffib.record.key, "RECORD")
        self._recording = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def watch(self, recorders: tuple[Signature, ...] = ()) -> None:
        """Tell of readers from now on, and of these recorders, too; raise DesktopError where that cannot be."""
        self._reading.more = recorders
        if self._thread is not None:
            Connection().close()  # a client that comes has all of them looked at by the names of now
            return
        with x_errors("recording"):
            self._control_record.QueryVersion(1, 13).reply()
            self._control_record.CreateContext(
                self._context, 0, 1, 1, [xcffib.record.CS.AllClients], [self._wanted()], is_checked=True
            ).check()
        self._thread = threading.Thread(target=self._run, name="x11-readers", daemon=True)
        self._thread.start()
        if not self._recording.wait(WITHIN):
            raise DesktopError("the X server does not record who reads the screen")

    def stop(self) -> None:
        """End the recording and the thread; harmless when called twice."""
        self._stopping = True
        if self._thread is not None and self._thread.is_alive():
            with suppress(xcffib.XcffibException):
                self._control_record.DisableContext(self._context, is_checked=True).check()
            self._thread.join(WITHIN)
        self._control.close()

    def _wanted(self) -> Range:
        """Return the requests to record: core GetImage and its shared-memory kin."""
        none = Range8.synthetic(0, 0)
        no_extension = ExtRange.synthetic(none, Range16.synthetic(0, 0))
        shared = Range8.synthetic(*[self._shared_memory_opcode()] * 2)
        return Range.synthetic(
            core_requests=Range8.synthetic(GET_IMAGE, GET_IMAGE),
            core_replies=none,
            ext_requests=ExtRange.synthetic(shared, Range16.synthetic(SHM_GET_IMAGE, SHM_GET_IMAGE)),
            ext_replies=no_extension,
            delivered_events=none,
            device_events=none,
            errors=none,
            client_started=True,
            client_died=True,
        )

    def _shared_memory_opcode(self) -> int:
        return int(self._control.core.QueryExtension(len("MIT-SHM"), "MIT-SHM").reply().major_opcode)

    def _run(self) -> None:
        try:
            with failures_posted("readers", self._post), x_errors("recording"):
                self._record()
        finally:
            self._stream.close()
            self._reading.close()

    def _record(self) -> None:
        answers = self._stream_record.EnableContext(self._context)
        while True:
            answer = answers.reply()
            match answer.category:
                case Category.START_OF_DATA:
                    self._reading.begin()
                    self._recording.set()
                case Category.CLIENT_STARTED:
                    self._reading.started(answer.xid_base)
                case Category.CLIENT_DIED:
                    self._reading.died(answer.xid_base)
                case Category.FROM_CLIENT:
                    self._reading.read_by(answer.xid_base)
                case Category.END_OF_DATA if self._stopping:
                    return
                case Category.END_OF_DATA:
                    raise DesktopError("another program ended the recording of who reads the screen")


class Reading:
    """Names readers, and makes one observation a second of what one program does many times.

    `more` may be set from any thread: recorders beside the known ones.
    """

    def __init__(
        self, connection: Connection, post: Post, recorders: Recorders, hold: Callable[[Program], None]
    ) -> None:
        self._all_recorders = recorders
        self._hold = hold
        self._connection = connection
        self._clients = Clients(connection)
        self._post = post
        self._programs: dict[int, Program] = {}
        self._told: dict[int, float] = {}
        self._judged: dict[int, float] = {}
        self._reads: Counter[int] = Counter()
        """How often each client read since that was told."""
        self._recorders: dict[int, Program] = {}
        self.more: tuple[Signature, ...] = ()
        self._looked_for: tuple[Signature, ...] = ()

    def begin(self) -> None:
        """Tell of the recorders that run already."""
        before, self._looked_for = self._recorders, self.more
        known = ((client, self._clients.program_of(client)) for client in self._clients.connected())
        self._recorders = {client: program for client, program in known if self._is_recorder(program)}
        if self._recorders != before:
            self._tell_recorders()

    def started(self, client: int) -> None:
        """Remember who `client` is: a quick reader may be gone once its read is told."""
        self._judged.pop(client, None)
        self._programs[client] = program = self._clients.program_of(client)
        self._hold(program)
        if self._looked_for != self.more:
            self.begin()
        elif self._is_recorder(program):
            self._recorders[client] = program
            self._tell_recorders()

    def died(self, client: int) -> None:
        """Forget `client`, and tell how often it read since that was told."""
        self._judged.pop(client, None)
        program, reads = self._programs.pop(client, None), self._reads.pop(client, 0)
        if program and reads and program.pid != os.getpid():
            self._post(MoreRead(at=datetime.now(UTC), program=program, reads=reads))
        if self._recorders.pop(client, None):
            self._tell_recorders()

    def read_by(self, client: int) -> None:
        """Tell of the program behind `client`, unless it was told of a moment ago or is ourselves.

        Who films the screen reads a thousand times a second: who it is, is asked once a second.
        """
        now = monotonic()
        self._reads[client] += 1
        if now - self._judged.get(client, -BURST) < BURST:
            return
        self._judged[client] = now
        program = self._program_of(client)
        self._told = {known: at for known, at in self._told.items() if now - at < BURST}
        reader = program.pid or client
        if reader in self._told or program.pid == os.getpid():
            return
        self._told[reader] = now
        self._post(PixelsRead(at=datetime.now(UTC), program=program, reads=self._reads.pop(client)))

    def _program_of(self, client: int) -> Program:
        program = self._clients.program_of(client)
        return program if program.path else self._programs.get(client, program)

    def _tell_recorders(self) -> None:
        programs = tuple(dict.fromkeys(self._recorders.values()))
        self._all_recorders.see("clients", programs)

    def _is_recorder(self, program: Program) -> bool:
        return is_recorder(program, self._looked_for, arguments_of(program.pid))

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
