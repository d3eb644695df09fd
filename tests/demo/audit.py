"""The observer's view of the audit store: its public query, with a supervisor's token."""

# SPDX-License-Identifier: Apache-2.0

import json
import time
from pathlib import Path
from typing import Any

import urllib3

Item = dict[str, Any]


class Audit:
    """Asks the store over TLS; nothing of the product's own code is used to read the answer."""

    def __init__(self, url: str, ca: Path, token: str) -> None:
        self._url = url.rstrip("/")
        self._http = urllib3.PoolManager(ca_certs=str(ca), timeout=5, retries=False)
        self.token = token
        self._headers = {"Authorization": f"Bearer {token}"}

    def entries(self, after: int = 0) -> list[Item]:
        """Return every entry after store number `after`."""
        found: list[Item] = []
        while True:
            url = f"{self._url}/v1/entries?after={after}&limit=500"
            page = json.loads(self._http.request("GET", url, headers=self._headers).data)["entries"]
            found += page
            if len(page) < 500:
                return found
            after = page[-1]["store_seq"]

    def last(self) -> int:
        """Return the highest store number."""
        return max((item["store_seq"] for item in self.entries()), default=0)

    def wait_for(self, kind: str, after: int, seconds: float = 15) -> Item | None:
        """Return the first entry of `kind` after store number `after`, None where none comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                for item in self.entries(after):
                    if item["kind"] == kind:
                        return item
            except urllib3.exceptions.HTTPError:
                pass
            time.sleep(0.05)
        return None
