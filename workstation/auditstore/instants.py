"""Times as the tables hold them: microseconds since 1970, UTC."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(at: datetime) -> int:
    """Return `at` as microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(microseconds: int) -> datetime:
    """Return the time that `microseconds` since 1970 stand for."""
    return EPOCH + timedelta(microseconds=microseconds)
