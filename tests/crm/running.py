"""A CRM that nobody here wrote, running on this machine: its pages."""

# SPDX-License-Identifier: Apache-2.0

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.browser.chromium import Chromium
from tests.crm.customers import Customer
from tests.desktop.bed import eventually

PYTHON = Path("build/crm/bin/python")
SERVED = Path(__file__).with_name("served.py")
STARTS_WITHIN = 120
# The CRM asks the internet for a font of signs; nobody here answers.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Crm:
    """django-crm-admin with one request of each customer; whoever is let in is the agent."""

    def __init__(self, port: str, session: str) -> None:
        self._home = f"http://127.0.0.1:{port}/en/123/crm"
        self._cookie = {"name": "sessionid", "value": session, "url": self._home}

    @property
    def requests(self) -> str:
        """Return the address of the list of all requests."""
        return f"{self._home}/request/?all="

    @property
    def contacts(self) -> str:
        """Return the address of the list of all customers, with their phone numbers."""
        return f"{self._home}/contact/?all="

    def request(self, number: int) -> str:
        """Return the address of the form of a request, the first of which is number 1."""
        return f"{self._home}/request/{number}/change/"

    def let_in(self, browser: Chromium) -> None:
        """Have `browser` hold the agent's session."""
        browser.call("Storage.setCookies", {"cookies": [self._cookie]})


@contextmanager
def running(folder: Path, customers: Sequence[Customer]) -> Iterator[Crm]:
    """Run the CRM with its database in `folder` until the block is left."""
    assert PYTHON.exists(), "the CRM needs: .ci/setup crm"
    door = folder / "door"
    told = json.dumps([customer.told() for customer in customers]).encode()
    with (folder / "crm.log").open("wb") as log:
        environment = {"TMPDIR": str(folder), "LANG": "C.UTF-8"}
        process = subprocess.Popen(
            (PYTHON.absolute(), SERVED.absolute(), folder),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
        )
    try:
        assert process.stdin
        process.stdin.write(told)
        process.stdin.close()
        eventually(lambda: door.exists() or process.poll() is not None, "the CRM serves", STARTS_WITHIN)
        assert door.exists(), (folder / "crm.log").read_text()[-2000:]
        yield Crm(*door.read_text().split())
    finally:
        process.kill()
        process.wait()
