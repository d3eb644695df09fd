"""One row of the demo: a control, the attack on it, what is expected and what an outside observer saw."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tests.demo.scene import Scene


@dataclass(frozen=True, slots=True)
class Seen:
    """What the observer saw; `held` is None where this machine cannot show it."""

    held: bool | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How a control is attacked and observed, which entry it leaves, and how it is taken away from outside.

    `sabotage` names a rule that the policy then lacks ("rule:…"), or a sabotaged keeper in `tests/demo/sabotage.py`.
    """

    id: str
    title: str
    attack: str
    expected: str
    play: Callable[[Scene], Seen]
    entry: str
    sabotage: str
    application: str = ""
    needs_open: bool = True


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """A row as the report has it."""

    id: str
    title: str
    attack: str
    expected: str
    observed: str
    held: bool | None
    latency_ms: float | None
    store_seq: int | None
