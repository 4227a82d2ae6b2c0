"""1. The place, the data and the window.

What is asked about, which files answer, and over which months. Everything later rests on these rules: they make two
people who ask about the same place on the same data get the same answer.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import scene as drawn_scene
from drawn.asking import at_place
from drawn.layers import HERE

from geodata.build.crime import window_ends
from geodata.build.harvest import SourceFile
from geodata.build.police_files import FIRST_MONTH, members, read
from geodata.errors import SourceFileError
from geodata.types import GridPoint
from placement_check.findings import Measured
from placement_check.records.document import document

MONTH, SLUG = "2024-03", "westmark"
CODES = {label: n for n, label in enumerate(drawn_scene.labels())}
ASB = "Anti-social behaviour"


def test_a_place_is_the_centre_of_its_square_of_100_metres():
    """S-1. Positions are metres of the British National Grid (EPSG:27700). Everything but hazards is asked of the
    centre of the {facts.types.SQUARE_M} m square that holds the place: recorded crime is not known more finely than
    that, and every address of a square gets the same answer. Hazards are measured from the exact point, or from the
    edge of a red line (S-1a).
    """
    for easting, northing in ((508_700, 221_300), (508_799.9, 221_399.9), (508_742, 221_318)):
        found = GridPoint(easting=easting, northing=northing).snapped()
        assert (found.easting, found.northing) == (508_750, 221_350)


def test_the_window_is_36_months_that_end_with_the_last_month_most_of_england_has():
    """S-2. Figures rest on {window.blocks} blocks of {window.months_per_block} months that end with one last month,
    t0: the latest for which at least {facts.build.crime.ENGLAND_SHARE:%} of England's territorial forces are covered.
    If fewer forces are held, t0 is the latest covered month of the place's own force. The place and all places it is
    compared with share the window. Reports print t0 and which rule set it.
    """
    covered = np.ones((10, 48), dtype=bool)
    covered[0, 47] = False  # one of ten has not published: nine tenths have
    ends, rule = window_ends(covered, np.ones(10, dtype=bool))
    assert (set(ends.tolist()), rule) == ({47}, "england")
    covered[1, 47] = False
    assert set(window_ends(covered, np.ones(10, dtype=bool))[0].tolist()) == {46}


def test_with_few_forces_held_each_has_a_window_of_its_own():
    covered = np.zeros((10, 48), dtype=bool)
    covered[0, :48] = covered[1, :40] = True
    ends, rule = window_ends(covered, np.ones(10, dtype=bool))
    assert (ends.tolist(), rule) == ([47, 39, *[-1] * 8], "force")


def street_file(folder, *rows):
    path = drawn_scene.write_street(folder, SLUG, MONTH, rows)
    (member,) = members(SourceFile(path, path.name, "0" * 64, path.stat().st_size))
    return read(member, CODES)


def row(category=ASB, crime_id="", x=572_000, **more):
    return drawn_scene.street_row(x, 512_000, category, MONTH, crime_id, **more)


def test_a_category_that_no_table_knows_fails_the_file(tmp_path):
    """S-3. The publisher's categories are sorted into six groups (violence and sexual offences, drugs, robbery,
    anti-social behaviour, possession of weapons, public order) by a dated table. A label that the table does not hold
    fails the file and leaves its force-month uncovered; it is never counted as "other". No month before
    {facts.build.police_files.FIRST_MONTH} is read, because the categories were different then.
    """
    with pytest.raises(SourceFileError, match="Wizardry"):
        street_file(tmp_path, row(), row("Wizardry"))
    assert FIRST_MONTH == "2013-06"


def test_only_whole_rows_that_repeat_with_a_crime_id_are_duplicates(tmp_path):
    """S-4. All months are read again for each release. Two rows are one record only if they are equal in every column
    *and* carry a crime id: incidents of anti-social behaviour have none, and two on one street are two. A record
    without coordinates is tallied as unlocated, by force, group and month, and never dropped. The small area of a
    record is found from its position, not taken from the file. The data version is the SHA-256 over the sorted hashes
    of all inputs.
    """
    lost = row("Drugs", "c", Longitude="", Latitude="")
    found = street_file(
        tmp_path, row(), row(), row("Drugs", "a"), row("Drugs", "a"), row("Drugs", "a", 572_100), lost
    )
    assert found.rows_in == 6
    assert found.located[[CODES[ASB], CODES["Drugs"]]].tolist() == [2, 2]
    assert found.unlocated[CODES["Drugs"]] == 1
    assert [r.rule for r in found.rejections] == ["duplicate_record"]


def test_the_same_inputs_give_the_same_bytes(store):
    """S-6. The same data, parameters and code give the same result byte for byte. Nothing depends on the clock, on
    the order of files or on chance that is not seeded by the place itself (S-32).
    """
    first, second = (json.dumps(document(at_place(store, *HERE)), sort_keys=True) for _ in range(2))
    assert first == second


def test_every_number_says_where_it_comes_from(store):
    """S-7. Every number carries its source and licence, its window, what is covered, its grade, and the versions of
    the method and of the data.
    """
    found = at_place(store, *HERE)
    measured = [f for f in found.findings if isinstance(f, Measured)]
    assert measured
    for finding in measured:
        assert finding.provenance
        assert all(p.attribution and p.licence and p.sha256 for p in finding.provenance)
        assert finding.grade is not None
    assert found.data_version == store.release.data_version
    assert found.method.version in json.dumps(document(replace(found)))
