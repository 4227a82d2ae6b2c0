"""TopoJSON: areas that share their borders, in a format that states no coordinate system."""

from __future__ import annotations

import json

from geodata.build.harvest import Context, Harvest, SourceFile, read_bytes
from geodata.build.readers import vector
from geodata.errors import SourceFileError


def read(file: SourceFile, context: Context) -> Harvest:
    """Return the features of a TopoJSON file, in metres of EPSG:27700; the options are those of ``vector``.

    The option ``crs`` is needed, for the format has no member to state it. Rounded borders often touch
    themselves: such areas are repaired and counted (``extra["repaired"]``).

    Raises
    ------
    ManifestError
        If an option is unknown or does not fit another.
    SourceFileError
        If the file is not TopoJSON, or ``crs`` is not declared.
    """
    try:
        kind = json.loads(read_bytes(file.path)).get("type")
    except (ValueError, AttributeError) as error:
        raise SourceFileError(file.name, "is_data", f"this is no JSON, or is cut short ({error}).") from error
    if kind != "Topology":
        raise SourceFileError(
            file.name, "format", f"this is not TopoJSON: its type is '{kind}'.",
            advice="Use the reader 'vector' for GeoJSON.",
        )  # fmt: skip
    return vector.read(file, context)
