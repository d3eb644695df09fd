"""What an agent proves to be themself by."""

# SPDX-License-Identifier: Apache-2.0

from typing import Literal

Factor = Literal["totp", "password"]
FACTORS: tuple[Factor, ...] = ("totp", "password")
"""A code of what they have, a password that they know; in the order in which they are told."""
