"""Follow-ups, declined questions and feedback in a real browser, on a wide screen and on a phone."""

import re

import pytest

pytestmark = [
    pytest.mark.browser,
    # Gradio 6.31 counts its queue in ways that pandas 3 is to drop.
    pytest.mark.filterwarnings("ignore:.future.no_silent_downcasting. is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]
WIDTHS = pytest.mark.parametrize("width", [1280, 390])
OFFERED = "What did audits find about neglect?"
NAMING = "What about Jo Bloggs of 4 Elm Road?"


def ask(page, question, said):
    box = page.get_by_label("Your question")
    asked_before = page.locator("#chat .asked").count()
    box.fill(question)
    box.press("Enter")
    page.locator("#chat .asked").nth(asked_before).wait_for()  # else the answer before it would do
    page.locator("#status").get_by_text(re.compile(said)).wait_for()
    page.locator("#judging").wait_for()


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_a_follow_up_is_shown_as_searched_for_and_judged_with_a_note(open_page, feedback, width):
    feedback.clear()
    page = open_page(width=width, height=844)
    ask(page, "What did audits find about DASH?", "Answer ready")
    assert page.locator("#chat .searched").count() == 0
    ask(page, "and the police?", "Answer ready")
    searched = page.locator("#chat .answer").nth(1).locator(".searched").inner_text()
    assert re.search("Searching for: .*DASH.*police", searched)
    assert not page.get_by_label("Note").is_visible()
    page.get_by_role("radiogroup", name="Was this helpful?").get_by_label("Something missing").check()
    page.get_by_label("Note").fill("It leaves out the school.")
    assert fits(page, width)
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#status").get_by_text("Thank you. Kept on this machine").wait_for()
    assert page.locator("#judging").count() == 0
    (row,) = feedback.rows()
    assert (row.verdict, row.note, row.question) == (
        "something_missing",
        "It leaves out the school.",
        "and the police?",
    )
    assert f"Searching for: {row.standalone_question}" == searched
    assert row.citations


def test_a_note_about_a_person_stays_to_be_corrected(open_page, feedback):
    feedback.clear()
    page = open_page()
    ask(page, "What did audits find about DASH?", "Answer ready")
    page.get_by_label("Helpful", exact=True).check()
    page.get_by_label("Note").fill("Ring me on 07700 900123.")
    send = page.get_by_role("button", name="Send", exact=True)
    send.click()
    page.locator("#status").get_by_text("a person's phone number").wait_for()
    assert feedback.rows() == ()
    assert page.get_by_label("Note").input_value() == "Ring me on 07700 900123."
    page.get_by_label("Note").fill("")
    send.click()
    page.locator("#status").get_by_text("Thank you").wait_for()
    assert len(feedback.rows()) == 1


def test_feedback_is_given_by_the_keyboard_alone_and_starts_anew_with_the_next_question(open_page, feedback):
    feedback.clear()
    page = open_page()
    ask(page, "What did audits find about DASH?", "Answer ready")
    page.get_by_label("Helpful", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # which source is wrong: none in particular
    page.keyboard.press("Tab")
    page.keyboard.type("Page 2.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#status").get_by_text("Thank you").wait_for()
    assert [(row.verdict, row.note) for row in feedback.rows()] == [("wrong_citation", "Page 2.")]
    page.wait_for_function("document.activeElement.closest('#question') !== null")
    ask(page, "What worked well with fathers?", "Answer ready")
    assert page.locator("#verdict input:checked").count() == 0
    page.get_by_label("Helpful", exact=True).check()
    assert page.get_by_label("Note").input_value() == ""


@WIDTHS
def test_a_declined_question_says_first_who_can_help_and_keeps_nothing_typed(declining, width):
    opening, answerer, store = declining
    page = opening(width=width)
    ask(page, NAMING, "Not answered")
    answer = page.locator("#chat .answer")
    assert answer.locator("> :first-child").get_attribute("class") == "signposts"
    assert answer.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))") == [
        "tel:999",
        "tel:01632960001",
        "https://harrowmere.example/help",
    ]
    assert page.locator("#chat .asked").inner_text() == "What about [name]?"
    assert page.get_by_label("Your question").input_value() == ""
    assert "Bloggs" not in page.content()
    assert fits(page, width)
    ask(page, "And now?", "Nothing found")
    assert answerer.asked[1][1][0] == "What about [name]?"
    assert store.rows() == ()


def test_a_declined_question_leaves_the_address_too(declining):
    opening, _answerer, _store = declining
    page = opening("?q=What%20about%20Jo%20Bloggs%3F")
    page.locator("#chat .declined").wait_for()
    page.wait_for_function("location.search === ''")
    assert page.locator("#chat .asked").inner_text() == "What about [name]?"


def test_a_verdict_on_a_declined_question_takes_no_note(declining):
    opening, _answerer, store = declining
    page = opening()
    ask(page, NAMING, "Not answered")
    page.get_by_label("Helpful", exact=True).check()
    assert page.get_by_label("Note").count() == 0
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#status").get_by_text("Thank you").wait_for()
    (row,) = store.rows()
    assert (row.reason, row.question, row.note) == ("identifiable_data", None, "")


def test_an_offered_question_is_asked_by_its_button(declining):
    opening, answerer, _store = declining
    page = opening()
    ask(page, NAMING, "Not answered")
    page.get_by_role("heading", name="What audits can tell you").wait_for()
    button = page.locator("#suggestions").get_by_role("button", name=OFFERED)
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#status").get_by_text("Nothing found").wait_for()
    assert answerer.asked[1][0] == OFFERED
    page.get_by_role("heading", name="Ask instead").wait_for()
    assert page.locator("#suggestions").get_by_role("button").count() == 1
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator("#suggestions").wait_for(state="detached")
    assert page.locator("#judging").count() == 0


def test_two_people_are_offered_their_own_questions(declining):
    opening, answerer, _store = declining
    first, second = opening(), opening()
    ask(first, NAMING, "Not answered")
    ask(second, "And fathers?", "Nothing found")
    first.locator("#suggestions").get_by_role("button", name="What worked well with fathers?").click()
    first.locator("#status").get_by_text("Nothing found").wait_for()
    assert answerer.asked[-1][0] == "What worked well with fathers?"
    assert second.locator("#chat .asked").all_inner_texts() == ["And fathers?"]
