"""Where a browser comes back to at this machine, for tests that have no keeper there."""

# SPDX-License-Identifier: Apache-2.0

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from workstation.record.exchange import RETURN_PATH


class Landing:
    """`came` is what was brought, the newest last."""

    def __init__(self, port: int) -> None:
        self.redirect_uri = f"http://127.0.0.1:{port}{RETURN_PATH}"
        self.came: list[dict[str, str]] = []


@contextmanager
def landing() -> Iterator[Landing]:
    """Yield it while it listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place.came.append(dict(parse_qsl(urlsplit(self.path).query)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is inherited
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place = Landing(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
