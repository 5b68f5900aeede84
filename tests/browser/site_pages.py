"""A whole site for tests in a browser: the sample reports and a hostile one, with or without a login."""

from contextlib import contextmanager

from app.access.access import opened_access
from app.access.audit_log import FILE_NAME, AuditLog
from app.server.address import Address
from app.settings import Settings
from app.wiring import opened, site_of

MODES = [("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)]


@contextmanager
def opened_site(home, files, **settings):
    """A site over a new library that holds these files."""
    chosen = Settings(home=home, **settings)
    address = Address(chosen.host, chosen.public_url)
    audit = AuditLog(home / FILE_NAME)
    access = opened_access(chosen, address, audit)
    with opened(chosen, tell=lambda words: None) as product:
        outcomes = list(product.pipeline.ingest(files))
        assert {outcome.action for outcome in outcomes} <= {"added"}
        with site_of(product, address, access, audit) as site:
            yield site


def violations(page):
    """What axe finds on a page: each rule with the elements that break it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return {rule["id"]: [node["html"][:200] for node in rule["nodes"]] for rule in found}


def overflow(page):
    """By how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
