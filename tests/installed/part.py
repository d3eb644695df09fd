"""A seat or a shield without a desktop: speaks to the keeper as the real one does, and tells how it was started.

`deskwarden seat|shield --slot 1` of the stage runs it. A shield also starts a prompt: itself, as its child.
"""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import sys
import time
from pathlib import Path

from tests.installed.stage import PYTHON
from workstation.errors import LinkError
from workstation.installed import SOCKET
from workstation.link.client import Client
from workstation.link.messages import VERSION, Beat, Covering, Executed, FromKeeper, Hello, Ready, Role, Welcome

AGAIN_AFTER = 0.2


def main(part: Role) -> None:
    """Beat until the process is ended; a keeper that is gone is looked for again."""
    cookie = Path(os.environ["XAUTHORITY"]).read_bytes().decode() if part != "prompt" else ""
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    say(part, uid=os.getuid(), groups=os.getgroups(), cookie=cookie, env=sorted(os.environ), descriptors=descriptors)
    if part == "shield" and os.fork() == 0:
        os.execv(PYTHON, (PYTHON, "-m", "tests.installed.part", "prompt"))  # noqa: S606 - this very module
    while True:
        try:
            converse(part)
        except LinkError as error:
            say(part, refused=str(error))
            time.sleep(AGAIN_AFTER)


def converse(part: Role) -> None:
    """Connect and beat."""
    client = Client.connect(SOCKET, Hello(version=VERSION, role=part), FromKeeper)
    while True:
        match client.receive(1.0):
            case Welcome(assurance=assurance):
                say(part, assurance=assurance)
                if part == "seat":
                    client.send(Ready(capabilities=()))
                elif part == "shield":
                    client.send(Covering(covered=True, keyboard=True, pointer=True, window=1))
            case Executed(pids=pids):
                say(part, executed=pids)
            case None | Beat():
                client.send(Beat())
            case _:
                pass


def say(part: Role, **what: object) -> None:
    """Write one line for the test that reads the warden's log."""
    print(json.dumps({"part": part, "pid": os.getpid(), "parent": os.getppid(), **what}), flush=True)


if __name__ == "__main__":
    main("seat" if sys.argv[1] == "seat" else "shield" if sys.argv[1] == "shield" else "prompt")
