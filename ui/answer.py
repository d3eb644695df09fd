"""An answer that comes from another thread, maybe after the window that asked for it is gone."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


class Answer(QObject):
    """Brings what it is told to `hear` of a window, in the window's thread; a window that is gone hears nothing.

    A window's own signal would raise where the window is gone, in the thread that receives from the keeper.
    """

    _came = Signal(object)

    def __init__(self, hear: Callable[..., None]) -> None:
        super().__init__()
        self._came.connect(hear)

    def tell(self, told: object) -> None:
        """Say it, from any thread."""
        self._came.emit(told)
