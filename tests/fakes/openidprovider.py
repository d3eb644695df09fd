"""An OpenID provider that answers whatever a test has it answer, on loopback."""

# SPDX-License-Identifier: Apache-2.0

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answer = tuple[int, bytes]
CODES = {
    "device_code": "dev-1",
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://id.example/device",
    "verification_uri_complete": "https://id.example/device?user_code=WDJB-MJHT",
    "expires_in": 900,
    "interval": 5,
}


class FakeProvider:
    """`answers` says what each path is answered with; `asked` is what came, a path and its form each."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answers: dict[str, Answer] = {}
        self.say("/.well-known/openid-configuration", self.discovery())
        self.say("/device", CODES)
        self.refuse("authorization_pending")

    def discovery(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - hostile ones are of any type
        """Return the honest document, but for `changes`."""
        return {
            "issuer": self.issuer,
            "device_authorization_endpoint": f"{self.issuer}/device",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **changes,
        }

    def say(self, path: str, told: object, status: int = 200) -> None:
        """Answer a path with this from now on, as JSON where it is no bytes."""
        self.answers[path] = status, told if isinstance(told, bytes) else json.dumps(told).encode()

    def refuse(self, error: str) -> None:
        """Answer who asks for a token with this error (RFC 8628 §3.5)."""
        self.say("/token", {"error": error}, 400)

    def paths(self) -> list[str]:
        """Return what was asked for."""
        return [path for path, _ in self.asked]


@contextmanager
def fake_provider(tls: ssl.SSLContext | None = None) -> Iterator[FakeProvider]:
    """Yield a provider while it answers, at https://localhost with `tls`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._say(dict(parse_qsl(body.decode())))

        def _say(self, form: dict[str, str]) -> None:
            provider.asked.append((self.path, form))
            status, said = provider.answers.get(self.path, (404, b""))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", said.decode())
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is inherited
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    provider = FakeProvider(f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}")
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
