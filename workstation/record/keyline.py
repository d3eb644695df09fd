"""The line of a device's keys: the one that it was enrolled with and those that succeeded it, each for its time."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.errors import ChainBrokenError, CredentialError
from workstation.record.chain import Head
from workstation.record.checkpoint import verify_checkpoint
from workstation.record.succession import SignedSuccession, Succession, verify_succession


@dataclass(frozen=True, slots=True)
class KeyLine:
    """`first` is the key of the enrolment. A key signs nothing after its end; a later one may vouch for older entries.

    So one that got into other hands after its end forges no entry that came later.
    """

    first: Ed25519PublicKey
    successions: tuple[Succession, ...] = ()

    @property
    def newest(self) -> Ed25519PublicKey:
        """The key that signs now."""
        return _key(self.successions[-1]) if self.successions else self.first

    def verify_head(self, head: Head, signature: bytes) -> None:
        """Raise ChainBrokenError where no key of the line that still might sign that entry signed this head."""
        over = [n for n, each in enumerate(self.successions, 1) if head.seq > each.ended(head.seat_id)]
        *others, last = [self.first, *map(_key, self.successions)][max(over, default=0) :]
        for key in others:
            try:
                return verify_checkpoint(key, head, signature)
            except ChainBrokenError:
                continue
        return verify_checkpoint(last, head, signature)

    def ended(self, seat_id: str) -> int:
        """Return up to which entry a chain stood when the last key ended, 0 where none did."""
        return max((each.ended(seat_id) for each in self.successions), default=0)

    def check_ends(self, head: Head) -> None:
        """Raise ChainBrokenError where a key ended at this entry of another chain."""
        for each in self.successions:
            for end in each.ends:
                if (end.seat_id, end.seq) == (head.seat_id, head.seq) and end.chain != head.chain:
                    raise ChainBrokenError(head.seat_id, head.seq, "a key of the device ended at another entry")


def verified_line(first: Ed25519PublicKey, signed: Iterable[SignedSuccession], device: str = "") -> KeyLine:
    """Return the line that begins with `first`; raise CredentialError where a link of it does not hold.

    All are of one device, of `device` where it is given.
    """
    line = KeyLine(first)
    for number, each in enumerate(signed, 1):
        succession = verify_succession(line.newest, each)
        device = device or succession.device
        if (succession.device, succession.number) != (device, number):
            raise CredentialError(f"succession {number} of the device's key is that of another device or number")
        line = KeyLine(first, (*line.successions, succession))
    return line


def _key(succession: Succession) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(succession.key)
