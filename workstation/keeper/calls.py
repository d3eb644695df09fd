"""Calls: that one began is so at once, that it ended once it is durable and none began since."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from workstation.errors import LedgerError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.recording import Recording
from workstation.keeper.slot import Slot
from workstation.keeper.truth import LockOrdered
from workstation.link.messages import CallTold
from workstation.link.server import Peer


class Calls:
    """Belongs to the keeper's loop. A call's end resumes its recorder. `changed` is called once the seat was told."""

    def __init__(self, slot: Slot, recording: Recording, changed: Callable[[], None]) -> None:
        self._slot = slot
        self._recording = recording
        self._changed = changed
        self._count = 0

    def said(self, peer: Peer, *, on_call: bool) -> None:
        """Write down what `peer` says of a call, and tell the seat, and `peer` that it was told."""
        self._count += 1
        this = self._count

        def tell(_: int = 0) -> None:
            if this == self._count:
                self._slot.say_call(on_call=on_call)
                if not on_call:
                    self._recording.resume()
                peer.send(CallTold(on_call=on_call))
                self._changed()

        kind = Kind.CALL_STARTED if on_call else Kind.CALL_ENDED
        body = Body(kind=kind, severity=Severity.CUSTODY, outcome=Outcome.DONE)
        if on_call:
            tell()
        try:
            self._slot.recorder.write(self._slot.subject, body, (lambda _: None) if on_call else tell)
        except LedgerError:
            self._slot.happen(LockOrdered(at=self._slot.clock(), reason="not_durable"))
