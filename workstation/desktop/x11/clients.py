"""Which program is behind a window: asked of the server (XRes), not of the window's own word."""

# SPDX-License-Identifier: Apache-2.0

import xcffib
import xcffib.res

from workstation.desktop.running import program_of_pid
from workstation.desktop.x11.connection import Connection
from workstation.facts.place import Program

UNKNOWN = Program(name="", path="", pid=0)


class Clients:
    """Names the programs of an X server's clients, over the connection of the calling thread."""

    def __init__(self, connection: Connection) -> None:
        self._res = connection.extension(xcffib.res.key, "X-Resource")
        self._res.QueryVersion(1, 2).reply()

    def pid_of(self, resource: int) -> int:
        """Return the process id behind any X resource (window, client base), 0 where the server knows none."""
        spec = xcffib.res.ClientIdSpec.synthetic(resource, xcffib.res.ClientIdMask.LocalClientPID)
        try:
            answer = self._res.QueryClientIds(1, [spec]).reply()
        except xcffib.Error:  # the client ended meanwhile
            return 0
        return next((int(client.value[0]) for client in answer.ids if len(client.value)), 0)

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of all clients of this machine, each once, in order."""
        everyone = xcffib.res.ClientIdSpec.synthetic(0, xcffib.res.ClientIdMask.LocalClientPID)
        answer = self._res.QueryClientIds(1, [everyone]).reply()
        return tuple(sorted({int(client.value[0]) for client in answer.ids if len(client.value)}))

    def connected(self) -> tuple[int, ...]:
        """Return the resource base of every client."""
        return tuple(int(client.resource_base) for client in self._res.QueryClients().reply().clients)

    def program_of(self, resource: int) -> Program:
        """Return the program behind any X resource, UNKNOWN where nobody can say."""
        pid = self.pid_of(resource)
        return program_of_pid(pid) if pid else UNKNOWN
