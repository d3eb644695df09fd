"""An audit store in memory at which agents change their passwords, and which says what to tell them."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Sequence
from datetime import UTC, datetime

from workstation.credentials.password import hash_password
from workstation.credentials.passwordrules import HISTORY, check_password
from workstation.errors import PasswordRefusedError, StoreError, StoreRefusedError
from workstation.record.exchange import CredentialChange, PasswordJudged, PasswordWanted

PASSWORD = "blue kite over manila"


class FakeCredentials:
    """Keeps keeper.ports.CredentialStore's promises for agents with these codes, each for one use.

    `away` makes every request fail, `refusing` has the store refuse the device, `ended` are agents whose access ended.
    `wanted` is what was asked of it, `told` what seats said that they told.
    """

    def __init__(self, codes: Sequence[str] = ("222222", "333333"), agent: str = "cruz") -> None:
        self.away = self.refusing = False
        self.agent = agent
        self.codes = list(codes)
        self.passwords = [PASSWORD]
        self.ended: set[str] = set()
        self.says: PasswordJudged | None = None
        self.recovery_left: int | None = None
        self.untold: list[CredentialChange] = []
        self.wanted: list[PasswordWanted] = []
        self.told: list[int] = []
        self.asked = 0

    def change_password(self, wanted: PasswordWanted) -> PasswordJudged:
        self.wanted.append(wanted)
        self._answer()
        return self.says or self._judged(wanted)

    def credential_changes(self, seat_id: str, agent: str, told: Sequence[int] = ()) -> tuple[CredentialChange, ...]:
        assert seat_id
        self.asked += 1
        self._answer()
        if agent != self.agent:
            return ()
        self.told += told
        self.untold = [change for change in self.untold if change.number not in self.told]
        return tuple(self.untold)

    def becomes(self, what: str) -> CredentialChange:
        """Have something change of which the agent is to be told."""
        number = len(self.untold) + len(self.told) + 1
        change = CredentialChange(number=number, what=what, at=datetime(2026, 11, 22, 12, tzinfo=UTC))
        self.untold.append(change)
        return change

    def _judged(self, wanted: PasswordWanted) -> PasswordJudged:
        try:
            check_password(wanted.new, wanted.agent, ())
            if wanted.agent in self.ended:
                return PasswordJudged(reason="access_ended")
            is_right = (wanted.agent, wanted.password) == (self.agent, self.passwords[0])
            if not is_right or not (wanted.key or wanted.code in self.codes):
                return PasswordJudged(reason="wrong_code")
            if wanted.key is None:
                self.codes.remove(wanted.code)
            check_password(wanted.new, wanted.agent, [hash_password(each) for each in self.passwords[:HISTORY]])
        except PasswordRefusedError as error:
            return PasswordJudged(reason=f"password_{error.reason}")
        self.passwords.insert(0, wanted.new)
        self.becomes("password_changed")
        return PasswordJudged(reason="ok", recovery_left=self.recovery_left)

    def _answer(self) -> None:
        if self.refusing:
            raise StoreRefusedError("the store refused")
        if self.away:
            raise StoreError("the store is away")
