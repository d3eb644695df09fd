"""Where a keeper's policy comes from: the audit store, or a file of this machine where that publishes none."""

# SPDX-License-Identifier: Apache-2.0

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from workstation.errors import PolicyError
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome, Severity
from workstation.keeper.enrolment import Enrolment
from workstation.keeper.policies import PublishedPolicy
from workstation.keeper.ports import Subject, Vault
from workstation.keeper.recorder import Recorder
from workstation.keeper.vault import FileVault
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.rules import Policy

LAST_GOOD = "policy.toml"
log = logging.getLogger(__name__)


def published_policy(
    enrolment: Enrolment,
    *,
    folder: Path,
    given: Path | None,
    vault: Vault,
    clock: Callable[[], datetime],
    command: Sequence[str],
    ahead: Callable[[], timedelta],
) -> PublishedPolicy | None:
    """Return where policies come from, None for a device whose audit store publishes none.

    Raise PolicyError where a file is given all the same.
    """
    if not enrolment.policy_root:
        return None
    if given is not None:
        raise PolicyError(
            "this device takes its policy from its audit store", hint="Leave --policy out: no file replaces it."
        )
    return PublishedPolicy(folder=folder, vault=vault, enrolment=enrolment, clock=clock, command=command, ahead=ahead)


def policy_of_file(folder: Path, path: Path | None, recorder: Recorder) -> Policy:
    """Return the given policy, or the last good one where the given one is refused; raise PolicyError without both."""
    if path is None:
        raise PolicyError(
            "there is no policy: the audit store published none when this device was enrolled",
            hint="Give --policy FILE, or publish one and enrol this device again.",
        )
    last_good = folder / LAST_GOOD
    try:
        given = path.read_bytes()
        policy = parse_policy(given, str(path), shipped_pack)
    except (PolicyError, OSError) as error:
        refused = error if isinstance(error, PolicyError) else PolicyError(f"{path} cannot be read")
        recorder.note(Subject(), _refusal())
        log.error("%s", refused)  # noqa: TRY400 - one line for the user
        if not last_good.exists():
            raise refused from error
        return parse_policy(last_good.read_bytes(), str(last_good), shipped_pack)
    FileVault(folder).put(LAST_GOOD, given)
    return policy


def _refusal() -> Body:
    return Body(kind=Kind.POLICY_REFUSED, severity=Severity.FAILURE, outcome=Outcome.REFUSED)
