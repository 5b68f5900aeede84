"""A person's way through the page in a real browser: ask, read, follow a citation, come back."""

import re

import pytest

pytestmark = [
    pytest.mark.browser,
    # Gradio 6.31 counts its queue in ways that pandas 3 is to drop.
    pytest.mark.filterwarnings("ignore:.future.no_silent_downcasting. is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]
QUESTION = "What did audits find about DASH?"
FOCUSED = "document.activeElement"


def ask(page, question=QUESTION, said=r"Answer ready with \d+ sources?\."):
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    page.locator("#status").get_by_text(re.compile(said)).wait_for()


def focused_quote(page):
    assert page.evaluate(f"{FOCUSED}.matches('#sources article.source')")
    return page.evaluate(f"{FOCUSED}.querySelector('blockquote mark').textContent")


def test_a_citation_leads_to_the_quote_and_back(open_page):
    page = open_page()
    ask(page)
    citation = page.locator("#chat a.cite").first
    said = page.locator("#chat li .said").first.inner_text()
    citation.click()
    assert focused_quote(page) == said
    page.locator("#sources article:focus").get_by_role("link", name="Back to citation").click()
    assert page.evaluate(f"{FOCUSED}.getAttribute('href')") == "#src-1-1"
    assert page.evaluate(f"{FOCUSED}.closest('#chat') !== null")


def test_the_keyboard_alone_is_enough(open_page):
    page = open_page()
    page.get_by_label("Your question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_text("Answer ready").wait_for()
    for _ in range(20):  # back from the question box into the answer
        page.keyboard.press("Shift+Tab")
        if page.evaluate(f"{FOCUSED}.matches('#chat a.cite')"):
            break
    target = page.evaluate(f"{FOCUSED}.getAttribute('href')")
    page.keyboard.press("Enter")
    assert page.evaluate(f"'#' + {FOCUSED}.id") == target
    tab_to(page, "a.open")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    report = opened.value
    report.locator("#quote").wait_for()
    report.close()
    tab_to(page, "a.back")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.getAttribute('href')") == target


def tab_to(page, selector):
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches('#sources {selector}')"):
            return
    raise AssertionError(f"no {selector} within ten tabs")


def test_the_first_tab_leads_to_the_question_box(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "Skip to the question"
    page.keyboard.press("Enter")
    page.keyboard.type(QUESTION)
    assert page.get_by_label("Your question").input_value() == QUESTION


def test_the_links_at_the_top_open_here(open_page):
    page = open_page()
    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    page.locator("#navigation a[aria-current=page]").wait_for()
    assert links.all_inner_texts() == ["Ask", "Library", "Themes", "Packs", "Accessibility"]
    assert links.evaluate_all("links => links.filter(link => link.target).length") == 0
    page.get_by_role("link", name="Accessibility", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.url.endswith("/accessibility")


def test_a_linked_question_is_asked_and_its_citations_stay_on_the_page(open_page):
    page = open_page("?q=What%20about%20DASH%3F")
    page.get_by_text("Answer ready").wait_for()
    page.locator("#chat a.cite").nth(1).click()
    assert focused_quote(page)
    assert page.url.endswith("?q=What%20about%20DASH%3F")
    assert page.locator("#chat a.cite").count() > 1


def test_earlier_citations_still_lead_to_their_sources(open_page):
    page = open_page()
    ask(page)
    said = page.locator("#chat li .said").first.inner_text()
    ask(page, "What worked well with fathers?")
    page.locator("#chat .asked").nth(1).wait_for()
    page.get_by_text("Answer ready").wait_for()  # the second one: while it grows, the sources are shown anew
    page.locator("#sources .sources > details").wait_for()
    page.locator('#chat a.cite[href="#src-1-1"]').click()
    assert focused_quote(page) == said


def test_an_example_is_asked_by_its_button(open_page):
    page = open_page()
    page.get_by_role("button", name=QUESTION, exact=True).click()
    page.get_by_text("Answer ready").wait_for()
    assert page.locator("#chat .asked").inner_text() == QUESTION


def test_nothing_found_is_said_so(open_page):
    page = open_page()
    ask(page, "What did audits find about volcanoes?", "Nothing found")
    assert page.locator("#chat .answer.no_evidence").count() == 1
    assert page.locator("#chat .answer.failed").count() == 0


def test_an_empty_question_says_what_to_do(open_page):
    page = open_page()
    ask(page, "  ", "The question is empty")
    assert page.locator("#chat .asked").count() == 0


def test_clear_empties_the_page_and_waits_for_the_next_question(open_page):
    page = open_page()
    ask(page)
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_text("Cleared.").wait_for()
    assert page.locator("#chat .asked").count() == 0
    assert page.locator("#sources article").count() == 0
    assert page.evaluate(f"{FOCUSED}.closest('#question') !== null")


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_is_wider_than_the_screen(open_page, width):
    page = open_page(width=width, height=844)
    ask(page)
    page.locator("#chat a.cite").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('#columns *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.outerHTML.slice(0, 80))") == []


def test_sources_stand_below_the_answer_on_a_phone_and_beside_it_elsewhere(open_page):
    for width, beside in ((390, False), (1280, True)):
        page = open_page(width=width)
        ask(page)
        answer, source = (page.locator(part).first.bounding_box() for part in ("#chat", "#sources article"))
        assert (source["x"] >= answer["x"] + answer["width"]) is beside
        assert (source["y"] >= answer["y"] + answer["height"]) is not beside


def test_a_hostile_report_runs_nothing_and_is_shown_as_it_is(open_page):
    page = open_page()
    ask(page, "What did audits find about zebra patrols?")
    said = page.locator("#chat .answer").inner_text()
    assert "<script>window.pwned=1</script>" in said
    assert "<img src=x onerror=window.pwned=1>" in said
    assert "[1]: javascript:window.pwned=1 and $$x$$ and `code`" in said
    assert page.evaluate("window.pwned") is None
    assert page.locator("#columns :is(script, img, iframe)").count() == 0
    assert page.locator("#columns a[href^='javascript'], #columns [id='src-1-1']:not(article)").count() == 0
    page.locator("#chat a.cite").first.click()
    assert focused_quote(page).startswith("Zebra patrols")


def test_only_the_status_line_speaks(open_page):
    page = open_page()
    ask(page)
    assert page.locator("#status").get_attribute("role") == "status"
    assert page.locator("#chat [role=log]").get_attribute("aria-live") == "off"
    assert page.locator("#chat [data-testid=bot][aria-label]").count() == 0
    assert page.evaluate("document.documentElement.lang") == "en-GB"


def test_two_people_do_not_see_each_other(open_page):
    first, second = open_page(), open_page()
    ask(first)
    ask(second, "What worked well with fathers?")
    assert first.locator("#chat .asked").all_inner_texts() == [QUESTION]
    assert second.locator("#chat .asked").all_inner_texts() == ["What worked well with fathers?"]


def test_stop_ends_the_wait_and_the_next_question_is_answered(held_back):
    page, answerer = held_back
    ask(page, QUESTION, "Searching the reports")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator("#chat .stopped").get_by_text("Stopped before the answer was complete").wait_for()
    answerer.answer_at_once()
    ask(page, "What about fathers?", "Nothing found")
    assert page.locator("#chat .asked").count() == 2


def test_clear_ends_the_wait_too(held_back):
    page, answerer = held_back
    ask(page, QUESTION, "Searching the reports")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator("#status").get_by_text("Cleared.").wait_for()
    answerer.answer_at_once()
    ask(page, "What about fathers?", "Nothing found")
    assert page.locator("#chat .asked").all_inner_texts() == ["What about fathers?"]
