"""`deskwarden audit` with a chain that accepts everything: how the demo takes verification away."""

# SPDX-License-Identifier: Apache-2.0

from typing import Any

from workstation import cli
from workstation.auditstore import auditcommands, verify


def blind(_check: Any, rows: Any, _begin: Any = None) -> verify.SeatVerdict:  # noqa: ANN401 - it looks at nothing
    """Find nothing wrong with anything."""
    return verify.SeatVerdict(seat_id="", entries=len(list(rows)), receipted=0, signed=0, closed=0)


def unread(*_: object) -> str:
    """Find nothing wrong with the log either."""
    return ""


if __name__ == "__main__":
    verify._SeatCheck.run = blind  # type: ignore[assignment]
    vars(auditcommands)["verify_log"] = unread
    cli.main()
