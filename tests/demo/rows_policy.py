"""Rows of the policy: a new one is in force at once, and one that somebody changed on its way never is."""

# SPDX-License-Identifier: Apache-2.0

import shutil
from pathlib import Path

from tests.demo.product import NeverHappenedError, until
from tests.demo.row import Row, Seen
from tests.demo.scene import Scene

POLICY = Path(__file__).with_name("policy.toml")
MASKING = 'kind = "masking"\n'
CARDS_ONLY = f'{MASKING}classes = ["card_number", "card_verification"]\n'


def another_policy(scene: Scene) -> Seen:
    """Publish a policy that leaves social security numbers alone, then the strict one again."""
    seats = [seat.pid for seat in scene.product.parts("seat")]
    try:
        scene.product.publish(_written(scene, "cards-only", POLICY.read_text().replace(MASKING, CARDS_ONLY)))
        until(lambda: _reads_ssn(scene), "the number can be read under the policy that allows it")
        scene.product.publish(POLICY)
        until(lambda: not _reads_ssn(scene), "the number is masked again")
    except NeverHappenedError as error:
        return Seen(False, str(error))
    finally:
        scene.product.publish(POLICY)
    held = [seat.pid for seat in scene.product.parts("seat")] == seats and not scene.covered()
    return Seen(held, "read, then masked again, by the same seat process" if held else "the seat was started again")


def changed_policy(scene: Scene) -> Seen:
    """Have a policy without masks published, with one byte of it changed on the store's disk."""
    published, ours = scene.product.policies, scene.stage.folder / "published"
    shutil.copytree(published, ours)
    scene.product.publish(_written(scene, "open", _without_masks()), ours)
    (target,) = (path for path in (ours / "targets").iterdir() if path.read_text() == _without_masks())
    after, whole = scene.audit.last(), target.read_bytes()
    target.write_bytes(whole.replace(b'name = "Demo"', b'name = "Demp"'))
    scene.stage.move()
    _put(ours, published)
    entry = scene.audit.wait_for("keeper.policy_refused", after, 10)
    scene.stage.move()
    read = scene.customer.card in scene.digits(scene.picture("tampered"), "card")
    (published / "targets" / target.name).write_bytes(whole)
    shutil.rmtree(ours)
    scene.product.publish(POLICY)
    if read:
        return Seen(False, "the changed policy came into force: the card number was read")
    if entry is None:
        return Seen(False, "no supervisor heard of it")
    heard, what = entry["body"]["severity"], entry["body"]["details"]["what"]
    return Seen(heard == "violation", f"card still masked; the supervisor hears of a {heard}: {what[-24:]}")


def _reads_ssn(scene: Scene) -> bool:
    scene.stage.move()
    picture = scene.stage.reader.picture("policy")
    return scene.customer.ssn.replace("-", "") in scene.digits(picture, "ssn")


def _without_masks() -> str:
    own, _, _ = POLICY.read_text().replace('extends = ["pci-dss-4.0.1"]\n', "").partition("[[exception]]\n")
    return "[[rule]]\n".join(rule for rule in own.split("[[rule]]\n") if MASKING not in rule)


def _written(scene: Scene, name: str, text: str) -> Path:
    path = scene.stage.folder / f"{name}.toml"
    path.write_text(text)
    return path


def _put(source: Path, published: Path) -> None:
    """Put published files into the store's folder, the timestamp last, as a publisher does."""
    paths = [path for path in source.rglob("*") if path.is_file() and path.name != "timestamp.json"]
    for path in (*paths, source / "metadata" / "timestamp.json"):
        shutil.copy(path, published / path.relative_to(source))


POLICIES = (
    Row(
        id="policy-changed",
        title="A new policy is in force at once",
        attack="publish a policy without SSN masks, then the strict one again (TUF)",
        expected="read, then masked, by the same seat",
        play=another_policy,
        entry="keeper.policy_in_force",
        sabotage="never-hears",
    ),
    Row(
        id="policy-tampered",
        title="A changed policy is refused",
        attack="publish a policy without masks, one byte of it changed on the store's disk",
        expected="the last good one stays; the supervisor hears of it",
        play=changed_policy,
        entry="keeper.policy_refused",
        sabotage="trusting-fetch",
    ),
)
