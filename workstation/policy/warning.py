"""When the agent is warned of a lock that comes with time."""

# SPDX-License-Identifier: Apache-2.0

from datetime import timedelta

from workstation.policy.rules import IdleRule, ReauthRule


def limit_of(rule: IdleRule | ReauthRule) -> timedelta:
    """Return after how long `rule` closes the seat."""
    return timedelta(seconds=rule.after_seconds)


def warned_at(rule: IdleRule | ReauthRule) -> timedelta:
    """Return after how long the agent is warned: at half the time at the earliest, or a short limit warned always."""
    return limit_of(rule) - min(timedelta(seconds=rule.warn_seconds), limit_of(rule) / 2)
