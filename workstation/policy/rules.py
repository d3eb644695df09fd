"""The shape of a policy: what each rule may say, and what it says by itself.

Every description is what a refused policy tells its writer, and what an editor shows from `policies/schema.json`.
"""

# SPDX-License-Identifier: Apache-2.0

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, field

from workstation.detect.classes import ALL
from workstation.facts.actions import Modifier
from workstation.facts.factor import Factor
from workstation.facts.observations import Paper, Pictures, Synthetic
from workstation.facts.shiftend import AtEnd
from workstation.policy.clipboardmanagers import CLIPBOARD_MANAGERS
from workstation.policy.ids import AllowedPrograms, ProgramPaths, RuleId
from workstation.policy.ownclass import MOST_CLASSES, OwnClassTable
from workstation.policy.region import Region
from workstation.policy.scope import Hours, Networks, PlaceScope, Scope, Site, Sites, Table
from workstation.policy.support import Approver, Support

USUAL_CLASSES: tuple[str, ...] = ("card_number", "card_verification", "us_ssn")

Severity = Annotated[
    Literal["low", "medium", "high", "critical"], Meta(description='"low", "medium", "high" or "critical"')
]
Controls = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=100)], ...],
    Meta(max_length=12, description='a list of the controls that it serves, such as ["PCI DSS 4.0.1 §3.4.1"]'),
]
Sentence = Annotated[str, Meta(min_length=1, max_length=200, description="a sentence of 1 to 200 characters")]
ClassName = Annotated[
    str,
    Meta(max_length=32, extra_json_schema={"anyOf": [{"enum": list(ALL)}, {"pattern": "^[a-z][a-z0-9_]{1,31}$"}]}),
]
Classes = Annotated[
    tuple[ClassName, ...],
    Meta(min_length=1, description='a list of data classes, such as ["card_number", "us_ssn"]'),
]
ProgramNames = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[^/]+$", max_length=100)], ...],
    Meta(description='a list of program names without "/", such as "obs" or "*grabber*"'),
]
ProgramSignature = Annotated[
    str, Meta(pattern=r"^(/.*|[^/]+)$", max_length=300, description='a program\'s name without "/", or its whole path')
]
ProgramDigests = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")], ...],
    Meta(
        max_length=256, description='a list of "sha256:" and the 64 digits of a program file, as sha256sum prints them'
    ),
]
PackageNames = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9+.-]+$", max_length=100)], ...],
    Meta(max_length=64, description='a list of Debian packages, such as "x11vnc"'),
]
HomeFolders = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^[^/.~][^/]*(/[^/.][^/]*)*$", max_length=80)], ...],
    Meta(description='a list of folders inside the agent\'s home, such as "Desktop"'),
]
Group = Literal["supervisors", "compliance"]
MOST_A_SHIFT = 600
LONGEST_SIGNED_IN = 43_200
MOST_VIOLATIONS = 600
Moment = Literal["sign_in", "unlock", "reauth"]
Risk = Literal["clock", "network", "media", "faked_input"]
GROUPS: tuple[Group, ...] = ("supervisors", "compliance")
Checklist = Annotated[tuple[Sentence, ...], Meta(max_length=12, description="a list of 12 sentences at most")]


Places = Annotated[PlaceScope, Meta(description="a table of where and when it holds, programs and fields included")]
Seats = Annotated[Scope, Meta(description="a table of the seats and times at which it holds")]


class Rule(Table, frozen=True, kw_only=True):
    """What every rule has: its id, how grave a violation is, why it is there and what the agent may do instead."""

    id: RuleId
    severity: Severity = "medium"
    reason: Sentence = "Customers' data is protected at this workstation."
    instead: Sentence = "Ask your supervisor if you need this for a customer."
    controls: Controls = ()


class MaskingRule(Rule, frozen=True, kw_only=True, tag="masking", tag_field="kind"):
    """Cover these classes wherever they are shown (PCI DSS 4.0.1 §3.4.1: at most BIN and last four stay legible)."""

    reason: Sentence = "Nobody may read customers' data off a screen."
    classes: Classes = USUAL_CLASSES
    scope: Places = PlaceScope()


class WindowRule(Rule, frozen=True, kw_only=True, tag="window", tag_field="kind"):
    """Cover regions of windows whatever they show, or whole windows while they lack the focus, are watched, or always.

    It is for programs that tell assistive technology nothing: remote desktops, canvas, pictures.
    """

    reason: Sentence = "What this window shows is for the customer's agent alone."
    cover: Annotated[
        Literal["regions", "unfocused", "watched", "always"],
        Meta(description='"regions", "unfocused", "watched" or "always"'),
    ]
    regions: Annotated[
        tuple[Region, ...],
        Meta(
            max_length=16,
            description='a list such as [{ name = "Card panel", left = 20, width = 300, top = 120, height = 40 }]',
        ),
    ] = ()
    while_watched: Annotated[
        bool, Meta(description="true or false: whether the whole window is covered while a program reads the screen")
    ] = True
    allow: AllowedPrograms = ()
    scope: Places = PlaceScope()


class ClipboardRule(Rule, frozen=True, kw_only=True, tag="clipboard", tag_field="kind"):
    """Keep these classes off clipboard, selections and drags; no copy or paste chord works in a sensitive field.

    `mode` lets them stay there: masked, for the programs `into` alone, or for `expire_seconds`. `pictures` says whether
    they are read, or may not be there at all.
    """

    reason: Sentence = "Copied data can end up anywhere."
    classes: Classes = USUAL_CLASSES
    mode: Annotated[
        Literal["block", "redact", "allow-within", "expire"],
        Meta(description='"block", "redact", "allow-within" or "expire"'),
    ] = "block"
    into: ProgramPaths = ()
    pictures: Annotated[Pictures, Meta(description='"leave", "read" or "refuse"')] = "leave"
    expire_seconds: Annotated[int, Meta(ge=5, le=600, description="whole seconds from 5 to 600")] = 30
    scope: Places = PlaceScope()


class RecordingRule(Rule, frozen=True, kw_only=True, tag="recording", tag_field="kind"):
    """Pause the call recorder while a field of these classes has the focus on a call, or one of them is revealed."""

    reason: Sentence = "What a customer reads out now may not stay in a recording."
    instead: Sentence = "Ask the customer to wait, and tell your supervisor."
    classes: Classes = ("card_number", "card_verification")
    lasting_seconds: Annotated[
        int, Meta(ge=0, le=60, description="whole seconds from 0 to 60 that the pause lasts on after that")
    ] = 5
    scope: Places = PlaceScope()


class PrintingRule(Rule, frozen=True, kw_only=True, tag="printing", tag_field="kind"):
    """Swallow the chords that print or save while a program that shows one of these classes has the focus."""

    reason: Sentence = "Paper and files leave this workstation unseen."
    classes: Classes = USUAL_CLASSES
    chords: Annotated[
        tuple[Paper, ...], Meta(min_length=1, description='a list of "print" and "save", both without it')
    ] = ("print", "save")
    scope: Places = PlaceScope()


class CaptureRule(Rule, frozen=True, kw_only=True, tag="capture", tag_field="kind"):
    """Swallow the Print family and name programs that read the screen; those in `allow` may."""

    reason: Sentence = "A picture of the screen takes customers' data along."
    allow: AllowedPrograms = ()
    scope: Seats = Scope()


class IdleRule(Rule, frozen=True, kw_only=True, tag="idle", tag_field="kind"):
    """Lock the seat after this long without input (PCI DSS 4.0.1 §8.2.8: 15 minutes at most).

    What programs fake, mouse jigglers among them, is no input, but where `synthetic` or approved support says so. Of
    programs and fields in its scope the one with the focus counts.
    """

    reason: Sentence = "An open seat that nobody sits at is open to everybody."
    after_seconds: Annotated[int, Meta(ge=2, le=900, description="whole seconds from 2 to 900")]
    warn_seconds: Annotated[
        int, Meta(ge=0, le=300, description="whole seconds from 0 to 300 that the agent is warned before")
    ] = 30
    sign_out_minutes: Annotated[
        Annotated[int, Meta(ge=1, le=1440)] | None,
        Meta(description="whole minutes from 1 to 1440 that a seat may be left locked, however it was"),
    ] = None
    synthetic: Annotated[Synthetic, Meta(description='"ignore" or "count": what input that a program fakes does')] = (
        "ignore"
    )
    scope: Places = PlaceScope()


class ReauthRule(Rule, frozen=True, kw_only=True, tag="reauth", tag_field="kind"):
    """Ask for a second factor again after this long signed in, and at once after risks.

    The keeper asks, and knows no sites and networks.
    """

    reason: Sentence = "A code from time to time shows that it is still you."
    after_seconds: Annotated[
        int, Meta(ge=5, le=LONGEST_SIGNED_IN, description="whole seconds from 5 to 43200, which are twelve hours")
    ] = LONGEST_SIGNED_IN
    after_risks: Annotated[
        tuple[Risk, ...], Meta(description='a list of "clock", "network", "media" and "faked_input", none without it')
    ] = ()
    violations_an_hour: Annotated[
        Annotated[int, Meta(ge=1, le=MOST_VIOLATIONS)] | None,
        Meta(description="whole number from 1 to 600 of violations in an hour, past which it asks at once"),
    ] = None
    warn_seconds: Annotated[
        int, Meta(ge=0, le=900, description="whole seconds from 0 to 900 that the agent is warned before")
    ] = 120
    scope: Seats = Scope()


class ShiftRule(Rule, frozen=True, kw_only=True, tag="shift", tag_field="kind"):
    """Close the seat when a shift ends; who opens it outside these hours is on the record, and not refused.

    The keeper closes it, and knows no sites and networks.
    """

    reason: Sentence = "Your shift is over; a seat that stays open then is nobody's."
    hours: Annotated[
        tuple[Hours, ...],
        Meta(min_length=1, max_length=14, description='a list such as [{start = "08:00", end = "18:00"}]'),
    ]
    at_end: Annotated[AtEnd, Meta(description='"lock" or "sign_out"')] = "lock"
    warn_seconds: Annotated[
        int, Meta(ge=0, le=900, description="whole seconds from 0 to 900 that the agent is warned before")
    ] = 120
    scope: Seats = Scope()


class FactorsRule(Rule, frozen=True, kw_only=True, tag="factors", tag_field="kind"):
    """Say by which factors a seat is opened; the keeper asks for those of every rule, and for a code or more always.

    A factor more is stricter, and so is what is asked for in place of the code: the word of an OpenID provider, and
    stricter still a security key. Where a supervisor vouches, their signature counts once in place of code, account or
    key, beside the password; every rule that holds has to say so. The keeper knows no sites and networks, and no
    exception lifts it.
    """

    reason: Sentence = "Who has one of your factors is not you yet."
    factors: Annotated[
        tuple[Factor, ...],
        Meta(min_length=1, description='a list: "totp", "openid" or "security_key", beside it "password"'),
    ] = ("totp", "password")
    at: Annotated[
        tuple[Moment, ...],
        Meta(min_length=1, description='a list of "sign_in", "unlock" and "reauth", all of them without it'),
    ] = ("sign_in", "unlock", "reauth")
    key_removed: Annotated[Literal["lock", "ignore"], Meta(description='"lock" or "ignore"')] = "ignore"
    supervisor: Annotated[Literal["vouches", "never"], Meta(description='"vouches" or "never"')] = "never"
    scope: Seats = Scope()


class DeskRule(Rule, frozen=True, kw_only=True, tag="desk", tag_field="kind"):
    """Clean desk: programs that may not run, media, folders that may hold no customer data, and the checklist."""

    reason: Sentence = "A clean desk leaves nothing behind that could be taken along."
    forbidden_names: ProgramNames = ()
    forbidden_paths: ProgramPaths = ()
    forbidden_digests: ProgramDigests = ()
    forbidden_packages: PackageNames = ()
    clipboard_managers: Annotated[Literal["refuse", "allow"], Meta(description='"refuse" or "allow"')] = "allow"
    removable_media: Annotated[Literal["refuse", "allow"], Meta(description='"refuse" or "allow"')] = "refuse"
    folders: HomeFolders = ("Desktop", "Downloads")
    checklist: Checklist = ()
    scope: Seats = Scope()

    @property
    def forbids_programs(self) -> bool:
        """Whether any program may not run."""
        return any((self.all_names, self.forbidden_paths, self.forbidden_digests, self.forbidden_packages))

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names that may not run: those it gives, and those of clipboard managers where it refuses them."""
        return (*self.forbidden_names, *(CLIPBOARD_MANAGERS if self.clipboard_managers == "refuse" else ()))


class NetworkRule(Rule, frozen=True, kw_only=True, tag="network", tag_field="kind"):
    """Keep the seat locked outside these sites and networks (PCI DSS 4.0.1 §1.5.1 for devices in untrusted ones)."""

    reason: Sentence = "This work may be done in the client's networks only."
    sites: Sites = ()
    networks: Networks = ()
    scope: Seats = Scope()


class NotificationRule(Table, frozen=True, kw_only=True, tag="notification", tag_field="kind"):
    """Tell these groups of violations from this severity on, at once or counted; of failures all hear at once."""

    scope: ClassVar[Scope] = Scope()  # the store tells of a policy's violations, whichever seat they are from

    id: RuleId
    severity: Annotated[
        Severity, Meta(description='"low", "medium", "high" or "critical": how grave a rule is at least to be told of')
    ] = "low"
    rules: Annotated[
        tuple[RuleId, ...],
        Meta(description="a list of ids of clipboard, printing, capture, idle, network and desk rules; all without it"),
    ] = ()
    whom: Annotated[
        tuple[Group, ...], Meta(min_length=1, description='a list of "supervisors" and "compliance", both without it')
    ] = GROUPS
    digest_minutes: Annotated[
        int,
        Meta(ge=0, le=1440, description="whole minutes from 1 to 1440 that are told of as one count, or 0 for at once"),
    ] = 0
    controls: Controls = ()


AnyRule = (
    MaskingRule
    | WindowRule
    | ClipboardRule
    | RecordingRule
    | PrintingRule
    | CaptureRule
    | IdleRule
    | ReauthRule
    | ShiftRule
    | FactorsRule
    | DeskRule
    | NetworkRule
    | NotificationRule
)


class GrantedException(Table, frozen=True, kw_only=True):
    """What loosens rules, and the only thing that does: for whom and where, why, until when, and who granted it."""

    id: RuleId
    rules: Annotated[
        tuple[RuleId, ...], Meta(min_length=1, description="a list of the ids of rules that do not hold there")
    ]
    scope: Annotated[PlaceScope, Meta(description="a table of where and when it holds; it cannot be empty")]
    classes: Annotated[Classes | None, Meta(description="a list of the only classes that it is about")] = None
    reason: Annotated[Sentence, Meta(description="a sentence of 1 to 200 characters")]
    granted_by: Annotated[str, Meta(min_length=1, max_length=80, description="who granted it, 1 to 80 characters")]
    expires: Annotated[date, Meta(description="the last day on which it holds, in UTC, such as 2026-12-31")]


class Reveal(Table, frozen=True, kw_only=True):
    """Who may lift a mask, for how long, how often and for which reasons. No rule: a rule more never loosens."""

    id: RuleId
    classes: Classes
    scope: Annotated[PlaceScope, Meta(description="a table of who may, where and when; it cannot be empty")]
    seconds: Annotated[int, Meta(ge=1, le=120, description="whole seconds from 1 to 120 that the mask is lifted")]
    times_an_hour: Annotated[
        int, Meta(ge=1, le=60, description="whole number from 1 to 60: how often an agent may in an hour")
    ]
    reasons: Annotated[
        tuple[Sentence, ...],
        Meta(
            min_length=1, max_length=12, description="a list of 1 to 12 sentences, one of which the agent must choose"
        ),
    ]
    typed_reason: Annotated[
        bool, Meta(description="true where the agent may write a reason of their own instead, or false")
    ] = False
    times_a_shift: Annotated[
        Annotated[int, Meta(ge=1, le=MOST_A_SHIFT)] | None,
        Meta(description="whole number from 1 to 600: how often from sign-in to sign-out"),
    ] = None
    past_shift: Annotated[
        Literal["tell", "refuse"],
        Meta(description='"tell" the supervisor of each one more in a shift, or "refuse" it'),
    ] = "tell"
    step_up_minutes: Annotated[
        Annotated[int, Meta(ge=0, le=480)] | None,
        Meta(description="whole minutes from 1 to 480 for which proved factors count, or 0 to ask for them each time"),
    ] = None
    controls: Controls = ()


class RecorderTable(Table, frozen=True, kw_only=True):
    """A program that films or shares a screen only where one of its arguments says so."""

    program: Annotated[ProgramSignature, Meta(description='a name such as "ffmpeg", or a whole path')]
    argument: Annotated[
        str, Meta(min_length=1, max_length=300, description='a whole argument, such as "x11grab" or "screen://*"')
    ]


class Policy(Table, frozen=True, kw_only=True):
    """One policy file: what it is called, at least one rule, the sites and classes they speak of, what loosens them."""

    name: Annotated[str, Meta(min_length=1, max_length=80, description="text of 1 to 80 characters")]
    format: Annotated[Literal[1], Meta(description="1")]
    client: Annotated[str, Meta(max_length=80, description="the client's name, 80 characters at most")] = ""
    region: Annotated[str, Meta(max_length=80, description="the client's region, 80 characters at most")] = ""
    extends: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=64)], ...],
        Meta(max_length=16, description='a list of packs whose rules hold as well, such as ["baseline"]'),
    ] = ()
    phone_regions: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Z]{2}$")], ...],
        Meta(max_length=8, description='a list of regions by two capital letters, such as ["US", "PH"]'),
    ] = ()
    recorders: Annotated[
        tuple[ProgramSignature | RecorderTable, ...],
        Meta(
            max_length=64,
            description='a list of programs that film or share a screen, such as "acme-*", "/opt/eye/*" or'
            ' { program = "acme-tool", argument = "--film" }',
        ),
    ] = ()
    acknowledge: Annotated[
        bool, Meta(description="true where agents confirm at sign-in, once a version, that they read what it says")
    ] = False
    max_age_hours: Annotated[
        int, Meta(ge=1, le=2160, description="whole hours from 1 to 2160 that it counts without being confirmed")
    ] = 168
    lease_hours: Annotated[
        int, Meta(ge=2, le=720, description="whole hours from 2 to 720 that a seat works without its audit store")
    ] = 24
    clock_tolerance_seconds: Annotated[
        int,
        Meta(ge=1, le=3600, description="whole seconds from 1 to 3600 by which the clock may be set untold"),
    ] = 60
    violations_a_minute: Annotated[
        int, Meta(ge=1, le=600, description="whole number from 1 to 600 of violations of one rule until the seat locks")
    ] = 60
    site: Annotated[tuple[Site, ...], Meta(description="[[site]] tables")] = ()
    own: Annotated[
        tuple[OwnClassTable, ...],
        Meta(max_length=MOST_CLASSES, description="[[class]] tables: data classes of the policy's own"),
    ] = field(default=(), name="class")
    rule: Annotated[tuple[AnyRule, ...], Meta(description="one [[rule]] table or more; none only beside extends")] = ()
    exception: Annotated[tuple[GrantedException, ...], Meta(description="[[exception]] tables")] = ()
    reveal: Annotated[
        tuple[Reveal, ...],
        Meta(description="[[reveal]] tables: who may lift a mask"),
    ] = ()
    approver: Annotated[
        tuple[Approver, ...],
        Meta(max_length=64, description="[[approver]] tables: whose signature opens what is below"),
    ] = ()
    support: Annotated[
        tuple[Support, ...], Meta(max_length=16, description="[[support]] tables: remote support that may be approved")
    ] = ()
    reveal_modifier: Annotated[
        Modifier, Meta(description='"ctrl", "alt", "shift" or "super": the key to hold while a mask is clicked')
    ] = "ctrl"
