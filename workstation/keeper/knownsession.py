"""A session as the keeper knows it, for rules that it judges itself."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime

from workstation.facts.session import Session
from workstation.facts.situation import Situation
from workstation.facts.truth import Truth


def known_session(at: datetime, team: str, *, on_call: bool, granted: frozenset[str] = frozenset()) -> Session:
    """Return what is known at `at`, by this machine's clock: team, time, call, and the exceptions on the record."""
    situation = Situation(team=team or None, on_call=on_call, utc_offset=at.astimezone().utcoffset())
    return Session(now=at, policy="", truth=Truth.ACTIVE, situation=situation, granted=granted)
