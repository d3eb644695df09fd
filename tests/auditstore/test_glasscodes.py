"""Break-glass codes at the store: given on the record, to no device or agent whose access ended, settled once used."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.auditstore.test_parts import enrolled
from tests.auditstore.test_tries import Desk
from workstation.auditstore.query import Wanted, find
from workstation.credentials.breakglass import answers
from workstation.errors import StoreError
from workstation.facts.kinds import Kind

CHALLENGE = "K7QF-2M9X"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parts.database.close()


def test_a_code_answers_for_the_device_and_agent_that_it_was_given_for(desk: Desk) -> None:
    device, other = enrolled(desk.parts).device, enrolled(desk.parts).device
    codes = desk.parts.glass_codes
    code = codes.issue(device, "Ana", "k7qf 2m9x", "Fire drill", "kim")
    symbols = CHALLENGE.replace("-", "")
    assert answers(codes.key_of(device), symbols, "Ana", code)
    assert not answers(codes.key_of(other), symbols, "Ana", code)
    (item,) = find(desk.parts.database, Wanted(kind=Kind.GLASS_CODE_ISSUED))
    assert (item.agent, item.team) == ("Ana", "cards")
    assert item.body.details == {
        "by": "kim",
        "device": device,
        "challenge": CHALLENGE,
        "typed_reason": "Fire drill",
    }


@pytest.mark.parametrize(
    ("said", "agent", "challenge", "match"),
    [
        ("{0}", "Ana", "K7QF-2M9", "no challenge"),
        ("{0}", "Ben", CHALLENGE, "no agent"),
        ("%%%%%%%%", "Ana", CHALLENGE, "not one device"),
        ("", "Ana", CHALLENGE, "8 letters"),
    ],
)
def test_what_is_not_known_gets_no_code(desk: Desk, said: str, agent: str, challenge: str, match: str) -> None:
    device = enrolled(desk.parts).device
    with pytest.raises(StoreError, match=match):
        desk.parts.glass_codes.issue(said.format(device), agent, challenge, "Fire drill", "kim")
    assert not find(desk.parts.database, Wanted(kind=Kind.GLASS_CODE_ISSUED))


def test_whose_access_ended_gets_no_code(desk: Desk) -> None:
    device = enrolled(desk.parts).device
    desk.parts.access.revoke_agent("Ana", "kim")
    with pytest.raises(StoreError, match="access of this agent"):
        desk.parts.glass_codes.issue(device, "Ana", CHALLENGE, "Fire drill", "kim")
    desk.parts.access.restore_agent("Ana", "kim")
    desk.now += timedelta(days=91)
    with pytest.raises(StoreError, match="access of this agent"):
        desk.parts.glass_codes.issue(device, "Ana", CHALLENGE, "Fire drill", "kim")
    desk.parts.access.restore_agent("Ana", "kim")
    for close in (desk.parts.access.suspend_device, desk.parts.access.revoke_device):
        close(device, "kim")
        with pytest.raises(StoreError, match="this device is"):
            desk.parts.glass_codes.issue(device, "Ana", CHALLENGE, "Fire drill", "kim")
