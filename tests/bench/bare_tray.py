"""The least that shows an icon in the tray: the peer of the seat's start."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

app = QApplication([])
app.setQuitOnLastWindowClosed(False)
pixmap = QPixmap(22, 22)
pixmap.fill(QColor("red"))
tray = QSystemTrayIcon(QIcon(pixmap))
menu = QMenu()
tray.setContextMenu(menu)
tray.show()
app.exec()
