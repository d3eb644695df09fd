"""What a page of the prompt answers while something is missing."""

# SPDX-License-Identifier: Apache-2.0

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Nothing can be handed in yet: what is missing, and where."""

    sentence: str
    field: QWidget
