"""The policy of a trial: signed and published into the trial's own store, as IT would for all devices."""

# SPDX-License-Identifier: Apache-2.0

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "workstation", "policy")
FOR_LONG = ("--targets-days", "3650", "--snapshot-days", "3650", "--timestamp-days", "3650")
PEOPLE = ("offline", "second", "online")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPolicy:
    """One user plays every part here, both signers and the machine that stamps; all keys lie in `keys`, theirs alone.

    Raises CalledProcessError once a command said on standard error what is wrong.
    """

    keys: Path
    repository: Path

    def publish(self, policy: Path) -> None:
        """Publish `policy` to every device, by two signers, where it is not what is published already."""
        published = self.keys / "published.toml"
        if published.exists() and published.read_bytes() == policy.read_bytes():
            return
        offline, second, online = (str(self.keys / who) for who in PEOPLE)
        folders = ("--offline", offline, "--online", online)
        if not (self.repository / "metadata" / "timestamp.json").exists():
            self._run("init-keys", *folders, "--second", second, "--root-days", "3650")
        self._run("publish", *folders, "--second-key", second, policies=(str(policy),))
        published.write_bytes(policy.read_bytes())

    def _run(self, command: str, *options: str, policies: tuple[str, ...] = ()) -> None:
        subprocess.run(
            (*COMMAND, command, str(self.repository), *policies, *options, *FOR_LONG),
            env=os.environ | self._passphrases(),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def _passphrases(self) -> dict[str, str]:
        """Return one passphrase for all keys, made at the first call."""
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.keys / "passphrase"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24), encoding="ascii")
        return {f"DESKWARDEN_{who.upper()}_PASSPHRASE": path.read_text(encoding="ascii") for who in PEOPLE}
