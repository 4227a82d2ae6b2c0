"""The working of one assessment: explained, made again, and compared with another, over the fictional release."""

import copy
import csv
import json
import math
import re
import shutil

import pytest

from geodata.release import Release
from geodata.store import Store
from placement_check import difference, kept
from placement_check.cli import run
from placement_check.explain.steps import Step
from placement_check.explain.working import _shrunk
from placement_check.rating.shrinkage import Prior

AT = "2024-06-30"
LINE = re.compile(
    r"^(?P<rule>[\w., -]+?): (?P<name>.+?) = (?:(?P<formula>.+) = )?(?P<value>-?[\d.e+-]+)(?:  .*)?$"
)


@pytest.fixture(scope="module")
def made(sample, tmp_path_factory):
    """Return the JSON files of two rated places, one that is not rated, and one profile alone."""
    store, home = Store.of(Release.open(sample)), tmp_path_factory.mktemp("kept")
    keys, quality = store.release.array("postcodes.key"), store.release.array("postcodes.quality")
    names = [bytes(k).decode("ascii") for k in keys[quality == 10]]
    held = [n for n in names if n.startswith("ZZ1")]
    wanted = {"one": held[0], "two": held[40], "bare": next(n for n in names if n.startswith("X"))}
    for name, place in wanted.items():
        assert run(["check", place, "--data", str(sample), "--at", AT, "-o", str(home / f"{name}.json")]) in (
            0,
            3,
        )
    more = ["--profile-only", "-o", str(home / "profile.json")]
    assert run(["check", wanted["one"], "--data", str(sample), "--at", AT, *more]) in (0, 3)
    return home


def changed(made, tmp_path, change, name="one"):
    """Return a copy of an assessment with something changed."""
    body = json.loads((made / f"{name}.json").read_text("utf-8"))
    change(body)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def recomputed(text):
    """Return the printed steps whose printed inputs do not give their printed result, and how many were tried."""
    tried, wrong = 0, []
    for line in text.splitlines():
        found = LINE.match(line)
        if found is None or found["formula"] is None:
            continue
        given = {"__builtins__": {}, "ln": math.log, "exp": math.exp, "max": max, "min": min}
        value = float(eval(found["formula"], given))  # arithmetic that the program printed
        tried += 1
        if not math.isclose(value, float(found["value"]), rel_tol=1e-7, abs_tol=1e-7):
            wrong.append((line, value))
    return tried, wrong


@pytest.mark.parametrize("name", ["one", "two"])
@pytest.mark.parametrize("with_data", [False, True])
def test_every_printed_step_can_be_recomputed_from_what_is_printed(made, sample, capsys, name, with_data):
    more = ["--data", str(sample)] if with_data else []
    assert run(["explain", str(made / f"{name}.json"), *more]) == 0
    text = capsys.readouterr().out
    tried, wrong = recomputed(text)
    assert tried > 40
    assert wrong == []
    assert "DIFFERS" not in text
    assert ("theta_D_vso = max(" in text) == with_data
    for words in (
        "S_D1",
        "S_D3",
        "Q = ",
        "plain mean",
        "C = ",
        "band by the cuts",
        "final band",
        "Seed:",
        "FICTIONAL",
    ):
        assert words in text


def test_a_tampered_figure_does_not_follow_from_its_inputs(made, tmp_path, capsys):
    def raised(body):
        body["rating"]["domains"][0]["score"] += 1.0

    assert run(["explain", str(changed(made, tmp_path, raised))]) == 7
    out, err = capsys.readouterr()
    assert "DIFFERS: the assessment has" in out
    assert "see DIFFERS" in err


def test_a_place_that_is_not_rated_is_explained_without_a_score(made, capsys):
    assert run(["explain", str(made / "bare.json")]) == 0
    text = capsys.readouterr().out
    assert "Not rated" in text
    assert "band by the cuts" not in text


def test_a_profile_has_no_rating_to_explain(made, capsys):
    assert run(["explain", str(made / "profile.json")]) == 0
    assert "no rating to explain" in capsys.readouterr().out


def test_map_points_add_up_to_what_was_reported(made, sample, tmp_path, capsys):
    out = tmp_path / "points.csv"
    assert run(["explain", str(made / "one.json"), "--data", str(sample), "--working", str(out)]) == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    distances = [float(r["distance_m"]) for r in rows]
    assert distances == sorted(distances)
    body = json.loads((made / "one.json").read_text("utf-8"))
    for finding in body["findings"]:
        if finding["indicator"].endswith(".density") and finding["outcome"] == "measured":
            mine = [r for r in rows if r["group"] == finding["indicator"].split(".")[1]]
            total = math.fsum(float(r["weighted"]) for r in mine)
            assert total == pytest.approx(finding["detail"]["events_weighted"], rel=1e-12)
            assert sum(int(r["records"]) for r in mine) >= finding["detail"]["records_within_h"]
            for r in mine:
                assert float(r["kernel"]) * float(r["block_weight"]) * int(r["records"]) == pytest.approx(
                    float(r["weighted"])
                )


def test_map_points_need_the_release_and_measured_crime(made, sample, tmp_path, capsys):
    out = str(tmp_path / "points.csv")
    assert run(["explain", str(made / "one.json"), "--working", out]) == 2
    assert "--working needs --data" in capsys.readouterr().err
    assert run(["explain", str(made / "bare.json"), "--data", str(sample), "--working", out]) == 2
    assert "no map points to list" in " ".join(capsys.readouterr().err.split())


def test_an_explanation_needs_the_releases_own_data_and_method(made, sample, tmp_path, capsys):
    other = changed(made, tmp_path, lambda b: b["versions"].update(data="0" * 64))
    assert run(["explain", str(other), "--data", str(sample)]) == 4
    assert "does not hold release 000" in capsys.readouterr().err
    other = changed(made, tmp_path, lambda b: b["inputs"].update(method_sha256="0" * 64))
    assert run(["explain", str(other)]) == 4
    assert "not the file that" in capsys.readouterr().err
    other = changed(made, tmp_path, lambda b: b["versions"].update(method="1999-1"))
    assert run(["explain", str(other)]) == 4


@pytest.mark.parametrize("name", ["one", "two", "bare", "profile"])
def test_an_assessment_is_made_again_byte_for_byte(made, sample, capsys, name):
    assert run(["replay", str(made / f"{name}.json"), "--data", str(sample)]) == 0
    assert "Same bytes" in capsys.readouterr().out


def test_the_release_is_found_by_its_version_and_not_by_what_is_current(made, sample, tmp_path, capsys):
    home = tmp_path / "data"
    shutil.copytree(sample, home)
    (home / "current").write_text("0" * 64, encoding="utf-8")
    assert run(["replay", str(made / "one.json"), "--data", str(home)]) == 0
    (own,) = [p for p in sample.iterdir() if (p / "lock.json").is_file()]
    assert run(["replay", str(made / "one.json"), "--data", str(own)]) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b["versions"].update(data="0" * 64), "Data: release 0000"),
        (lambda b: b["versions"].update(method="1999-1"), "Method: There is no method version '1999-1'"),
        (lambda b: b["versions"].update(software="0.0.0"), "Software: 0.0.0 wrote it"),
        (lambda b: b["inputs"].update(method_sha256="0" * 64), "Method: file"),
        (lambda b: b["location"].update(easting=b["location"]["easting"] + 300), "Place: point is"),
        (lambda b: b["location"].update(input="ZZ9 9ZZ"), "is not found in this release"),
        (lambda b: b["inputs"].update(rated=False), "No rating is given now"),
        (lambda b: b.update(at="2025-06-30"), "data grade"),
        (lambda b: b.update(purpose="planning"), "Seed"),
        (lambda b: b["findings"][0].update(value=1.0), "Finding:"),
        (lambda b: b["statements"].append("more"), "Content: statements differs."),
        (lambda b: b.update(review={"buildings": 3, "setting": "childrens_home"}),
         "2 further buildings by the file, which holds the positions of 0"),
        (lambda b: b.update(extra=1), "Part: extra differs."),
        (lambda b: b.update(decision={"role": "placing manager"}), "Part: decision differs."),
    ],
)  # fmt: skip
def test_what_differs_is_said_exactly(made, sample, tmp_path, capsys, change, words):
    assert run(["replay", str(changed(made, tmp_path, change)), "--data", str(sample)]) == 7
    out = capsys.readouterr().out
    assert "was not reproduced" in out
    assert words in out


def test_the_same_values_written_otherwise_are_not_the_same_bytes(made, sample, tmp_path, capsys):
    path = tmp_path / "compact.json"
    path.write_text(json.dumps(json.loads((made / "one.json").read_text("utf-8"))), encoding="utf-8")
    assert run(["replay", str(path), "--data", str(sample)]) == 7
    assert "written otherwise" in capsys.readouterr().out


def test_a_red_line_is_made_again_without_its_file(sample, tmp_path, capsys, made):
    body = json.loads((made / "one.json").read_text("utf-8"))
    x, y = body["location"]["easting"], body["location"]["northing"]
    site = tmp_path / "site.wkt"
    corners = ", ".join(f"{x + a} {y + b}" for a, b in ((0, 0), (40, 0), (40, 30), (0, 30), (0, 0)))
    site.write_text(f"SRID=27700;POLYGON(({corners}))", encoding="utf-8")
    out = tmp_path / "line.json"
    assert run(["check", str(site), "--data", str(sample), "--at", AT, "-o", str(out)]) in (0, 3)
    site.unlink()
    assert run(["replay", str(out), "--data", str(sample)]) == 0


def test_without_a_release_nothing_is_made_again(made, tmp_path, capsys):
    assert run(["replay", str(made / "one.json"), "--data", str(tmp_path)]) == 4
    assert run(["replay", str(made / "one.json"), "--data", str(tmp_path / "none")]) == 4


@pytest.mark.parametrize("command", ["explain", "replay", "diff"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"), ("[]", "schema version 1"), ('{"schema_version": 2}', "schema version 1"),
        ('{"schema_version": 1}', "lacks at, location"), ("\udce9", "is not JSON"), ("[" * 100_000, "is not JSON"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_assessment_is_refused(sample, tmp_path, capsys, command, content, words):
    path = tmp_path / "kept.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    more = [str(path)] if command == "diff" else ["--data", str(sample)]
    assert run([command, str(path), *more]) == 2
    assert words in capsys.readouterr().err


def test_a_file_that_is_not_there_or_far_too_large_is_refused(tmp_path, capsys, monkeypatch, made):
    assert run(["explain", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    monkeypatch.setattr(kept, "LARGEST", 10)
    assert run(["explain", str(made / "one.json")]) == 2
    assert "larger than 10 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["explain", "replay", "diff"])
def test_a_document_whose_parts_are_of_another_kind_is_refused(made, sample, tmp_path, capsys, command):
    path = changed(made, tmp_path, lambda b: b.update(location=3, findings=[1], reference=[], rating={}))
    more = [str(made / "one.json")] if command == "diff" else ["--data", str(sample)]
    assert run([command, str(path), *more]) == 2
    assert "not as the schema says" in capsys.readouterr().err


def test_nothing_is_said_where_nothing_differs(made, capsys):
    assert run(["diff", str(made / "one.json"), str(made / "one.json")]) == 0
    assert capsys.readouterr() == ("", "")
    assert run(["diff", str(made / "one.json"), str(made / "one.json"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"schema_version": 1, "marking": None, "changes": []}


def test_a_changed_reference_set_is_said_first(made, tmp_path, capsys):
    def moved(body):
        body["reference"].update(set="england", n=33755)
        body["versions"]["data"] = "0" * 64
        body["findings"][0]["value"] += 1.0
        for finding in body["findings"]:
            for source in finding["provenance"]:
                if source["layer"] == "crime":
                    source["vintage"] = "2022-01/2024-12"
        body["rating"]["score"]["value"] -= 1.0

    assert run(["diff", str(made / "one.json"), str(changed(made, tmp_path, moved))]) == 7
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Reference set changed: force:")
    assert "must not be compared" in lines[0]
    order = [next(n for n, x in enumerate(lines) if words in x)
             for words in ("Reference set", "Data release", "vintage: ", "per km² per year: ", "Score: ")]  # fmt: skip
    assert order == sorted(order)


def test_two_places_differ_in_words_and_in_json(made, capsys):
    assert run(["diff", str(made / "one.json"), str(made / "two.json"), "--json"]) == 7
    kinds = [c["kind"] for c in json.loads(capsys.readouterr().out)["changes"]]
    assert kinds == sorted(kinds, key=["reference", "versions", "layer", "question", "area", "finding", "rating",
                                       "part"].index)  # fmt: skip
    assert run(["diff", str(made / "one.json"), str(made / "bare.json")]) == 7
    text = capsys.readouterr().out
    assert "measured became not covered" in text
    assert "Band: " in text
    assert run(["diff", str(made / "profile.json"), str(made / "one.json")]) == 7
    assert "A rating is given now." in capsys.readouterr().out


CHANGES = {
    "reference.n": lambda b: b["reference"].update(n=1),
    "inputs.method_sha256": lambda b: b["inputs"].update(method_sha256="x"),
    "inputs.red_line_mm": lambda b: b["inputs"].update(red_line_mm=[]),
    "crime.sha256": lambda b: [p.update(sha256="x") for f in b["findings"] for p in f["provenance"]],
    "extra": lambda b: b["findings"].append({**b["findings"][0], "indicator": "extra", "provenance": []}),
    "part": lambda b: b.update(nearest=[]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_kind_of_change_is_found(made, what):
    body = json.loads((made / "one.json").read_text("utf-8"))
    other = copy.deepcopy(body)
    CHANGES[what](other)
    found = difference.changes(body, other)
    assert what in [c.what for c in found] or what in [c.kind for c in found]
    back = difference.changes(other, body)
    assert len(back) == len(found)


def test_a_missing_reason_that_changed_is_said(made):
    body = json.loads((made / "bare.json").read_text("utf-8"))
    other = copy.deepcopy(body)
    next(f for f in other["findings"] if f["outcome"] != "measured")["reason"] = {
        "code": "stale",
        "text": "Too old.",
    }
    assert any("for another reason. Too old." in c.text for c in difference.changes(body, other))


def test_figures_that_differ_further_down_than_is_said_are_said_in_full():
    (change,) = difference._change("finding", "x", "X", 1.00000001, 1.00000002)
    assert change.text == "X: 1.00000001 became 1.00000002."


def test_parts_that_differ_are_named_by_their_path():
    assert difference.differing_parts({"a": [1, {"b": 2}], "c": 1}, {"a": [1, {"b": 3}], "c": 1.0}) == [
        "a[1].b",
        "c",
    ]


def test_an_input_has_nothing_to_agree_with():
    assert Step("S-21", "P", 1.0).agrees
    assert not Step("S-25", "S", 1.0, "1", reported=1.1).agrees


def test_a_red_line_is_explained_by_the_square_that_is_printed(sample, tmp_path, capsys):
    from placement_check.places import gazetteer_of

    point = gazetteer_of(Store.of(Release.open(sample))).locate("ZZ1 1AA").point
    east, north = point.snapped().easting - 20, point.snapped().northing - 20
    ring = ", ".join(
        f"{east + dx} {north + dy}" for dx, dy in ((0, 0), (250, 0), (250, 250), (0, 250), (0, 0))
    )
    site, out = tmp_path / "site.wkt", tmp_path / "site.json"
    site.write_text(f"POLYGON (({ring}))", "utf-8")
    assert run(["check", str(site), "--data", str(sample), "--at", AT, "-o", str(out)]) in (0, 3)
    body = json.loads(out.read_text("utf-8"))
    assert body["red_line"]["squares"] == 9
    square, middle = body["inputs"]["square"], body["location"]
    assert (square["easting"] // 100, square["northing"] // 100) != (
        middle["easting"] // 100, middle["northing"] // 100,
    )  # fmt: skip
    points = tmp_path / "points.csv"
    assert run(["explain", str(out), "--data", str(sample), "--working", str(points)]) == 0
    text = capsys.readouterr().out
    assert "DIFFERS" not in text
    assert "(agrees)" in text
    assert recomputed(text)[1] == []
    found = next(f for f in body["findings"] if f["indicator"] == "crime.vso.density")
    rows = csv.DictReader(points.read_text("utf-8").splitlines())
    total = math.fsum(float(r["weighted"]) for r in rows if r["group"] == "vso")
    assert total == pytest.approx(found["detail"]["events_weighted"], rel=1e-12)
    assert run(["replay", str(out), "--data", str(sample)]) == 0


@pytest.mark.parametrize("prior", [Prior(4.0, 2.0, 0.5), Prior(4.0, math.inf, math.inf), Prior.none()])
@pytest.mark.parametrize(("y", "n"), [(0.0, 0.0), (3.0, 2.5), (0.001, 0.0004), (0.001, 0.002)])
@pytest.mark.parametrize("kind", ["density", "rate"])
def test_each_case_of_shrinkage_is_printed_so_that_it_can_be_recomputed(prior, y, n, kind):
    e = 1.7
    detail = {
        "events_weighted": y,
        "n_star": n,
        "exposure_km2_years": e,
        "exposure_thousand_resident_years": e,
    }
    star = e * n / y if y else e
    theta = float(prior.posterior_mean(n, star, y, e))
    steps = list(_shrunk("vso", kind, {"detail": detail, "value": y / e}, theta, prior))
    assert all(step.agrees and step.formula for step in steps)
    assert steps[-1].reported == theta
    for step in steps:
        value = float(eval(step.formula, {"__builtins__": {}, "max": max}))
        assert math.isclose(value, step.value, rel_tol=1e-7, abs_tol=1e-12)


def test_a_check_of_no_home_carries_no_mark_of_one(made, sample, capsys):
    one, two, data = str(made / "one.json"), str(made / "two.json"), ["--data", str(sample)]
    for command in (
        ["explain", one],
        ["replay", one, *data],
        ["diff", one, two],
        ["diff", one, two, "--json"],
    ):
        run(command)
        assert "OFFICIAL" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["input", "same file", "other", "empty", "link", "directory"])
def test_a_working_is_not_written_over_what_is_no_working(made, sample, tmp_path, capsys, kind):
    kept, out = tmp_path / "one.json", tmp_path / "points.csv"
    shutil.copy(made / "one.json", kept)
    whole = kept.read_bytes()
    if kind == "input":
        out = kept
    elif kind == "same file":
        out.hardlink_to(kept)
    elif kind == "link":
        out.symlink_to(kept)
    elif kind == "directory":
        out.mkdir()
    else:
        out.write_text("mine,easting\n" if kind == "other" else "", "utf-8")
    before = None if kind == "directory" else out.read_bytes()
    assert run(["explain", str(kept), "--data", str(sample), "--working", str(out)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert ("no earlier working" in said) or ("link or no plain file" in said)
    assert kept.read_bytes() == whole
    assert before is None or out.read_bytes() == before
    assert out.is_symlink() == (kind == "link")
