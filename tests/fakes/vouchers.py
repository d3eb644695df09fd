"""A store that takes requests for a supervisor's word, and judges a password beside it."""

# SPDX-License-Identifier: Apache-2.0

from workstation.errors import StoreError
from workstation.keeper.ports import CodeVerdict

PASSWORD = "blue kite over manila"


class FakeVouchers:
    """Keeps keeper.vouching.Vouchers' promises; `asked` is what was asked. Each request counts once."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.away = False
        self.used: set[bytes] = set()

    def ask_vouch(self, seat_id: str, agent: str, request: bytes) -> None:  # noqa: ARG002 - it has one seat
        self._answer()
        self.asked.append((agent, request))

    def judge_vouched(self, seat_id: str, agent: str, request: bytes, password: str) -> CodeVerdict:  # noqa: ARG002
        self._answer()
        if (agent, request) not in self.asked or request in self.used:
            return CodeVerdict(accepted=False, reason="too_late")
        if password != PASSWORD:
            return CodeVerdict(accepted=False, reason="wrong_code")
        self.used.add(request)
        return CodeVerdict(accepted=True, reason="ok", agent=agent, team="cards")

    def _answer(self) -> None:
        if self.away:
            raise StoreError("the store is away")
