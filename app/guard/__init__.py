"""Stands before search: what must not be looked up, or must not be looked up first, gets a caution instead."""

from app.guard.contacts import LocalContacts, local_contacts
from app.guard.guard import Guard

__all__ = ["Guard", "LocalContacts", "local_contacts"]
