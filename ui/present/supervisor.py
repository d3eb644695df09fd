"""What a supervisor is told: who, what class, how often, whether it got through."""

# SPDX-License-Identifier: Apache-2.0

from datetime import datetime, tzinfo

from ui.present.marking import mark
from ui.present.record import session_was_ended
from ui.present.risks import with_risk
from ui.present.words import (
    application,
    capitalised,
    counted,
    folder,
    person,
    plural,
    time_of_day,
    translate,
    with_digest,
    with_reason,
)
from workstation.facts.body import Body
from workstation.facts.kinds import Kind, Outcome
from workstation.record.digest import Digest, Told

SENTENCES: dict[Kind, str] = {
    Kind.DATA_SHOWN: mark("{agent} had {classes} on the screen in {application} at {time}, masked."),
    Kind.PAGE_UNCOVERED: mark(
        "A page in {application} took its masks away at the seat of {agent} at {time}; they were put back at once."
    ),
    Kind.EXTENSION_LOST: mark(
        "A browser went on without the extension that it had, at the seat of {agent} at {time} ({application})."
    ),
    Kind.EXTENSION_MISSING: mark(
        "A browser ran without the extension at the seat of {agent} at {time} ({application})."
    ),
    Kind.EXTENSION_OUTDATED: mark(
        "A browser ran with another version of the extension at the seat of {agent} at {time} ({application})."
    ),
    Kind.WINDOW_UNCOVERED: mark("{agent} worked in {application} at {time}; it is covered otherwise."),
    Kind.FIELD_FOCUSED: mark("{agent} worked in a sensitive field in {application} at {time} ({classes})."),
    Kind.COPY_BLOCKED: mark("{agent} tried to copy {classes} from {application} at {time}; none got through."),
    Kind.PASTE_BLOCKED: mark("{agent} tried to paste into {application} at {time}; none got through ({classes})."),
    Kind.SELECTION_REDACTED: mark("{agent} put {classes} from {application} onto the clipboard masked at {time}."),
    Kind.SELECTION_KEPT: mark("{agent} put {classes} from {application} onto the clipboard for a while at {time}."),
    Kind.SELECTION_CLEARED: mark(
        "{agent} had {classes} from {application} on the clipboard at {time}; it was emptied at once."
    ),
    Kind.PRINT_BLOCKED: mark("{agent} tried to print from {application} at {time}; nothing was printed ({classes})."),
    Kind.SAVE_BLOCKED: mark("{agent} tried to save from {application} at {time}; nothing was saved ({classes})."),
    Kind.CAPTURE_KEY_BLOCKED: mark("{agent} pressed a screenshot key at {time}; no picture was taken."),
    Kind.PIXELS_READ: mark("The screen of {agent} was read by {application} at {time}."),
    Kind.READING_ENDED: mark("A program had read the screen of {agent} until {time} ({application})."),
    Kind.RECORDER_RUNS: mark(
        "A program that films or shares the screen was running at the seat of {agent} at {time} ({application})."
    ),
    Kind.PROGRAM_ENDED: mark("A program that may not run was closed at the seat of {agent} at {time} ({application})."),
    Kind.PROGRAM_DENIED: mark(
        "A program that may not run was kept from starting at the seat of {agent} at {time} ({application})."
    ),
    Kind.FILE_FOUND: mark("A file with {classes} was found in {folder} of {agent} at {time}."),
    Kind.MEDIA_FOUND: mark("A removable drive was connected at the seat of {agent} at {time}."),
    Kind.INPUT_FAKED: mark(
        "A program gave input at the seat of {agent} at {time} while nobody did; it did not keep the seat open."
    ),
    Kind.DESK_ATTESTED: mark("{agent} confirmed the desk checklist at {time}."),
    Kind.SIGNED_IN: mark("{agent} signed in at {time}."),
    Kind.SIGNED_OUT: mark("{agent} signed out at {time}."),
    Kind.LOCKED: mark("The seat of {agent} locked at {time}."),
    Kind.GLASS_BROKEN: mark("The seat of {agent} was opened by a break-glass code at {time}, masked, for 15 minutes."),
    Kind.PASSWORD_CHANGED_HERE: mark("{agent} changed their password at {time}, at their seat."),
    Kind.CREDENTIALS_TOLD: mark("{agent} was told at {time} that something was changed by which they sign in."),
    Kind.UNLOCKED: mark("{agent} unlocked the seat at {time}."),
    Kind.WARNED: mark("A countdown to the lock began at the seat of {agent} at {time}."),
    Kind.WARNING_OVER: mark("The countdown at the seat of {agent} ended at {time}; the seat stayed open."),
    Kind.SUSPENDED: mark("The seat of {agent} was closed for the time being at {time}."),
    Kind.LIFTED: mark("The seat of {agent} may be used again since {time}."),
    Kind.REVOKED: mark("The workstation of {agent} may be used no more since {time}."),
    Kind.NETWORK_CHANGED: mark("The seat of {agent} was in another network at {time} than when it was opened."),
    Kind.REAUTH_DUE: mark("{agent} was asked to confirm the sign-in at {time}."),
    Kind.CODE_REFUSED: mark("A code was refused at the seat of {agent} at {time}."),
    Kind.COVERED: mark("The screen of {agent} was covered at {time}."),
    Kind.COVER_LATE: mark("The screen of {agent} was covered late at {time}."),
    Kind.SEAT_READY: mark("Protection started at the seat of {agent} at {time}."),
    Kind.CAPABILITIES_CHANGED: mark("What is guarded at the seat of {agent} changed at {time}."),
    Kind.SEAT_LOST: mark("Protection was interrupted at the seat of {agent} at {time}; the seat locked."),
    Kind.SHIELD_LOST: mark("A part of the lock screen was ended at the seat of {agent} at {time}."),
    Kind.KEEPER_STARTED: mark("The keeper of {agent} started at {time}."),
    Kind.DATA_KEY_GIVEN: mark("The key that opens a workstation's record was given to an auditor, at {time}."),
    Kind.DEVICE_KEY_CHANGED: mark("A workstation got a new key with which it signs its record, at {time}."),
    Kind.PEER_REFUSED: mark("An unknown program tried to reach the keeper of {agent} at {time}; it was refused."),
    Kind.POLICY_REFUSED: mark("A policy was refused at the seat of {agent} at {time}."),
    Kind.CALL_STARTED: mark("A call began at the seat of {agent} at {time}."),
    Kind.CALL_ENDED: mark("A call ended at the seat of {agent} at {time}."),
    Kind.RECORDING_PAUSED: mark("The call recorder of {agent} was paused at {time} for {classes} in {application}."),
    Kind.RECORDING_RESUMED: mark("The call recorder of {agent} went on at {time}."),
    Kind.RECORDING_UNCONFIRMED: mark(
        "The call recorder of {agent} was not paused at {time} for {classes} in {application}."
    ),
    Kind.OUTSIDE_NETWORK: mark("{agent} was at a seat outside its networks at {time}; it was locked."),
    Kind.NETWORK_UNKNOWN: mark(
        "{agent} was at a seat at {time} of which nobody could tell whether it was in its networks; it was locked."
    ),
    Kind.OUTSIDE_HOURS: mark("{agent} opened the seat at {time}, outside the hours of their shift."),
    Kind.SUPPORT_APPROVED: mark("{approver} approved remote support by {application} for {agent} at {time}."),
    Kind.SUPPORT_REVOKED: mark("{approver} ended remote support for {agent} at {time}."),
    Kind.SUPPORT_OPENED: mark(
        "Remote support by {application} began at the seat of {agent} at {time}, approved by {approver}."
    ),
    Kind.SUPPORT_CLOSED: mark("Remote support by {application} was over at the seat of {agent} at {time}."),
    Kind.SUPPORT_REFUSED: mark(
        "An approval of remote support did not hold at the seat of {agent} at {time}; nothing was opened ({why})."
    ),
    Kind.AGENT_REVOKED: mark("The access of {agent} ended at {time}."),
    Kind.AGENT_RESTORED: mark("{agent} may sign in again since {time}."),
    Kind.LOCK_ORDERED: mark("The seat of {agent} was to be locked at {time}, by a supervisor or IT."),
    Kind.REAUTH_DEMANDED: mark("{agent} was to confirm who they are at {time}, by a supervisor."),
    Kind.PASSWORD_SET: mark("The password of {agent} was set at {time}."),
    Kind.PASSWORD_CHANGED: mark("{agent} changed their password at {time}."),
    Kind.TOTP_RENEWED: mark("{agent} got a new code for their authenticator at {time}; the one before counts no more."),
    Kind.RECOVERY_RENEWED: mark("{agent} got new recovery codes at {time}; earlier ones count no more."),
    Kind.SESSIONS_ENDED: mark("{agent} signed themselves out at all other seats at {time}."),
    Kind.IDENTITY_CONFIRMED: mark("The identity of {agent} was confirmed at {time}; they may try to sign in again."),
    Kind.SECURITY_KEY_ADDED: mark("{agent} got a security key at {time}."),
    Kind.SECURITY_KEY_REMOVED: mark("A security key of {agent} counts no more since {time}."),
    Kind.SECURITY_KEY_COPIED: mark("A copy of a security key of {agent} was used at {time}; it was refused."),
    Kind.OPENID_PROVIDER_SET: mark("An OpenID provider says who agents are since {time}."),
    Kind.OPENID_PROVIDER_REMOVED: mark("No OpenID provider says who agents are since {time}."),
    Kind.OPENID_LINKED: mark("An account at the OpenID provider is that of {agent} since {time}."),
    Kind.OPENID_UNLINKED: mark("The account of {agent} at the OpenID provider counts no more since {time}."),
    Kind.OPENID_SESSION_ENDED: mark(
        "The OpenID provider ended the session of {agent} at {time}; their seat was to be locked."
    ),
    Kind.VOUCH_ASKED: mark("{agent} has no code at hand and asked at {time} for somebody to vouch for them."),
    Kind.VOUCHED: mark("{approver} vouched for {agent} at {time}."),
    Kind.VOUCH_ACCEPTED: mark("The word of {approver} for {agent} was taken at the seat at {time}."),
    Kind.VOUCH_REFUSED: mark(
        "A supervisor's word did not hold at the seat of {agent} at {time}; nothing was opened ({why})."
    ),
    Kind.GLASS_CODE_ISSUED: mark("{by} gave a break-glass code for {agent} at {time}."),
    Kind.GLASS_CODE_USED: mark("A break-glass code that {by} gave for {agent} was used, as was found at {time}."),
    Kind.GLASS_UNEXPLAINED: mark(
        "A seat was opened for {agent} by a break-glass code that nobody gave, as was found at {time}."
    ),
    Kind.DEVICE_SUSPENDED: mark("A workstation was closed for the time being at {time}."),
    Kind.DEVICE_RESTORED: mark("A workstation may be used again since {time}."),
    Kind.DEVICE_REVOKED: mark("A workstation may be used no more since {time}."),
    Kind.RECORD_EXPORTED: mark("Entries of the record were exported at {time}."),
    Kind.POLICY_ACKNOWLEDGED: mark("{agent} confirmed at {time} that they read the policy (version {version})."),
    Kind.EXCEPTION_USED: mark("An exception from a rule was in force at the seat of {agent} at {time} ({rule})."),
    Kind.REVEAL_OPENED: mark("{agent} lifted the mask over {classes} in {application} at {time} ({rule})."),
    Kind.REVEAL_PROVED: mark("{agent} proved who they are at {time}, to see {classes} in {application} ({rule})."),
    Kind.REVEAL_REFUSED: mark(
        "{agent} did not see {classes} in {application} at {time}: it was not proved who they are ({rule})."
    ),
    Kind.REVEAL_CLOSED: mark("The mask over {classes} in {application} was put back for {agent} at {time}."),
    Kind.REVEAL_CAPTURED: mark(
        "The screen of {agent} was read by {application} at {time} while {classes} stood there without a mask."
    ),
    Kind.POLICY_IN_FORCE: mark("A policy came into force at the seat of {agent} at {time}."),
    Kind.POLICY_TOO_OLD: mark(
        "The policy at the seat of {agent} was not confirmed for too long; since {time} the strictest rules hold there."
    ),
    Kind.CLOCK_CHANGED: mark("The clock at the seat of {agent} was set at {time}."),
    Kind.FLOOD: mark(
        "The seat of {agent} locked at {time}: one rule was broken so often that violations were counted."
    ),
    Kind.LEASE_ENDING: mark(
        "The seat of {agent} had not reached the audit store for long at {time}; it locks when its lease ends."
    ),
    Kind.RECORDS_MERGED: mark("What was routine at the seat of {agent} was counted, not written, until {time}."),
    Kind.RECORDS_LOST: mark(
        "The record of {agent} could not be written for a while until {time}; what is missing was counted."
    ),
    Kind.KEYBOARD_TAKEN: mark(
        "Something held the whole keyboard of {agent} at {time}: what was copied in {application} was only emptied."
    ),
    Kind.MASKS_RESTORED: mark("Masks were off the screen of {agent} for a moment at {time}; they were put back."),
    Kind.CONTROL_FAILED: mark("A safeguard failed at the seat of {agent} at {time}; the seat locked."),
}
GOT_THROUGH: dict[Kind, str] = {
    Kind.DATA_SHOWN: mark("{agent} had {classes} on the screen in {application} at {time}; masking failed."),
    Kind.SELECTION_CLEARED: mark(
        "{agent} had {classes} from {application} on the clipboard at {time}; it could not be emptied."
    ),
    Kind.PROGRAM_ENDED: mark(
        "A program that may not run could not be closed at the seat of {agent} at {time} ({application})."
    ),
    Kind.PROGRAM_DENIED: mark(
        "A program that may not run could not be kept from starting at the seat of {agent} at {time} ({application})."
    ),
    Kind.COVERED: mark("The screen of {agent} could not be covered at {time}."),
}
SESSION_ENDED = mark("The session of {agent} was ended at {time}.")
REFUSED_BY_SIGNATURE = frozenset({Kind.SUPPORT_REFUSED, Kind.VOUCH_REFUSED})
REFUSALS = {
    "not_asked": mark("nobody asked for it, or not any more"),
    "not_signed": mark("no approver of the policy signed it"),
    "not_allowed": mark("the policy does not let this approver approve this, here and now"),
    "wrong_length": mark("it is for longer than the policy lets anybody approve"),
    "other_seat": mark("it is for another seat"),
    "other_agent": mark("it is for another agent"),
    "seat_closed": mark("the seat was closed"),
    "expired": mark("its time was over"),
    "not_yet": mark("its time had not begun, by this workstation's clock"),
    "used": mark("it was used before"),
    "not_kept": mark("it could not be kept that it was used"),
    "not_durable": mark("it could not be written down"),
    "too_many": mark("too many to write each"),
}
COUNTED = mark("{count} × {rule} by {agents} of team {team} {when}.")  # noqa: RUF001 - a count is written so
COUNTED_OF_NOBODY = mark("{count} × {rule} {when}.")  # noqa: RUF001 - a count is written so


def told_sentence(told: Told, zone: tzinfo | None = None) -> str:
    """Return what the store's feed tells as a supervisor reads it; `zone` is the system's where None."""
    if isinstance(told, Digest):
        return digest_sentence(told, zone)
    return supervisor_sentence(told.agent, told.body, told.at, zone)


def digest_sentence(digest: Digest, zone: tzinfo | None = None) -> str:
    """Return many violations of one rule in one sentence."""
    first, last = time_of_day(digest.first, zone), time_of_day(digest.last, zone)
    when = translate("at {first}") if first == last else translate("between {first} and {last}")
    known = digest.agents and digest.team
    return translate(COUNTED if known else COUNTED_OF_NOBODY).format(
        count=digest.count,
        rule=digest.rule,
        agents=plural("{count} agent", "{count} agents", digest.agents),
        team=digest.team,
        when=when.format(first=first, last=last),
    )


def supervisor_sentence(agent: str, body: Body, at: datetime, zone: tzinfo | None = None) -> str:
    """Return one violation or failure as a supervisor reads it; `zone` is the system's where None."""
    table = GOT_THROUGH if body.outcome is Outcome.FAILED else SENTENCES
    written = SESSION_ENDED if session_was_ended(body) else table.get(body.kind, SENTENCES[body.kind])
    sentence = translate(written).format(
        agent=person(agent),
        application=application(body.application),
        classes=counted(body.data_classes),
        folder=folder(str(body.details.get("folder", ""))),
        rule=body.rule,
        approver=person(str(body.details.get("approver", ""))),
        by=person(str(body.details.get("by", ""))),
        why=support_refusal(str(body.details.get("reason", ""))) if body.kind in REFUSED_BY_SIGNATURE else "",
        time=time_of_day(at, zone),
        version=body.details.get("version", ""),
    )
    told = sentence if agent and sentence.startswith(agent) else capitalised(sentence)
    whole = with_reason(with_digest(told, body.details.get("digest")), body.details.get("typed_reason"))
    return with_risk(whole, body.details.get("reason"))


def support_refusal(reason: str) -> str:
    """Return why an approval did not hold; a reason that this version does not know is told as that."""
    return translate(REFUSALS.get(reason, mark("for another reason")))


def inbox_line(count: int) -> str:
    """Return how many came in since the inbox was last looked at."""
    if count == 0:
        return translate("Nothing new.")
    return plural("{count} new entry.", "{count} new entries.", count)


def inbox_title() -> str:
    """Return the title of the supervisor's window."""
    return translate("What came in")


def open_inbox() -> str:
    """Return the menu's word for opening the window."""
    return translate("Open")


def quit_inbox() -> str:
    """Return the menu's word for leaving."""
    return translate("Quit")


def inbox_empty() -> str:
    """Return the empty inbox in words."""
    return translate("Nothing has come in. New entries appear here within seconds.")


def inbox_broken(why: str, hint: str) -> str:
    """Return that the feed ended, why, and what to do; `why` and `hint` are the error's own words."""
    return translate("Nothing new comes in: {why}. {hint}").format(why=why, hint=hint).strip()
