"""A port on this machine at which telephone adapters (CTI) say that a call begins or ends."""

# SPDX-License-Identifier: Apache-2.0

import hmac
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from workstation.errors import DeskwardenError, LinkError

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 1024
CALLS = {"/call/start": True, "/call/end": False}
PATIENCE = 5.0


class CallPort:
    """Takes `POST /call/start` and `POST /call/end` with the bearer token that lies in a file of the agent's alone.

    Nothing but this machine reaches it; a web page, which says its origin, is refused even with the token. `say`
    returns once the call's state holds, and raises LinkError where it does not: the answer is then 503, not a promise.
    """

    def __init__(self, port: int, token_file: Path, say: Callable[[bool], None]) -> None:
        self._token = _made(token_file)
        self._say = say
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), self._handler())
        except OSError as error:
            raise DeskwardenError(
                f"port {port} cannot be listened on: {error.strerror}", hint="Another program has it: give --port."
            ) from error

    @property
    def url(self) -> str:
        """Where adapters post to."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End `serve`; from another thread."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, authorization: str, *, has_origin: bool) -> HTTPStatus:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {self._token}".encode()):
            return HTTPStatus.UNAUTHORIZED
        if has_origin:
            return HTTPStatus.FORBIDDEN
        if path not in CALLS:
            return HTTPStatus.NOT_FOUND
        try:
            self._say(CALLS[path])
        except LinkError:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.NO_CONTENT

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            timeout = PATIENCE

            def do_POST(self) -> None:
                """Say what was told; a body is read, bounded, and means nothing."""
                length = self.headers.get("Content-Length", "0")
                if not length.isdecimal() or int(length) > BODY_LIMIT:
                    self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    return
                self.rfile.read(int(length))
                origin = self.headers.get("Origin")
                status = answer(self.path, self.headers.get("Authorization", ""), has_origin=origin is not None)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Keep numbers that an adapter may put into an address off every log."""

        return Handler


def _made(token_file: Path) -> str:
    """Return a new token, kept where only this account reads it."""
    token = secrets.token_urlsafe(32)
    token_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    token_file.unlink(missing_ok=True)
    token_file.touch(mode=0o600)
    token_file.write_text(token, encoding="ascii")
    return token
