"""The policy that keeper and seat go by, and how another one takes its place while the seat guards."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from workstation.facts.body import WORDS_LIMIT
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.ruled import Ruled
from workstation.keeper.signin import SignIn
from workstation.keeper.slot import Slot
from workstation.link.messages import PolicyTold
from workstation.policy.fetching import PolicyRefused


class Changeover:
    """Belongs to the keeper's loop. `label` is told under which policy entries are written from now on."""

    def __init__(self, ruled: Ruled, slot: Slot, signin: SignIn, label: Callable[[Ruled], None]) -> None:
        self._ruled = ruled
        self._slot = slot
        self._signin = signin
        self._label = label
        slot.factors, slot.may_vouch = ruled.factors, ruled.may_vouch
        signin.text = ruled.text

    @property
    def ruled(self) -> Ruled:
        """Return what is in force now."""
        return self._ruled

    def change(self, ruled: Ruled) -> None:
        """Go by `ruled` from now on. The seat changes over while it guards; until it says so, entries are the old's."""
        before, self._ruled = self._ruled, ruled
        if ruled.version != before.version:
            self._slot.note(Kind.POLICY_IN_FORCE, Severity.CUSTODY, Outcome.DONE, version=ruled.version)
            self._signin.checklist = ruled.checklist
            self._signin.text = ruled.text
            self._slot.granted = frozenset()
            self._slot.factors, self._slot.may_vouch = ruled.factors, ruled.may_vouch
            self._slot.say_factors()
        if ruled.is_strictest and not before.is_strictest:
            self._slot.note(Kind.POLICY_TOO_OLD, Severity.FAILURE, Outcome.DETECTED)
        if self._slot.seat:
            self._slot.seat.send(self.told())
        else:
            self._label(ruled)

    def refused(self, refusal: PolicyRefused) -> None:
        """Write down that a published policy did not prove itself."""
        what, why = _plain(refusal.what), _plain(refusal.why)
        self._slot.note(Kind.POLICY_REFUSED, Severity.VIOLATION, Outcome.REFUSED, what=what, why=why)

    def told(self) -> PolicyTold:
        """Return what a seat is told of the policy in force."""
        return PolicyTold(
            policy=self._ruled.policy,
            name=self._ruled.name,
            version=self._ruled.version,
            confirmed=self._ruled.confirmed,
            is_strictest=self._ruled.is_strictest,
        )

    def taken(self, version: str) -> None:
        """Note that the seat goes by the policy of this version."""
        if version == self._ruled.version:
            self._label(self._ruled)


def _plain(text: str) -> str:
    """Return what an entry can hold of a text that somebody else may have written."""
    return "".join(letter for letter in text if letter.isascii() and letter.isprintable())[:WORDS_LIMIT]
