"""A server that is not an audit store: it answers every request alike, over whatever certificate it is given."""

# SPDX-License-Identifier: Apache-2.0

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from workstation.auditstore.certificates import make_server
from workstation.auditstore.identity import Identity, private_pem


class Liar(HTTPServer):
    """Answers `status` and `body`; `heard` holds what it was told, for tests of what never leaves."""

    def __init__(self, status: int, body: bytes, folder: Path, identity: Identity) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status
        self.body = body
        self.heard: list[bytes] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*_certificate(folder, identity))
        self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: that is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Liar

    def do_POST(self) -> None:
        """Answer as always."""
        self.server.heard.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        self.server.may_answer.wait(60)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(self.server.body)

    def do_GET(self) -> None:
        """Answer as always."""
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def lying(status: int, body: bytes, folder: Path, identity: Identity) -> Iterator[Liar]:
    """Give a server whose certificate `identity` issued, and end it."""
    with Liar(status, body, folder, identity) as liar:
        thread = threading.Thread(target=liar.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield liar
        finally:
            liar.shutdown()
            thread.join()


def _certificate(folder: Path, identity: Identity) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = make_server(identity.authority, identity.authority_key, key.public_key(), ["127.0.0.1"])
    (folder / "liar.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "liar.key").write_bytes(private_pem(key))
    return folder / "liar.pem", folder / "liar.key"
