"""Remote support: the agent hears that it begins, who approved it and until when, and that it is over."""

# SPDX-License-Identifier: Apache-2.0

from workstation.facts.actions import NoticeEvent, Notify
from workstation.facts.observations import Circumstance, Observation
from workstation.facts.session import Session
from workstation.facts.support import Supported
from workstation.guards.ruling import Ruling

REASON = "A supervisor whom the policy names signed for it."
MEANWHILE = "Masks stay, and every look at the screen is recorded."
AFTERWARDS = "Ask your supervisor if IT needs more time."


class SupportGuard:
    """Tells of it alone: that the program may run, and what its looks are, other guards judge by the session."""

    def judge(self, session: Session, observation: Observation) -> Ruling | None:
        """Notify when it begins, and when it ends for whatever reason."""
        if not isinstance(observation, Circumstance):
            return None
        before, now = session.support, session.after(observation).support
        if now is not None and now != before:
            return _told("support_allowed", now, MEANWHILE)
        if before is not None and now is None:
            return _told("support_over", before, AFTERWARDS)
        return None


def _told(event: NoticeEvent, support: Supported, instead: str) -> Ruling:
    notice = Notify(
        event=event,
        rule=support.rule,
        what=support.name,
        reason=REASON,
        instead=instead,
        until=support.until,
        who=support.approver,
    )
    return Ruling(rule=support.rule, actions=(notice,))
