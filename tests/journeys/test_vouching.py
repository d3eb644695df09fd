"""An agent without a code is let in by keys alone once a supervisor vouched at their own terminal."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.bed import Bed, eventually
from tests.journeys.test_factors import KEYS, POLICY, WAIT, Desk
from workstation.auditstore.approverkey import made_key, policy_line
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth

VOUCHED = POLICY.replace('id = "both"\n', 'id = "both"\nsupervisor = "vouches"\n')
APPROVER = """
[[approver]]
name = "Kim"
{key}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    bed = Bed(tmp_path)
    desk = None
    try:
        bed.open()
        desk = Desk(bed, tmp_path / "product")
        desk.rules = VOUCHED + APPROVER.format(key=policy_line(made_key(tmp_path / "kim.pem")))
        desk.open()
        yield desk
    finally:
        if desk:
            desk.product.stop()
        bed.stop()


@pytest.mark.desktop
def test_a_supervisors_word_and_a_password_open_a_seat_by_keys_alone(desk: Desk, tmp_path: Path) -> None:
    store = ("--dir", str(desk.product.store))
    token = desk.product.say("store", "supervisor", "Kim", *store).split()[0]
    desk.press(*"cruz", "F2")
    eventually(lambda: desk.entries(Kind.VOUCH_ASKED), "supervisors hear of it", WAIT)
    words = ("--agent", "cruz", "--reason", "I see her.", "--key", str(tmp_path / "kim.pem"), "--token", token)
    desk.product.say("supervise", "vouch", *words, *store)
    eventually(lambda: desk.entries(Kind.VOUCH_ACCEPTED), "the keeper takes the word", WAIT)
    desk.press(*KEYS, "Return")
    eventually(lambda: desk.truth is Truth.ACTIVE, "word and password open the seat", WAIT)
    eventually(lambda: desk.entries(Kind.SIGNED_IN), "the sign-in is at the store", WAIT)
    (opened,) = desk.entries(Kind.SIGNED_IN)
    assert (opened.agent, opened.body.details["approver"]) == ("cruz", "Kim")
    assert opened.body.details["factor"] == "supervisor+password"
