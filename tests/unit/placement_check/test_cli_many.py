"""Many places on the command line, over the fictional release: a file of them, and some side by side."""

import csv
import errno
import json
import os
import re
import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from drawn.commands import start

from geodata.release import Release
from geodata.store import Store
from placement_check import method
from placement_check.assess import Options, assess_many
from placement_check.batch import run as running
from placement_check.batch.cells import Table, of_assessment, of_profiles
from placement_check.batch.columns import columns
from placement_check.batch.located import locate, locate_many
from placement_check.batch.sheet import Row
from placement_check.cli import run
from placement_check.places import gazetteer_of
from placement_check.profiles.profile import Profiler
from placement_check.purpose import Purpose
from placement_check.records import wording
from placement_check.records.marks import marks_of, validity_of

AT = "2024-06-30"


@pytest.fixture(scope="module")
def store(sample):
    return Store.of(Release.open(sample))


@pytest.fixture(scope="module")
def postcodes(store):
    """Return postcodes of the fictional district, all of one police area, that can be rated."""
    found = assess_many(
        [gazetteer_of(store).locate(name) for name in positioned(store, "ZZ1")[:66]], store, method.load(),
        at=date.fromisoformat(AT),
    )  # fmt: skip
    rated = [a for a in found if a.rating.score is not None and a.reference[0].endswith("Saltmarsh Police")]
    return [a.location.input for a in rated][:60]


def positioned(store, prefix):
    """Return the postcodes that begin so and have a position of their own."""
    keys, quality = store.release.array("postcodes.key"), store.release.array("postcodes.quality")
    names = [bytes(k).decode("ascii") for k in keys[quality == 10]]
    return [name for name in names if name.startswith(prefix)]


def places(tmp_path, names, header="site name,postcode", name="sites.csv"):
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        writer.writerows([f"site {n}", place] for n, place in enumerate(names))
    return path


def asked(sample, file, out, *more):
    return ["batch", str(file), "-o", str(out), "--data", str(sample), "--at", AT, *more]


def rows_of(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_every_row_has_a_status_in_the_files_order_and_why_in_words(sample, postcodes, tmp_path, capsys):
    names = [postcodes[3], "CF10 1EP", "ZZ9 9ZZ", "", postcodes[0], "51.5,-30", "=1+1"]
    out = tmp_path / "out.csv"
    assert run(asked(sample, places(tmp_path, names), out)) == 3
    found = rows_of(out)
    assert [r["site name"] for r in found] == [f"site {n}" for n in range(len(names))]
    statuses = ["assessed", "not_found", "not_found", "not_found", "assessed", "outside_england", "failed"]
    assert [r["check_status"] for r in found] == statuses
    for row in found:
        assert bool(row["check_why"]) == (row["check_status"] != "assessed")
        assert row["check_data_version"]
        assert row["check_note"].startswith("FICTIONAL")
    words = capsys.readouterr().err
    assert f"Written to {out}: 7 rows" in words
    assert [p.name for p in tmp_path.glob("out*")] == ["out.csv"]


def test_every_rated_row_carries_its_interval_bands_completeness_and_reference_set(
    sample, postcodes, tmp_path
):
    out = tmp_path / "out.csv"
    assert run(asked(sample, places(tmp_path, postcodes[:3]), out)) == 0
    for row in rows_of(out):
        assert row["check_status"] == "assessed"
        assert float(row["check_score_low"]) <= float(row["check_score"]) <= float(row["check_score_high"])
        assert row["check_bands"]
        assert 0 < float(row["check_completeness"]) <= 1
        assert row["check_reference_set"] == "force:Fictional Saltmarsh Police"
    header = list(rows_of(out)[0])
    assert header.index("check_crime.vso.density") < header.index("check_score")
    assert not [name for name in header if "rank" in name]


def test_a_place_that_cannot_be_rated_says_so_and_has_no_score(sample, tmp_path, store):
    out = tmp_path / "out.jsonl"
    assert run(asked(sample, places(tmp_path, positioned(store, "X")[:2]), out)) == 3
    for line in out.read_text("utf-8").splitlines():
        row = json.loads(line)
        assert row["check_status"] == "not_rated"
        assert "not a finding of low risk" in row["check_why"]
        assert row["check_score"] is None
        assert row["check_bands"] == "not rated"


MIXED = "2026-07-01"  # a day on which some places rest on a layer overdue for review, and others do not


def members(path):
    """Return the rows of an output of any form as mappings."""
    if path.suffix == ".csv":
        return rows_of(path)
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".geojson":
        return [f["properties"] for f in json.loads(path.read_text("utf-8"))["features"]]
    heads, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "xlsx"])
@pytest.mark.parametrize("more", [(), ("--profile-only",)])
def test_every_row_in_any_form_has_the_marks_and_the_last_day_of_its_own_check(
    sample, store, postcodes, tmp_path, form, more
):
    names = [postcodes[0], positioned(store, "X")[0], "ZZ9 9ZZ", "51.5,-30"]
    out, day = tmp_path / f"out.{form}", date.fromisoformat(MIXED)
    file = places(tmp_path, names)
    run(["batch", str(file), "-o", str(out), "--data", str(sample), "--at", MIXED, *more])
    checks = assess_many(
        [gazetteer_of(store).locate(n) for n in names[:2]],
        store,
        method.load(),
        at=day,
        options=Options(rated=not more),
    )
    found = members(out)
    for row, check in zip(found, checks, strict=False):
        assert row["check_marks"] == "; ".join(marks_of(check))
        assert row["check_valid_until"] == validity_of(check).until.isoformat()
    assert found[0]["check_marks"] == "DRAFT; EXPIRED; FICTIONAL SAMPLE"
    assert found[0]["check_valid_until"] == "2025-06-30"
    assert [row["check_marks"] for row in found[1:]] == ["DRAFT; FICTIONAL SAMPLE"] * 3
    assert {row["check_valid_until"] for row in found[2:]} <= {None, "not given"}


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "xlsx"])
def test_every_row_with_a_score_or_without_one_says_that_the_method_has_not_been_back_tested(
    sample, store, postcodes, tmp_path, form
):
    out = tmp_path / f"out.{form}"
    run(asked(sample, places(tmp_path, [postcodes[0], positioned(store, "X")[0]]), out))
    for row in members(out):
        assert row["check_back_test"] == wording.NOT_BACK_TESTED
        assert list(row).index("check_back_test") == list(row).index("check_score") - 1
    run(asked(sample, places(tmp_path, postcodes[:1]), out, "--profile-only"))
    assert all("check_back_test" not in row for row in members(out))


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "xlsx"])
def test_a_profile_holds_no_score_and_no_band_in_any_form(sample, postcodes, tmp_path, form):
    file = places(tmp_path, postcodes[:4])
    first, second = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    for out in (first, second):
        assert run(asked(sample, file, out, "--profile-only")) == 0
    assert first.read_bytes() == second.read_bytes()
    if form != "xlsx":
        assert "check_score" not in first.read_text("utf-8")
        assert "check_bands" not in first.read_text("utf-8")


@pytest.mark.parametrize("day", [AT, MIXED, "2026-12-01"])  # on the last a layer of services ends some
def test_profiles_together_fill_the_same_cells_as_one_check_each(store, postcodes, day):
    profiler = Profiler(store, method.load(), date.fromisoformat(day))
    table, gazetteer = Table.of(profiler), gazetteer_of(store)
    locations = [gazetteer.locate(name) for name in (*postcodes[:20], *positioned(store, "X")[:5])]
    together = of_profiles(profiler.profile(locations), locations, table)
    options = Options(rated=False)
    singles = assess_many(locations, store, profiler.method, at=profiler.at, options=options)
    width = len(columns(store, profiler.method, rated=False)) - 2
    for one, single in zip(together, singles, strict=True):
        expected = of_assessment(single, table)
        assert len(one) == len(expected) == width
        for have, want in zip(one, expected, strict=True):
            same = (
                have == pytest.approx(want, rel=1e-12, abs=1e-12) if isinstance(want, float) else have == want
            )
            assert same, (have, want)


def test_what_is_asked_for_a_review_is_marked_so_in_every_row(store):
    profiler = Profiler(store, method.load(), date.fromisoformat(AT))
    table = Table.of(profiler, Purpose.REVIEW)
    for marks in (table.nothing("not_found", "Why.", rated=True)[2], table.marked(())[0]):
        assert str(marks).startswith("OFFICIAL-SENSITIVE; DRAFT; ")


def test_postcodes_looked_up_together_lie_where_each_does(store, postcodes):
    gazetteer = gazetteer_of(store)
    texts = [
        *postcodes[:20],
        f" {postcodes[0][:-3].lower()}  {postcodes[0][-3:]} ",
        "ZZ9 9ZZ",
        "1 Road, " + postcodes[1],
    ]
    rows = [Row(n, (), text.strip()) for n, text in enumerate(texts)]
    together = locate_many(gazetteer, store.areas("districts"), rows)
    assert together == [locate(gazetteer, row) for row in rows]


@pytest.mark.parametrize(
    ("file", "out", "words"),
    [
        ("a,b\n1,2\n", "out.csv", "--place-column"),
        ("postcode\nLU1 2TL\n", "out.pdf", "must end in"),
        ("postcode,check_status\nLU1 2TL,x\n", "out.csv", "check_status"),
        ("postcode\nLU1 2TL\n", "none/out.csv", "no such directory"),
    ],
)
def test_a_batch_that_cannot_be_done_is_refused_and_leaves_nothing(
    sample, tmp_path, capsys, file, out, words
):
    path = tmp_path / "sites.csv"
    path.write_text(file, encoding="utf-8")
    assert run(asked(sample, path, tmp_path / out)) == 2
    assert words in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["sites.csv"]


def test_the_column_of_the_places_can_be_named(sample, postcodes, tmp_path):
    out = tmp_path / "out.csv"
    file = places(tmp_path, postcodes[:1], header="site name,Where it is")
    assert run(asked(sample, file, out, "--place-column", "where it is", "--profile-only")) == 0


def test_a_row_that_breaks_the_program_fails_alone(sample, postcodes, tmp_path, monkeypatch):
    whole = running.assess_many

    def breaking(locations, *rest, **more):
        if any(one.input == postcodes[1] for one in locations):
            raise ZeroDivisionError("drawn by a test")
        return whole(locations, *rest, **more)

    monkeypatch.setattr(running, "assess_many", breaking)
    out = tmp_path / "out.csv"
    assert run(asked(sample, places(tmp_path, postcodes[:3]), out)) == 3
    found = rows_of(out)
    assert [r["check_status"] for r in found] == ["assessed", "failed", "assessed"]
    assert "ZeroDivisionError" in found[1]["check_why"]


def test_profiles_that_break_together_are_made_one_by_one(sample, postcodes, tmp_path, monkeypatch):
    def breaking(self, locations):
        raise IndexError("drawn by a test")

    monkeypatch.setattr(Profiler, "profile", breaking)
    out = tmp_path / "out.csv"
    assert run(asked(sample, places(tmp_path, postcodes[:2]), out, "--profile-only")) == 0


def test_a_release_that_cannot_be_used_stops_the_batch(tmp_path, capsys):
    file = places(tmp_path, ["LU1 2TL"])
    assert run(["batch", str(file), "-o", str(tmp_path / "out.csv"), "--data", str(tmp_path)]) == 4


def test_points_and_red_lines_of_a_map_are_assessed(sample, store, postcodes, tmp_path):
    at = gazetteer_of(store).locate(postcodes[0]).position
    d = 0.0004
    ring = [[at.longitude + a, at.latitude + b] for a, b in ((0, 0), (d, 0), (d, d), (0, d), (0, 0))]
    listed = [
        {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"n": 2},
         "geometry": {"type": "Point", "coordinates": [at.longitude, at.latitude]}},
    ]  # fmt: skip
    file = tmp_path / "sites.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    for more in ((), ("--profile-only",)):
        out = tmp_path / "out.geojson"
        assert run(asked(sample, file, out, *more)) == 0
        body = json.loads(out.read_text("utf-8"))
        assert [f["geometry"]["type"] for f in body["features"]] == ["Polygon", "Point"]
        assert all(f["properties"]["check_status"] == "assessed" for f in body["features"])


def test_an_interrupted_run_keeps_its_rows_and_goes_on(sample, postcodes, tmp_path, monkeypatch, capsys):
    file, out, whole = places(tmp_path, postcodes[:25]), tmp_path / "out.csv", tmp_path / "whole.csv"
    assert run(asked(sample, file, whole)) == 0
    real, calls = running._Rows.cells, []

    def interrupted(self, rows):
        calls.append(len(rows))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, rows)

    monkeypatch.setattr(running._Rows, "cells", interrupted)
    assert run(asked(sample, file, out)) == 130
    assert "goes on from there" in capsys.readouterr().err
    assert not out.exists()
    assert run(asked(sample, file, out)) == 0
    assert "Going on after 10 of 25 rows." in capsys.readouterr().err
    assert out.read_bytes() == whole.read_bytes()
    assert not (tmp_path / "out.csv.part").exists()


def test_a_killed_run_gives_the_same_bytes_as_one_that_was_not(sample, postcodes, tmp_path):
    file, out, whole = places(tmp_path, postcodes), tmp_path / "out.csv", tmp_path / "whole.csv"
    assert run(asked(sample, file, whole)) == 0
    part = tmp_path / "out.csv.part"
    with start(*asked(sample, file, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        limit = time.monotonic() + 60
        while not (part.exists() and part.read_bytes().count(b"\n") > 1) and time.monotonic() < limit:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert part.exists()
    assert not out.exists()
    kept = part.read_bytes()
    part.write_bytes(kept[:-7])  # and the last line torn, as a disk may leave it
    assert run(asked(sample, file, out)) == 0
    assert out.read_bytes() == whole.read_bytes()


def test_a_kept_row_that_was_edited_never_reaches_the_output(
    sample, postcodes, tmp_path, monkeypatch, capsys
):
    file, out, whole = places(tmp_path, postcodes[:12]), tmp_path / "out.csv", tmp_path / "whole.csv"
    assert run(asked(sample, file, whole, "--profile-only")) == 0

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("placement_check.cli.writing.write_whole", full)
    assert run(asked(sample, file, out, "--profile-only")) == 6
    monkeypatch.undo()
    part = tmp_path / "out.csv.part"
    text = part.read_text("utf-8")
    assert text.count('"assessed"') == 12
    part.write_text(text.replace('"assessed"', '"forged"', 1), "utf-8")
    assert run(asked(sample, file, out, "--profile-only")) == 0
    assert "12 kept rows, from the first that is not as it was written" in capsys.readouterr().err
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("name", ["out.csv", "out.csv.part"])
def test_an_output_or_its_kept_rows_that_are_a_link_are_refused(sample, postcodes, tmp_path, capsys, name):
    target = tmp_path / "target"
    target.write_text("mine", "utf-8")
    (tmp_path / name).symlink_to(target)
    assert run(asked(sample, places(tmp_path, postcodes[:1]), tmp_path / "out.csv")) == 2
    assert f"{name}: is a link or no plain file" in capsys.readouterr().err
    assert target.read_text("utf-8") == "mine"
    assert (tmp_path / name).is_symlink()


def test_rows_of_another_question_are_not_mixed_in(sample, postcodes, tmp_path, capsys):
    file, out = places(tmp_path, postcodes[:2]), tmp_path / "out.csv"
    (tmp_path / "out.csv.part").write_text('{"format": "placement-check batch 3", "day": "2020-01-01"}\n')
    assert run(asked(sample, file, out)) == 2
    assert "rows of another run" in capsys.readouterr().err


def test_a_bar_with_rate_and_time_left_is_shown_on_a_terminal_only(monkeypatch, capsys):
    from placement_check.cli.many import progress

    with progress(3) as shown:
        shown(1)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress(30) as shown:
        for done in (10, 20, 30):
            shown(done)
            time.sleep(0.05)


def test_two_places_stand_side_by_side_without_a_winner(sample, postcodes, capsys):
    assert run(["compare", postcodes[5], postcodes[0], "--data", str(sample), "--at", AT]) in (0, 3)
    text = capsys.readouterr().out
    assert text.index("THE PROFILE") < text.index("SCORE AND BAND")
    assert text.index(f"A: {postcodes[5]}") < text.index(f"B: {postcodes[0]}")
    assert "These two places cannot be told apart" in text or "do not overlap" in text
    assert "FICTIONAL" in text
    assert not {"winner", "best", "worst"} & set(text.lower().split())


def test_a_comparison_begins_with_its_marks_until_when_it_is_valid_and_that_nothing_was_back_tested(
    sample, store, postcodes, capsys
):
    def head(*names):
        run(["compare", *names, "--data", str(sample), "--at", MIXED])
        return capsys.readouterr().out.split("THE PROFILE")[0]

    both = head(*postcodes[:2])
    assert "\nDRAFT \N{MIDDLE DOT} EXPIRED \N{MIDDLE DOT} FICTIONAL SAMPLE\n===" in both
    assert wording.NOT_BACK_TESTED in both
    told = (
        "Valid until: EXPIRED: Residents of each neighbourhood, mid-2022 was due for review on 30 June 2025."
    )
    assert " ".join(both.split()).count(told) == 2
    mixed = head(postcodes[0], positioned(store, "X")[0])
    assert "\nA: DRAFT \N{MIDDLE DOT} EXPIRED \N{MIDDLE DOT} FICTIONAL SAMPLE\n" in mixed
    assert "\nB: DRAFT \N{MIDDLE DOT} FICTIONAL SAMPLE\n" in mixed
    assert "Valid until: 1 January 2027." in " ".join(mixed.split())


def test_a_place_cannot_be_told_apart_from_itself(sample, postcodes, capsys):
    run(["compare", postcodes[0], postcodes[0], "--data", str(sample), "--at", AT])
    assert "These two places cannot be told apart" in " ".join(capsys.readouterr().out.split())


def test_a_comparison_is_written_as_json_with_every_document(sample, postcodes, tmp_path, capsys):
    out = tmp_path / "compared.json"
    assert run(["compare", *postcodes[:3], "-o", str(out), "--data", str(sample), "--at", AT]) in (0, 3)
    body = json.loads(out.read_text("utf-8"))
    assert [p["assessment"]["location"]["input"] for p in body["places"]] == postcodes[:3]
    assert body["not_comparable"] is None
    assert body["statement"] == wording.NOT_BACK_TESTED
    assert all("DRAFT" in p["assessment"]["marks"] for p in body["places"])
    assert [(p["one"], p["other"]) for p in body["pairs"]] == [("A", "B"), ("A", "C"), ("B", "C")]
    run(["compare", *postcodes[:2], "--json", "--profile-only", "--data", str(sample), "--at", AT])
    body = json.loads(capsys.readouterr().out)
    assert all(p["assessment"]["rating"] is None for p in body["places"])
    assert all(p["intervals_overlap"] is None for p in body["pairs"])


def test_a_profile_alone_is_compared_without_scores(sample, postcodes, capsys):
    run(["compare", *postcodes[:2], "--profile-only", "--data", str(sample), "--at", AT])
    assert "SCORE AND BAND" not in capsys.readouterr().out


def other_force(store):
    gazetteer, profiler = gazetteer_of(store), Profiler(store, method.load(), date.fromisoformat(AT))
    names = positioned(store, "ZZ")[::40]
    found = profiler.profile([gazetteer.locate(n) for n in names])
    return next(n for n, r in zip(names, found.reference, strict=True) if "Deepwater" in r[0])


def test_of_places_of_two_reference_sets_only_the_figures_stand_side_by_side(
    sample, store, postcodes, capsys
):
    names = [postcodes[0], postcodes[1], other_force(store)]
    assert run(["compare", *names, "--data", str(sample), "--at", AT]) in (0, 3)
    said = capsys.readouterr().out
    words = " ".join(said.split())
    assert "Scores, bands and percentiles are not comparable: different reference sets (A and B: " in words
    assert "; C: " in words
    assert "A force-referenced result is never compared with an England-referenced one" in words
    assert "SCORE AND BAND" not in said
    assert "neighbourhoods in the" not in words
    assert not re.search(r"\bP \d", said)
    assert re.search(r"per km² per year +[\d.]+ to [\d.]+ +[\d.]+ to [\d.]+ +[\d.]+ to [\d.]+\n", said)
    counts = said[said.index("Plain counts of records") :]
    assert re.search(r"\n  Burglary +\d+ +\d+ +\d+\n", counts)
    assert max(map(len, said.splitlines())) <= 120


def test_the_json_of_two_reference_sets_holds_no_score_and_no_percentile(sample, store, postcodes, capsys):
    names = [postcodes[0], postcodes[1], other_force(store)]
    run(["compare", *names, "--json", "--data", str(sample), "--at", AT])
    body = json.loads(capsys.readouterr().out)
    schema = json.loads(
        (Path(__file__).resolve().parents[3] / "docs/schemas/check.v1.json").read_text("utf-8")
    )
    assert "different reference sets" in body["not_comparable"]
    for place in body["places"]:
        jsonschema.validate(place["assessment"], schema)
        assert place["assessment"]["rating"] is None
        measured = [f for f in place["assessment"]["findings"] if f["outcome"] == "measured"]
        assert measured
        none = {"unavailable": "Not comparable: different reference sets."}
        assert all(p == none for finding in measured for p in finding["percentiles"].values())
    said = {(p["one"], p["other"]): p for p in body["pairs"]}
    assert all(p["intervals_overlap"] is None for p in said.values())
    assert "have the same reference set" in said["A", "B"]["text"]
    assert "not comparable by score, band or percentile: different reference sets" in said["A", "C"]["text"]


def test_a_place_whose_crime_cannot_be_counted_says_why_beside_the_others_counts(
    sample, store, postcodes, capsys
):
    run(["compare", postcodes[0], positioned(store, "X")[0], "--data", str(sample), "--at", AT])
    said = capsys.readouterr().out
    assert "B: no reference set, in the" in " ".join(said.split())
    assert re.search(r"\n  Burglary +\d+ +NOT AVAILABLE\n", said)
    assert "Missing evidence is not good news" in said


@pytest.mark.parametrize("count", [1, 6])
def test_one_place_or_more_than_five_are_refused(sample, postcodes, capsys, count):
    assert run(["compare", *postcodes[:count], "--data", str(sample), "--at", AT]) == 2
    assert "Give 2 to 5 places" in capsys.readouterr().err


def test_a_comparison_is_written_as_text_or_json_only(sample, postcodes, tmp_path):
    assert run(["compare", *postcodes[:2], "-o", str(tmp_path / "x.pdf"), "--data", str(sample)]) == 2
    out = tmp_path / "x.txt"
    assert run(["compare", *postcodes[:2], "-o", str(out), "--data", str(sample), "--at", AT]) in (0, 3)
    assert Path(out).read_text("utf-8").count("FICTIONAL")
