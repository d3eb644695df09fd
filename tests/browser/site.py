"""A folder of pages, served on this machine."""

# SPDX-License-Identifier: Apache-2.0

import functools
import http.server
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Site:
    """A folder of pages, served."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        self._numbers = itertools.count(1)

    def page(self, html: str) -> str:
        """Return the address of a page that is `html`."""
        name = f"page-{next(self._numbers)}.html"
        (self._folder / name).write_text(html, encoding="utf-8")
        return f"{self._url}/{name}"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve `folder` until the block is left."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
