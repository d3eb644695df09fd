"""Accounts of this machine by their names."""

# SPDX-License-Identifier: Apache-2.0

import os
import pwd

from workstation.errors import InstallationError


def uid_of(account: str) -> int:
    """Return the number of `account`; raise InstallationError where there is none."""
    try:
        return pwd.getpwnam(account).pw_uid
    except KeyError as error:
        raise InstallationError(
            f"there is no account {account} here", hint="Have IT install Deskwarden anew."
        ) from error


def require_account(account: str) -> None:
    """Raise InstallationError where this process runs under another account."""
    if os.getuid() != uid_of(account):
        raise InstallationError(
            f"the keeper of an installed workstation runs as {account}", hint="Run `systemctl start deskwarden-keeper`."
        )
