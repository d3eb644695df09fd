"""Bytes in, policy out: strict about everything, and clear about what is wrong and where."""

# SPDX-License-Identifier: Apache-2.0

import tomllib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from workstation.errors import PolicyError
from workstation.policy.complaint import complaint
from workstation.policy.rules import Policy
from workstation.policy.sense import troubles
from workstation.policy.written import Written

Pack = Callable[[str], bytes]
MAX_BYTES = 256 * 1024
_HINT = "policies/README.md shows every rule by example."


def no_packs(name: str) -> bytes:
    """Refuse every pack: for policies that must stand alone."""
    raise PolicyError(f'the pack "{name}" cannot be extended here')


def parse_policy(untrusted: bytes, source: str, pack: Pack = no_packs) -> Policy:
    """Return the policy that `untrusted` holds, with the rules of the packs that it extends after its own.

    Raise PolicyError naming `source`, line and column, and what is allowed. `pack` returns the bytes of a pack by its
    name, and raises PolicyError where there is none.
    """
    own, written = _parse(untrusted, source)
    try:
        packs = _packs(own.extends, pack, seen=set())
    except PolicyError as error:
        raise PolicyError(f"{written.where(('extends',))}: {error}", hint=_HINT) from error
    if (trouble := next(troubles(own, packs), None)) is not None:
        raise PolicyError(f"{written.where(trouble.path)}: {trouble.what}", hint=_HINT)
    return replace(
        own,
        acknowledge=own.acknowledge or any(each.acknowledge for each in packs),
        rule=(*own.rule, *(rule for each in packs for rule in each.rule)),
        site=(*own.site, *(site for each in packs for site in each.site)),
        approver=(*own.approver, *(approver for each in packs for approver in each.approver)),
        support=(*own.support, *(support for each in packs for support in each.support)),
        reveal=(*own.reveal, *(reveal for each in packs for reveal in each.reveal)),
        own=(*own.own, *(table for each in packs for table in each.own)),
        exception=(*own.exception, *(exception for each in packs for exception in each.exception)),
    )


def _packs(names: Iterable[str], pack: Pack, seen: set[str]) -> list[Policy]:
    """Return the packs of these names, each followed by those that it extends; none of them twice."""
    found: list[Policy] = []
    for name in names:
        if name not in seen:
            seen.add(name)
            policy, _ = _parse(pack(name), f'pack "{name}"')
            found += [policy, *_packs(policy.extends, pack, seen)]
    return found


def _parse(untrusted: bytes, source: str) -> tuple[Policy, Written]:
    text = _text(untrusted, source)
    tables = _tables(text, source)
    written = Written(source, text, tables)
    try:
        return msgspec.convert(tables, type=Policy), written
    except msgspec.ValidationError as error:
        raise PolicyError(complaint(str(error), written), hint=_HINT) from error


def _text(untrusted: bytes, source: str) -> str:
    if len(untrusted) > MAX_BYTES:
        raise PolicyError(f"{source}: {len(untrusted)} bytes; a policy has at most {MAX_BYTES}", hint=_HINT)
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError as error:
        line = untrusted.count(b"\n", 0, error.start) + 1
        raise PolicyError(f"{source}, line {line}: not UTF-8 text", hint=_HINT) from error


def _tables(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{source}: not TOML: {error}", hint=_HINT) from error
    except RecursionError as error:
        raise PolicyError(f"{source}: not TOML: nested too deeply", hint=_HINT) from error
