"""The shape of a policy: what each rule may say, and what it says by itself.

Every description is what a refused policy tells its writer, and what an editor shows from `policies/schema.json`.
"""

# SPDX-License-Identifier: Apache-2.0

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

DataClass = Literal["card_number", "card_verification", "us_ssn"]
ALL_CLASSES: tuple[DataClass, ...] = ("card_number", "card_verification", "us_ssn")

RuleId = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=64,
        description="words of a-z and 0-9 with dashes between them, 64 characters at most, once in a policy",
    ),
]
Control = Annotated[str, Meta(max_length=100, description="the control that the rule serves, 100 characters at most")]
Sentence = Annotated[str, Meta(min_length=1, max_length=200, description="a sentence of 1 to 200 characters")]
Classes = Annotated[
    tuple[DataClass, ...],
    Meta(min_length=1, description='a list of one or more of "card_number", "card_verification", "us_ssn"'),
]
ProgramNames = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[^/]+$", max_length=100)], ...],
    Meta(description='a list of program names without "/", such as "obs" or "*grabber*"'),
]
ProgramPaths = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^/", max_length=300)], ...],
    Meta(description='a list of executables\' whole paths, such as "/opt/recorder/*"'),
]
HomeFolders = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[^/.~][^/]*(/[^/.][^/]*)*$", max_length=80)], ...],
    Meta(description='a list of folders inside the agent\'s home, such as "Desktop"'),
]
Checklist = Annotated[tuple[Sentence, ...], Meta(max_length=12, description="a list of 12 sentences at most")]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every rule has: an id, the control that it serves, and what the agent may do instead."""

    id: RuleId
    control: Control = ""
    instead: Sentence = "Ask your supervisor if you need this for a customer."


class MaskingRule(Rule, frozen=True, tag="masking", tag_field="kind"):
    """Cover these classes wherever they are shown (PCI DSS 4.0.1 §3.4.1: at most BIN and last four stay legible)."""

    classes: Classes = ALL_CLASSES


class ClipboardRule(Rule, frozen=True, tag="clipboard", tag_field="kind"):
    """Keep these classes off CLIPBOARD and PRIMARY; no copy or paste chord works in a sensitive field."""

    classes: Classes = ALL_CLASSES


class CaptureRule(Rule, frozen=True, tag="capture", tag_field="kind"):
    """Swallow the Print family and name programs that read the screen; those in `allow` may."""

    allow: ProgramPaths = ()


class IdleRule(Rule, frozen=True, tag="idle", tag_field="kind"):
    """Lock the seat after this long without input (PCI DSS 4.0.1 §8.2.8: 15 minutes at most)."""

    after_seconds: Annotated[int, Meta(ge=2, le=900, description="whole seconds from 2 to 900")]


class ReauthRule(Rule, frozen=True, tag="reauth", tag_field="kind"):
    """Ask for a second factor again after this long signed in."""

    after_seconds: Annotated[int, Meta(ge=5, le=43_200, description="whole seconds from 5 to 43200")]


class DeskRule(Rule, frozen=True, tag="desk", tag_field="kind"):
    """Clean desk: programs that may not run, media, folders that may hold no customer data, and the checklist."""

    forbidden_names: ProgramNames = ()
    forbidden_paths: ProgramPaths = ()
    removable_media: Annotated[Literal["refuse", "allow"], Meta(description='"refuse" or "allow"')] = "refuse"
    folders: HomeFolders = ("Desktop", "Downloads")
    checklist: Checklist = ()


AnyRule = MaskingRule | ClipboardRule | CaptureRule | IdleRule | ReauthRule | DeskRule


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One policy file: what it is called, and at least one rule."""

    name: Annotated[str, Meta(min_length=1, max_length=80, description="text of 1 to 80 characters")]
    format: Annotated[Literal[1], Meta(description="1")]
    client: Annotated[str, Meta(max_length=80, description="the client's name, 80 characters at most")] = ""
    region: Annotated[str, Meta(max_length=80, description="the client's region, 80 characters at most")] = ""
    rule: Annotated[tuple[AnyRule, ...], Meta(min_length=1, description="one [[rule]] table or more")]
