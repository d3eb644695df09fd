"""A data class that a policy defines itself: what its values look like, and what a mask leaves of them."""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated, Literal

from msgspec import Meta

from workstation.policy.scope import Table

MOST_CLASSES = 12
"""How many classes a policy defines at most, those of its packs included."""

Check = Literal["none", "luhn", "verhoeff", "damm", "mod97", "mod11"]
ClassId = Annotated[
    str,
    Meta(
        max_length=32,
        pattern=r"^[a-z][a-z0-9_]{1,31}$",
        description="2 to 32 of a-z, 0-9 and _, a letter first, once in a policy",
    ),
]
Legible = Annotated[int, Meta(ge=0, le=20, description="whole number from 0 to 20")]


class MaskTable(Table, frozen=True, kw_only=True):
    """How many letters and digits of a value a mask leaves legible."""

    first: Annotated[Legible, Meta(description="how many of the first letters and digits stay legible, 0 to 20")] = 0
    last: Annotated[Legible, Meta(description="how many of the last letters and digits stay legible, 0 to 20")] = 0


class OwnClassTable(Table, frozen=True, kw_only=True):
    """A class of the policy's own; rules name its id as they name those that come with Deskwarden."""

    id: ClassId
    called: Annotated[
        str, Meta(min_length=1, max_length=40, description='what people call it, such as "member number"')
    ]
    pattern: Annotated[
        str,
        Meta(min_length=1, max_length=120, description='what a value looks like, such as "MB-[0-9]{7}"'),
    ]
    validator: Annotated[
        Check,
        Meta(description='its check digits: "none", "luhn", "verhoeff", "damm", "mod97" or "mod11"'),
    ] = "none"
    words: Annotated[
        tuple[Annotated[str, Meta(min_length=2, max_length=40)], ...],
        Meta(
            max_length=16, description='a list of words beside which alone it is looked for, such as ["member number"]'
        ),
    ] = ()
    mask: Annotated[MaskTable, Meta(description="a table of what stays legible, such as {last = 2}")] = MaskTable()
