"""Five verbs and one question, of which the keeper asks one a line."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import socket
import subprocess
from pathlib import Path
from pwd import getpwnam, struct_passwd
from typing import Any

from workstation.warden.denial import open_denial, serve_denial
from workstation.warden.notice import open_notice, serve_notice
from workstation.warden.rootfile import RefusedError, of_root
from workstation.warden.session import environment, lend_cookie, read_session
from workstation.warden.started import Register

BOOTED = Path("/run/systemd/system")
WITHIN = 2.0
SERVED_AT_MOST = 2  # of one verb: one that is to go may still be there beside its successor
AT_MOST = {"seat": 2, "shield": 4}  # in one session, and for the same reason
SERVES = {"denied": serve_denial, "noticed": serve_notice}


class Warden:
    """Does as the keeper asks, where root wrote down that it may. `answer` blocks for some seconds at most."""

    def __init__(self, program: str, shield: str, register: Register) -> None:
        self._program, self._shield, self._register = program, shield, register
        self._children: list[subprocess.Popen[bytes]] = []
        self._asked: tuple[str, int, int] | None = None
        self._serving: list[tuple[str, int]] = []

    def answer(self, untrusted: bytes) -> dict[str, Any]:
        """Return what came of one line; "refused" says why where nothing did."""
        try:
            return self._do(json.loads(untrusted))
        except (RefusedError, OSError, ValueError, RecursionError, KeyError, subprocess.SubprocessError) as error:
            return {"refused": str(error)}

    def reap(self) -> None:
        """Wait for children that ended, so that none stays as a zombie."""
        self._children = [child for child in self._children if child.poll() is None]
        self._serving = [(what, pid) for what, pid in self._serving if os.waitpid(pid, os.WNOHANG)[0] == 0]

    def attend(self, keeper: socket.socket) -> None:
        """Deny or notice as was just asked, in a process of its own, for as long as the keeper holds the line."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        what, kernel, uid = asked
        try:
            if (pid := os.fork()) == 0:
                try:
                    SERVES[what](kernel, uid, keeper)
                finally:
                    os._exit(0)
            self._serving.append((what, pid))
        finally:
            os.close(kernel)  # or the kernel would wait for this process, too

    def _do(self, asked: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON says, until it matched
        match asked:
            case {"verb": "start", "part": "seat" | "shield" as part, "slot": int(slot)}:
                return {"pid": self._start(part, slot)}
            case {"verb": "lock", "slot": int(slot)} if (name := read_session(slot).session) and BOOTED.is_dir():
                subprocess.run(("loginctl", "lock-session", name), check=True, timeout=WITHIN)
            case {"verb": "deny", "slot": int(slot), "paths": [*paths]}:
                return {"left": self._deny(slot, paths)}
            case {"verb": "notice", "slot": int(slot)}:
                uid = self._account("noticed", slot)
                self._asked = "noticed", open_notice(), uid
            case {"verb": "kill", "pid": int(pid)} if 1 < pid < 1 << 31:
                self._register.kill(pid)
            case {"verb": "find", "pid": int(pid)}:
                found = self._register.find(pid)
                return found._asdict() if found else {}
            case _:
                raise RefusedError("this warden cannot do that")
        return {}

    def _deny(self, slot: int, paths: list[str]) -> list[str]:
        uid = self._account("denied", slot)
        group, left = open_denial(paths)
        self._asked = "denied", group, uid
        return left

    def _account(self, what: str, slot: int) -> int:
        """Return whose executions may be `what` in session `slot`."""
        self.reap()
        if sum(each == what for each, _ in self._serving) >= SERVED_AT_MOST:
            raise RefusedError(f"what was {what} before is still {what}")
        uid = getpwnam(read_session(slot).user).pw_uid
        if uid == 0:
            raise RefusedError(f"nothing of root's is {what}")
        return uid

    def _start(self, part: str, slot: int) -> int:
        of_root(Path(self._program), os.stat(self._program))  # noqa: PTH116 - the path itself is what counts
        if sum((each.part, each.slot) == (part, slot) for each in self._register.living()) >= AT_MOST[part]:
            raise RefusedError(f"session {slot} has every {part} that it may have")
        session = read_session(slot)
        account = agent = getpwnam(session.user)
        cookie = session.xauthority
        if part == "shield":
            account = getpwnam(self._shield)
            cookie = lend_cookie(cookie, agent.pw_uid, slot, account.pw_uid)
        if account.pw_uid == 0:
            raise RefusedError("nothing is started as root")
        start = _unit if BOOTED.is_dir() else self._child
        pid = start((self._program, part, "--slot", str(slot)), account, environment(session, account, cookie))
        self._register.add(part, slot, pid)
        return pid

    def _child(self, command: tuple[str, ...], account: struct_passwd, finds: dict[str, str]) -> int:
        """Start a child that holds nothing of root's, where there is no systemd."""
        groups, uid = os.getgrouplist(account.pw_name, account.pw_gid), account.pw_uid
        nothing = subprocess.DEVNULL
        self._children.append(
            subprocess.Popen(
                command, env=finds, cwd="/", stdin=nothing, user=uid, group=account.pw_gid, extra_groups=groups
            )
        )
        return self._children[-1].pid


def _unit(command: tuple[str, ...], account: struct_passwd, finds: dict[str, str]) -> int:
    """Start a unit of systemd's, which inherits nothing of the warden's sandbox."""
    unit = f"deskwarden-{command[1]}-{os.urandom(6).hex()}.service"
    options = ("--quiet", "--collect", "--service-type=exec", f"--unit={unit}", f"--uid={account.pw_name}")
    settings = (f"--setenv={name}={value}" for name, value in finds.items())
    subprocess.run(("systemd-run", *options, *settings, "--", *command), check=True, timeout=WITHIN)
    shown = ("systemctl", "show", "--property=MainPID", "--value", unit)
    return int(subprocess.run(shown, check=True, timeout=WITHIN, capture_output=True).stdout)
