"""An answer that a language model writes, in a real browser: as it grows, where it fails, and what it may not do."""

import threading

import pytest
from growing_answers import QUOTES, answered, finding, sentence, written

pytestmark = [
    pytest.mark.browser,
    # Gradio 6.31 counts its queue in ways that pandas 3 is to drop.
    pytest.mark.filterwarnings("ignore:.future.no_silent_downcasting. is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]
FOCUSED = "document.activeElement"
FIRST = sentence("Three of nine plans were late.")
SECOND = sentence(QUOTES[1], 2, by="report")
WHOLE = written(FIRST, SECOND, finding(3), finding(4), notices=("Samples are small.",))


def ask(page, question="What about plans?"):
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def said(page):
    return page.locator("#chat .answer").last.locator(".paragraph .said").all_inner_texts()


def status(page, words):
    page.locator("#status").get_by_text(words).wait_for()


def fold(page):
    return page.locator("#chat details.more summary")


def test_each_sentence_is_there_as_soon_as_it_is_written_and_once(growing):
    opening, answerer = growing
    holds = [threading.Event() for _ in range(3)]
    answerer.steps = [written(), holds[0], written(FIRST), holds[1], written(FIRST, SECOND), holds[2], WHOLE]
    page = opening()
    ask(page)
    page.locator("#chat .answer").get_by_text("has findings on this").wait_for()
    assert said(page) == []
    for hold, expected in ((holds[0], [FIRST.text]), (holds[1], [FIRST.text, f"“{SECOND.text}”"])):
        hold.set()
        page.locator("#chat .paragraph .said").nth(len(expected) - 1).wait_for()
        assert said(page) == expected
        status(page, "Writing the answer")
        assert fold(page).count() == 0
    holds[2].set()
    status(page, "Answer ready with 4 sources.")
    assert said(page) == [FIRST.text, f"“{SECOND.text}”"]
    assert page.locator("#chat .writer").inner_text().startswith("Written by ollama:llama3.1 from the reports'")
    assert page.locator("#chat .answer").count() == 1


def test_the_reports_own_words_replace_the_prose_of_a_model_that_failed(growing):
    opening, answerer = growing
    hold = threading.Event()
    answerer.steps = [written(FIRST), hold, answered(finding(1), finding(2), notices=("The model stalled.",))]
    page = opening()
    ask(page)
    page.locator("#chat .paragraph").wait_for()
    hold.set()
    status(page, "Answer ready with 2 sources.")
    assert page.locator("#chat :is(.paragraph, .writer, details)").count() == 0
    assert page.locator("#chat li .said").all_inner_texts() == list(QUOTES[:2])
    assert page.locator("#chat .caveat").inner_text() == "The model stalled."


@pytest.mark.parametrize(("button", "left"), [("Stop", [FIRST.text]), ("Clear", [])])
def test_stop_and_clear_end_the_writing(growing, button, left):
    opening, answerer = growing
    answerer.steps = [written(FIRST), threading.Event(), WHOLE]
    page = opening()
    ask(page)
    page.locator("#chat .paragraph").wait_for()
    page.get_by_role("button", name=button, exact=True).click()
    assert answerer.closed.wait(20)
    page.locator("#status").get_by_text("Stopped." if button == "Stop" else "Cleared.").wait_for()
    assert page.locator("#chat .paragraph .said").all_inner_texts() == left
    answerer.steps = [WHOLE]
    ask(page)
    status(page, "Answer ready")
    assert said(page) == [FIRST.text, f"“{SECOND.text}”"]


HOSTILE = (
    "<script>window.pwned=1</script><img src=https://evil.example/beacon.png onerror=window.pwned=1>",
    "![x](https://evil.example/b.png) [press](javascript:window.pwned=1) https://evil.example/c [7]",
    "[1]: https://evil.example/d",
    "<style>@import url(https://evil.example/e.css); #title{display:none}</style><div style='position:fixed;inset:0'>",
    "<form action=https://evil.example/f><input name=q><button>Send</button></form>",
    "</div></p><a class=cite href=#src-1-2 id=src-1-1>met</a> $$x$$ `code` **bold**",
)


def test_what_a_model_writes_is_only_ever_text(growing):
    opening, answerer = growing
    answerer.steps = [written(*(sentence(text, 1, 2, paragraph=n) for n, text in enumerate(HOSTILE, 1)), finding(3))]
    page = opening()  # asserts at the end that nothing was asked for elsewhere
    ask(page)
    status(page, "Answer ready")
    assert said(page) == list(HOSTILE)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#chat .answer :is(script, style, img, iframe, form, input, button, code, strong)").count() == 1
    links = page.locator("#chat .paragraph a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links == ["#src-1-1", "#src-1-2"] * len(HOSTILE)
    assert page.locator("#title").is_visible()
    page.locator("#chat a.cite").first.click()
    assert page.evaluate(f"{FOCUSED}.querySelector('blockquote mark').textContent") == QUOTES[0]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_other_findings_unfold_by_keyboard_and_their_citations_lead_to_the_quote(growing, width):
    opening, answerer = growing
    answerer.steps = [WHOLE]
    page = opening(width=width)
    ask(page)
    status(page, "Answer ready")
    inside = page.locator("#chat details.more a.cite")
    assert fold(page).inner_text() == "2 more findings, in the reports' own words"
    assert not inside.first.is_visible()
    page.locator("#chat .paragraph a.cite").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    inside.first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.querySelector('blockquote mark').textContent") == QUOTES[2]
    fold(page).click()
    page.locator("#sources article").nth(2).get_by_role("link", name="Back to citation").click()
    assert page.evaluate(f"{FOCUSED}.getAttribute('href')") == "#src-1-3"
    assert inside.first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_source_of_an_earlier_answer_keeps_the_focus_while_a_later_one_grows(growing):
    opening, answerer = growing
    answerer.steps = [WHOLE]
    page = opening()
    ask(page)
    status(page, "Answer ready")
    fold(page).click()
    hold = threading.Event()
    answerer.steps = [written(FIRST), hold, written(FIRST, SECOND), WHOLE]
    ask(page, "And fathers?")
    page.locator("#chat .asked").nth(1).wait_for()
    page.locator("#sources article[id='src-2-1']").wait_for()
    page.locator('#chat a.cite[href="#src-1-3"]').click()
    before = page.evaluate_handle(FOCUSED)
    hold.set()
    status(page, "Answer ready")
    page.locator("#sources article[id='src-2-4']").wait_for()
    assert not before.evaluate("card => card.isConnected")  # else the panel was not shown anew, and this tests nothing
    assert page.evaluate(f"{FOCUSED}.id") == "src-1-3"
    assert page.evaluate(f"{FOCUSED}.getAttribute('aria-labelledby')") == "src-1-3-title"
    assert page.locator("#sources details[open]").count() == 1
    assert page.locator("#chat details.more").first.get_attribute("open") is not None


def test_focus_is_not_given_back_to_what_the_person_left(growing):
    opening, answerer = growing
    hold = threading.Event()
    answerer.steps = [written(FIRST), hold, written(FIRST, SECOND), WHOLE]
    page = opening()
    ask(page)
    page.locator("#chat .paragraph a.cite").first.click()
    assert page.evaluate(f"{FOCUSED}.id") == "src-1-1"
    page.locator("#title h1").click()
    hold.set()
    status(page, "Answer ready")
    assert page.evaluate(f"{FOCUSED}.tagName") == "BODY"


def test_clear_forgets_what_was_unfolded(growing):
    opening, answerer = growing
    answerer.steps = [WHOLE]
    page = opening()
    for conversation in ("first", "second"):
        for question in ("one?", "two?"):
            ask(page, question)
            page.locator("#chat .asked").get_by_text(question).wait_for()
            page.locator("#judging").wait_for()
        folded = page.locator("#sources details")
        folded.wait_for()
        assert folded.get_attribute("open") is None, conversation
        folded.locator("summary").click()
        page.get_by_role("button", name="Clear", exact=True).click()
        status(page, "Cleared.")


def test_the_question_box_stands_over_what_is_below_it(growing):
    opening, answerer = growing
    answerer.steps = [answered(*(finding(number) for number in (1, 2, 3, 4) * 3))]
    page = opening(height=760)
    page.add_style_tag(content="#chat { min-height: 700px }")  # a long answer
    ask(page)
    label = page.locator("#verdict [data-testid=block-info]")
    label.wait_for()
    form = page.locator("#ask-form")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(
        f"scrollTo({{top: {label.bounding_box()['y'] - form.bounding_box()['y'] - 50}, behavior: 'instant'}})"
    )
    box = label.bounding_box()
    assert form.bounding_box()["y"] < box["y"] < 700  # else they do not meet, and this tests nothing
    on_top = f"document.elementFromPoint({box['x'] + 5}, {box['y'] + box['height'] / 2})"
    assert page.evaluate(f"{on_top}.closest('#ask-form') !== null")


def test_the_page_says_who_writes_and_what_is_sent_where(growing):
    opening, _answerer = growing
    assert opening().locator("#writer").inner_text() == (
        "Answers are written by ollama:llama3.1 at models.example: "
        "your question and the passages found for it are sent there."
    )
