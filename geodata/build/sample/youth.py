"""What a council would bring itself: its list of youth clubs, and the manifest that declares it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geodata.build.sample import sheet
from geodata.build.sample.country import COUNCILS
from geodata.build.sample.settlement import Settlement

NEIGHBOURHOODS_A_CLUB: Final = 5
MANIFEST: Final = """\
title = "Fictional youth clubs, as a council would list them"
class = "open"
note = "Drawn for the sample; a model for a council's own list (docs/how-to/add-a-layer.md)."

[source]
publisher = "Fictional councils"
url = "https://example.org/youth"
licence = "none: fictional"
attribution = "Drawn by placement-check; no such club exists."
review_after_months = 12
stale_after_months = 36

[data]
reader = "table"
files = ["**/fictional_youth_clubs.csv"]
geometry = "point"
vintage = "2026-09"
coverage = {{ areas = [{codes}] }}

[data.options]
columns = ["name", "postcode"]
postcode_column = "postcode"
class = "youth_club"
name_column = "name"

[[indicator]]
id = "services.youth"
domain = "D6"
title = "Youth clubs within 1,600 m"
question = "How many youth clubs are within reach on foot?"
measure = "count_within"
classes = ["youth_club"]
unit = "clubs"
worse = "lower"
reach_m = 1600
evidence = "D"
rationale = "Guardianship and something to do (method section 6, row 22)."
approximation = "Straight-line distance; opening hours are not known."
"""


def write_youth(files: Path, manifests: Path, settlement: Settlement) -> None:
    """Write the list below ``files`` and its manifest below ``manifests``.

    Raises
    ------
    OSError
        If the disk is full or may not be written.
    """
    rows = []
    for number, council in enumerate(COUNCILS):
        size = max(1, council.neighbourhoods // NEIGHBOURHOODS_A_CLUB)
        for at, site in enumerate(settlement.pick("youth", number, size).tolist(), start=1):
            rows.append([f"{council.name} Youth Club {at}", settlement.postcode[site]])
    sheet.write(files / "council" / "fictional_youth_clubs.csv", [["name", "postcode"], *rows])
    manifests.mkdir(parents=True, exist_ok=True)
    codes = ", ".join(f'"{council.code}"' for council in COUNCILS)
    (manifests / "fictional_youth_clubs.toml").write_text(MANIFEST.format(codes=codes), encoding="utf-8")
