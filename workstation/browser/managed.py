"""What IT fixes in a browser, so that the extension is there and nothing leads round it."""

# SPDX-License-Identifier: Apache-2.0

import json

from workstation.browser.nativehost import NAME, is_of_firefox

_IN_CHROMIUM: dict[str, object] = {
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

_IN_FIREFOX: dict[str, object] = {
    # Windows and profiles in which the extension would not run.
    "DisablePrivateBrowsing": True,
    "DisableSafeMode": True,
    "DisableProfileImport": True,
    "DisableProfileRefresh": True,
    "BlockAboutProfiles": True,
    # What shows a page's text elsewhere than in the page; developer tools include Marionette and the remote agent.
    "DisableDeveloperTools": True,
    "DisableFirefoxScreenshots": True,
    "TranslateEnabled": False,
    "GenerativeAI": {"Enabled": False, "Locked": True},
    "DisableAccounts": True,
    # Pop-ups of the browser's own, which no extension covers.
    "PasswordManagerEnabled": False,
    "OfferToSaveLogins": False,
    "DisablePasswordReveal": True,
    "DisableFormHistory": True,
    "AutofillCreditCardEnabled": False,
    "AutofillAddressEnabled": False,
    # Hands on the extension itself.
    "BlockAboutConfig": True,
    "BlockAboutSupport": True,
    "InstallAddonsPermission": {"Default": False},
}


def managed_policy(extension_id: str, url: str) -> str:
    """Return a managed policy, as JSON: this extension is there and stays, no other is, and the ways round it close.

    An id with an "@" is one of Firefox, whose `url` is the signed package itself; for Chromium, Chrome and Edge it is
    where they find the packed extension and its updates. Either may be `file://`.
    """
    others = {"installation_mode": "blocked"}
    ours = {"installation_mode": "force_installed"}
    if is_of_firefox(extension_id):
        there = {**ours, "install_url": url, "private_browsing": True}
        return _written({"policies": {"ExtensionSettings": {"*": others, extension_id: there}, **_IN_FIREFOX}})
    return _written({"ExtensionSettings": {"*": others, extension_id: {**ours, "update_url": url}}, **_IN_CHROMIUM})


def _written(policy: dict[str, object]) -> str:
    return json.dumps(policy, indent=2)
