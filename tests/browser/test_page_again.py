"""Asking again, changing a question, filters, and taking an answer along, in a real browser."""

import re

import pytest

pytestmark = [
    pytest.mark.browser,
    # Gradio 6.31 counts its queue in ways that pandas 3 is to drop.
    pytest.mark.filterwarnings("ignore:.future.no_silent_downcasting. is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]
QUESTION = "What did audits find about DASH?"
OTHER = "What worked well with fathers?"
LINK = "?q=What+about+DASH%3F&type=concern&type=recommendation"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def ask(page, question=QUESTION, said="Answer ready"):
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    page.locator("#chat .asked").get_by_text(question, exact=True).wait_for()
    page.locator("#status").get_by_text(re.compile(said)).wait_for()
    page.locator("#again").wait_for()


def asked(page):
    return page.locator("#chat .asked").all_inner_texts()


def fold(page):
    return page.locator("#filters-fold > button")


def violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found]


def test_an_edited_question_takes_the_place_of_the_last_one(open_page):
    page = open_page()
    ask(page, OTHER)
    ask(page, QUESTION)
    page.get_by_role("button", name="Edit question", exact=True).click()
    page.locator("#status").get_by_text("Change the question").wait_for()
    box = page.get_by_label("Your question")
    assert box.input_value() == QUESTION
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    ask(page, "What was recommended about supervision?")
    assert asked(page) == [OTHER, "What was recommended about supervision?"]
    assert page.locator("#chat a.cite[href='#src-2-1']").count()
    assert not page.locator("#chat a.cite[href='#src-3-1']").count()


def test_an_edit_can_be_left(open_page):
    page = open_page()
    ask(page)
    page.get_by_role("button", name="Edit question", exact=True).click()
    page.get_by_role("button", name="Leave it as it was", exact=True).click()
    page.locator("#status").get_by_text("Left as it was").wait_for()
    assert page.get_by_label("Your question").input_value() == ""
    ask(page, OTHER)
    assert asked(page) == [QUESTION, OTHER]


def test_ask_again_gives_the_answer_under_the_filters_that_are_set_now(open_page):
    page = open_page(LINK)
    page.locator("#chat .coverage").get_by_text("concern").wait_for()
    page.locator("#status").get_by_text("Answer ready").wait_for()
    headings = page.locator("#chat .answer h3").all_inner_texts()
    assert set(headings[:2]) == {"Concern", "Recommendation"}
    page.get_by_role("button", name="Filters (2 set)").wait_for()
    page.get_by_role("button", name="Clear filters", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Filters", exact=True).wait_for()
    page.wait_for_function("document.activeElement.closest('#filters-fold') !== null")
    page.get_by_role("button", name="Ask again", exact=True).click()
    page.locator("#chat .coverage").get_by_text("concern").wait_for(state="detached")
    page.locator("#status").get_by_text("Answer ready").wait_for()
    assert asked(page) == ["What about DASH?"]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_filter_is_chosen_counted_shown_and_kept_in_the_link(open_page, width):
    page = open_page(width=width, height=844)
    assert fold(page).get_attribute("aria-expanded") == "false"
    fold(page).click()
    group = page.get_by_role("group", name="Finding type")
    group.get_by_label("concern", exact=True).check()
    assert fold(page).get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Filters (1 set)").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    ask(page)
    assert "concern" in page.locator("#chat .coverage").inner_text()
    headings = page.locator("#chat .answer h3").all_inner_texts()
    assert headings[0] == "Concern"
    assert "Recommendation" not in headings
    assert "type=concern" in page.locator("#chat a.permalink").get_attribute("href")
    assert "?" not in page.url


def test_a_link_with_a_filter_that_is_not_there_still_answers_and_says_so(open_page):
    page = open_page("?q=What+about+DASH%3F&theme=no-such-theme&year=soon")
    page.locator("#chat .answer .caveat").get_by_text("left out").wait_for()
    assert page.locator("#chat a.cite").count()


def test_an_answer_is_copied_with_its_citations(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page)
    quote = page.locator("#sources article mark").first.inner_text()
    page.get_by_role("link", name="Copy with citations").click()
    page.locator("#status").get_by_text("Copied with citations.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied
    assert quote.split("\n")[0] in copied
    assert asked(page) == [QUESTION]
    ask(page, OTHER)
    assert "Copied" not in page.locator("#status").inner_text()


def test_without_a_clipboard_it_is_copied_the_old_way(open_page):
    page = open_page(permissions=["clipboard-read"])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ask(page)
    page.get_by_role("link", name="Copy with citations").click()
    page.locator("#status").get_by_text("Copied with citations.").wait_for()


def test_an_answer_is_downloaded_without_leaving_the_page(open_page):
    page = open_page()
    ask(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    assert asked(page) == [QUESTION]


def test_a_wrong_citation_is_kept_with_the_source_that_it_is_about(open_page, feedback):
    feedback.clear()
    page = open_page(width=390, height=844)
    ask(page)
    quote = page.locator("#sources article mark").nth(1).inner_text()
    assert not page.get_by_label("Which source is wrong?").is_visible()
    page.get_by_label("Wrong citation").check()
    page.get_by_label("Which source is wrong?").click()
    page.get_by_role("option", name=re.compile("^2: ")).click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#status").get_by_text("Thank you").wait_for()
    (row,) = feedback.rows()
    assert row.about == row.citations[1]
    assert row.about.quote.split() == quote.split()


def test_what_is_typed_while_an_answer_grows_stays(growing):
    import threading

    from growing_answers import finding, sentence, written

    opening, answerer = growing
    hold = threading.Event()
    first = sentence("Three of nine plans were late.")
    answerer.steps = [written(first), hold, written(first, finding(3), finding(4))]
    page = opening()
    box = page.get_by_label("Your question")
    box.fill("What about plans?")
    box.press("Enter")
    page.locator("#chat .paragraph").wait_for()
    box.fill("And fathers?")
    hold.set()
    page.locator("#status").get_by_text("Answer ready").wait_for()
    assert box.input_value() == "And fathers?"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_stands_in_the_way_of_anybody(open_page, theme, width):
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed: pip install -e .[dev]")
    page = open_page(f"?__theme={theme}", width=width, height=844)
    assert violations(page) == []
    ask(page)
    page.get_by_label("Wrong citation").check()
    assert violations(page) == []
    ask(page, "What about volcanoes?", "Nothing found|Not found")
    assert violations(page) == []
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
