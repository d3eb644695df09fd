"""The acts: set-up, the whole play, and the same with one control taken away."""

# SPDX-License-Identifier: Apache-2.0

import shutil
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.demo.audit import Audit
from tests.demo.customer import draw_customer
from tests.demo.kills import Kills
from tests.demo.pixels import Pixels
from tests.demo.play import play
from tests.demo.product import DESKWARDEN, NeverHappenedError, Product, until
from tests.demo.relay import Relay
from tests.demo.row import Result, Row
from tests.demo.rows import ROWS
from tests.demo.rows_copying import COPYING, TAKINGS, paste
from tests.demo.rows_end import END
from tests.demo.rows_seat import OPENING
from tests.demo.scene import Scene
from tests.demo.stage import Stage
from tests.desktop.bed import Bed
from workstation.errors import LinkError
from workstation.link.asking import ask_status
from workstation.packs import shipped_pack
from workstation.policy.load import parse_policy
from workstation.policy.rules import DeskRule, FactorsRule
from workstation.policy.wire import version_of

POLICY = Path(__file__).with_name("policy.toml")
EVERY = (*OPENING, *ROWS, *END)


class Acts:
    """Everything that runs, from the display to the store; leaving the block ends all of it."""

    def __init__(self, out: Path, seed: int, say: Callable[[str], None]) -> None:
        self._say = say
        self._folder = Path(tempfile.mkdtemp(prefix="deskwarden-"))
        self._out = out
        self._stage = Stage(self._folder, out, draw_customer(seed))
        self._keepers = 0
        self.pictures: list[str] = []

    def __enter__(self) -> Self:
        self._say("Setting the stage: display, programs, audit store …")
        try:
            self._stage.open()
            self._product = Product(self._folder / "product", self._stage.bed.environment)
            self._product.start_store()
            ca = self._product.store / "ca.pem"
            self._audit = Audit(self._product.url, ca, self._product.supervisor_token())
            self._pixels = Pixels(self._stage.bed.environment["DISPLAY"])
            self._without = self._read_without()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_product"):
            self._product.stop()
        self._stage.close()
        self._keep_logs()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def bed(self) -> Bed:
        """Return the desktop that everything runs on."""
        return self._stage.bed

    def whole(self) -> list[Result]:
        """Play every row against one product."""
        scene = self.scene(POLICY, DESKWARDEN, sign_in=False)
        results = []
        for row in EVERY:
            results.append(play(scene, row))
            self._tell(results[-1])
            if not scene.covered():
                self._open_programs()
            if row is COPYING[-1]:
                scene.show_windows()
        self.pictures = scene.pictures
        return results

    def sabotaged(self, control: str) -> list[Result]:
        """Play one row with its control taken away."""
        row = next((row for row in EVERY if row.id == control), None)
        if row is None:
            raise SystemExit(f"There is no control {control}. There are: {', '.join(row.id for row in EVERY)}.")
        try:
            scene = self._sabotaged_scene(row)
        except NeverHappenedError as error:
            self._say(f"  set up again   {row.id}: {error}")
            self._product.stop_keeper()
            scene = self._sabotaged_scene(row)
        result = play(scene, row)
        self._tell(result)
        self.pictures = scene.pictures
        self._product.stop_keeper()
        return [result]

    def every_sabotage(self) -> int:
        """Play every row with its control taken away, against one set-up; 0 when the observer failed each."""
        unnoticed = [row.id for row in EVERY if self.sabotaged(row.id)[0].held is not False]
        self._say(f"{len(EVERY) - len(unnoticed)} of {len(EVERY)} sabotaged controls were failed by the observer.")
        if unnoticed:
            self._say(f"Not noticed: {', '.join(unnoticed)}")
        return 1 if unnoticed else 0

    def kills(self, count: int, seed: int) -> int:
        """Kill seat, keeper, store and shields `count` times at random moments of the work; 0 when nothing failed."""
        relay = Relay(self._product.store, self._product.url)
        try:
            scene = self.scene(POLICY, DESKWARDEN, told=relay.url)
            failures = Kills(scene, relay, seed, self._say).play(count)
        finally:
            relay.stop()
        for failure in failures:
            self._say(f"  FAILED         {failure}")
        return 1 if failures else 0

    def _open_programs(self) -> None:
        """Open the agent's programs where they are not open, and give their pages time to load, as a person does."""
        self._stage.open_programs()
        self._stage.pause(1.5)

    def _sabotaged_scene(self, row: Row) -> Scene:
        kind, _, what = row.sabotage.rpartition(":")
        policy = self._policy_without(what) if kind == "rule" else POLICY
        command = DESKWARDEN if kind else (*DESKWARDEN[:2], "tests.demo.sabotage", what)
        scene = self.scene(policy, command, sign_in=row not in OPENING)
        if kind == "audit":
            scene.audit_command = (*DESKWARDEN[:2], f"tests.demo.{what}")
        return scene

    def scene(self, policy: Path, command: tuple[str, ...], *, sign_in: bool = True, told: str = "") -> Scene:
        """Start the product with an agent of its own, signed in unless told otherwise.

        `told` is the store's address as the device is told it, where that is not the store's own.
        """
        self._keepers += 1
        agent = f"J. Cruz {self._keepers}"
        keeper = self._folder / f"keeper-{self._keepers}"
        self._product.add_agent(agent)
        self._product.give_password(agent)
        self._product.publish(policy)
        self._product.enroll(keeper, told)
        start = (*command, "keeper") if command == DESKWARDEN else command
        self._product.start_keeper(keeper, start)
        rules = parse_policy(policy.read_bytes(), str(policy), shipped_pack)
        until(lambda: self._in_force(policy), "the published policy is in force")
        scene = Scene(
            stage=self._stage,
            product=self._product,
            audit=self._audit,
            pixels=self._pixels,
            agent=agent,
            keeper=keeper,
            checklist=sum(len(rule.checklist) for rule in rules.rule if isinstance(rule, DeskRule)),
            two_factors=any(isinstance(rule, FactorsRule) for rule in rules.rule),
            reads_policy=rules.acknowledge,
            without=self._without,
        )
        if sign_in:
            scene.sign_in()
            self._open_programs()
        return scene

    def _in_force(self, policy: Path) -> bool:
        """Say whether the keeper goes by exactly `policy`, as it was published."""
        version = version_of(parse_policy(policy.read_bytes(), str(policy), shipped_pack))
        try:
            return ask_status(self._product.socket).policy.version == version
        except LinkError:
            return False

    def _policy_without(self, what: str) -> Path:
        """Write the demo's own rules without one of them, and without the pack, whose checklist goes with it."""
        own, _, _ = line_free(POLICY.read_text(), "extends").partition("[[exception]]\n")
        head, *rules = own.split("[[rule]]\n")
        rules = [rule for rule in rules if tomllib.loads(rule)["id"] != what]
        path = self._folder / f"without-{what}.toml"
        path.write_text("[[rule]]\n".join([head, *rules]))
        return path

    def _read_without(self) -> dict[str, str]:
        """Read and take everything once while no product runs: the same eyes and hands must succeed."""
        self._say("Reading and copying everything once without Deskwarden …")
        self._stage.open_programs()
        scene = Scene(
            stage=self._stage,
            product=self._product,
            audit=self._audit,
            pixels=self._pixels,
            agent="",
            keeper=self._folder,
            checklist=0,
        )
        picture = scene.picture("without")
        found = {name: scene.digits(picture, name) for name in ("card", "cvv", "ssn", "onfile", "orders", "form")}
        found |= {name: taking(scene) for name, taking in TAKINGS.items()}
        found["paste-notes"] = paste(scene)
        self._stage.keys("ctrl+a", "Delete", "Print")
        self._stage.put("CLIPBOARD", "")
        self._stage.pause(2)
        self._stage.close_programs()
        found["print"] = "".join(path.name for path in self._stage.shots.glob("print-*"))
        return found

    def _tell(self, result: Result) -> None:
        word = {True: "held", False: "FAILED", None: "not shown here"}[result.held]
        self._say(f"  {word:14} {result.id}: {result.observed}")

    def _keep_logs(self) -> None:
        for log in (*self._folder.glob("*/*.log"), *self._folder.glob("keeper-*/*.log")):
            shutil.copy(log, self._out / f"{log.parent.name}-{log.name}")


def line_free(text: str, key: str) -> str:
    """Return TOML lines without the one that sets `key`."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{key} ="))
