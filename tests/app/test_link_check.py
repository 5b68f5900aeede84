"""Visiting addresses, against a scripted site on this machine, and the command that lists and checks links."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from app.cli.main import cli
from app.guarded_transport import is_public
from app.link_check import USER_AGENT, Verdict, check_links
from knowledge.errors import HomeError, UnknownReportError
from knowledge.types import ReportId

REDIRECTS = {
    "/one": "/two",
    "/two": "/three",
    "/three": "/there",
    "/loop": "/loop",
    "/file": "file:///etc/passwd",
    "/script": "javascript:alert(1)",
    "/named": "//name:word@127.0.0.1/there",
    "/to-gone": "/gone",
    "/broken": "http://[half",
}
STATUSES = {"/there": 200, "/gone": 404, "/for-good": 410, "/members": 401, "/shy": 403, "/busy": 429, "/ill": 500}


class Page(BaseHTTPRequestHandler):
    """Answers by path as the tables say, and notes what was asked."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.server.note(self)
        if self.path in {"/get-only", "/endless"}:
            return self.answer(405)
        if self.path == "/hangs-up-on-head":
            return self.hang_up()
        return self.any_method()

    def do_GET(self):
        self.server.note(self)
        if self.path == "/endless":
            return self.answer_without_end()
        return self.any_method()

    def any_method(self):
        if self.path == "/slow":
            self.server.released.wait(30)
        if self.path == "/hangs-up":
            return self.hang_up()
        if self.path.startswith("/crowd"):
            with self.server.crowd:
                threading.Event().wait(0.05)
        if self.path == "/elsewhere":
            return self.answer(302, self.server.elsewhere)
        if self.path in REDIRECTS:
            return self.answer(301, REDIRECTS[self.path])
        return self.answer(STATUSES.get(self.path, 200))

    def answer(self, status, location=None):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.send_header("Set-Cookie", "who=you; Path=/")
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def answer_without_end(self):
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.released.is_set():
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def hang_up(self):
        self.close_connection = True

    def log_message(self, *_words):
        pass


class Crowd:
    """How many are inside at once, and how many ever were."""

    def __init__(self):
        self.now = self.most = 0
        self.lock = threading.Lock()

    def __enter__(self):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_error):
        with self.lock:
            self.now -= 1


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host="127.0.0.1", crowd=None):
        super().__init__((host, 0), Page)
        self.asked, self.headers, self.elsewhere = [], [], ""
        self.released, self.crowd = threading.Event(), crowd or Crowd()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def note(self, page):
        self.asked.append((page.command, page.path))
        self.headers.append({name.lower(): value for name, value in page.headers.items()})

    def url(self, path):
        return f"http://{self.server_address[0]}:{self.server_address[1]}{path}"

    def stop(self):
        self.released.set()
        self.shutdown()
        self.thread.join()
        self.server_close()


@pytest.fixture
def site():
    site = Site()
    yield site
    site.stop()


def anywhere(_ip):
    return True


def check(site, path, seconds=20.0, may_visit=anywhere):
    url = site.url(path) if path.startswith("/") else path
    return check_links([url], seconds, may_visit=may_visit)[url]


class TestVerdicts:
    @pytest.mark.parametrize(
        ("path", "verdict", "status"),
        [
            ("/there", Verdict.OK, 200),
            ("/get-only", Verdict.OK, 200),
            ("/hangs-up-on-head", Verdict.OK, 200),
            ("/endless", Verdict.OK, 200),
            ("/gone", Verdict.GONE, 404),
            ("/for-good", Verdict.GONE, 410),
            ("/to-gone", Verdict.GONE, 404),
            ("/members", Verdict.REFUSED, 401),
            ("/shy", Verdict.REFUSED, 403),
            ("/busy", Verdict.REFUSED, 429),
            ("/ill", Verdict.FAILED, 500),
            ("/hangs-up", Verdict.FAILED, None),
            ("/broken", Verdict.FAILED, None),
        ],
    )
    def test_what_a_site_answers(self, site, path, verdict, status):
        found = check(site, path)
        assert (found.verdict, found.status) == (verdict, status)

    def test_redirects_are_followed_and_told(self, site):
        found = check(site, "/one")
        assert (found.verdict, found.final_url) == (Verdict.REDIRECTED, site.url("/there"))
        assert site.asked == [("HEAD", path) for path in ("/one", "/two", "/three", "/there")]

    def test_a_loop_of_redirects_ends(self, site):
        found = check(site, "/loop")
        assert (found.verdict, found.detail) == (Verdict.FAILED, "more than 5 redirects")
        assert len(site.asked) == 6

    def test_a_site_that_does_not_answer_in_time_has_failed(self, site):
        found = check(site, "/slow", seconds=0.2)
        assert (found.verdict, found.detail) == (Verdict.FAILED, "no answer in 0.2 s")

    def test_a_name_that_nobody_has_is_a_fault_of_dns(self, site):
        found = check(site, "https://nobody.invalid/kit")
        assert (found.verdict, "(DNS)" in found.detail) == (Verdict.FAILED, True)

    def test_nobody_at_the_door_is_a_fault(self):
        site = Site()
        site.stop()
        assert check(site, "/there").detail == "no connection"

    def test_a_site_that_speaks_no_tls_is_no_secure_site(self, site):
        found = check(site, site.url("/there").replace("http:", "https:"))
        assert (found.verdict, "(TLS)" in found.detail) == (Verdict.FAILED, True)

    def test_every_address_gets_a_verdict_and_is_told_once(self, site):
        urls = [site.url("/there"), site.url("/gone"), "ftp://example.org", site.url("/there")]
        told = []
        checks = check_links(urls, may_visit=anywhere, done=told.append)
        assert list(checks) == list(dict.fromkeys(urls))
        assert sorted(one.url for one in told) == sorted(checks)
        assert len(site.asked) == 3  # the page that is gone is asked for both ways


class TestWhatIsSent:
    def test_the_address_and_the_name_of_the_program_are_all(self, site):
        check(site, "/there")
        (headers,) = site.headers
        assert set(headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert headers["user-agent"] == USER_AGENT
        assert USER_AGENT.startswith("audit-learning/")

    def test_no_cookie_is_brought_back(self, site):
        check_links([site.url("/one"), site.url("/gone")], may_visit=anywhere)
        assert not any("cookie" in headers for headers in site.headers)

    def test_nothing_of_this_machines_settings_is_used(self, site, tmp_path, monkeypatch):
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert check(site, "/there").verdict is Verdict.OK
        assert "authorization" not in site.headers[0]


class TestWhereAVisitMayGo:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
    def test_this_machine_is_not_visited(self, site, host):
        url = f"http://{host}:{site.server_address[1]}/there"
        found = check_links([url])[url]
        assert found.verdict in {Verdict.NOT_VISITED, Verdict.FAILED}  # a machine may lack IPv6, or the old spelling
        assert site.asked == []

    def test_it_says_why(self, site):
        found = check(site, "/there", may_visit=is_public)
        assert (found.verdict, found.detail) == (Verdict.NOT_VISITED, "127.0.0.1 is inside this machine's network")

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("8.8.8.8", True),
            ("2606:4700:4700::1111", True),
            ("10.1.2.3", False),
            ("172.16.0.1", False),
            ("192.168.1.1", False),
            ("169.254.169.254", False),
            ("100.64.0.1", False),
            ("224.0.0.1", False),
            ("255.255.255.255", False),
            ("0.0.0.0", False),
            ("::", False),
            ("fe80::1%eth0", False),
            ("fd00::1", False),
            ("ff02::1", False),
            ("::ffff:10.0.0.1", False),
            ("2002:7f00:1::", False),
        ],
    )
    def test_only_the_public_internet_is_public(self, address, expected):
        assert is_public(address) is expected

    def test_a_redirect_into_the_network_is_not_followed(self, site):
        inside = Site()
        site.elsewhere = inside.url("/there").replace("127.0.0.1", "127.0.0.2")
        found = check(site, "/elsewhere", may_visit=lambda ip: ip == "127.0.0.1")
        inside.stop()
        assert (found.verdict, found.detail) == (Verdict.NOT_VISITED, "127.0.0.2 is inside this machine's network")

    def test_a_host_with_one_inside_address_among_public_ones_is_not_visited(self, site, monkeypatch):
        both = [(2, 1, 6, "", ("8.8.8.8", 0)), (2, 1, 6, "", ("127.0.0.1", 0))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_words, **_more: both)
        assert check(site, "http://example.org/", may_visit=is_public).verdict is Verdict.NOT_VISITED

    def test_the_visit_goes_to_the_number_that_was_looked_at(self, site, monkeypatch):
        looked_up = []

        def look_up(host, *_words, **_more):
            looked_up.append(host)
            return [(2, 1, 6, "", ("127.0.0.1", 0))]

        monkeypatch.setattr("socket.getaddrinfo", look_up)
        url = f"http://example.org:{site.server_address[1]}/one"
        found = check_links([url], may_visit=anywhere)[url]
        assert found.final_url == url.replace("/one", "/there")
        assert looked_up.count(b"example.org") == 1
        assert {host for host in looked_up if host != b"example.org"} <= {"127.0.0.1", b"127.0.0.1"}
        assert site.headers[0]["host"] == f"example.org:{site.server_address[1]}"

    @pytest.mark.parametrize("path", ["/file", "/script", "/named"])
    def test_a_redirect_to_what_is_no_plain_web_page_is_not_followed(self, site, path):
        found = check(site, path)
        assert found.verdict is Verdict.NOT_VISITED
        assert len(site.asked) == 1

    @pytest.mark.parametrize(
        "url",
        ["ftp://127.0.0.1/", "mailto:us@example.org", "http://me:word@127.0.0.1/", "http://127.0.0.1:99999/", "", "//"],
    )
    def test_what_is_no_plain_web_address_is_not_visited(self, url):
        assert check_links([url], may_visit=anywhere)[url].verdict is Verdict.NOT_VISITED


many_hosts = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address only")


class TestCrowding:
    def test_a_host_is_asked_one_thing_at_once(self, site):
        checks = check_links([site.url(f"/crowd/{number}") for number in range(6)], may_visit=anywhere)
        assert {one.verdict for one in checks.values()} == {Verdict.OK}
        assert site.crowd.most == 1

    @many_hosts
    def test_it_is_asked_one_thing_at_once_also_by_way_of_others(self, site):
        others = [Site(f"127.0.0.{number}") for number in range(2, 6)]
        for other in others:
            other.elsewhere = site.url("/crowd")
        checks = check_links([other.url("/elsewhere") for other in others], may_visit=anywhere)
        for other in others:
            other.stop()
        assert {one.final_url for one in checks.values()} == {site.url("/crowd")}
        assert site.crowd.most == 1

    @many_hosts
    def test_no_more_than_four_hosts_are_asked_at_once(self):
        crowd = Crowd()
        sites = [Site(f"127.0.0.{number}", crowd) for number in range(1, 9)]
        checks = check_links([site.url("/crowd") for site in sites], may_visit=anywhere)
        for site in sites:
            site.stop()
        assert {one.verdict for one in checks.values()} == {Verdict.OK}
        assert 1 < crowd.most <= 4


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


class TestCommand:
    @pytest.fixture
    def report(self, product, site, write_report):
        text = (
            "Neglect audit\n\nFebruary 2025\n\nResources\n\n"
            f"- The toolkit is at [this page]({site.url('/there')}).\n"
            f"- An old guide: [the guide]({site.url('/gone')}).\n"
            "- A template is [here](#).\n"
        )
        path = write_report("neglect.txt", text)
        assert [outcome.action for outcome in product.pipeline.ingest([path])] == ["added"]

    def rows(self, *words):
        result = run("links", "--json", *words)
        assert result.exit_code == 0
        return json.loads(result.stdout)

    def test_a_link_that_only_points_is_named_by_the_words_around_it(self, report):
        titles = {row["anchor"]: row["title"] for row in self.rows("--report", "neglect")["links"]}
        assert titles["this page"] == "The toolkit is at this page"
        assert titles["the guide"] == "the guide"

    def test_the_links_of_reports_and_of_the_catalogue_are_listed_and_none_is_visited(self, report, site):
        found = self.rows()
        ours = [row for row in found["links"] if row["origin"] == "report"]
        assert [(row["anchor"], row["lost"], row["report_id"]) for row in ours] == [
            ("this page", False, "neglect"),
            ("the guide", False, "neglect"),
            ("here", True, "neglect"),
        ]
        assert any(row["origin"] == "catalogue" and row["publisher"] == "SafeLives" for row in found["links"])
        assert all(row["check"] is None for row in found["links"])
        assert (found["counts"], site.asked) == ({}, [])

    def test_a_check_gives_each_web_address_its_verdict(self, report):
        found = self.rows("--report", "neglect", "--check", "--allow-private")
        assert [row["check"] and row["check"]["verdict"] for row in found["links"]] == ["ok", "gone", None]
        assert found["counts"] == {"ok": 1, "gone": 1}

    def test_a_report_does_not_make_us_call_our_own_network(self, report, site):
        found = self.rows("--report", "neglect", "--check")
        assert found["counts"] == {"not visited": 2}
        assert site.asked == []

    def test_people_read_a_list_and_are_told_what_goes_out(self, report):
        result = run("links", "--report", "neglect", "--check", "--allow-private")
        assert "Visiting 2 addresses of 1 hosts" in result.stderr
        assert "3 links, 1 lost. Of 2 addresses: 1 ok, 1 gone." in result.stderr
        assert "the page is gone (404)" in result.stdout
        assert "lost: the report does not say where it leads" in result.stdout

    def test_a_held_report_is_listed_too(self, report, product):
        product.knowledge_base.hold(ReportId("neglect"))
        assert len(self.rows("--report", "neglect")["links"]) == 3

    def test_without_a_library_there_is_the_catalogue(self, home):
        assert {row["origin"] for row in self.rows()["links"]} == {"catalogue"}
        assert not home.exists()
        assert isinstance(run("links", "--report", "nobody").exception, HomeError)

    def test_a_report_that_is_not_there_is_an_error(self, report):
        assert isinstance(run("links", "--report", "nobody").exception, UnknownReportError)
