"""Whether one scope reaches wherever another does; where that is not plain, it does not."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Collection

from workstation.policy.scope import PlaceScope, Scope


def reaches_as_far(one: Scope, other: Scope, same_sites: bool) -> bool:
    """Say whether each thing that `one` asks for is asked for by `other` as well, and by no more items."""
    return (
        _reaches_places(one, other)
        and _is_wider(one.teams, other.teams)
        and _is_wider(one.sites, other.sites)
        and (not one.sites or same_sites)
        and holds_all(other.away_from, one.away_from)
        and (not one.away_from or same_sites)
        and _is_wider(one.networks, other.networks)
        and _is_wider(one.hours, other.hours)
        and one.call in {None, other.call}
    )


def holds_all(one: Collection[object], other: Collection[object]) -> bool:
    """Say whether every item of `other` is one of `one`."""
    return all(item in one for item in other)


def _reaches_places(one: Scope, other: Scope) -> bool:
    if not isinstance(one, PlaceScope):
        return True
    if not isinstance(other, PlaceScope):
        return not one.applications and not one.fields
    return _is_wider(one.applications, other.applications) and _is_wider(one.fields, other.fields)


def _is_wider(one: Collection[object], other: Collection[object]) -> bool:
    return not one or (bool(other) and holds_all(one, other))
