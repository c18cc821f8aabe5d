"""Which network addresses nothing of ours may call, whoever asks for it.

Machines in clouds hand out their credentials at link-local addresses and at a few more. An IPv6
address may carry an IPv4 one in it, and a router on the way may unpack it: what is carried is
looked at as well.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds answer questions about a machine, outside the link-local ranges.
METADATA = tuple(
    ipaddress.ip_network(each)
    for each in (
        "fd00:ec2::/32",  # Amazon: ::254 and its neighbours (time, names)
        "fd20:ce::254/128",  # Google
        "100.100.100.200/32",  # Alibaba
        "168.63.129.16/32",  # Azure
        "192.0.0.192/32",  # Oracle, of old
    )
)
# IPv6 prefixes after which an IPv4 address stands in the last 32 bits (RFC 4291, 6052, 8215).
_CARRYING = tuple(
    ipaddress.IPv6Network(each) for each in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
_ISATAP = (0x00005EFE, 0x02005EFE)  # the third quarter of such an address (RFC 5214)


class AddressRefused(Exception):  # noqa: N818 - an answer, not a fault
    """An address that may not be called, or (``unknown``) a name that leads nowhere."""

    def __init__(self, message: str, *, unknown: bool = False) -> None:
        super().__init__(message)
        self.message, self.unknown = message, unknown


def check_url(url: str) -> None:
    """Raises AddressRefused for what is not HTTP, for names that are not known, and for hosts that
    have an address that may not be called."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused("Only http and https addresses.")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"The name {host} is not known.", unknown=True) from error
    for *_, address in found:
        if is_forbidden(str(address[0])):
            raise AddressRefused("Link-local and cloud metadata addresses are not called.")


def is_forbidden(address: str) -> bool:
    """Whether the address, or one that it carries, is link-local, multicast or a cloud's metadata.

    Raises:
        ValueError: it is no IP address.
    """
    whole = ipaddress.ip_address(address.partition("%")[0])
    return any(
        each.is_link_local or each.is_multicast or any(each in net for net in METADATA)
        for each in (whole, *_carried(whole))
    )


def _carried(address: Address) -> Iterator[Address]:
    """IPv4 addresses that stand in an IPv6 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    bits = int(address)
    if any(address in net for net in _CARRYING) or (bits >> 32) & 0xFFFFFFFF in _ISATAP:
        yield ipaddress.IPv4Address(bits & 0xFFFFFFFF)
    if address in _NAT64_LOCAL:
        # How long the prefix is, the network decides (RFC 6052, 2.2): all places are looked at.
        yield ipaddress.IPv4Address(bits & 0xFFFFFFFF)
        yield ipaddress.IPv4Address((bits >> 64 & 0xFFFF) << 16 | bits >> 40 & 0xFFFF)
        yield ipaddress.IPv4Address(bits >> 24 & 0xFFFFFFFF)
        yield ipaddress.IPv4Address((bits >> 64 & 0xFF) << 24 | bits >> 32 & 0xFFFFFF)
