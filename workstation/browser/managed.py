"""What IT fixes in Chromium, Chrome and Edge, so that the extension is there and nothing leads round it."""

# SPDX-License-Identifier: Apache-2.0

import json

from workstation.browser.nativehost import NAME

_FIXED: dict[str, object] = {
    # Windows and profiles in which the extension would not run.
    "IncognitoModeAvailability": 1,
    "BrowserGuestModeEnabled": False,
    "BrowserAddPersonEnabled": False,
    "BackgroundModeEnabled": False,
    # What shows a page's text elsewhere than in the page.
    "DeveloperToolsAvailability": 2,
    "RemoteDebuggingAllowed": False,
    "URLBlocklist": ["view-source:*", "javascript://*", "chrome://flags", "chrome://inspect"],
    "TranslateEnabled": False,
    "SpellCheckServiceEnabled": False,
    "GenAiDefaultSettings": 2,
    "ScreenCaptureAllowed": False,
    # Pop-ups of the browser's own, which no extension covers.
    "PasswordManagerEnabled": False,
    "AutofillCreditCardEnabled": False,
    "AutofillAddressEnabled": False,
    # Hands on the extension itself.
    "TaskManagerEndProcessEnabled": False,
    "NativeMessagingUserLevelHosts": False,
    "NativeMessagingBlocklist": ["*"],
    "NativeMessagingAllowlist": [NAME],
}


def managed_policy(extension_id: str, update_url: str) -> str:
    """Return a managed policy, as JSON: this extension is there and stays, no other is, and the ways round it close.

    `update_url` is where the browser finds the packed extension, `file://` included.
    """
    settings = {
        "*": {"installation_mode": "blocked"},
        extension_id: {"installation_mode": "force_installed", "update_url": update_url},
    }
    return json.dumps({"ExtensionSettings": settings, **_FIXED}, indent=2)
