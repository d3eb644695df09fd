"""What an agent is told whose credentials changed."""

# SPDX-License-Identifier: Apache-2.0

from tests.core.seats import at, seat
from workstation.facts.actions import Notify
from workstation.facts.observations import ClockTicked, CredentialsChanged, PasswordChangeOffered
from workstation.guards.credentials import CredentialsGuard


def test_each_change_is_told_once() -> None:
    guard = CredentialsGuard()
    ruling = guard.judge(seat(), CredentialsChanged(at=at(1), what="password_set"))
    assert ruling is not None
    (notice,) = ruling.actions
    assert isinstance(notice, Notify)
    assert (notice.event, notice.what) == ("credentials_changed", "password_set")
    assert guard.judge(seat(), ClockTicked(at=at(2))) is None


def test_the_session_knows_by_what_the_password_may_be_changed() -> None:
    offered = seat().after(PasswordChangeOffered(at=at(1), factors=("totp", "password")))
    assert offered.changes_password_by == ("totp", "password")
    assert offered.after(PasswordChangeOffered(at=at(2), factors=())).changes_password_by == ()
