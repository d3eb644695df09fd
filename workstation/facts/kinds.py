"""What the record can say: the closed list of kinds, severities and outcomes."""

# SPDX-License-Identifier: Apache-2.0

from enum import StrEnum


class Kind(StrEnum):
    """What an entry is about; the part before the dot names the control."""

    DATA_SHOWN = "data.shown"
    PAGE_UNCOVERED = "data.page_uncovered"
    EXTENSION_LOST = "data.extension_lost"
    EXTENSION_MISSING = "data.extension_missing"
    EXTENSION_OUTDATED = "data.extension_outdated"
    WINDOW_UNCOVERED = "data.window_uncovered"
    FIELD_FOCUSED = "field.focused"
    COPY_BLOCKED = "clipboard.copy_blocked"
    SELECTION_CLEARED = "clipboard.selection_cleared"
    SELECTION_REDACTED = "clipboard.selection_redacted"
    SELECTION_KEPT = "clipboard.selection_kept"
    PASTE_BLOCKED = "clipboard.paste_blocked"
    PRINT_BLOCKED = "printing.print_blocked"
    SAVE_BLOCKED = "printing.save_blocked"
    CAPTURE_KEY_BLOCKED = "capture.key_blocked"
    PIXELS_READ = "capture.pixels_read"
    RECORDER_RUNS = "capture.recorder_runs"
    PROGRAM_ENDED = "desk.program_ended"
    PROGRAM_DENIED = "desk.program_denied"
    FILE_FOUND = "desk.file_found"
    MEDIA_FOUND = "desk.media_found"
    INPUT_FAKED = "idle.input_faked"
    DESK_ATTESTED = "desk.attested"
    SIGNED_IN = "seat.signed_in"
    SIGNED_OUT = "seat.signed_out"
    WARNED = "seat.warned"
    WARNING_OVER = "seat.warning_over"
    LOCKED = "seat.locked"
    UNLOCKED = "seat.unlocked"
    OUTSIDE_NETWORK = "seat.outside_network"
    NETWORK_CHANGED = "seat.network_changed"
    REAUTH_DUE = "seat.reauth_due"
    SUSPENDED = "seat.suspended"
    LIFTED = "seat.suspension_lifted"
    REVOKED = "seat.revoked"
    CODE_REFUSED = "seat.code_refused"
    COVERED = "seat.covered"
    COVER_LATE = "seat.cover_late"
    SEAT_READY = "seat.ready"
    CAPABILITIES_CHANGED = "seat.capabilities_changed"
    SEAT_LOST = "seat.lost"
    SHIELD_LOST = "seat.shield_lost"
    CALL_STARTED = "call.started"
    CALL_ENDED = "call.ended"
    RECORDING_PAUSED = "recording.paused"
    RECORDING_RESUMED = "recording.resumed"
    RECORDING_UNCONFIRMED = "recording.unconfirmed"
    KEEPER_STARTED = "keeper.started"
    DEVICE_KEY_CHANGED = "keeper.device_key_changed"
    DATA_KEY_GIVEN = "keeper.device_data_key_given"
    PEER_REFUSED = "keeper.peer_refused"
    POLICY_REFUSED = "keeper.policy_refused"
    POLICY_IN_FORCE = "keeper.policy_in_force"
    POLICY_TOO_OLD = "keeper.policy_too_old"
    LEASE_ENDING = "keeper.lease_ending"
    CLOCK_CHANGED = "keeper.clock_changed"
    FLOOD = "keeper.flood"
    RECORDS_MERGED = "keeper.records_merged"
    RECORDS_LOST = "keeper.records_lost"
    REVEAL_OPENED = "reveal.opened"
    REVEAL_PROVED = "reveal.proved"
    REVEAL_REFUSED = "reveal.refused"
    REVEAL_CLOSED = "reveal.closed"
    REVEAL_CAPTURED = "reveal.captured"
    SUPPORT_APPROVED = "support.approved"
    SUPPORT_REVOKED = "support.revoked"
    SUPPORT_OPENED = "support.opened"
    SUPPORT_CLOSED = "support.closed"
    SUPPORT_REFUSED = "support.refused"
    AGENT_REVOKED = "access.agent_revoked"
    AGENT_RESTORED = "access.agent_restored"
    LOCK_ORDERED = "access.lock_ordered"
    PASSWORD_SET = "access.password_set"  # noqa: S105 - the name of an entry
    RECOVERY_RENEWED = "access.recovery_renewed"
    IDENTITY_CONFIRMED = "access.identity_confirmed"
    DEVICE_SUSPENDED = "access.device_suspended"
    DEVICE_RESTORED = "access.device_restored"
    DEVICE_REVOKED = "access.device_revoked"
    EXCEPTION_USED = "policy.exception_used"
    MASKS_RESTORED = "control.masks_restored"
    CONTROL_FAILED = "control.failed"


EVERY_KIND = frozenset(Kind)


class Severity(StrEnum):
    """Who must hear of it: `access` and `custody` are for the record, the others raise a notification."""

    ACCESS = "access"
    CUSTODY = "custody"
    VIOLATION = "violation"
    FAILURE = "failure"


NOTIFIED = frozenset({Severity.VIOLATION, Severity.FAILURE})


class Outcome(StrEnum):
    """How it ended."""

    MASKED = "masked"
    BLOCKED = "blocked"
    CLEARED = "cleared"
    ENDED = "ended"
    DETECTED = "detected"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
