"""The graphical session of a slot, as whoever logs people in wrote it down, and how parts reach it."""

# SPDX-License-Identifier: Apache-2.0

import json
import os
import stat
from pathlib import Path
from pwd import struct_passwd
from typing import NamedTuple

from workstation.warden.rootfile import LIMIT, RefusedError, read_root_file

SESSIONS, COOKIES = Path("/run/deskwarden/sessions"), Path("/run/deskwarden/cookies")


class Session(NamedTuple):
    """Whose session it is, its X server and cookie file, its runtime folder, its name at logind ("" without one)."""

    user: str
    display: str
    xauthority: str
    runtime: str
    session: str


def read_session(slot: int) -> Session:
    """Return the session of `slot`; raise RefusedError where there is none, or where root did not write it so."""
    try:
        session = Session(**json.loads(read_root_file(SESSIONS / f"{slot}.json") or b"null"))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise RefusedError(f"there is no session {slot} here: {error}") from error
    if not all(isinstance(each, str) and "\0" not in each for each in session):
        raise RefusedError(f"session {slot} is not told as it should be")
    return session


def environment(session: Session, account: struct_passwd, cookie: str) -> dict[str, str]:
    """Return all that a part of `account` finds in its environment; the session's own bus is for its user alone."""
    finds = {"PATH": "/usr/local/bin:/usr/bin:/bin", "DISPLAY": session.display, "XAUTHORITY": cookie}
    finds["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"  # else Qt starts a bus for an account that has none
    finds |= {"HOME": account.pw_dir, "USER": account.pw_name, "LOGNAME": account.pw_name}
    if account.pw_name == session.user:
        finds |= {"XDG_RUNTIME_DIR": session.runtime, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={session.runtime}/bus"}
    return finds


def lend_cookie(xauthority: str, owner: int, slot: int, reader: int) -> str:
    """Copy the cookie file of account `owner` to where only `reader` reads it, and return that place.

    The owner's folder is the owner's to fill: a link, or somebody else's file, is refused.
    """
    with open(os.open(xauthority, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - no links
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_uid != owner or found.st_size > LIMIT:
            raise RefusedError(f"{xauthority} is no cookie file of the session's user")
        cookie = file.read(LIMIT)
    COOKIES.mkdir(exist_ok=True)
    COOKIES.chmod(0o711)  # whatever the umask is
    new = COOKIES / f"{slot}.new"
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:  # noqa: PTH123 - mode at birth
        file.write(cookie)
        os.fchown(file.fileno(), reader, -1)
    return str(new.replace(COOKIES / str(slot)))
