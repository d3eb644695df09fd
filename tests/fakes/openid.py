"""An OpenID provider as a keeper asks it: it says whatever a test has it say."""

# SPDX-License-Identifier: Apache-2.0

from workstation.keeper.ports import CodeVerdict
from workstation.record.exchange import OpenidBegun, OpenidReturned

PENDING = CodeVerdict(accepted=False, reason="openid_pending")
BEGUN = OpenidBegun(
    handle=bytes(32),
    user_code="WDJB-MJHT",
    uri="https://id.example/device",
    uri_complete="https://id.example/device?user_code=WDJB-MJHT",
    seconds=180,
    interval=0.1,
)


def come(agent: str) -> CodeVerdict:
    """Return that this agent confirmed."""
    return CodeVerdict(accepted=True, reason="ok", agent=agent, team="cards", openid="0a1b2c3d")


class FakeOpenid:
    """Begins nothing until `begun` is set; then `says` is what came of it. `asked` counts how often each was asked."""

    def __init__(self, begun: OpenidBegun | None = None) -> None:
        self.begun = begun or OpenidBegun(reason="openid_unset")
        self.says = PENDING
        self.begun_anew: list[bool] = []
        self.asked: list[tuple[str, str | None]] = []
        self.browser = OpenidBegun(reason="openid_unset")
        self.begun_in: list[tuple[str, bool]] = []
        self.brought: list[OpenidReturned] = []
        self.then: list[CodeVerdict] = []

    def begin(self, seat_id: str, *, anew: bool) -> OpenidBegun:
        assert seat_id
        self.begun_anew.append(anew)
        return self.begun

    def ask(self, seat_id: str, handle: bytes, agent: str, password: str | None) -> CodeVerdict:
        assert (bool(seat_id), handle) == (True, self.begun.handle)
        self.asked.append((agent, password))
        return self.says

    def begin_browser(self, seat_id: str, redirect_uri: str, *, insist: bool) -> OpenidBegun:
        assert seat_id
        self.begun_in.append((redirect_uri, insist))
        return self.browser

    def returned(self, told: OpenidReturned) -> CodeVerdict:
        assert told.handle == self.browser.handle
        self.brought.append(told)
        return self.then.pop(0) if self.then else self.says
