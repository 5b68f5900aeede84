"""A trainer with ten minutes: from a theme to a file, by mouse, by keyboard, and without a script."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from site_pages import MODES, opened_site, overflow, violations

pytestmark = pytest.mark.browser
PATIENCE_MS = 90_000
TEXT_OF_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
CHOOSE = "packs/choose?theme=neglect"
PATHS = ["packs", CHOOSE, f"{CHOOSE}&picked=1", f"{CHOOSE}&kind=quiz&year=2024&title=Day", "packs/choose?theme=suicide"]


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory, serve_site, hostile_files):
    folder = tmp_path_factory.mktemp("packs")
    with opened_site(folder / "home", hostile_files(folder)) as site, serve_site(site) as address:
        yield address


@pytest.fixture
def browse(chromium, address):
    """Opens a path; at the end nothing may have been asked for elsewhere, and nothing complained."""
    requested, complaints, contexts = [], [], []

    def opening(path="", width=1280, **options):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 844}, **options))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        page = contexts[-1].new_page()
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


def in_pack(page):
    """The words of the findings of the pack, in order."""
    return page.locator(".part:not([hidden]) .rows .said").all_text_contents()


def word_text(page):
    """The text of the Word file that is downloaded, a line for each paragraph."""
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    with open(coming.value.path(), "rb") as file:
        body = docx.Document(io.BytesIO(file.read())).element.body
    assert coming.value.suggested_filename.endswith(".docx")
    return "\n".join("".join(run.text or "" for run in each.iter(TEXT_OF_WORD)) for each in body.iter(PARAGRAPH))


def in_order(texts, words):
    """Those of some texts that stand in the words, as they stand there."""
    return sorted((text for text in texts if text in words), key=words.index)


def test_from_a_theme_findings_are_picked_dropped_put_in_order_and_downloaded(browse):
    page = browse("themes/domestic_abuse")
    page.get_by_role("link", name="make teaching material on this theme").click()
    page.get_by_role("button", name="Choose the findings").click()
    page.get_by_role("heading", level=1, name="Session pack: domestic abuse").wait_for()
    before = in_pack(page)
    page.locator(".rows > li").first.get_by_role("button", name="Take out").click()
    box = page.locator(".candidates input:not(:checked)").last
    added = page.locator(".candidates > li", has=page.locator("input:not(:checked)")).last.locator(".said").inner_text()
    box.check()
    page.locator(".rows > li").first.get_by_role("button", name="Down").click()
    chosen = in_pack(page)
    assert before[0] not in chosen
    assert added in chosen
    assert chosen.index(before[2]) < chosen.index(before[1])
    assert page.locator("#count").inner_text() == f"{len(chosen)} findings"
    made = word_text(page)
    assert in_order(chosen, made) == chosen
    assert before[0] not in made
    page.reload()
    assert in_pack(page) == chosen


def test_there_is_nothing_to_download_until_a_finding_is_picked(browse):
    page = browse(f"{CHOOSE}&picked=1")
    download = page.get_by_role("button", name="Download")
    assert download.is_disabled()
    page.locator(".candidates input").first.check()
    assert download.is_enabled()


def test_by_keyboard_the_focus_stays_and_each_place_is_told(browse):
    page = browse(CHOOSE)
    first, second = in_pack(page)[:2]
    down = page.locator(".rows > li").first.get_by_role("button", name="Down")
    down.focus()
    page.keyboard.press("Enter")
    assert in_pack(page)[:2] == [second, first]
    assert page.evaluate("document.activeElement.dataset.move") == "1"
    assert page.evaluate("document.activeElement.closest('li').querySelector('.said').textContent") == first
    page.get_by_role("status").get_by_text(re.compile(r"Place 2 of \d+\.")).wait_for()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert in_pack(page)[:2] == [first, second]
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("It is the first of its part.").wait_for()
    assert page.evaluate("document.activeElement.dataset.move") == "-1"
    taken = page.locator(".rows > li").first.get_by_role("button", name="Take out")
    taken.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text(re.compile(r"Taken out\. \d+ findings in your pack\.")).wait_for()
    assert in_pack(page)[0] == second
    assert page.evaluate("document.activeElement.closest('li').querySelector('.said').textContent") == second


def test_without_a_script_numbers_and_ticks_do_the_same(browse):
    page = browse(CHOOSE, java_script_enabled=False)
    first, second, third = in_pack(page)[:3]
    fields = page.locator(".part").first.get_by_label(re.compile("Place"))
    fields.nth(0).fill("7")
    page.locator(".candidates > li", has_text=second).get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Put them in this order").click()
    page.wait_for_url(re.compile("picked=1"))
    chosen = in_pack(page)
    assert second not in chosen
    assert chosen.index(third) < chosen.index(first)
    assert in_order(chosen, word_text(page)) == chosen


def test_filters_keep_the_choice_and_can_pick_anew(browse):
    page = browse(CHOOSE)
    page.locator(".rows > li").first.get_by_role("button", name="Take out").click()
    chosen = in_pack(page)
    page.get_by_text("Filter the findings, or add a theme").click()
    page.get_by_label("Kind of finding").select_option("recommendation")
    page.get_by_role("button", name="Show these, keep my choice").click()
    page.wait_for_url(re.compile("type=recommendation"))
    assert in_pack(page) == chosen
    page.get_by_role("button", name="Pick from these for me").click()
    page.wait_for_url(re.compile("choose=again"))
    assert page.locator(".part:not([hidden]) h3").all_text_contents() == ["What the audits recommend"]


def test_the_preview_opens_beside_and_runs_no_script(browse):
    page = browse(CHOOSE)
    with page.expect_popup() as opening, page.context.expect_event("response", _is_file) as coming:
        page.get_by_role("button", name=re.compile("Preview")).click()
    shown = opening.value
    shown.get_by_role("heading", level=1).wait_for()
    assert coming.value.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert shown.locator("script").count() == 0
    text = shown.locator("main").inner_text()
    assert in_order(in_pack(page), text) == in_pack(page)


def _is_file(reply):
    return reply.url.endswith("packs/file")


def test_a_source_is_opened_beside_the_choice(browse):
    page = browse(CHOOSE)
    with page.expect_popup() as opening:
        page.locator(".candidates a").first.click()
    opening.value.locator("#quote").wait_for()
    assert opening.value.locator("#quote").inner_text().strip()


def test_an_answer_becomes_a_pack_of_what_it_quotes(browse, address):
    page = browse("?q=What+did+audits+find+about+neglect%3F")
    link = page.locator("#chat a.teach")
    link.wait_for()
    page.goto(address + link.get_attribute("href"))
    page.get_by_role("heading", level=1, name="Session pack: What did audits find about neglect?").wait_for()
    assert in_pack(page)
    assert "answer" in parse_qs(urlsplit(page.url).query)
    assert in_order(in_pack(page), word_text(page)) == in_pack(page)


def test_hostile_text_of_a_report_is_text_in_the_choice(browse):
    page = browse("packs/choose?finding=" + hostile_id(browse))
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img, main script, main iframe, main [onerror]").count() == 0
    assert "<script>window.pwned=1</script>" in page.locator(".part .said").first.inner_text()


def hostile_id(browse):
    """The id of the finding with markup in it."""
    page = browse("library")
    path = page.get_by_role("link", name=re.compile("Zebra")).first.get_attribute("href")
    return f"{path.rsplit('/', 1)[1]}%230"


def test_a_theme_without_findings_leads_to_one_that_has_some(browse):
    page = browse("packs/choose?theme=suicide")
    page.get_by_role("heading", level=1, name="No pack on this").wait_for()
    page.locator("main ul a").first.click()
    page.get_by_role("button", name="Download").wait_for()


@pytest.mark.parametrize(("scheme", "width"), MODES)
def test_every_page_on_packs_is_clean_in_every_mode(browse, address, scheme, width):
    page = browse("packs", width, color_scheme=scheme)
    for path in PATHS:
        page.goto(address + path)
        for folded in page.locator("main details").all():
            folded.evaluate("one => { one.open = true }")
        assert (path, violations(page), overflow(page) > 1) == (path, {}, False)


def test_what_has_the_focus_is_not_under_the_bar(browse):
    page = browse(CHOOSE, 390)
    bar = page.locator(".bar")
    for box in page.locator(".candidates input").all():
        box.focus()
        top = bar.bounding_box()["y"]
        assert box.bounding_box()["y"] + 20 <= top or box.bounding_box()["y"] > top + bar.bounding_box()["height"]
