"""Where and when a rule holds: the shape of its scope."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Pattern = Annotated[
    str, Meta(min_length=1, max_length=200, description='text of 1 to 200 characters, with "*", "?" and "[…]"')
]
Time = Annotated[
    str,
    Meta(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description='a time of day from "00:00" to "23:59"'),
]
Network = Annotated[
    str,
    Meta(
        max_length=43,
        pattern=r"^[0-9a-f.:]+(/[0-9]{1,3})?$",
        description='a network such as "10.4.0.0/16" or "2001:db8::/32"',
    ),
]
Sites = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=64)], ...],
    Meta(description="a list of names of [[site]] tables"),
]
Networks = Annotated[tuple[Network, ...], Meta(description='a list of networks, such as ["10.4.0.0/16"]')]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A table of a policy: strict about its keys."""


class Application(Table, frozen=True, kw_only=True):
    """A program, or a page in it; whatever is given must match."""

    executable: Annotated[Pattern | None, Meta(description='the whole path, such as "/usr/bin/chromium*"')] = None
    window_class: Annotated[Pattern | None, Meta(description='the window\'s class, such as "Chromium"')] = None
    title: Annotated[Pattern | None, Meta(description='the window\'s title, such as "*Acme CRM*"')] = None
    url: Annotated[Pattern | None, Meta(description='the page\'s address, such as "https://crm.example.com/*"')] = None


class FieldPattern(Table, frozen=True, kw_only=True):
    """A field of a form; whatever is given must match."""

    role: Annotated[Pattern | None, Meta(description='the accessible role, such as "entry"')] = None
    name: Annotated[Pattern | None, Meta(description='the field\'s own name, such as "cc-number"')] = None
    label: Annotated[Pattern | None, Meta(description='the words beside it, such as "*card number*"')] = None


class Hours(Table, frozen=True, kw_only=True):
    """A time of the week, by the seat's own clock; one that ends before it starts runs past midnight."""

    start: Annotated[Time, Meta(description='when it starts, such as "08:00"')]
    end: Annotated[Time, Meta(description='when it ends, such as "18:00"; "00:00" is midnight')]
    days: Annotated[
        tuple[Annotated[Day, Meta(description='"mon" to "sun"')], ...],
        Meta(min_length=1, description='the days on which it starts, "mon" to "sun"'),
    ] = DAYS


class Scope(Table, frozen=True, kw_only=True):
    """The seats and times of a rule: all that is given must hold, and one item of each list. Nothing given: always."""

    teams: Annotated[tuple[Pattern, ...], Meta(description='a list of teams, such as ["cards-*"]')] = ()
    sites: Sites = ()
    away_from: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=64)], ...],
        Meta(description="a list of names of [[site]] tables: everywhere but there"),
    ] = ()
    networks: Networks = ()
    hours: Annotated[tuple[Hours, ...], Meta(description='a list such as [{start = "08:00", end = "18:00"}]')] = ()
    call: Annotated[Literal["on", "off"] | None, Meta(description='"on" or "off" a call')] = None


class PlaceScope(Scope, frozen=True, kw_only=True):
    """A scope that also says in which programs and fields."""

    applications: Annotated[
        tuple[Application, ...], Meta(description='a list such as [{executable = "/usr/bin/chromium*"}]')
    ] = ()
    fields: Annotated[tuple[FieldPattern, ...], Meta(description='a list such as [{label = "*card number*"}]')] = ()


class Site(Table, frozen=True, kw_only=True):
    """A place of work: the networks that its seats are in, by which way, and from where the audit store sees them."""

    name: Annotated[str, Meta(min_length=1, max_length=64, description="text of 1 to 64 characters")]
    networks: Annotated[tuple[Network, ...], Meta(min_length=1, description='a list such as ["10.4.0.0/16"]')]
    gateways: Annotated[
        tuple[
            Annotated[str, Meta(max_length=39, pattern=r"^[0-9a-f.:]+$", description='an address, such as "10.4.0.1"')],
            ...,
        ],
        Meta(description='a list such as ["10.4.0.1"]: the way out of the network that the seat is in'),
    ] = ()
    interfaces: Annotated[
        tuple[
            Annotated[Literal["wired", "wireless", "tunnel"], Meta(description='"wired", "wireless" or "tunnel"')], ...
        ],
        Meta(description='a list of "wired", "wireless" and "tunnel": by which the seat is in the network'),
    ] = ()
    seen_from: Annotated[
        tuple[Network, ...],
        Meta(description='a list such as ["203.0.113.0/28"]; without it the seat\'s own addresses are enough'),
    ] = ()
