"""From where a request came: its connection's other end, or what a trusted proxy says of that."""

# SPDX-License-Identifier: Apache-2.0

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from litestar.types import Message, Scope

from workstation.record.exchange import SEEN_FROM

FORWARDED = b"x-forwarded-for"
HOPS = 32
Address = IPv4Address | IPv6Address


def seen_from(peer: str, forwarded: Sequence[str], trusted: Sequence[str]) -> str:
    """Return the address that a request came from, "" where nobody can tell.

    `forwarded` is what stands in X-Forwarded-For, in order. It counts only as far as proxies of these `trusted`
    addresses wrote it: from the end to the first address that is none of theirs. A proxy that does not
    say, or says nonsense, tells nothing.
    """
    proxies = {ip_address(each) for each in trusted}
    known = _address(peer)
    hops = [hop for line in forwarded for hop in line.split(",")][-HOPS:]
    while known in proxies and hops:
        known = _address(hops.pop())
    return "" if known is None or known in proxies else str(known)


def telling(trusted: Sequence[str]) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return what writes into every answer from where the store sees whoever asked."""

    async def tell(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        peer = scope["client"][0] if scope["client"] else ""
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == FORWARDED]
        if found := seen_from(peer, forwarded, trusted):
            message["headers"] = [*message["headers"], (SEEN_FROM.lower().encode(), found.encode())]

    return tell


def _address(untrusted: str) -> Address | None:
    """Return an address without its zone; an IPv4 one that came over IPv6 is the IPv4 one."""
    try:
        address = ip_address(untrusted.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
