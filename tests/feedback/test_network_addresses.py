"""Addresses where clouds hand out credentials are refused, in whatever they are wrapped."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.network_addresses import AddressRefused, check_url, is_forbidden

METADATA = ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192")


def wrapped(address: str) -> dict[str, str]:
    """The address as each IPv6 form carries it, written by hand from the RFCs."""
    four = ipaddress.IPv4Address(address)
    high, low = int(four) >> 16, int(four) & 0xFFFF
    flipped = int(four) ^ 0xFFFFFFFF
    a, b, c, d = four.packed
    return {
        "mapped (RFC 4291)": f"::ffff:{high:x}:{low:x}",
        "compatible (RFC 4291)": f"::{high:x}:{low:x}",
        "translated (RFC 2765)": f"::ffff:0:{high:x}:{low:x}",
        "6to4 (RFC 3056)": f"2002:{high:x}:{low:x}::1",
        "NAT64 (RFC 6052)": f"64:ff9b::{high:x}:{low:x}",
        "local NAT64, /96 (RFC 8215)": f"64:ff9b:1::{high:x}:{low:x}",
        "local NAT64, /48": f"64:ff9b:1:{high:x}:{c:x}:{d << 8:x}::",
        "local NAT64, /56": f"64:ff9b:1:{a:x}:{b:x}:{c << 8 | d:x}::",
        "local NAT64, /64": f"64:ff9b:1:0:{a:x}:{b << 8 | c:x}:{d << 8:x}:0",
        "Teredo server (RFC 4380)": f"2001:0:{high:x}:{low:x}::1",
        "Teredo client": f"2001:0:102:304:0:0:{flipped >> 16:x}:{flipped & 0xFFFF:x}",
        "ISATAP (RFC 5214)": f"2001:db8::5efe:{high:x}:{low:x}",
        "ISATAP, universal": f"2001:db8::200:5efe:{high:x}:{low:x}",
    }


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize("form", list(wrapped("192.0.2.1")))
def test_a_metadata_address_is_known_in_every_form(address, form):
    assert is_forbidden(address)
    assert is_forbidden(wrapped(address)[form])


@pytest.mark.parametrize("form", list(wrapped("192.0.2.1")))
def test_the_same_forms_of_other_addresses_are_called(form):
    assert not is_forbidden(wrapped("203.0.113.9")[form])


@pytest.mark.parametrize(
    "address", ["fd00:ec2::254", "fd20:ce::254", "fe80::1%eth0", "ff02::1", "224.0.0.1"]
)
def test_addresses_of_ipv6_and_of_groups(address):
    assert is_forbidden(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.7", "fd00:abc::254", "100.100.100.201", "8.8.8.8"]
)
def test_private_servers_are_called(address):
    assert not is_forbidden(address)


@given(st.ip_addresses())
def test_every_address_has_an_answer(address):
    assert is_forbidden(str(address)) in (True, False)


def test_addresses_that_are_no_address():
    for url in ("ftp://127.0.0.1/", "http://[::1", "http://", "http://127.0.0.1:99999/"):
        with pytest.raises(AddressRefused) as raised:
            check_url(url)
        assert not raised.value.unknown
    check_url("http://127.0.0.1:9/v1")
    with pytest.raises(AddressRefused):
        check_url("http://[2002:a9fe:a9fe::1]/")
