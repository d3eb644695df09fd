"""Who may approve what a policy keeps shut, and the remote support that they may open."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

from msgspec import Meta

from workstation.policy.ids import ProgramPaths, RuleId
from workstation.policy.scope import Pattern, Scope, Table

MOST_MINUTES = 240


class Approver(Table, frozen=True, kw_only=True):
    """A person whose signature opens what this policy lets them open, at devices of their teams."""

    name: Annotated[
        str, Meta(min_length=1, max_length=64, description="the supervisor's name at the store, 1 to 64 characters")
    ]
    key: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$",
            max_length=44,
            description="the 44 characters that `deskwarden supervise key` prints",
        ),
    ]
    teams: Annotated[
        tuple[Pattern, ...], Meta(description='a list of teams, such as ["cards-*"]; every team without it')
    ] = ()


class Support(Table, frozen=True, kw_only=True):
    """Remote support: programs that may run and see the masked screen for minutes, each time an approver signs."""

    id: RuleId
    programs: Annotated[ProgramPaths, Meta(min_length=1, max_length=32)]
    minutes: Annotated[
        int, Meta(ge=1, le=MOST_MINUTES, description="whole minutes from 1 to 240 that one approval lasts at most")
    ]
    scope: Annotated[Scope, Meta(description="a table of the teams and times at which it may be approved")] = Scope()
    approvers: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=64)], ...],
        Meta(description="a list of names of [[approver]] tables; all without it"),
    ] = ()
