"""Which PostgreSQL database keeps a store's record: the environment says it, or a file in the store's folder, or none.

A password in an address is for the driver alone: it is shown nowhere.
"""

# SPDX-License-Identifier: Apache-2.0

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from workstation.errors import StoreError

ADDRESS = "database"
VARIABLE = "DESKWARDEN_DATABASE"
DRIVER = "postgresql+psycopg"
_KINDS = ("postgresql", "postgres", DRIVER)
_SECRETS = ("password", "sslpassword")


def address_of(folder: Path) -> URL | None:
    """Return the address of the database of the store in `folder`, None for the SQLite file there; raise StoreError."""
    given = os.environ.get(VARIABLE)
    if given:
        return parse_address(given)
    try:
        return parse_address((folder / ADDRESS).read_text())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{folder / ADDRESS} cannot be read", hint="It says where the record is kept.") from error


def parse_address(text: str) -> URL:
    """Return a postgresql:// address for the driver; raise StoreError, without a word of what was given."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        url = None
    # An @ in a password that is not written %40 leaves the end of the password in the host's name, to be shown.
    if url is None or url.drivername not in _KINDS or "@" in (url.host or ""):
        hint = "Write it like postgresql://user@host:5432/deskwarden, or postgresql://?service=deskwarden."
        raise StoreError("this is no address of a PostgreSQL database", hint=hint) from None
    return url.set(drivername=DRIVER)


def has_password(url: URL) -> bool:
    """Return whether the address holds a secret."""
    return url.password is not None or any(name in url.query for name in _SECRETS)


def without_password(url: URL) -> str:
    """Return the address as it may be shown and kept anywhere."""
    bare = url.set(drivername="postgresql").difference_update_query(_SECRETS)
    # `URL.set` takes no None for "none": the parts are put together anew.
    return URL.create(
        bare.drivername, bare.username, None, bare.host, bare.port, bare.database, bare.query
    ).render_as_string(hide_password=False)
