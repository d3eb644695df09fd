"""How a policy names its own tables, and the programs of a workstation."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated

from msgspec import Meta

RuleId = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=64,
        description="words of a-z and 0-9 with dashes between them, 64 characters at most, once in a policy",
    ),
]
ProgramPaths = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^/", max_length=300)], ...],
    Meta(description='a list of executables\' whole paths, such as "/opt/recorder/*"'),
]
AllowedPrograms = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^(/|sha256:[0-9a-f]{64}$)", max_length=300)], ...],
    Meta(
        description='a list of executables\' whole paths, such as "/opt/recorder/*", and of "sha256:" with the 64 '
        "digits of a program file, as sha256sum prints them"
    ),
]
