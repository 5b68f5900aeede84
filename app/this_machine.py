"""Tells this machine from any other."""

from __future__ import annotations

import ipaddress


def is_loopback(name: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    try:
        return name.casefold() == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
