"""No text of a page can keep the browser busy: a megabyte of whatever takes little longer than an ordinary one."""

# SPDX-License-Identifier: Apache-2.0

import pytest

from tests.browser.node import NodeDetector
from workstation.detect.classes import ALL

ORDINARY = "Maria called about order 48213 on 2024-05-12 and paid with the card ending in 1111; her address is new.\n"
NASTY = (
    *("1", "1 ", "1-", "4111 ", "4111-1111-", "000-00-", "a", "aa00", "a 1 ", "card ", "card 1 ", "password ", "is "),
    *("password is ", "a@", "@", "a.", "1.", "1.1.1.", ":", "::", "ab:", "+1", "+", "%B4111111111111111^", "<", "A<"),
    *("\n", "a|b\n", "Card|CVV\n", "pin?\n", "What is your pin?\n", '"', "' ", "(", " ", "\u200b", "1\u200b", "\u0661"),
    *("\U0001d7ce", "no ", "#", "# ", "iban de", "x at y dot ", "cvv of the ", "\t", "1\t", "/", "1/", "12/27 ", "-"),
)
SIZE = 1 << 20
MOST_TIMES_ORDINARY = 20
TRIES = 3


def _megabyte(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


@pytest.fixture(scope="module")
def usual(node: NodeDetector) -> float:
    """Return how long an ordinary text of the same size takes in the same process."""
    return min(node.milliseconds(_megabyte(ORDINARY), "", ALL) for _ in range(TRIES))


@pytest.mark.parametrize("piece", NASTY)
def test_a_megabyte_that_nobody_would_write_takes_little_longer(piece: str, node: NodeDetector, usual: float) -> None:
    text, most = _megabyte(piece), MOST_TIMES_ORDINARY * usual
    assert any(node.milliseconds(text, "", ALL) < most for _ in range(TRIES)), (
        "other programs may hold it up, not thrice"
    )
