"""Where the keys of a repository lie: with the first signer, with the second, and on the machine that runs."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import Signer
from tuf.api.metadata import Root

from workstation.distribution.keys import SHOWN, KeyFolder
from workstation.distribution.names import TARGETS
from workstation.distribution.publishing import create
from workstation.distribution.repository import Repository
from workstation.distribution.rotation import Exchange, rotate
from workstation.distribution.signing import Lives, Signing
from workstation.errors import PolicyError

ONLINE = ("snapshot", "timestamp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """Three folders, each under its own passphrase, which is asked for once a key in it is needed."""

    offline: Path
    second: Path | None
    online: Path
    passphrase: Callable[[str], str] = field(repr=False)

    def begin(self, repository: Repository, keys: int, threshold: int, now: datetime, lives: Lives) -> None:
        """Make every key and the first metadata; raise PolicyError where there are some already."""
        if not 1 <= threshold <= keys:
            raise PolicyError(f"{threshold} of {keys} root keys cannot sign", hint="The threshold is at most the keys.")
        if self.second is None or self.second.resolve() == self.offline.resolve():
            raise PolicyError("the second signer's key needs a folder of its own")
        if repository.roots():
            raise PolicyError(f"{repository.folder} holds policies already", hint="Nothing was changed.")
        offline, second = self._folder("offline", self.offline), self._folder("second", self.second)
        online = self._folder("online", self.online)
        signing = Signing(
            targets=[offline.make(TARGETS), second.make(TARGETS)],
            snapshot=[online.make("snapshot")],
            timestamp=[online.make("timestamp")],
            now=now,
            lives=lives,
        )
        create(repository, [offline.make("root") for _ in range(keys)], threshold, signing)

    def signing(self, root: Root, now: datetime, lives: Lives, *, targets: bool) -> Signing:
        """Return the keys at hand; raise PolicyError where a role that must sign has none."""
        return Signing(
            targets=self._needed(TARGETS, root) if targets else (),
            snapshot=self._needed("snapshot", root),
            timestamp=self._needed("timestamp", root),
            now=now,
            lives=lives,
        )

    def rotate(self, repository: Repository, role: str, chosen: str | None, now: datetime, lives: Lives) -> int:
        """Put a new key where one of `role` was, and return the version of the root that says so."""
        root = repository.root()
        old = _chosen(root, role, chosen)
        signers = {each: self._found(each, root) for each in ("root", *ONLINE, TARGETS) if _signs(each, role)}
        new = self._beside(role, old).make(role)
        held = {each: [*found, new] if each == role else found for each, found in signers.items()}
        signing = Signing(
            targets=held.get(TARGETS, ()),
            snapshot=held.get("snapshot", ()),
            timestamp=held.get("timestamp", ()),
            now=now,
            lives=lives,
        )
        return rotate(repository, Exchange(role=role, old=old, new=new), signers["root"], signing)

    def _found(self, role: str, root: Root) -> list[Signer]:
        keyids = root.roles[role].keyids
        folders = [(name, path) for name, path in self._folders(role) if _holds(path, role, keyids)]
        return [key for name, path in folders for key in self._folder(name, path).find(role, keyids)]

    def _needed(self, role: str, root: Root) -> list[Signer]:
        if not (found := self._found(role, root)):
            where = " or ".join(str(path) for _, path in self._folders(role))
            raise PolicyError(
                f"no key of the role {role} lies in {where}", hint="Say where it is: --offline, --online."
            )
        return found

    def _beside(self, role: str, keyid: str) -> KeyFolder:
        folders = self._folders(role)
        name, path = next(((name, path) for name, path in folders if _holds(path, role, [keyid])), folders[0])
        return self._folder(name, path)

    def _folders(self, role: str) -> list[tuple[str, Path]]:
        if role in ONLINE:
            return [("online", self.online)]
        return [("offline", self.offline), *([("second", self.second)] if self.second else [])]

    def _folder(self, name: str, path: Path) -> KeyFolder:
        return KeyFolder(folder=path, passphrase=self.passphrase(name))


def _signs(role: str, rotated: str) -> bool:
    """Say whether `role` signs anything where a key of `rotated` goes."""
    return role == "root" or (rotated != "root" and (role in ONLINE or role == rotated))


def _holds(path: Path, role: str, keyids: Iterable[str]) -> bool:
    return any(KeyFolder(folder=path, passphrase="").has(role, keyid) for keyid in keyids)


def _chosen(root: Root, role: str, chosen: str | None) -> str:
    if role not in root.roles:
        raise PolicyError(f'"{role}" is no role', hint=f"Roles: {', '.join(sorted(root.roles))}.")
    fitting = [keyid for keyid in root.roles[role].keyids if keyid.startswith(chosen or "")]
    if len(fitting) != 1:
        known = ", ".join(keyid[:SHOWN] for keyid in root.roles[role].keyids)
        raise PolicyError(
            f"it is not said which key of the role {role} goes", hint=f"Say so with --key, one of: {known}."
        )
    return fitting[0]
