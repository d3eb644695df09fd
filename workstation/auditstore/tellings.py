"""What the published policies say of who hears of violations, by the version that an entry names."""

# SPDX-License-Identifier: Apache-2.0

import logging
import threading
from pathlib import Path

from workstation.auditstore.policies import PublishedPolicies
from workstation.errors import PolicyError
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.rules import NotificationRule, Policy
from workstation.policy.telling import EVERYBODY_AT_ONCE, Telling, telling
from workstation.policy.wire import version_of

log = logging.getLogger(__name__)


class PublishedTellings:
    """Every policy that was ever published here, as long as its file is there; safe from any thread.

    A version is the hash of a policy's rules, and a keeper writes the one that proved itself: who changes a file here
    changes nothing of what is told under the policies in force. `digest_minutes` are the lengths of all windows in
    which any of them has violations counted.
    """

    def __init__(self, policies: PublishedPolicies) -> None:
        self._targets = policies.folder / "targets"
        self._stamp = policies.folder / "metadata" / "timestamp.json"
        self._seen: tuple[int, int] | None = None
        self._read: set[Path] = set()
        self._policies: dict[str, Policy] = {}
        self._lock = threading.Lock()
        self.digest_minutes: tuple[int, ...] = ()

    def look(self) -> None:
        """Take in what was published since; a publication is complete once its timestamp is there."""
        try:
            stamp = self._stamp.stat()
        except OSError:
            return
        with self._lock:
            if self._seen != (seen := (stamp.st_ino, stamp.st_mtime_ns)):
                new = [path for path in sorted(self._targets.rglob("*.toml")) if path not in self._read]
                for path in new:
                    self._take(path)
                self._seen = seen if self._read.issuperset(new) else None

    def of(self, version: str, rule: str) -> Telling:
        """Return who hears of violations of `rule` under the policy of this version, everybody where it is unknown."""
        policy = self._policies.get(version)
        return telling(policy, rule) if policy else EVERYBODY_AT_ONCE

    def _take(self, path: Path) -> None:
        try:
            policy = parse_policy(path.read_bytes(), str(path), shipped_pack)
        except OSError as error:
            log.warning("%s cannot be read: %s", path, error.strerror)
            return
        except PolicyError as error:
            log.warning("violations under it are told to everybody at once: %s", error)
        else:
            if notifications := [rule for rule in policy.rule if isinstance(rule, NotificationRule)]:
                self._policies[version_of(policy)] = policy
                minutes = {rule.digest_minutes for rule in notifications if rule.digest_minutes}
                self.digest_minutes = tuple(sorted(minutes.union(self.digest_minutes)))
        self._read.add(path)
