"""A port on this machine for adapters of telephones (CTI) and of call recorders."""

# SPDX-License-Identifier: Apache-2.0

import secrets
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from workstation.calladapters import RECORDING, CallAdapters, Recorders
from workstation.errors import DeskwardenError, LinkError
from workstation.link.recorderline import Word

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 1024
PATIENCE = 5.0


class CallPort:
    """Answers whoever has the bearer token that lies in a file of the agent's alone, and is on this machine.

    A port that cannot be listened on leaves that file to whoever listens there.

    `POST /call/start` and `/call/end` say that a call begins or ends. `GET /recording` is a line for each word to the
    recorders, and one a second; `POST /recording/paused` and `/recording/resumed` answer it.
    """

    def __init__(self, port: int, token_file: Path, say: Callable[[bool], None], recorders: Recorders) -> None:
        token = secrets.token_urlsafe(32)
        adapters = CallAdapters(token, say, recorders)
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), partial(_Handler, adapters))
        except OSError as error:
            raise DeskwardenError(
                f"port {port} cannot be listened on: {error.strerror}", hint="Another program has it: give --port."
            ) from error
        try:
            _keep(token, token_file)
        except OSError:
            self._server.server_close()
            raise

    @property
    def url(self) -> str:
        """Where adapters speak to."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End `serve`; from another thread."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE

    def __init__(self, adapters: CallAdapters, *given: Any) -> None:  # noqa: ANN401 - whatever the server gives
        self._adapters = adapters
        super().__init__(*given)

    def do_POST(self) -> None:
        """Take what was told; a body is read, bounded, and means nothing."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self.rfile.read(int(length))
        self._end(self._refusal() or self._adapters.take(self.path))

    def do_GET(self) -> None:
        """Tell a recorder what to be, for as long as it listens."""
        if status := self._refusal() or (None if self.path == RECORDING else HTTPStatus.NOT_FOUND):
            self._end(status)
            return
        try:
            self._adapters.tell(self._begin, self._line)
        except LinkError:
            self._end(HTTPStatus.SERVICE_UNAVAILABLE)
        except OSError:
            self.close_connection = True

    def _refusal(self) -> HTTPStatus | None:
        authorization = self.headers.get("Authorization", "")
        return self._adapters.refusal(authorization, has_origin="Origin" in self.headers)

    def _begin(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def _line(self, word: Word) -> None:
        self.wfile.write(f"{word}\n".encode())

    def _end(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep numbers that an adapter may put into an address off every log."""


def _keep(token: str, token_file: Path) -> None:
    """Write `token` where only this account reads it; whoever has the one before is heard no more."""
    token_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    token_file.unlink(missing_ok=True)
    token_file.touch(mode=0o600)
    token_file.write_text(token, encoding="ascii")
