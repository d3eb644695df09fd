"""A verifier that knows one agent and takes each code once."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

from workstation.keeper.ports import CodeVerdict


class FakeVerifier:
    """Accepts the codes that it was given for its agent, each once; `judge` says who it is."""

    judge: Literal["store", "offline"] = "store"

    def __init__(self, agent: str, codes: set[str]) -> None:
        self._agent = agent
        self._codes = codes
        self._used: set[str] = set()

    def verify(self, seat_id: str, agent: str, code: str) -> CodeVerdict:
        assert seat_id
        if agent != self._agent or code not in self._codes:
            return CodeVerdict(accepted=False, reason="wrong_code")
        if code in self._used:
            return CodeVerdict(accepted=False, reason="code_used")
        self._used.add(code)
        return CodeVerdict(accepted=True, reason="ok", agent=agent, team="cards", judge=self.judge)
