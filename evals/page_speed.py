"""Times the page in a real browser: from Enter to the first words of an answer and to the whole of it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE_MS = 120_000
WATCH = """() => {
  const times = window.auditTimes = {};
  const words = () => [...document.querySelectorAll('#chat .bot')].map(part => part.textContent.trim());
  const status = () => document.querySelector('#status')?.textContent.trim() ?? '';
  let asked = null;
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !event.target.closest('#question')) return;
    asked = {at: performance.now(), answers: words().filter(Boolean).length};
    times.first = times.whole = null;
  }, true);
  new MutationObserver(() => {
    if (asked === null) return;
    const since = performance.now() - asked.at;
    if (times.first === null && words().filter(Boolean).length > asked.answers) times.first = since;
    // The line over the answer says last of all how it turned out.
    if (times.first !== null && status() && !status().startsWith('Searching')) { times.whole = since; asked = null; }
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Times are taken in the page: asking it from outside whether it is done would add the way there and back."""


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Milliseconds from Enter, as the page itself saw them."""

    first_ms: float
    whole_ms: float


@contextmanager
def browser_page() -> Iterator[Any]:
    """A page of Chromium without a window, until the block ends.

    Raises:
        ConfigError: Playwright or Chromium is not installed.
    """
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        raise ConfigError(
            "There is no Chromium to time the page in.", "Install it, such as `apt-get install chromium`."
        )
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise ConfigError("Playwright is not installed.", "Install it: pip install playwright.") from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_MS)
            yield page
        finally:
            browser.close()


def time_page(page: Any, address: str, questions: Sequence[str]) -> list[PageTimes]:  # noqa: ANN401 - untyped where absent
    """Asks each question on the page as a person does, each in a new conversation.

    Args:
        page: Of a browser.
        address: Of the server; one question is asked first that is not timed.
        questions: What is asked.
    """
    return [_timed(page, address, question) for question in (*questions[:1], *questions)][1:]


def _timed(page: Any, address: str, question: str) -> PageTimes:  # noqa: ANN401
    page.goto(address)
    box = page.locator("#question textarea, #question input").first
    box.wait_for()
    page.wait_for_function("() => document.querySelector('#library')?.textContent.trim()")
    page.evaluate(WATCH)
    box.fill(question)
    box.press("Enter")
    page.wait_for_function("() => window.auditTimes.whole")
    times = page.evaluate("() => window.auditTimes")
    return PageTimes(times["first"], times["whole"])
