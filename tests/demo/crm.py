"""The CRM that the agent works in: one page, and what it noticed (its layout, its notes, its keys)."""

# SPDX-License-Identifier: Apache-2.0

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.demo.customer import Customer

PAGE = Path(__file__).with_name("crm.html")
Box = tuple[int, int, int, int]


class Crm:
    """Serves the page on loopback and keeps what the page told of itself; an observer, not a part of the product."""

    def __init__(self, customer: Customer) -> None:
        self.page = _filled(PAGE.read_text(), customer)
        self.told: dict[str, Any] = {"/notes": "", "/layout": None, "/keys": 0}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the page's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def notes(self) -> str:
        """Return what the notes field holds, as the page last told it."""
        return str(self.told["/notes"])

    @property
    def keys(self) -> int:
        """Return how many keys reached the page."""
        return int(self.told["/keys"])

    def box(self, name: str) -> Box:
        """Return where a part of the page is on the screen: x, y, width, height in pixels."""
        layout = self.told["/layout"]
        x, y, width, height = layout["boxes"][name]
        return round(layout["left"] + x), round(layout["top"] + y), round(width), round(height)

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def _filled(page: str, customer: Customer) -> str:
    orders = "".join(f"<tr><td>{order[:10]}</td><td>{order}</td></tr>" for order in customer.orders)
    values = {
        "name": customer.name,
        "card": customer.card,
        "cvv": customer.cvv,
        "ssn": customer.ssn,
        "spaced": customer.card_spaced,
        "orders": orders,
    }
    for key, value in values.items():
        page = page.replace(f"@{key}@", value)
    return page


def _handler(crm: Crm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(crm.page.encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/key":
                crm.told["/keys"] += 1
            else:
                crm.told[self.path] = body
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    return Handler
