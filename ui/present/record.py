"""What is recorded about an agent, one sentence an entry, told to that agent."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.credentials import told_sentence
from ui.present.marking import mark
from ui.present.risks import with_risk
from ui.present.status import lock_reason
from ui.present.words import (
    application,
    capitalised,
    counted,
    folder,
    person,
    plural,
    translate,
    with_digest,
    with_reason,
)
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome

SENTENCES: dict[Kind, str] = {
    Kind.DATA_SHOWN: mark("{application} showed {classes}, masked on the screen."),
    Kind.PAGE_UNCOVERED: mark("A page in {application} took its masks away; they were put back at once."),
    Kind.EXTENSION_LOST: mark("A browser went on without the Deskwarden extension ({application})."),
    Kind.EXTENSION_MISSING: mark("A browser ran without the Deskwarden extension ({application})."),
    Kind.EXTENSION_OUTDATED: mark("A browser ran with another version of the Deskwarden extension ({application})."),
    Kind.WINDOW_UNCOVERED: mark("You worked in {application}, which is covered while you do not."),
    Kind.FIELD_FOCUSED: mark("You worked in a field for sensitive data in {application} ({classes})."),
    Kind.COPY_BLOCKED: mark("Copying was held back in {application} ({classes})."),
    Kind.PASTE_BLOCKED: mark("Pasting was held back in {application} ({classes})."),
    Kind.SELECTION_CLEARED: mark("The clipboard was emptied: it held {classes} from {application}."),
    Kind.SELECTION_REDACTED: mark("The clipboard took {classes} from {application} masked."),
    Kind.SELECTION_KEPT: mark("The clipboard may hold {classes} from {application} for a while."),
    Kind.PRINT_BLOCKED: mark("Printing was held back in {application} ({classes})."),
    Kind.SAVE_BLOCKED: mark("Saving was held back in {application} ({classes})."),
    Kind.CAPTURE_KEY_BLOCKED: mark("A screenshot key was held back."),
    Kind.PIXELS_READ: mark("The screen was read by {application}."),
    Kind.READING_ENDED: mark("A program had read the screen ({application}, {reads} times in {seconds} s)."),
    Kind.RECORDER_RUNS: mark("A program that films or shares the screen was running ({application})."),
    Kind.PROGRAM_ENDED: mark("A program was closed because it may not run here ({application})."),
    Kind.PROGRAM_DENIED: mark("A program was kept from starting because it may not run here ({application})."),
    Kind.FILE_FOUND: mark("A file in {folder} held {classes}."),
    Kind.MEDIA_FOUND: mark("A removable drive was connected."),
    Kind.INPUT_FAKED: mark("A program gave input while nobody touched keyboard and mouse; it did not count."),
    Kind.DESK_ATTESTED: mark("You confirmed the desk checklist."),
    Kind.SIGNED_IN: mark("You signed in."),
    Kind.SIGNED_OUT: mark("You signed out."),
    Kind.GLASS_BROKEN: mark("The seat was opened for you by a break-glass code, for a short time and masked."),
    Kind.PASSWORD_CHANGED_HERE: mark("You changed your password at this seat."),
    Kind.CREDENTIALS_TOLD: mark("You were told that something was changed by which you sign in."),
    Kind.UNLOCKED: mark("You unlocked the seat."),
    Kind.WARNED: mark("A countdown to the lock began."),
    Kind.WARNING_OVER: mark("The countdown to the lock ended; the seat stayed open."),
    Kind.SUSPENDED: mark("This seat was closed for the time being."),
    Kind.LIFTED: mark("This seat may be used again."),
    Kind.REVOKED: mark("This workstation may be used no more."),
    Kind.NETWORK_CHANGED: mark("The seat was in another network than when you opened it."),
    Kind.REAUTH_DUE: mark("You were asked to confirm your sign-in."),
    Kind.CODE_REFUSED: mark("A code was not accepted."),
    Kind.COVERED: mark("The screen was covered."),
    Kind.COVER_LATE: mark("The screen was covered late."),
    Kind.SEAT_READY: mark("Protection started."),
    Kind.CAPABILITIES_CHANGED: mark("What is guarded in your session changed, and “About Deskwarden” says how."),
    Kind.SEAT_LOST: mark("Protection was interrupted, and the seat locked."),
    Kind.SHIELD_LOST: mark("A part of the lock screen stopped and was started again."),
    Kind.KEEPER_STARTED: mark("Deskwarden started."),
    Kind.DATA_KEY_GIVEN: mark("The key that opens what is recorded at this workstation was given to an auditor."),
    Kind.DEVICE_KEY_CHANGED: mark("This workstation got a new key with which it signs its record."),
    Kind.PEER_REFUSED: mark("A program that is not part of Deskwarden tried to connect to it."),
    Kind.POLICY_REFUSED: mark("A policy was not accepted; the one before it stays in force."),
    Kind.CALL_STARTED: mark("A call began."),
    Kind.CALL_ENDED: mark("A call ended."),
    Kind.RECORDING_PAUSED: mark("The call recorder was paused for {classes} in {application}."),
    Kind.RECORDING_RESUMED: mark("The call recorder went on."),
    Kind.RECORDING_UNCONFIRMED: mark("The call recorder was not paused for {classes} in {application}."),
    Kind.OUTSIDE_NETWORK: mark("The seat locked because it was outside its networks."),
    Kind.NETWORK_UNKNOWN: mark("The seat locked because nobody could tell whether it was in its networks."),
    Kind.OUTSIDE_HOURS: mark("You opened the seat outside the hours of your shift."),
    Kind.SUPPORT_APPROVED: mark("Remote support was approved."),
    Kind.SUPPORT_REVOKED: mark("Remote support was ended by your supervisor."),
    Kind.SUPPORT_OPENED: mark("Remote support by {application} began; {approver} had approved it."),
    Kind.SUPPORT_CLOSED: mark("Remote support by {application} was over."),
    Kind.SUPPORT_REFUSED: mark("An approval of remote support did not hold; nothing was opened."),
    Kind.AGENT_REVOKED: mark("Your access ended."),
    Kind.AGENT_RESTORED: mark("You may sign in again."),
    Kind.LOCK_ORDERED: mark("Your seat was to be locked, by your supervisor or IT."),
    Kind.REAUTH_DEMANDED: mark("You were to confirm who you are, by your supervisor."),
    Kind.PASSWORD_SET: mark("Your password was set."),
    Kind.PASSWORD_CHANGED: mark("You changed your password."),
    Kind.TOTP_RENEWED: mark("You got a new code for your authenticator; the one before counts no more."),
    Kind.RECOVERY_RENEWED: mark("You got new recovery codes; earlier ones count no more."),
    Kind.SESSIONS_ENDED: mark("You signed yourself out at all other seats."),
    Kind.IDENTITY_CONFIRMED: mark("Your identity was confirmed, so that you may try to sign in again."),
    Kind.SECURITY_KEY_ADDED: mark("A security key of yours was added."),
    Kind.SECURITY_KEY_REMOVED: mark("A security key of yours counts no more."),
    Kind.SECURITY_KEY_COPIED: mark("A copy of your security key was used, and refused."),
    Kind.OPENID_PROVIDER_SET: mark("It was set which OpenID provider may say who somebody is."),
    Kind.OPENID_PROVIDER_REMOVED: mark("No OpenID provider may say who somebody is any more."),
    Kind.OPENID_LINKED: mark("An account of yours at the OpenID provider was linked to you."),
    Kind.OPENID_UNLINKED: mark("Your account at the OpenID provider counts no more."),
    Kind.OPENID_SESSION_ENDED: mark("The OpenID provider ended your session there; your seat was to be locked."),
    Kind.VOUCH_ASKED: mark("A supervisor was asked to vouch for you."),
    Kind.VOUCHED: mark("{approver} vouched for you."),
    Kind.VOUCH_ACCEPTED: mark("{approver} vouched for you at this seat."),
    Kind.VOUCH_REFUSED: mark("A supervisor's word did not hold at this seat; nothing was opened."),
    Kind.GLASS_CODE_ISSUED: mark("IT gave a break-glass code for you."),
    Kind.GLASS_CODE_USED: mark("A break-glass code that IT gave for you was used."),
    Kind.GLASS_UNEXPLAINED: mark("A seat was opened for you by a break-glass code that nobody is known to have given."),
    Kind.DEVICE_SUSPENDED: mark("A workstation was closed for the time being."),
    Kind.DEVICE_RESTORED: mark("A workstation may be used again."),
    Kind.DEVICE_REVOKED: mark("A workstation may be used no more."),
    Kind.RECORD_EXPORTED: mark("Entries of the record were exported from the audit store."),
    Kind.POLICY_ACKNOWLEDGED: mark("You confirmed that you read the policy (version {version})."),
    Kind.EXCEPTION_USED: mark("An exception from a rule was in force ({rule})."),
    Kind.REVEAL_OPENED: mark("You saw {classes} without a mask in {application}."),
    Kind.REVEAL_PROVED: mark("You proved that it was you, to see {classes} in {application}."),
    Kind.REVEAL_REFUSED: mark("You did not see {classes} in {application}: it was not proved that it was you."),
    Kind.REVEAL_CLOSED: mark("The mask over {classes} in {application} was put back."),
    Kind.REVEAL_CAPTURED: mark("The screen was read by {application} while {classes} stood there without a mask."),
    Kind.POLICY_IN_FORCE: mark("A policy came into force."),
    Kind.POLICY_TOO_OLD: mark("The policy was not confirmed for too long; the strictest rules came into force."),
    Kind.CLOCK_CHANGED: mark("The clock of this workstation was set."),
    Kind.FLOOD: mark("So much was held back in a short time ({rule}) that it was counted, and the seat locked."),
    Kind.LEASE_ENDING: mark("The audit store was not reached for long; the seat was about to lock."),
    Kind.RECORDS_MERGED: mark("While the audit store was away for long, routine entries were counted, not written."),
    Kind.RECORDS_LOST: mark("The record could not be written for a while; what is missing was counted."),
    Kind.KEYBOARD_TAKEN: mark("Something held the whole keyboard while {classes} had the focus in {application}."),
    Kind.MASKS_RESTORED: mark("Masks were off the screen for a moment; they were put back."),
    Kind.CONTROL_FAILED: mark("A safeguard stopped working."),
}
WITHOUT_EFFECT: dict[Kind, str] = {
    Kind.DATA_SHOWN: mark("{application} showed {classes}, and masking failed."),
    Kind.SELECTION_CLEARED: mark("The clipboard held {classes} from {application} and could not be emptied."),
    Kind.PROGRAM_ENDED: mark("A program that may not run here could not be closed ({application})."),
    Kind.PROGRAM_DENIED: mark("A program that may not run here could not be kept from starting ({application})."),
    Kind.COVERED: mark("The screen could not be covered."),
}


def record_sentence(body: Body) -> str:
    """Return what the entry says, for the agent whom it is about."""
    if body.kind is Kind.LOCKED:
        return lock_reason(str(body.details.get("reason", "")))
    if body.kind is Kind.CREDENTIALS_TOLD:
        return told_sentence(str(body.details.get("change", "")), str(body.details.get("at", "")))
    if session_was_ended(body):
        return translate("Your session at this seat was ended.")
    table = WITHOUT_EFFECT if body.outcome is Outcome.FAILED else SENTENCES
    sentence = translate(table.get(body.kind, SENTENCES[body.kind])).format(
        application=application(body.application),
        classes=counted(body.data_classes),
        folder=folder(str(body.details.get("folder", ""))),
        rule=body.rule,
        approver=person(str(body.details.get("approver", ""))),
        version=body.details.get("version", ""),
        reads=body.details.get("reads", ""),
        seconds=body.details.get("seconds", ""),
    )
    told = with_digest(capitalised(sentence), body.details.get("digest"))
    return with_risk(with_reason(told, body.details.get("typed_reason")), body.details.get("reason"))


def session_was_ended(body: Body) -> bool:
    """Say whether an entry tells of a session that somebody else than its agent ended."""
    return body.kind is Kind.SIGNED_OUT and body.details.get("reason", "signed_out") != "signed_out"


def whereabouts(*, at_store: bool) -> str:
    """Return where an entry lies."""
    return translate("Sent to the audit store") if at_store else translate("Waiting here")


def summary(count: int, waiting: int, limit: int) -> str:
    """Return how much is listed and how much of it the audit store does not have yet."""
    if count < limit:
        listed = plural("{count} entry.", "{count} entries.", count)
    else:
        listed = plural("The newest entry.", "The newest {count} entries.", count)
    return f"{listed} {_waiting(waiting)}"


def about_the_record(zone: str) -> str:
    """Return what the record never holds, and how to read its times."""
    return translate(
        "What you type, copy or read is never recorded, but for a reason that you write yourself before a mask is"
        " lifted. Times are in {zone}."
    ).format(zone=zone)


def title() -> str:
    """Return the title of the window, as the tray's menu names it."""
    return translate("What is recorded about me")


def refresh() -> str:
    """Return the button that asks again."""
    return translate("Refresh")


def nothing_recorded() -> str:
    """Return the empty record in words."""
    return translate("Nothing is recorded about you yet.")


def record_unreachable() -> str:
    """Return what failed, what still holds and what to do."""
    return translate("The keeper does not answer, so the record cannot be shown. Nothing is lost; try again.")


def asking() -> str:
    """Return what happens while the keeper is asked."""
    return translate("Asking for your record…")


def _waiting(waiting: int) -> str:
    if waiting == 0:
        return translate("All of them are at the audit store.")
    return plural("{count} waits here for the audit store.", "{count} wait here for the audit store.", waiting)
