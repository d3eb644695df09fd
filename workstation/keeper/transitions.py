"""What the record says of a change of truth. Pure."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator

from workstation.facts.kinds import Kind
from workstation.facts.truth import ENDED, Truth
from workstation.keeper.truth import Standing

BECAME = {
    Truth.SIGNED_OUT: Kind.SIGNED_OUT,
    Truth.WARNED: Kind.WARNED,
    Truth.LOCKED: Kind.LOCKED,
    Truth.REAUTH_DUE: Kind.REAUTH_DUE,
    Truth.SUSPENDED: Kind.SUSPENDED,
    Truth.REVOKED: Kind.REVOKED,
}


def written_of(before: Standing, now: Standing) -> Iterator[Kind]:
    """Yield what is written down where `now` follows `before`; who verified a code wrote that before it opened."""
    if before.truth is now.truth:
        return
    if now.truth in ENDED and before.agent:
        yield Kind.SIGNED_OUT
    if before.truth is Truth.SUSPENDED and now.truth is Truth.SIGNED_OUT:
        yield Kind.LIFTED
    elif now.truth is not Truth.ACTIVE:
        yield BECAME[now.truth]
    elif before.truth is Truth.WARNED:
        yield Kind.WARNING_OVER
