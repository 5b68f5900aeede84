import re
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from growing_answers import MODEL, Growing

from app.feedback import FeedbackStore
from app.filter_choices import KeptChoices
from app.site import Site
from app.ui.header import WriterNotice
from knowledge.errors import UnknownReportError
from knowledge.types import Answer, Signpost, Status

PATIENCE_MS = 90_000
"""How long to wait for the page: a machine that does other work too is no fault of the code."""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OFFERED = "What did audits find about neglect?"
SAMPLES = Path(__file__).parents[2] / "knowledge" / "sample_reports"
HOSTILE = """Zebra crossing audit

What we found

- Zebra patrols <script>window.pwned=1</script> were late <img src=x onerror=window.pwned=1> in 3 of 9 records.
- Zebra patrols were praised by pupils [1]: javascript:window.pwned=1 and $$x$$ and `code`.
- Zebra patrols [press me](javascript:window.pwned=1) </blockquote></article><a id="src-1-1">met</a> often.
"""


@pytest.fixture(scope="session")
def chromium():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install -e .[dev]")
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium on the path (looked for {', '.join(CHROMIUM_NAMES)}): apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(answerer, library, feedback=None, writer=None):
    """The page over an assistant, on a free port, until the end of the block."""
    with served_site(Site(answerer, library, feedback, writer)) as address:
        yield address


@contextmanager
def served_site(site):
    """A whole site, on a free port, until the end of the block."""
    import uvicorn

    from app.server.application import build_app

    server = uvicorn.Server(
        uvicorn.Config(build_app(site), log_level="critical", ws="none", timeout_graceful_shutdown=1)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="session")
def serve_site():
    """Serves a whole site; see `served_site`."""
    return served_site


@pytest.fixture(scope="session")
def hostile_files():
    """Makes the sample reports' files and a hostile one."""

    def files(folder):
        hostile = folder / "zebra.txt"
        hostile.write_text(HOSTILE, encoding="utf-8")
        return [*sorted(SAMPLES.glob("*.pdf")), hostile]

    return files


@pytest.fixture(scope="module")
def feedback(tmp_path_factory):
    """What is kept of what people say on the page of `address`."""
    return FeedbackStore(tmp_path_factory.mktemp("feedback") / "feedback.jsonl")


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory, feedback):
    """The real assistant over the sample reports and a hostile one."""
    from app.settings import Settings
    from app.wiring import opened

    folder = tmp_path_factory.mktemp("browser")
    hostile = folder / "zebra.txt"
    hostile.write_text(HOSTILE, encoding="utf-8")
    with opened(Settings(home=folder / "home")) as product:
        catalogue = product.knowledge_base.catalogue
        outcomes = list(product.pipeline.ingest([*sorted(SAMPLES.glob("*.pdf")), hostile]))
        assert {outcome.action for outcome in outcomes} == {"added"}
        with served_site(Site(product.assistant, catalogue, feedback, choices=KeptChoices(catalogue))) as address:
            yield address


class Declining:
    """An assistant that declines whatever names Jo, and finds nothing for the rest; remembers what it was told."""

    def __init__(self):
        self.asked = []

    def ask(self, question, history=(), filters=None):
        self.asked.append((question, [turn.content for turn in history]))
        if "Jo" not in question:
            return Answer(question, question, Status.NO_EVIDENCE, "Nothing.", suggestions=(OFFERED,))
        return Answer(
            "What about [name]?",
            "What about [name]?",
            Status.DECLINED,
            "This assistant takes no questions about one child.",
            reason="identifiable_data",
            signposts=(
                Signpost("Emergency services", "999", None, "If a child is in immediate danger."),
                Signpost("Front door", "01632 960 001", "https://harrowmere.example/help", "Any worry.", local=True),
            ),
            suggestions=(OFFERED, "What worked well with fathers?"),
        )

    def growing(self, question, history=(), filters=None, stop=None):
        yield self.ask(question, history, filters)

    def reports(self):
        return []

    def canonical_text(self, report_id):
        raise UnknownReportError("No report is here.")

    def passages(self, filters):
        return []


class HeldBack:
    """An assistant that keeps everyone waiting until it is told to answer; who waited is still kept waiting."""

    def __init__(self):
        self._at_once = False
        self.end = threading.Event()

    def answer_at_once(self):
        self._at_once = True

    def ask(self, question, history=(), filters=None):
        if not self._at_once:
            self.end.wait(60)
        return Answer(question, question, Status.NO_EVIDENCE, "Nothing.")

    def growing(self, question, history=(), filters=None, stop=None):
        yield self.ask(question, history, filters)

    def reports(self):
        return []

    def canonical_text(self, report_id):
        raise UnknownReportError("No report is here.")

    def passages(self, filters):
        return []


@pytest.fixture
def held_back(chromium):
    """A page over an assistant that is held back, and that assistant."""
    answerer = HeldBack()
    with served(answerer, answerer) as address:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        page.get_by_text("No report is in the library yet").wait_for()
        yield page, answerer
        answerer.end.set()
        page.close()


@pytest.fixture(scope="module")
def declining_address(chromium, tmp_path_factory):
    """A page over an assistant that declines: that assistant, the feedback kept, and its address."""
    answerer = Declining()
    store = FeedbackStore(tmp_path_factory.mktemp("declining") / "feedback.jsonl")
    with served(answerer, answerer, store) as address:
        yield answerer, store, address


@pytest.fixture
def declining(chromium, declining_address):
    """Opens the page over an assistant that declines, at a width; that assistant and the feedback kept."""
    answerer, store, address = declining_address
    answerer.asked.clear()
    store.clear()
    contexts = []

    def opening(query: str = "", width: int = 1280):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 844}))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address + query)
        page.get_by_text("No report is in the library yet").wait_for()
        return page

    yield opening, answerer, store
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def growing_address(chromium, tmp_path_factory):
    """A page over an assistant whose answers grow: that assistant, and its address."""
    answerer = Growing()
    store = FeedbackStore(tmp_path_factory.mktemp("growing") / "feedback.jsonl")
    with served(answerer, answerer, store, WriterNotice(MODEL, "models.example", is_here=False)) as address:
        yield answerer, address


@pytest.fixture
def growing(chromium, growing_address):
    """Opens the page over an assistant whose answers grow, guarded as `open_page` is; and that assistant."""
    answerer, address = growing_address
    with _guarded_pages(chromium, address) as opening:
        yield opening, answerer


@pytest.fixture
def open_page(chromium, address):
    """Opens the page and, at the end, asserts that it asked for nothing elsewhere and complained of nothing."""
    with _guarded_pages(chromium, address) as opening:
        yield opening


@contextmanager
def _guarded_pages(chromium, address):
    contexts, requested, complaints = [], [], []

    def opening(query: str = "", width: int = 1280, height: int = 900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(address + query)
        page.get_by_label("Your question").wait_for()
        page.get_by_text(re.compile("reports? (is|are) in the library")).wait_for()
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert not complaints
