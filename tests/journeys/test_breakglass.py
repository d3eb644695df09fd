"""A locked seat is opened by keys alone with a code from IT while the store is away, and stays masked."""

# SPDX-License-Identifier: Apache-2.0

import json
from contextlib import closing

import pytest

from tests.desktop.bed import eventually
from tests.journeys.test_factors import WAIT, Desk, desk
from workstation.facts.kinds import Kind
from workstation.facts.truth import Truth
from workstation.link.client import Client
from workstation.link.messages import VERSION, FromKeeper, GlassAsked, GlassWanted, Hello, Verdict

__all__ = ["desk"]
NOT_A_CODE = "00000000"


def told(desk: Desk) -> GlassAsked | Verdict:
    """Return what a console is told of the challenge, which is the prompt's too."""
    hello = Hello(version=VERSION, role="console")
    with closing(Client.connect(desk.product.socket, hello, FromKeeper)) as client:
        client.send(GlassWanted())
        while True:
            message = client.receive(WAIT)
            assert message is not None
            if isinstance(message, GlassAsked | Verdict):
                return message


def code_for(desk: Desk, told: GlassAsked) -> str:
    """Return what IT reads at the store's terminal."""
    words = ("--agent", "cruz", "--challenge", told.challenge, "--reason", "No network", "--json")
    said = desk.product.say("device", "break-glass", told.device, *words, "--dir", str(desk.product.store))
    return str(json.loads(said)["code"])


@pytest.mark.desktop
def test_a_code_from_it_opens_a_seat_by_keys_alone_while_the_store_is_away(desk: Desk) -> None:
    eventually(lambda: isinstance(told(desk), GlassAsked), "the keeper has its key", WAIT)
    assert desk.product.store_process is not None
    desk.product.store_process.kill()
    desk.press("F1")
    asked = told(desk)
    assert isinstance(asked, GlassAsked)
    code = code_for(desk, asked).replace("-", "")
    desk.press(*"cruz", "Tab", *NOT_A_CODE, "Return")
    desk.press(*code.lower(), "Return")
    eventually(lambda: desk.truth is Truth.ACTIVE, "the code opens the seat", WAIT)
    desk.lose_the_seat()
    assert isinstance(told(desk), GlassAsked)
    assert told(desk) != asked
    desk.press("F1")
    desk.press(*code.lower(), "Return")
    eventually(lambda: desk.truth is Truth.LOCKED, "a used code opens nothing", WAIT)
    assert [entry.agent for entry in desk.entries(Kind.GLASS_CODE_ISSUED)] == ["cruz"]
