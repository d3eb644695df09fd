"""A relay between keeper and store with a list of receipts of its own: what the store acknowledged."""

# SPDX-License-Identifier: Apache-2.0

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import urllib3

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}


class Relay:
    """Stands where the enrolled keeper believes its store, with the store's own certificate."""

    def __init__(self, store: Path, url: str) -> None:
        self.receipts: dict[str, int] = {}
        self.broken = 0
        self._upstream = urllib3.PoolManager(ca_certs=str(store / "ca.pem"), timeout=20, retries=False)
        self._url = url
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(store / "server.pem", store / "server.key")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the address that devices are told."""
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def pass_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> urllib3.BaseHTTPResponse:
        """Ask the store and return its answer; a receipt is noted before the keeper has it."""
        answer = self._upstream.request(method, self._url + path, headers=headers, body=body)
        if method == "POST" and path == "/v1/entries" and answer.status < 300:
            signed, _ = msgspec.msgpack.decode(answer.data)
            _, seat, seq, *_ = msgspec.msgpack.decode(signed)
            self.receipts[seat] = max(seq, self.receipts.get(seat, 0))
        return answer

    def stop(self) -> None:
        """Stop relaying."""
        self._server.shutdown()
        self._server.server_close()


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._relay()

        def do_POST(self) -> None:
            self._relay()

        def _relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                answer = relay.pass_on(self.command, self.path, dict(self.headers), body)
            except urllib3.exceptions.HTTPError:
                relay.broken += 1
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.data)))
            self.end_headers()
            self.wfile.write(answer.data)

        def log_message(self, *_: object) -> None:
            return

    return Handler
