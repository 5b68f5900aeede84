from __future__ import annotations

import json
import shutil
import stat
import threading
import time
from contextlib import nullcontext

import pytest
from fakes import SHARED

from app.access.audit_log import AuditLog
from app.library_desk import Intake, LibraryDesk, SteadyAnswerer, UploadLimits
from app.library_desk.desk import MOST_WAITING
from app.library_desk.file_names import LONGEST_BYTES, RefusedNameError, safe_name
from app.settings import load_settings
from app.wiring import opened
from ingest.files import content_hash, stored_path
from ingest.overrides import OverrideError
from knowledge.errors import HomeError, TooOftenError, UnknownReportError
from knowledge.types import Filters, ReportId, Status

FIRST = "Neglect audit\n\nStrengths\n\n- Supervision notes were thorough.\n- Police shared what they knew.\n"
SECOND = "Neglect audit\n\nStrengths\n\n- School nurses kept in touch.\n"
NAMING = FIRST + "- Her NHS number is 943 476 5919.\n"
NEGLECT = ReportId("neglect")


@pytest.fixture
def folder(home):
    return home / "uploads"


@pytest.fixture
def audit(home):
    return AuditLog(home / "audit.jsonl")


@pytest.fixture
def desk(product, folder, audit):
    desk = LibraryDesk(product, folder, audit)
    yield desk
    desk.close()


def write(intake, files):
    for name, content in files.items():
        intake.begin(name)
        intake.write(content.encode() if isinstance(content, str) else content)
        intake.end()
    return intake


def finished(desk, job_id):
    until = time.monotonic() + 120
    while not desk.job(job_id).is_done and time.monotonic() < until:
        time.sleep(0.02)
    assert desk.job(job_id).is_done
    return desk.job(job_id)


@pytest.fixture
def upload(desk):
    """Uploads files by name and gives what became of each: its action and its report."""

    def run(files, replacing=None):
        job = finished(desk, desk.take_in(write(desk.intake(), files), "Ada", replacing))
        return [(file.outcome.action, file.outcome.report_id) for file in job.files]

    return run


def kept(folder):
    """The names of all files that are kept."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def actions(audit):
    return [json.loads(line)["action"] for line in audit.path.read_text("utf-8").splitlines()]


class TestNames:
    @pytest.mark.parametrize(
        ("sent", "safe"),
        [
            ("Neglect audit 2024.pdf", "Neglect audit 2024.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\audit.docx", "audit.docx"),
            ("a\x00b\nc\x1b[2J.pdf", "a b c [2J.pdf"),
            ("audit\u202efdp.exe", "audit fdp.exe"),
            ("...hidden.pdf", "hidden.pdf"),
            ("..", "report"),
            ("", "report"),
            ("/", "report"),
            ("con.pdf", "report-con.pdf"),
            ("LPT1", "report-LPT1"),
            ('what "is": this|<x>?*.pdf', "what -is-- this--x---.pdf"),
            ("audit.pdf. . ", "audit.pdf"),
            ("\ud800.pdf", "pdf"),
        ],
    )
    def test_a_name_is_made_safe_on_every_disk(self, sent, safe):
        assert safe_name(sent) == safe

    @pytest.mark.parametrize("sent", ["x" * 500 + ".pdf", "é" * 500 + ".pdf", "." + "x" * 500, "a." + "b" * 500])
    def test_a_long_name_is_cut_and_keeps_its_ending(self, sent):
        safe = safe_name(sent)
        assert 1 <= len(safe.encode()) <= LONGEST_BYTES
        assert safe.endswith(".pdf") or not sent.endswith(".pdf")

    @pytest.mark.parametrize(
        "sent",
        [
            "a.pdf.meta.yaml",
            "A.META.YAML",
            "a.meta.yaml\u202e",
            "x/a.meta.yaml ",
            "x" * (LONGEST_BYTES - 10) + ".meta" + "x" * 50 + ".yaml",
        ],
    )
    def test_a_file_that_would_describe_another_one_is_refused(self, sent):
        with pytest.raises(RefusedNameError):
            safe_name(sent)


class TestIntake:
    @pytest.fixture
    def intake(self, tmp_path):
        return Intake(tmp_path / "uploads", UploadLimits(most_files=2, most_bytes=100))

    def test_a_file_that_is_too_large_is_refused_and_the_next_one_still_taken(self, intake):
        write(intake, {"large.txt": b"x" * 101, "just.txt": b"x" * 100})
        large, just = intake.files
        assert "larger than" in large.refusal.message
        assert large.path is None
        assert just.path.read_bytes() == b"x" * 100

    def test_it_is_refused_as_soon_as_it_passes_the_limit(self, intake, tmp_path):
        intake.begin("large.txt")
        for _ in range(3):
            intake.write(b"x" * 50)
        assert [file.name for file in intake.files] == ["large.txt"]
        assert kept(tmp_path / "uploads") == []

    def test_more_files_than_allowed_are_refused_by_name(self, intake):
        write(intake, {"a.txt": "a", "b.txt": "b", "c.txt": "c"})
        assert [file.refusal is None for file in intake.files] == [True, True, False]
        assert "2 files" in intake.files[2].refusal.message

    def test_there_is_an_end_even_of_refused_files(self, intake):
        with pytest.raises(Exception, match="At most 2 files"):
            write(intake, {f"{number}.txt": "x" for number in range(1000)})
        assert len(intake.files) <= 200

    def test_only_the_owner_may_read_what_arrives(self, intake):
        write(intake, {"a.txt": "a"})
        assert stat.S_IMODE(intake.files[0].path.stat().st_mode) == 0o600
        assert stat.S_IMODE(intake.files[0].path.parent.stat().st_mode) == 0o700


class TestTakingIn:
    def test_good_files_become_reports_and_are_kept_under_their_hash(self, upload, folder, product):
        assert upload({"neglect.txt": FIRST}) == [("added", "neglect")]
        report = product.knowledge_base.catalogue.report(NEGLECT)
        assert kept(folder) == [f"{report.content_hash}/neglect.txt"]
        assert report.source_path == stored_path(folder / report.content_hash / "neglect.txt")

    def test_a_bad_file_is_refused_and_its_bytes_deleted_while_the_good_one_goes_in(self, upload, folder):
        results = upload({"bad.pdf": b"\x89PNG\r\n\x1a\n junk", "neglect.txt": FIRST, "empty.txt": b""})
        assert [action for action, _id in results] == ["refused", "added", "refused"]
        assert len(kept(folder)) == 1

    def test_a_refused_name_is_an_outcome_of_its_own(self, desk):
        job = finished(desk, desk.take_in(write(desk.intake(), {"a.txt.meta.yaml": "x: 1", "a.txt": FIRST}), "Ada"))
        assert [file.state for file in job.files] == ["refused", "done"]
        assert "describes" in job.files[0].outcome.message

    def test_the_same_content_again_is_unchanged_and_not_kept_twice(self, upload, folder):
        upload({"neglect.txt": FIRST})
        assert upload({"copy.txt": FIRST}) == [("unchanged", "neglect")]
        assert upload({"neglect.txt": FIRST}) == [("unchanged", "neglect")]
        assert [name.split("/")[1] for name in kept(folder)] == ["neglect.txt"]

    def test_the_same_file_twice_in_one_upload_is_added_once(self, desk, folder):
        intake = desk.intake()
        write(intake, {"neglect.txt": FIRST}), write(intake, {"neglect.txt": FIRST})
        job = finished(desk, desk.take_in(intake, "Ada"))
        assert [file.outcome.action for file in job.files] == ["added", "unchanged"]
        assert len(kept(folder)) == 1

    def test_a_report_whose_file_has_gone_gets_the_uploaded_one(self, product, upload, folder, write_report):
        path = write_report("neglect.txt", FIRST)
        list(product.pipeline.ingest([path]))
        path.unlink()
        assert upload({"again.txt": FIRST}) == [("unchanged", "neglect")]
        assert [name.split("/")[1] for name in kept(folder)] == ["again.txt"]

    def test_progress_reaches_the_end_and_jobs_are_snapshots(self, desk):
        job_id = desk.take_in(write(desk.intake(), {"neglect.txt": FIRST}), "Ada")
        before = desk.job(job_id)
        job = finished(desk, job_id)
        assert (job.files[0].state, job.files[0].progress, job.by) == ("done", 1.0, "Ada")
        assert before is not job
        assert desk.job("nope") is None

    def test_what_was_done_is_kept_without_names_of_files(self, upload, audit):
        upload({"Jo Bloggs.pdf": b"", "neglect.txt": FIRST})
        assert actions(audit) == ["uploaded"]
        assert "Bloggs" not in audit.path.read_text("utf-8")

    def test_too_many_waiting_uploads_are_refused(self, desk):
        with desk._one_writer:  # nothing can be stored until it is let go
            for number in range(MOST_WAITING):
                desk.take_in(write(desk.intake(), {"a.txt": f"{FIRST}- Number {number} was fine.\n"}), "Ada")
            with pytest.raises(TooOftenError):
                desk.intake()

    def test_closing_refuses_what_was_not_read_and_leaves_nothing(self, product, folder):
        desk = LibraryDesk(product, folder)
        jobs = [desk.take_in(write(desk.intake(), {f"{n}.txt": f"{FIRST}- {n}\n"}), "Ada") for n in range(5)]
        desk.close()
        assert all(desk.job(job_id).is_done for job_id in jobs)
        assert "stopped" in desk.job(jobs[-1]).files[0].outcome.message
        hashes = {report.content_hash for report in product.knowledge_base.catalogue.reports()}
        assert {name.split("/")[0] for name in kept(folder)} == hashes


class TestReplacing:
    def test_the_newer_file_takes_the_place_and_corrections_stay(self, desk, upload, product, folder, audit):
        upload({"neglect.txt": FIRST})
        desk.edit(NEGLECT, {"partnership": "Harrowmere Partnership"}, "Ada")
        assert upload({"newer.txt": SECOND}, NEGLECT) == [("updated", "neglect")]
        catalogue = product.knowledge_base.catalogue
        assert [passage.text for passage in catalogue.passages(Filters())] == ["School nurses kept in touch."]
        assert catalogue.report(NEGLECT).description.partnership == "Harrowmere Partnership"
        assert [name.split("/")[1] for name in kept(folder)] == ["newer.txt"]
        assert actions(audit) == ["uploaded", "description_changed", "report_replaced"]

    def test_a_replacement_that_is_refused_leaves_the_report_as_it_was(self, upload, product, folder):
        upload({"neglect.txt": FIRST})
        before = product.knowledge_base.catalogue.report(NEGLECT)
        assert upload({"newer.pdf": b""}, NEGLECT) == [("refused", None)]
        assert product.knowledge_base.catalogue.report(NEGLECT) == before
        assert [name.split("/")[1] for name in kept(folder)] == ["neglect.txt"]

    def test_a_file_that_is_another_report_is_refused(self, upload, product, folder):
        upload({"neglect.txt": FIRST, "other.txt": SECOND})
        assert upload({"newer.txt": SECOND}, NEGLECT) == [("refused", None)]
        assert len(kept(folder)) == 2
        assert product.knowledge_base.catalogue.report(NEGLECT).passage_count == 2

    def test_the_same_file_is_unchanged(self, upload, folder):
        upload({"neglect.txt": FIRST})
        assert upload({"newer.txt": FIRST}, NEGLECT) == [("unchanged", "neglect")]
        assert [name.split("/")[1] for name in kept(folder)] == ["neglect.txt"]

    def test_a_report_that_is_not_there_is_unknown(self, desk):
        with pytest.raises(UnknownReportError):
            desk.take_in(write(desk.intake(), {"a.txt": FIRST}), "Ada", ReportId("nope"))

    def test_a_report_that_went_while_its_file_waited_is_not_brought_back(self, desk, upload, product):
        upload({"neglect.txt": FIRST})
        with desk._one_writer:
            job_id = desk.take_in(write(desk.intake(), {"newer.txt": SECOND}), "Ada", NEGLECT)
            desk.remove(NEGLECT, "Ada")
        assert "no longer in the library" in finished(desk, job_id).files[0].outcome.message
        assert product.knowledge_base.catalogue.reports() == []

    def test_what_a_file_beside_the_old_one_said_stays(self, product, upload, write_report):
        write_report("neglect.meta.yaml", "partnership: As beside\n")
        list(product.pipeline.ingest([write_report("neglect.txt", FIRST)]))
        upload({"newer.txt": SECOND}, NEGLECT)
        assert product.knowledge_base.catalogue.report(NEGLECT).description.partnership == "As beside"

    def test_a_held_report_stays_held(self, desk, upload, product):
        upload({"neglect.txt": FIRST})
        desk.hold(NEGLECT, "Ada")
        upload({"newer.txt": SECOND}, NEGLECT)
        assert product.knowledge_base.catalogue.report(NEGLECT).held


class TestChanging:
    def test_removing_takes_the_report_and_its_file(self, desk, upload, product, folder, audit):
        upload({"neglect.txt": FIRST})
        desk.remove(NEGLECT, "Ada")
        assert product.knowledge_base.catalogue.reports() == []
        assert product.knowledge_base.health().is_whole
        assert kept(folder) == []
        assert actions(audit)[-1] == "report_removed"

    def test_removing_leaves_a_file_that_was_not_uploaded(self, desk, product, write_report):
        path = write_report("neglect.txt", FIRST)
        list(product.pipeline.ingest([path]))
        desk.remove(NEGLECT, "Ada")
        assert path.exists()

    def test_samples_go_and_the_rest_stays(self, desk, upload, product, samples_folder, audit):
        sample = samples_folder / "01-neglect-at-a-glance.txt"
        upload({"neglect.txt": FIRST, "sample.txt": sample.read_bytes()})
        assert desk.remove_samples("Ada") == 1
        assert [report.report_id for report in product.knowledge_base.catalogue.reports()] == [NEGLECT]
        assert actions(audit)[-1] == "samples_removed"

    def test_holding_and_releasing(self, desk, upload, product, audit):
        upload({"neglect.txt": FIRST})
        assert desk.hold(NEGLECT, "Ada").held
        assert product.knowledge_base.words.count() == 0
        assert not desk.release(NEGLECT, "Ada").held
        assert product.knowledge_base.health().is_whole
        assert actions(audit)[-2:] == ["report_held", "report_released"]

    def test_editing_and_going_back(self, desk, upload):
        upload({"neglect.txt": FIRST})
        assert desk.edit(NEGLECT, {"title": "Better", "sample": None}, "Ada").description.title == "Better"
        assert desk.forget_edits(NEGLECT, "Ada").description.overridden == ()

    def test_a_wrong_field_changes_nothing(self, desk, upload, product, audit):
        upload({"neglect.txt": FIRST})
        with pytest.raises(OverrideError):
            desk.edit(NEGLECT, {"title": "Better", "audit_date": "soon"}, "Ada")
        assert product.knowledge_base.catalogue.report(NEGLECT).description.overridden == ()
        assert actions(audit) == ["uploaded"]

    @pytest.mark.parametrize("change", ["remove", "hold", "release", "forget_edits"])
    def test_an_unknown_report_is_refused_and_nothing_is_said_to_be_done(self, desk, change, audit):
        with pytest.raises(UnknownReportError):
            getattr(desk, change)(ReportId("nope"), "Ada")
        assert not audit.path.exists()


class TestAfterACrash:
    """What `kill -9` leaves behind at each step of an upload is gone once the desk is opened again."""

    @pytest.fixture
    def left_over(self, product, folder):
        desk = LibraryDesk(product, folder)
        finished(desk, desk.take_in(write(desk.intake(), {"neglect.txt": FIRST}), "Ada"))
        write(desk.intake(), {"half.txt": "half of a fi"})  # killed while bytes arrived
        whole = write(desk.intake(), {"whole.txt": SECOND})
        desk._kept.place(whole.files[0])  # killed after it was moved to be read
        (folder / "README").write_text("somebody's own", "utf-8")
        desk.close()
        return folder

    def test_nothing_is_left_but_the_files_of_reports(self, product, left_over):
        desk = LibraryDesk(product, left_over)
        desk.close()
        report = product.knowledge_base.catalogue.report(NEGLECT)
        assert kept(left_over) == ["README", f"{report.content_hash}/neglect.txt"]
        assert sorted(path.name for path in left_over.iterdir()) == sorted(["README", report.content_hash])

    def test_a_home_that_was_moved_finds_its_files_again(self, product, left_over, tmp_path):
        moved = tmp_path / "elsewhere"
        shutil.move(left_over, moved)
        LibraryDesk(product, moved).close()
        report = product.knowledge_base.catalogue.report(NEGLECT)
        assert report.source_path == stored_path(moved / report.content_hash / "neglect.txt")
        assert content_hash(moved / report.content_hash / "neglect.txt") == report.content_hash


class TestAnswersMeanwhile:
    def test_questions_are_answered_while_reports_come_and_go(self, product, desk, samples_folder):
        answerer = desk.steady(product.assistant)
        finished(desk, desk.take_in(write(desk.intake(), {"neglect.txt": FIRST}), "Ada"))
        stop, answers, errors = threading.Event(), [], []

        def ask():
            while not stop.is_set():
                try:
                    answers.append(answerer.ask("What did audits find about supervision?"))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is to be seen in the test
                    errors.append(error)

        files = {file.name: file.read_bytes() for file in sorted(samples_folder.glob("*.txt"))[:4]}
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(2):
                finished(desk, desk.take_in(write(desk.intake(), files), "Ada"))
                ids = [report.report_id for report in product.knowledge_base.catalogue.reports()]
                desk.hold(ids[0], "Ada"), desk.release(ids[0], "Ada")
                desk.edit(NEGLECT, {"title": "Another title"}, "Ada")
                for report_id in set(ids) - {NEGLECT}:
                    desk.remove(report_id, "Ada")
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert errors == []
        assert {answer.status for answer in answers} >= {Status.ANSWERED}
        for answer in answers:  # none is half written: what it says is cited, and each citation is of a report searched
            numbers = {citation.number for citation in answer.citations}
            assert all(set(statement.citations) <= numbers for statement in answer.statements)
            assert answer.coverage.reports_with_evidence <= answer.coverage.reports_searched
        assert product.knowledge_base.health().is_whole

    def test_an_answer_that_a_change_overlapped_is_made_again(self, product, write_report):
        base = product.knowledge_base
        list(product.pipeline.ingest([write_report("neglect.txt", FIRST), write_report("other.txt", SECOND)]))

        class Interrupted:
            asked = 0

            def ask(self, question, history=(), filters=None):
                self.asked += 1
                if self.asked == 1:
                    base.remove(ReportId("other"))
                    raise KeyError("other")
                return len(base.catalogue.reports())

        interrupted = Interrupted()
        assert SteadyAnswerer(interrupted, base.catalogue, nullcontext()).ask("Q") == 1
        assert interrupted.asked == 2

    def test_an_error_without_a_change_is_raised_at_once(self, product):
        class Failing:
            asked = 0

            def ask(self, question, history=(), filters=None):
                self.asked += 1
                raise HomeError("The disk is broken.")

            def growing(self, question, history=(), filters=None, stop=None):
                yield self.ask(question)

        failing = Failing()
        steady = SteadyAnswerer(failing, product.knowledge_base.catalogue, nullcontext())
        with pytest.raises(HomeError):
            steady.ask("Q")
        with pytest.raises(HomeError):
            list(steady.growing("Q"))
        assert failing.asked == 2


@pytest.mark.real_reports
def test_hostile_files_are_refused_or_taken_and_none_is_left_over(home, embedder):
    settings = load_settings(home=home, parse_seconds=20, ocr=False)
    paths = [SHARED / "hostile" / name for name in ("corrupt/empty.pdf", "corrupt/invalid.pdf", "corrupt/bad1.pdf")]
    with opened(settings, embedder, tell=lambda words: None) as product:
        desk = LibraryDesk(product, home / "uploads")
        files = {path.name: path.read_bytes() for path in paths}
        job = finished(desk, desk.take_in(write(desk.intake(), files), "Ada"))
        desk.close()
        assert all(file.is_settled for file in job.files)
        hashes = {report.content_hash for report in product.knowledge_base.catalogue.reports()}
        assert {name.split("/")[0] for name in kept(home / "uploads")} == hashes
