"""A password changed at one of an agent's two seats: real store, real keepers; no artefact holds any password."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.keeper.peers import Peers
from tests.keeper.processes import KeeperProcess
from tests.keeper.workplace import POLICY, STEP, Workplace, working
from workstation.auditstore.query import Wanted, find
from workstation.credentials.totp import code_at
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.keeper.enrolment import enrol
from workstation.keeper.vault import FileVault
from workstation.link.messages import (
    CodeOffered,
    CredentialsTold,
    Message,
    PasswordAnswered,
    PasswordAsked,
    PasswordOffered,
    Ready,
    TruthTold,
    Verdict,
)

PASSWORD, NEXT, GUESS = "canary kite over manila", "canary green umbrellas", "canary of a wrong guess"
RULES = f"""{POLICY}
[[rule]]
kind = "factors"
id = "a-password-at-sign-in"
at = ["sign_in"]
"""


class TwoSeats:
    """A workplace where Ana is signed in, and another machine of the same store where she is as well."""

    def __init__(self, place: Workplace, folder: Path) -> None:
        self.place = place
        self.secret = place.store.parts.agents.renew("Ana")
        place.store.parts.passwords.change("Ana", PASSWORD)
        self.step = 0
        self.heard: list[Message] = []
        self.folder = folder
        (folder / "other").mkdir()
        vault = FileVault(folder / "other" / "keeper")
        enrol(place.store.parts.directory.invite("cards", trial=True), place.store.url, vault)
        policy = folder / "other" / "policy.toml"
        policy.write_text(RULES)
        self.keeper = KeeperProcess(folder / "other", policy)
        self.other = Peers(self.keeper.socket)
        place.peers.close()
        place.peers = here = Peers(place.keeper.socket)
        for peers in (here, self.other):
            peers.seat.send(Ready(capabilities=()))

    def code(self) -> str:
        """Return a code that was not offered yet, and counts for long enough; then those of another secret do."""
        now = int(datetime.now(UTC).timestamp()) // STEP
        self.step = max(self.step + 1, now)
        if self.step > now + 1:
            self.secret, self.step = self.place.store.parts.agents.renew("Ana"), now
        return code_at(self.secret, self.step)

    def signs_in(self, peers: Peers, password: str = PASSWORD) -> Verdict:
        peers.prompt.send(CodeOffered(agent="Ana", code=self.code(), password=password))
        said = peers.hear(peers.prompt, lambda message: isinstance(message, Verdict))
        assert isinstance(said, Verdict)
        return said

    def changes(self, *, code: str | None = None, password: str = PASSWORD, new: str = NEXT) -> str:
        """Return what the first seat is told of a change."""
        offer = PasswordOffered(number=1, code=code or self.code(), password=password, new=new, ends_elsewhere=True)
        self.place.peers.seat.send(offer)

        def is_answer(message: Message) -> bool:
            self.heard.append(message)
            return isinstance(message, PasswordAnswered)

        said = self.place.peers.hear(self.place.peers.seat, is_answer)
        assert isinstance(said, PasswordAnswered)
        return said.reason

    def hears_of_it(self) -> None:
        """Return once the first seat is told of its change, be it before it is answered or after."""
        told = CredentialsTold(what="password_changed")
        if told not in self.heard:
            self.place.peers.hear(self.place.peers.seat, lambda each: each == told)

    def close(self) -> None:
        self.other.close()
        self.keeper.stop()


@pytest.fixture
def seats(tmp_path: Path) -> Iterator[TwoSeats]:
    with working(tmp_path, ("Ana",), RULES) as place:
        seats = TwoSeats(place, tmp_path)
        try:
            yield seats
        finally:
            seats.close()


def is_changeable(message: Message) -> bool:
    return message == PasswordAsked(factors=("totp", "password"))


def test_a_change_signs_out_elsewhere_and_the_old_password_opens_nothing_any_more(seats: TwoSeats) -> None:
    place = seats.place
    assert seats.signs_in(seats.other).accepted
    assert seats.signs_in(place.peers).accepted
    place.peers.hear(place.peers.seat, is_changeable)
    assert place.remembered() == {"Ana"}
    code = seats.code()
    assert seats.changes(code=code, password=GUESS) == "wrong_code"
    assert seats.changes(code=code, new=PASSWORD) == "password_reused"
    assert seats.changes(code=code) == "wrong_code"
    assert seats.changes(new="Password2026!") == "password_common"
    seats.step -= 1  # what no password may be uses up no code
    assert seats.changes() == "ok"

    def is_out(each: Message) -> bool:
        told = (Truth.SIGNED_OUT, "credentials_changed")
        return isinstance(each, TruthTold) and (each.truth, each.reason) == told

    seats.other.hear(seats.other.prompt, is_out)
    seats.hears_of_it()
    assert place.remembered() == set()
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.PASSWORD_CHANGED_HERE, "Ana"))
    place.peers.hear(place.peers.seat, lambda _: place.at_store(Kind.CREDENTIALS_TOLD, "Ana"))
    assert place.at_store(Kind.PASSWORD_CHANGED, "Ana")
    refused = [each.body.details["reason"] for each in find(place.store.parts.database, Wanted(kind=Kind.CODE_REFUSED))]
    assert refused == ["wrong_code", "wrong_code"]
    assert seats.signs_in(seats.other) == Verdict(accepted=False, reason="wrong_code")
    assert seats.signs_in(seats.other, NEXT).accepted
    url = place.store.url
    place.store.stop()
    assert seats.changes(password=NEXT, new="three canary boats sail") == "store_away"
    place.store.start(int(url.rpartition(":")[2]))
    seats.close()
    place.peers.close()
    place.keeper.stop()
    for file in seats.folder.rglob("*"):
        held = file.read_bytes() if file.is_file() else b""
        assert not any(secret.encode() in held for secret in (PASSWORD, NEXT, GUESS, "canary boats")), file


def test_what_it_changed_is_told_at_the_seat_and_another_secret_ends_the_one_before(seats: TwoSeats) -> None:
    place = seats.place
    place.orders("agent", "recovery", "Ana")
    assert seats.signs_in(place.peers).accepted
    place.peers.hear(place.peers.seat, lambda each: each == CredentialsTold(what="recovery_renewed"))
    place.orders("agent", "totp", "Ana")
    place.becomes(Truth.SIGNED_OUT, "credentials_changed")
    assert seats.signs_in(place.peers) == Verdict(accepted=False, reason="wrong_code")
    assert place.remembered() == set()
