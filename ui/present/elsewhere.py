"""What is said while somebody confirms on another device, at their organization's sign-in page, who they are."""

# SPDX-License-Identifier: Apache-2.0

from ui.present.words import translate


def how_it_goes() -> str:
    """Return what happens next."""
    return translate("You confirm who you are on your phone or another computer, at your organization's sign-in page.")


def how_it_goes_here() -> str:
    """Return what happens next where a browser at this seat may be used as well."""
    return translate(
        "You confirm who you are at your organization's sign-in page: in the browser here, or on another device."
    )


def open_browser() -> str:
    """Return the button that has the page opened at this seat."""
    return translate("Open the browser")


def use_another_device() -> str:
    """Return the button that has a code shown for another device."""
    return translate("Use another device")


def in_browser() -> str:
    """Return what to do while the page is open."""
    return translate("Go on in your browser, where your organization's sign-in page opens. Then come back here.")


def no_browser() -> str:
    """Return what to do where no browser opens."""
    return translate("No browser could be opened here. Choose Cancel, ask again, and use another device.")


def title() -> str:
    """Return the title while it is waited for that."""
    return translate("Confirm on another device")


def cancel() -> str:
    """Return the button that ends the wait."""
    return translate("Cancel")


def scan(*, brings_code: bool) -> str:
    """Return what to do; what is scanned may bring the code along."""
    if brings_code:
        return translate("Scan this with your phone, or open the address below in a browser and enter the code.")
    return translate("Scan this with your phone, or open the address below in a browser. Then enter the code.")


def caution() -> str:
    """Return what to look at before confirming."""
    return translate("Confirm only if the page shows this code. Never confirm one that somebody sent you.")


def time_left(seconds: int) -> str:
    """Return for how long it can be confirmed."""
    return translate("Valid for {minutes}:{seconds} more.").format(minutes=seconds // 60, seconds=f"{seconds % 60:02}")


def picture_name() -> str:
    """Return what the picture is, for who does not see it."""
    return translate("QR code of the address")


def code_name(code: str) -> str:
    """Return the code as it is read out."""
    return translate("Code: {code}").format(code=" ".join(code))
