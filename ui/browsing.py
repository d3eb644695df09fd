"""Opening a page in the agent's own browser."""

# SPDX-License-Identifier: Apache-2.0

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_in_browser(address: str) -> bool:
    """Have the browser open a page of the web, and nothing else; say whether there is one that does."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    return url.isValid() and url.scheme() in ("https", "http") and QDesktopServices.openUrl(url)
