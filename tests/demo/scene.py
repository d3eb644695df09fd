"""What a row acts on: the stage, the product, the observer's eyes, and what these eyes saw without the product."""

# SPDX-License-Identifier: Apache-2.0

import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.demo.audit import Audit
from tests.demo.customer import Customer
from tests.demo.pixels import Pixels
from tests.demo.product import DESKWARDEN, PASSWORD, NeverHappenedError, Product, until
from tests.demo.stage import Stage

SHIELD = (0x1B, 0x2A, 0x38)
PROMPT = "Deskwarden"


@dataclass(slots=True)
class Scene:
    """The demo while it plays."""

    stage: Stage
    product: Product
    audit: Audit
    pixels: Pixels
    agent: str
    keeper: Path
    checklist: int
    two_factors: bool = False
    reads_policy: bool = False
    is_named: bool = False
    last_code: str = ""
    last_step: int = 0
    audit_command: tuple[str, ...] = DESKWARDEN
    without: dict[str, str] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)

    @property
    def customer(self) -> Customer:
        """Return the customer on the screen."""
        return self.stage.customer

    def covered(self) -> bool:
        """Say whether the shield's colour lies over the CRM's card field, by the pixels."""
        x, y, _, height = self.stage.crm.box("card")
        return self.pixels.at(x + 20, y + height // 2) == SHIELD

    def picture(self, name: str) -> Path:
        """Capture the screen for report and reader."""
        self.pictures.append(name)
        return self.stage.reader.picture(name)

    def show_windows(self) -> None:
        """Capture the seat's own windows: a notice, the tray's menu, the agent's record."""
        self.stage.focus("card")
        self.stage.keys("ctrl+c")
        self.stage.pause(1.0)
        self.picture("notice")
        self.stage.open_tray_menu()
        self.picture("tray-menu")
        self.stage.keys("Down", "Down", "Down", "Down", "Return")
        until(lambda: self.stage.window("recorded about me"), "the agent's record shows")
        self.stage.pause(1.0)
        self.picture("record")
        if self.covered():
            raise NeverHappenedError("the seat stays open while the agent reads the record")
        self.stage.keys("Escape")

    def digits(self, picture: Path, where: str) -> str:
        """Return the digits that the reader finds in a field of the page, or in the form."""
        box = self.stage.form_box() if where == "form" else self.stage.crm.box(where)
        return self.stage.reader.digits(picture, box)

    def offer(self, *texts: str) -> None:
        """Type at the prompt: texts with Tab between, Enter at the end."""
        until(lambda: self.stage.window(PROMPT), "the prompt shows")
        self.stage.pause(0.6)
        for text in texts[:-1]:
            self.stage.type(text)
            self.stage.keys("Tab")
        self.stage.type(texts[-1])
        self.stage.keys("Return")

    def read_policy(self) -> None:
        """Read the policy to its end, where it is shown before the checklist."""
        self.stage.pause(1.5)
        if self.reads_policy:
            self.picture("policy-text")
            self.stage.keys("Return", "space", "Return")  # who confirms too early is led to the line to tick
            self.stage.pause(1.5)

    def attest(self) -> None:
        """Confirm every item of the checklist."""
        self.stage.keys(*(str(item + 1) for item in range(self.checklist)), "Return")

    def sign_in(self, *, attest: bool = True) -> None:
        """Sign the agent in as a person does, or up to the checklist."""
        until(self.covered, "the shield covers the screen")
        self.last_code = self.fresh_code()
        self.offer(*self.name(), *self.known(), self.last_code)
        self.read_policy()
        if attest and self.checklist:
            self.attest()
        if attest:
            until(lambda: not self.covered(), "the desktop opens")
            self.stage.pause(1.5)

    def name(self) -> tuple[str, ...]:
        """Return the agent's name, once: the prompt keeps it after a refusal."""
        named, self.is_named = self.is_named, True
        return () if named else (self.agent,)

    def known(self, *, right: bool = True) -> tuple[str, ...]:
        """Return what the prompt asks for beside a code: the password, or a wrong one, where the policy says so."""
        return (PASSWORD if right else PASSWORD.upper(),) if self.two_factors else ()

    def unlock(self) -> None:
        """Unlock with a code that was not used before."""
        self.offer(self.fresh_code())
        until(lambda: not self.covered(), "the desktop opens")
        self.stage.pause(1.0)

    def fresh_code(self) -> str:
        """Return the agent's code of the first time step that was not used; wait for it where there is none yet."""
        until(lambda: self._step() + 1 > self.last_step, "the next code comes")
        ahead = 0 if self._step() > self.last_step else 1
        self.last_step = self._step() + ahead
        return self.product.code(self.agent, ahead=ahead)

    def _step(self) -> int:
        return int(time.time()) // 30
