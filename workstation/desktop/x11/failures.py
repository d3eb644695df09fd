"""No sensor's thread ends in silence."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from workstation.errors import DesktopError
from workstation.facts.observations import SensorFailed
from workstation.seat.ports import Post


@contextmanager
def failures_posted(sensor: str, post: Post) -> Iterator[None]:
    """Post what ends the block as SensorFailed; errors of the desktop end there, all others go on."""
    try:
        yield
    except Exception as error:
        known = isinstance(error, DesktopError)
        reason = str(error) if known else type(error).__name__
        post(SensorFailed(at=datetime.now(UTC), sensor=sensor, reason=reason))
        if not known:
            raise
