import re
import sys

import pytest
from site_pages import opened_site

pytestmark = pytest.mark.browser
PATIENCE_MS = 90_000
PASSWORD = "three grey herons fly"


@pytest.fixture(scope="module")
def site_and_address(chromium, tmp_path_factory, serve_site, hostile_files):
    folder = tmp_path_factory.mktemp("journey")
    with opened_site(folder / "home", hostile_files(folder)) as site, serve_site(site) as address:
        yield site, address


@pytest.fixture
def browse(chromium, site_and_address):
    """Opens a path; at the end nothing may have been asked for elsewhere, and nothing complained."""
    _site, address = site_and_address
    requested, complaints, contexts = [], [], []

    def opening(path="", width=1280):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 844}))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address + path)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert not complaints


def test_a_good_and_a_bad_file_are_uploaded_and_each_is_told_its_outcome(browse, site_and_address, tmp_path):
    site, _address = site_and_address
    good, bad = tmp_path / "supervision.txt", tmp_path / "broken.pdf"
    good.write_text("Supervision audit\n\nWhat we found\n\n- Supervision was recorded in 3 of 9 records.\n", "utf-8")
    bad.write_bytes(b"%PDF-1.7 and then nothing")
    page = browse("library")
    page.get_by_label(re.compile("Report files")).set_input_files([good, bad])
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_role("link", name="To the library").wait_for()
    listed = page.locator("ul.files > li").all_inner_texts()
    assert [re.sub(r"\s+", " ", text)[:40].split(" ")[:2] for text in listed] == [
        ["supervision.txt", "added"],
        ["broken.pdf", "refused"],
    ]
    assert "What to do" in listed[1]
    page.get_by_role("link", name="Supervision audit").click()
    page.get_by_role("heading", level=1, name="Supervision audit").wait_for()
    page.get_by_role("link", name=re.compile("Remove")).click()
    page.get_by_role("button", name=re.compile("Remove")).click()
    page.get_by_role("heading", level=1, name="Library").wait_for()
    assert "Supervision audit" not in [report.description.title for report in site.library.reports()]


def test_a_number_of_the_matrix_leads_to_its_findings_and_these_to_the_report(browse):
    page = browse("themes")
    cell = page.locator("table td a").first
    cell.click()
    page.wait_for_url(re.compile(r"/themes/[a-z_]+\?.*report="))
    page.get_by_role("link", name=re.compile("page|report|place", re.IGNORECASE)).last.wait_for()
    page.locator("main a[href*='quote=']").first.click()
    page.locator("#quote").wait_for()
    assert page.locator("#quote").inner_text().strip()


def test_hostile_text_of_a_report_is_text_on_every_page(browse, site_and_address):
    site, _address = site_and_address
    report = next(report for report in site.library.reports() if report.source_file == "zebra.txt")
    for path in (f"reports/{report.report_id}", f"reports/{report.report_id}/text", "library", "themes"):
        page = browse(path)
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img:not([src^='/']):not([src^='reports'])").count() == 0
        assert page.locator("main script, main iframe, main [onerror], main a[href^='javascript']").count() == 0
    shown = browse(f"reports/{report.report_id}/text").locator("main").inner_text()
    assert "<script>window.pwned=1</script>" in shown
    assert "press me </blockquote></article>" in shown


def test_every_page_can_be_reached_and_used_by_keyboard(browse):
    page = browse("library")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    focusable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select")]
            .filter((one) => one.tabIndex < 0 && one.type !== "hidden").map((one) => one.outerHTML)"""
    )
    assert focusable == []


@pytest.fixture(scope="module")
def guarded_address(chromium, tmp_path_factory, serve_site, hostile_files):
    """A site with a login, and a reader and a librarian."""
    folder = tmp_path_factory.mktemp("guarded")
    _add_people(folder / "home")
    files = hostile_files(folder)[:2]
    with opened_site(folder / "home", files, require_login=True) as site, serve_site(site) as address:
        yield address


def _add_people(home):
    from app.access.access_file import FILE_NAME
    from app.access.accounts import AccountStore
    from app.access.people import Role

    home.mkdir(parents=True)
    store = AccountStore(home / FILE_NAME)
    store.add("rita", Role.READER, PASSWORD)
    store.add("lena", Role.LIBRARIAN, PASSWORD)
    store.close()


def _signed_in(chromium, address, name, path="library"):
    page = chromium.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address + path)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def test_a_reader_reads_a_librarian_changes_and_a_stranger_sees_the_sign_in_page(chromium, guarded_address):
    reader = _signed_in(chromium, guarded_address, "rita")
    reader.get_by_role("heading", level=1, name="Library").wait_for()
    assert reader.get_by_role("button", name="Upload", exact=True).count() == 0
    librarian = _signed_in(chromium, guarded_address, "lena")
    librarian.get_by_role("button", name="Upload", exact=True).wait_for()
    reader.get_by_role("button", name="Sign out").click()
    reader.goto(guarded_address + "themes")
    reader.get_by_role("heading", level=1, name="Sign in").wait_for()
    for page in (reader, librarian):
        page.context.close()


def test_who_signs_in_goes_on_to_the_question_that_was_linked(chromium, guarded_address):
    page = _signed_in(chromium, guarded_address, "rita", "?q=What+did+audits+find+about+neglect%3F")
    page.locator("#chat .answer a.cite").first.wait_for()
    page.context.close()


GUARDED = """
import socket, sys
import pathlib
sys.path.insert(0, {tests!r})
elsewhere = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        host = arguments[1][0] if event != "socket.getaddrinfo" and isinstance(arguments[1], tuple) else arguments[0]
        if isinstance(host, str) and not host.startswith(("127.", "::1", "localhost")):
            elsewhere.append((event, host))
sys.addaudithook(watch)
if __name__ == "__main__":
    import asyncio, httpx
    from app.cli.main import keep_to_this_machine
    keep_to_this_machine()
    from app.server.application import build_app
    from site_pages import opened_site
    home = pathlib.Path({home!r})
    samples = sorted(pathlib.Path({samples!r}).glob("*.pdf"))
    with opened_site(home, samples) as site:
        app = build_app(site)
        async def use():
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as client:
                report = site.library.reports()[0].report_id
                for path in ("/", "/config", "/library", f"/reports/{{report}}/pages/1.png", "/themes",
                             "/themes/at-a-glance.png", "/readyz", "/metrics", "/api"):
                    assert (await client.get(path)).status_code == 200, path
                reply = await client.post("/api/ask", json={{"question": "What did audits find about neglect?"}})
                assert reply.json()["status"] == "answered", reply.text
        asyncio.run(use())
    print("elsewhere:", elsewhere)
"""


def test_the_server_connects_to_nothing_elsewhere(tmp_path, repository):
    import subprocess

    program = tmp_path / "guarded.py"
    program.write_text(
        GUARDED.format(
            tests=str(repository / "tests" / "browser"),
            home=str(tmp_path / "home"),
            samples=str(repository / "knowledge" / "sample_reports"),
        ),
        "utf-8",
    )
    run = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, cwd=repository)
    assert "elsewhere: []" in run.stdout, run.stderr[-2000:]


@pytest.fixture
def repository():
    from pathlib import Path

    return Path(__file__).parents[2]
