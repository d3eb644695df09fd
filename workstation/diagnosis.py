"""What is wrong at this workstation, and what to do about each: pure, from the facts that the keeper tells."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal, NamedTuple

from workstation.facts.capability import Strength
from workstation.facts.truth import Truth
from workstation.link.health import Health

FULL_AT, NEARLY_FULL_AT = 0.10, 0.30
LEAST_BYTES = 200 << 20
MANY = 1000
MUCH, NEARLY_ALL = 0.7, 0.9
SHIELDS = 2
WOUND_BACK = timedelta(minutes=5)
STATES = {
    Truth.ACTIVE: "open",
    Truth.WARNED: "open, and counts down to its lock",
    Truth.LOCKED: "locked",
    Truth.REAUTH_DUE: "waiting for a second factor",
}
Grade = Literal["fault", "attention", "good"]


class Diagnosis(NamedTuple):
    """One thing that was looked at: how it is, in a sentence, and what to do ("" where nothing is)."""

    what: str
    grade: Grade
    said: str
    do: str = ""


def diagnose(health: Health) -> tuple[Diagnosis, ...]:
    """Return everything that was looked at, in the order in which a fault explains the next ones."""
    return tuple(_all(health))


def _all(health: Health) -> Iterator[Diagnosis]:
    yield _disk(health)
    yield _ledger(health)
    yield _clock(health)
    yield _store(health)
    yield _queue(health)
    yield _policy(health)
    yield _refusal(health)
    yield _access(health)
    yield _seat(health)
    yield _shields(health)
    yield _promises(health)
    yield _assurance(health)
    yield _keys(health)
    yield _glass(health)


def _disk(health: Health) -> Diagnosis:
    free, share = health.ledger.free_bytes, health.ledger.free_share
    said = f"{free >> 20:,} MB ({share:.0%}) are free under {health.ledger.folder}."
    if share < FULL_AT or free < LEAST_BYTES:
        return Diagnosis("disk", "fault", said, "Free space there: a full disk closes the seat.")
    if share < NEARLY_FULL_AT:
        return Diagnosis("disk", "attention", said, "Free space there before it fills up.")
    return Diagnosis("disk", "good", said)


def _ledger(health: Health) -> Diagnosis:
    if health.ledger.is_durable:
        return Diagnosis("ledger", "good", "All that happened is on disk.")
    return Diagnosis(
        "ledger",
        "fault",
        "The ledger cannot write; entries wait in memory, and the seat stays closed.",
        f"Look at the disk under {health.ledger.folder}: is it full, read-only or failing?",
    )


def _clock(health: Health) -> Diagnosis:
    last = health.store.receipted_at
    if last is not None and last - health.at > WOUND_BACK:
        said = f"This machine's clock is {last - health.at} behind the audit store's last receipt."
        return Diagnosis("clock", "fault", said, "Set the clock (timedatectl set-ntp true); requests are refused.")
    return Diagnosis("clock", "good", f"It is {health.at:%Y-%m-%d %H:%M} UTC here.")


def _store(health: Health) -> Diagnosis:
    store = health.store
    if store.answers:
        seen = f" It sees this workstation at {store.seen_from}." if store.seen_from else ""
        return Diagnosis("audit store", "good", f"{store.url} answers.{seen}")
    said = f"{store.url} is away since {store.since:%Y-%m-%d %H:%M} UTC: {store.trouble or 'not asked yet'}."
    return Diagnosis("audit store", "fault", said, "Is the store running, and does the network reach it? Work goes on.")


def _queue(health: Health) -> Diagnosis:
    waiting, last = health.store.waiting, health.store.receipted_at
    received = f"the last receipt is of {last:%Y-%m-%d %H:%M} UTC" if last else "no receipt was ever given"
    said = f"{waiting:,} entries wait here; {received}."
    if health.store.share >= NEARLY_ALL:
        said = f"{said} That is {health.store.share:.0%} of what may wait: what is routine is counted, not told singly."
        return Diagnosis("queue", "fault", said, "Bring the audit store back: violations are still kept one by one.")
    if health.store.share >= MUCH:
        said = f"{said} That is {health.store.share:.0%} of what may wait."
        return Diagnosis("queue", "attention", said, "Bring the audit store back before that is full.")
    if waiting >= MANY:
        return Diagnosis("queue", "attention", said, "They go out by themselves once the store answers.")
    return Diagnosis("queue", "good", said)


def _policy(health: Health) -> Diagnosis:
    policy = health.policy
    name = f'"{policy.name}", version {policy.version}'
    if not policy.is_from_store:
        said = f"{name}, is a file of this machine, which nobody proves."
        return Diagnosis("policy", "attention", said, "Publish policies at the store, and enrol this device again.")
    proved = f"{policy.confirmed:%Y-%m-%d %H:%M} UTC" if policy.confirmed else "never"
    if policy.is_strictest:
        said = f"{name}, was last proved {proved}; the strictest rules hold until it is again."
        return Diagnosis("policy", "fault", said, "Does the store answer, and is the published timestamp fresh?")
    return Diagnosis("policy", "good", f"{name}, was last proved {proved}.")


def _refusal(health: Health) -> Diagnosis:
    if not health.policy.refused:
        return Diagnosis("published policy", "good", "What is published proves itself, as far as it was looked at.")
    said = f"What is published was refused: {health.policy.refused}."
    return Diagnosis(
        "published policy", "fault", said, "Have IT look at the store's policies; the last good one is in force here."
    )


def _access(health: Health) -> Diagnosis:
    match health.seat.truth:
        case Truth.REVOKED:
            said = "The audit store revoked this device; nobody signs in here."
            return Diagnosis("access", "fault", said, "Ask who revoked it. It comes back by an enrolment of its own.")
        case Truth.SUSPENDED:
            said = "The audit store suspended this device; nobody signs in here until that is lifted."
            return Diagnosis("access", "fault", said, "`deskwarden device restore` at the store lifts that.")
        case _:
            return Diagnosis("access", "good", "The audit store has not closed this device.")


def _seat(health: Health) -> Diagnosis:
    seat = health.seat
    if not seat.is_ready:
        return Diagnosis(
            "seat",
            "fault",
            "Its sensors are not up, so the screen stays covered.",
            f"Look into {health.ledger.folder}/seat.log: its last line says what is missing.",
        )
    who = seat.agent or "nobody"
    told = STATES.get(seat.truth, "signed out")
    return Diagnosis("seat", "good", f"Every sensor is up; the seat is {told}, {who} is signed in.")


def _shields(health: Health) -> Diagnosis:
    count = health.seat.shields
    if count == SHIELDS:
        return Diagnosis("shields", "good", "Both stand by.")
    do = f"Look into {health.ledger.folder}/shield.log; a missing one is started again by itself."
    return Diagnosis("shields", "fault" if not count else "attention", f"{count} of {SHIELDS} stand by.", do)


def _promises(health: Health) -> Diagnosis:
    kept = health.seat.capabilities
    if not kept:
        return Diagnosis("promises", "good", "They are known once the sensors are up.")
    missing = [each.promise for each in kept if each.strength is Strength.NOT_HERE]
    detected = sum(each.strength is Strength.DETECTED for each in kept)
    prevented = len(kept) - len(missing) - detected
    said = f"{prevented} kept, {detected} detected only, {len(missing)} not kept here"
    said = f"{said}: {'; '.join(missing)}." if missing else f"{said}."
    return Diagnosis("promises", "good", said)


def _assurance(health: Health) -> Diagnosis:
    if health.assurance == "installed":
        return Diagnosis("assurance", "good", "This is an installation.")
    said = "This is a trial: the agent's own account could end or change all of it."
    return Diagnosis("assurance", "attention", said, "Install it for agents who handle customers' data.")


def _keys(health: Health) -> Diagnosis:
    is_trial = health.assurance == "trial"
    if health.keys_are_sealed:
        where = "in this user's keyring" if is_trial else "that this machine keeps"
        return Diagnosis("keys", "good", f"They are sealed by a key {where}.")
    said = "They lie as files: a copy of this disk could go on in the name of this workstation."
    if not is_trial:
        return Diagnosis(
            "keys", "attention", said, "Make a vault key (installer/README.md) and start the keeper again."
        )
    because = f" That is so because {health.keys_open_because}." if health.keys_open_because else ""
    do = "Unlock a keyring (GNOME Keyring, KWallet) in this session and start the trial again."
    return Diagnosis("keys", "attention", f"{said}{because}", do)


def _glass(health: Health) -> Diagnosis:
    if health.takes_glass_codes:
        return Diagnosis("break-glass", "good", "A code from IT opens a locked seat here, with or without a network.")
    said = "The audit store has not given the key by which a code from IT would be judged here."
    return Diagnosis("break-glass", "attention", said, "It does once it answers; one of an earlier version has none.")
