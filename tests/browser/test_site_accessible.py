import pytest
from site_pages import MODES, opened_site, overflow, violations

CHAT = {"": "#examples button", "?q=What+did+audits+find+about+neglect%3F": "#chat .answer .tools"}
"""What shows that the chat's page is all there."""
PATHS = [
    *CHAT,
    "library",
    "reports/{report}",
    "reports/{report}/edit",
    "reports/{report}/remove",
    "reports/{report}/text",
    "reports/{report}/text?quote={start}-{end}#quote",
    "reports/{report}/pages/1",
    "themes",
    "themes/neglect",
    "accessibility",
    "api",
    "nowhere",
]


@pytest.fixture(scope="module")
def site_and_address(chromium, tmp_path_factory, serve_site, hostile_files):
    folder = tmp_path_factory.mktemp("accessible")
    with opened_site(folder / "home", hostile_files(folder)) as site, serve_site(site) as address:
        yield site, address


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), MODES)
def test_every_page_is_clean_in_every_mode(chromium, site_and_address, scheme, width):
    site, address = site_and_address
    report = next(report for report in site.library.reports() if report.page_count)
    passage = next(iter(site.library.passages(_only(report))))
    with chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme) as context:
        page = context.new_page()
        page.set_default_timeout(90_000)
        for path in PATHS:
            filled = path.format(report=report.report_id, start=passage.start, end=passage.end)
            page.goto(address + filled)
            if path in CHAT:
                page.locator(CHAT[path]).first.wait_for()
            assert (filled, violations(page), overflow(page) > 1) == (filled, {}, False)


def _only(report):
    from knowledge.types import Filters

    return Filters(report_ids=frozenset({report.report_id}))
