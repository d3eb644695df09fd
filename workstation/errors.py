"""One tree of errors; each says what failed, what still holds and what to do."""

# SPDX-License-Identifier: Apache-2.0


class DeskwardenError(Exception):
    """The root: its text is one line for the user; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class PolicyError(DeskwardenError):
    """A policy was refused; the one in force before stays in force."""


class DistributionError(PolicyError):
    """What a store offers as a policy was refused; the last good policy stays in force, byte for byte."""

    def __init__(self, what: str, why: str, *, hint: str = "The last good policy stays in force.") -> None:
        super().__init__(f"{what} was refused: {why}", hint=hint)
        self.what = what
        self.why = why


class DistributionUnreachableError(DistributionError):
    """Policies could not be fetched: nothing was shown that could be judged, so this alone is no attack."""


class DesktopError(DeskwardenError):
    """The desktop could not do what a promise needs."""


class UnsupportedDesktopError(DesktopError):
    """No backend exists for this session; nothing is silently skipped."""


class LinkError(DeskwardenError):
    """The local connection between seat and keeper failed or was abused."""


class LedgerError(DeskwardenError):
    """An entry could not be made durable, or the ledger does not verify."""


class ChainBrokenError(LedgerError):
    """An entry does not follow from the one before it."""

    def __init__(self, seat_id: str, seq: int, change: str) -> None:
        super().__init__(f"chain of seat {seat_id} broken at entry {seq}: {change}")
        self.seat_id = seat_id
        self.seq = seq
        self.change = change


class StoreError(DeskwardenError):
    """The audit store cannot be reached, refused, or answered nonsense."""


class StoreRefusedError(StoreError):
    """The audit store answered, and its answer was no; asking again alike is in vain."""


class DeviceRevokedError(StoreRefusedError):
    """The audit store knows this device no more."""


class CredentialError(DeskwardenError):
    """A factor could not be verified."""


class PasswordUncheckedError(CredentialError):
    """Whether a password is right could not be found out."""


class PasswordRefusedError(CredentialError):
    """A password may not be an agent's next; `reason` is a word that says why, for programs."""

    def __init__(self, reason: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class SecurityKeyError(CredentialError):
    """A security key did not prove what it was asked for; `reason` is a word that says why, for programs."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the security key was not accepted ({reason.replace('_', ' ')})")
        self.reason = reason


class OpenidError(CredentialError):
    """An OpenID provider did not say who somebody is; `reason` is a word that says why, for programs."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the OpenID provider's answer does not count ({reason.replace('_', ' ')})")
        self.reason = reason


class WardenError(DeskwardenError):
    """The operating system did not do what the warden asked of it."""


class InstallationError(DeskwardenError):
    """What is installed here cannot be told, or is something else than what was asked for; nothing becomes a trial."""


class AlreadyRunningError(DeskwardenError):
    """A second instance was refused."""


class KeeperFailedError(DeskwardenError):
    """A part of the keeper ended by a fault, so that all of it ends; the shields stay closed."""


class VaultError(DeskwardenError):
    """A secret of this device could not be kept or read."""


class KeyringError(VaultError):
    """The user's keyring did not give or keep a key; what lies in the vault was not touched."""

    def __init__(self, message: str, *, hint: str = "Unlock it and start again; nothing here was changed.") -> None:
        super().__init__(message, hint=hint)


class KeyringAbsentError(KeyringError):
    """This user's session has no keyring that could be trusted with a key."""
