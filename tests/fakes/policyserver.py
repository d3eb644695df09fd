"""A policy server in memory: what real publishing wrote, and whatever an attacker puts in its place."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

URL = "https://store.test/policies"
CHUNK = 1000
Attack = Callable[[bytes], bytes]


class FakePolicyServer(FetcherInterface):
    """Serves a folder as a web server would: whole files, 404 for none, and names with their escapes undone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fetched: list[str] = []
        self.is_down = False
        self._attacks: dict[str, Attack] = {}
        self._endless: set[str] = set()

    def replace(self, name: str, attack: Attack) -> None:
        """Pass the bytes of every file whose name ends so through `attack`."""
        self._attacks[name] = attack

    def never_end(self, name: str) -> None:
        """Send that file, and then more without end."""
        self._endless.add(name)

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = unquote(url.removeprefix(f"{URL}/"))
        self.fetched.append(name)
        if self.is_down:
            raise DownloadError("no route")
        path = self.folder / name
        if not path.is_file():
            raise DownloadHTTPError("HTTP 404", 404)
        return self._chunks(name, path.read_bytes())

    def _chunks(self, name: str, data: bytes) -> Iterator[bytes]:
        for ending, attack in self._attacks.items():
            if name.endswith(ending):
                data = attack(data)
        yield from (data[begin : begin + CHUNK] for begin in range(0, len(data), CHUNK))
        while any(name.endswith(ending) for ending in self._endless):
            yield bytes(CHUNK)
