"""Approvals for tests: a person with a key, a policy that names them, and what they sign."""

# SPDX-License-Identifier: Apache-2.0

import os
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from workstation.policy.rules import DeskRule, MaskingRule, Policy
from workstation.policy.support import Approver, Support
from workstation.record.approval import Approval, RemoteSupport, SignedApproval, sign_approval

VNC = "/usr/bin/x11vnc"
KIM = Ed25519PrivateKey.from_private_bytes(b"K" * 32)
LEE = Ed25519PrivateKey.from_private_bytes(b"L" * 32)
SEAT = "00000000-0000-4000-8000-000000000001/1"


def line(key: Ed25519PrivateKey) -> str:
    """Return a key as a policy names it."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


SUPPORTED = Policy(
    name="supported",
    format=1,
    rule=(MaskingRule(id="masks"), DeskRule(id="desk", forbidden_names=("x11vnc",), folders=())),
    approver=(Approver(name="Kim", key=line(KIM)), Approver(name="Lee", key=line(LEE), teams=("night",))),
    support=(Support(id="it-help", programs=(VNC, "/opt/help/*"), minutes=30),),
)


def approval(**changes: object) -> Approval:
    """Return what Kim signs for the agent cruz now, for ten minutes, with these changes."""
    now = datetime.now(UTC)
    made = Approval(
        act=RemoteSupport(support="it-help", program=VNC),
        seat_id=SEAT,
        agent="cruz",
        issued=now,
        expires=now + timedelta(minutes=10),
        nonce=os.urandom(16),
        reason="The softphone hangs.",
        approver="Kim",
    )
    return replace(made, **changes)


def signed(key: Ed25519PrivateKey = KIM, **changes: object) -> SignedApproval:
    """Return that under a signature."""
    return sign_approval(key, approval(**changes))
