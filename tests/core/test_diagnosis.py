"""What `deskwarden doctor` finds: each fault is named, and says what to do; a healthy seat has none."""

# SPDX-License-Identifier: Apache-2.0

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from workstation.diagnosis import diagnose
from workstation.facts.capability import Capability, Strength
from workstation.facts.truth import Truth
from workstation.link.health import Health, LedgerHealth, PolicyHealth, SeatHealth, StoreHealth

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GOOD = Health(
    at=NOW,
    pid=7,
    assurance="installed",
    keys_are_sealed=True,
    seat=SeatHealth(truth=Truth.ACTIVE, since=NOW, reason="", agent="cruz", is_ready=True, shields=2),
    policy=PolicyHealth(name="Cards", version="a1b2c3d4e5f6", is_from_store=True, confirmed=NOW),
    store=StoreHealth(
        url="https://store:8443", answers=True, since=NOW, trouble="", waiting=0, share=0.0, receipted_at=NOW
    ),
    ledger=LedgerHealth(folder="/var/lib/deskwarden", is_durable=True, free_bytes=50 << 30, free_share=0.5),
)
FAULTS = {
    "disk": replace(GOOD, ledger=replace(GOOD.ledger, free_share=0.05)),
    "ledger": replace(GOOD, ledger=replace(GOOD.ledger, is_durable=False)),
    "clock": replace(GOOD, store=replace(GOOD.store, receipted_at=NOW + timedelta(days=3))),
    "audit store": replace(GOOD, store=replace(GOOD.store, answers=False, trouble="it cannot be reached")),
    "policy": replace(GOOD, policy=replace(GOOD.policy, is_strictest=True)),
    "published policy": replace(GOOD, policy=replace(GOOD.policy, refused="timestamp.json: it is expired")),
    "queue": replace(GOOD, store=replace(GOOD.store, share=0.9)),
    "seat": replace(GOOD, seat=replace(GOOD.seat, is_ready=False)),
    "access": replace(GOOD, seat=replace(GOOD.seat, truth=Truth.REVOKED, agent="")),
    "shields": replace(GOOD, seat=replace(GOOD.seat, shields=0)),
}
ATTENTIONS = {
    "disk": replace(GOOD, ledger=replace(GOOD.ledger, free_share=0.2)),
    "queue": replace(GOOD, store=replace(GOOD.store, waiting=5000)),
    "policy": replace(GOOD, policy=replace(GOOD.policy, is_from_store=False, confirmed=None)),
    "shields": replace(GOOD, seat=replace(GOOD.seat, shields=1)),
    "assurance": replace(GOOD, assurance="trial"),
    "keys": replace(GOOD, keys_are_sealed=False),
    "break-glass": replace(GOOD, takes_glass_codes=False),
}


def test_a_healthy_workstation_has_nothing_to_do() -> None:
    assert {each.grade for each in diagnose(GOOD)} == {"good"}
    assert not [each for each in diagnose(GOOD) if each.do]


def test_who_writes_the_networks_of_a_site_is_told_from_where_the_store_sees_it() -> None:
    seen = replace(GOOD, store=replace(GOOD.store, seen_from="203.0.113.7"))
    (said,) = (each.said for each in diagnose(seen) if each.what == "audit store")
    assert said == "https://store:8443 answers. It sees this workstation at 203.0.113.7."


@pytest.mark.parametrize(("what", "health"), FAULTS.items())
def test_a_fault_is_named_alone_and_says_what_to_do(what: str, health: Health) -> None:
    (fault,) = (each for each in diagnose(health) if each.grade != "good")
    assert (fault.what, fault.grade) == (what, "fault")
    assert fault.do


@pytest.mark.parametrize(("what", "health"), ATTENTIONS.items())
def test_what_wants_attention_is_named_alone_and_says_what_to_do(what: str, health: Health) -> None:
    (found,) = (each for each in diagnose(health) if each.grade != "good")
    assert (found.what, found.grade) == (what, "attention")
    assert found.do


def test_a_trial_says_where_the_key_of_its_keys_is_or_why_there_is_none() -> None:
    trial = replace(GOOD, assurance="trial")
    open_trial = replace(trial, keys_are_sealed=False, keys_open_because="the keyring is locked")
    sealed, lying_open = (
        next(each for each in diagnose(health) if each.what == "keys") for health in (trial, open_trial)
    )
    assert (sealed.grade, sealed.said) == ("good", "They are sealed by a key in this user's keyring.")
    assert lying_open.grade == "attention"
    assert lying_open.said.endswith("That is so because the keyring is locked.")
    assert lying_open.do.startswith("Unlock a keyring")


def test_what_this_session_cannot_keep_is_said() -> None:
    capabilities = (
        Capability(promise="The Print key", strength=Strength.PREVENTED),
        Capability(promise="Pictures of a single window", strength=Strength.NOT_HERE, why="X11 gives them away."),
    )
    health = replace(GOOD, seat=replace(GOOD.seat, capabilities=capabilities))
    (promises,) = (each for each in diagnose(health) if each.what == "promises")
    assert promises.said == "1 kept, 0 detected only, 1 not kept here: Pictures of a single window."


def test_a_queue_is_told_of_before_it_is_full() -> None:
    (queue,) = (each for each in diagnose(replace(GOOD, store=replace(GOOD.store, share=0.7))) if each.grade != "good")
    assert (queue.what, queue.grade) == ("queue", "attention")
    assert "70% of what may wait" in queue.said


def test_a_small_disk_is_full_while_much_of_it_is_free() -> None:
    health = replace(GOOD, ledger=replace(GOOD.ledger, free_bytes=100 << 20))
    assert [each.what for each in diagnose(health) if each.grade == "fault"] == ["disk"]
