"""A verifier that knows one agent and takes each code once."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

from workstation.credentials.securitykey import asserted
from workstation.errors import SecurityKeyError
from workstation.facts.keyanswer import KeyAnswer, SecurityKey
from workstation.keeper.ports import CodeVerdict


class FakeVerifier:
    """Accepts the codes that it was given for its agent, each once; `judge` says who it is.

    A password that is asked for must be `password`. With `recovery_left` its codes are recovery codes. Its
    agent has `security_key`, if that is one.
    """

    judge: Literal["store", "offline"] = "store"
    password = "blue kite over manila"
    recovery_left: int | None = None
    security_key: SecurityKey | None = None

    def __init__(self, agent: str, codes: set[str]) -> None:
        self._agent = agent
        self._codes = codes
        self._used: set[str] = set()
        self.forgotten: list[str] = []

    def verify(
        self, seat_id: str, agent: str, code: str, password: str | None = None, key: KeyAnswer | None = None
    ) -> CodeVerdict:
        assert seat_id
        if key is not None:
            return self._of_key(key, agent, password)
        if agent != self._agent or code not in self._codes or password not in (None, self.password):
            return CodeVerdict(accepted=False, reason="wrong_code")
        if code in self._used:
            return CodeVerdict(accepted=False, reason="code_used")
        self._used.add(code)
        return CodeVerdict(
            accepted=True, reason="ok", agent=agent, team="cards", judge=self.judge, recovery_left=self.recovery_left
        )

    def _of_key(self, key: KeyAnswer, agent: str, password: str | None) -> CodeVerdict:
        if self.security_key is None or agent not in ("", self._agent) or password not in (None, self.password):
            return CodeVerdict(accepted=False, reason="wrong_code")
        try:
            self.security_key = asserted(self.security_key, key.challenge.bound, key.assertion)
        except SecurityKeyError:
            return CodeVerdict(accepted=False, reason="wrong_code")
        return CodeVerdict(
            accepted=True, reason="ok", agent=self._agent, team="cards", judge=self.judge, key=self.security_key
        )

    def forget(self, agent: str) -> None:
        self.forgotten.append(agent)
