"""How the store says no: a status of HTTP and one line."""

# SPDX-License-Identifier: Apache-2.0

from workstation.errors import StoreError


class RefusedError(StoreError):
    """A request that the store refuses; `status` is the 4xx that says so, `reason` a word for programs, "" for none."""

    def __init__(self, status: int, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
