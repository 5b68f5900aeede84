from pathlib import Path

from app.settings import load_settings
from app.wiring import ingest_options
from evals.parse_speed import measure_parse_speed, timed


def test_each_system_is_warmed_and_then_timed_over_all_files():
    read, ticks = [], iter([0.0, 2.0])

    def read_all(files):
        read.append(len(files))
        return 5 * len(files)

    (speed,) = timed([Path("a"), Path("b")], {"one": read_all}, lambda: next(ticks))
    assert (speed.system, speed.pages, speed.seconds, speed.pages_per_second) == ("one", 10, 2.0, 5.0)
    assert read == [1, 2]


def test_no_time_is_no_speed():
    assert timed([], {"one": lambda files: 0}, lambda: 0.0)[0].pages_per_second == 0.0


def test_every_system_reads_the_same_pages_and_leaves_out_what_is_broken(samples_folder, tmp_path, home):
    broken = tmp_path / "broken.pdf"
    broken.write_text("no PDF at all", encoding="utf-8")
    files = [
        samples_folder / "01-neglect-at-a-glance.pdf",
        samples_folder / "03-child-mental-health-slides.pdf",
        broken,
    ]
    speeds = measure_parse_speed(files, ingest_options(load_settings(home=home)), with_baseline=True)
    assert len(speeds) == 4
    assert len({speed.pages for speed in speeds}) == 1
    assert speeds[0].pages > 2
