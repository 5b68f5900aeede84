"""What the tests of access share: accounts with cheap hashes, and a tiny site behind the gate."""

from __future__ import annotations

import json

import pytest
from access_site import PASSWORD, cheap_hashes

from app.access.access import Access
from app.access.access_file import FILE_NAME
from app.access.accounts import AccountStore
from app.access.audit_log import AuditLog
from app.access.people import Role
from app.server.address import Address


@pytest.fixture
def accounts(home):
    store = AccountStore(home / FILE_NAME, cheap_hashes())
    yield store
    store.close()


@pytest.fixture
def audit(home):
    return AuditLog(home / "audit-log.jsonl")


@pytest.fixture
def audited(audit):
    """Reads what the log says, as (action, person) and more."""

    def rows():
        return [json.loads(line) for line in audit.path.read_text("utf-8").splitlines()] if audit.path.exists() else []

    return rows


@pytest.fixture
def people(accounts):
    """Ann, a librarian, and Bob, a reader."""
    accounts.add("ann", Role.LIBRARIAN, PASSWORD)
    accounts.add("bob", Role.READER, PASSWORD)
    return accounts


@pytest.fixture
def access(people, audit):
    return Access(people, Address("127.0.0.1"), audit=audit)
