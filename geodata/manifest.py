"""Layer manifests: one TOML file declares one layer, and nothing else does.

At build time the manifest is read and checked here; what a single check needs of it is copied into the release's
lock, so that the serving path never parses or validates a manifest.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from geodata.crs import GRID_EAST_M, GRID_NORTH_M
from geodata.errors import ManifestError
from geodata.types import LayerClass

MEASURES = Literal[
    "crime_exposure", "kernel_presence", "hazard_index", "nearest_distance", "count_within", "area_value"
]
DOMAINS = Literal["D1", "D3", "D4", "D6", "D7", "context"]
RESERVED = ("people", "reference", "comparators", "rejections", "lock", "tables")
SHIPPED = Path(__file__).parent / "layers"

# Method S-24: nothing that would reveal a home, a refuge or a shelter is ever stored in an open layer.
REVEALING = re.compile(
    r"social[_ ]facility|group[_ ]home|shelter(?!ed housing)|refuge(?!e)|child(ren)?'?s?[_ ]?(homes?|residential)\b"
    r"|(kids|young persons?'?|young people'?s?)[_ ]homes?\b|care[_ ]?homes?\b|rest[_ ]homes?\b|crisis house"
    r"|residential (child ?)?(care|home|unit)|nursing home|supported (living|accommodation|housing|lodgings?)"
    r"|semi[- ]independent|leaving care|mother (and|&) baby|respite|childmind|ymca|homeless|bail hostel"
    r"|safe ?house|women'?s aid|domestic (abuse|violence)|foster|approved premises|hostel|secure unit|probation",
    re.IGNORECASE,
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(_Strict):
    """Who publishes the data, under which licence, and when it grows old."""

    publisher: str = Field(min_length=2)
    url: str = Field(min_length=8)
    licence: str = Field(min_length=2)
    attribution: str = Field(min_length=5)
    review_after_months: int = Field(gt=0, description="Older than this, the grade falls to C at best.")
    stale_after_months: int = Field(gt=0, description="Older than this, the layer no longer answers.")


def below(globs: str) -> str:
    """Return one entry of ``files`` as given.

    Raises
    ------
    ValueError
        If one of its globs is empty, absolute, or leads out of the source directory.
    """
    for glob in globs.split(" + "):
        parts = glob.split("/")
        if not glob or glob.startswith("/") or ".." in parts or any("**" in p and p != "**" for p in parts):
            raise ValueError(f"'{glob}' is no glob below the source directory")
    return globs


class Coverage(_Strict):
    """Where the layer would have shown a feature if there were one."""

    areas: Literal["england", "none", "from_file"] | tuple[str, ...] = "none"
    box: tuple[int, int, int, int] | None = None

    @field_validator("box")
    @classmethod
    def _is_box(cls, box: tuple[int, int, int, int] | None) -> tuple[int, int, int, int] | None:
        if box is not None and not (box[0] < box[2] and box[1] < box[3]):
            raise ValueError("a box is west, south, east, north in metres of EPSG:27700")
        return box


def dated(vintage: str) -> str:
    """Return a vintage as given.

    Raises
    ------
    ValueError
        If it is neither a year, a month, a day, ``from_file`` nor nothing: an age cannot be told from it.
    """
    if vintage in ("", "from_file"):
        return vintage
    date.fromisoformat(f"{vintage}-01-01"[:10] if len(vintage) == 4 else f"{vintage}-01"[:10])
    return vintage


class Part(_Strict):
    """Some of the files, with the vintage and the coverage that only a person can know of them."""

    files: str
    vintage: Annotated[str, AfterValidator(dated)] = ""
    coverage: Coverage | None = None


class Data(_Strict):
    """Which files, how they are read and what they cover.

    ``files`` are globs tried in order below the source directory; the first that matches anything is the layer's.
    ``options`` are passed to the reader and are checked there.
    """

    reader: str
    files: tuple[Annotated[str, AfterValidator(below)], ...] = Field(min_length=1)
    geometry: Literal["point", "line", "polygon", "none"]
    coverage: Coverage = Coverage()
    vintage: Annotated[str, AfterValidator(dated)] = Field(
        default="from_file", description="YYYY, YYYY-MM or YYYY-MM-DD, or from_file."
    )
    format_verified: bool = True
    columns: dict[str, Literal["open"]] = Field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    options: dict[str, str | int | float | bool | list[str] | dict[str, str]] = Field(default_factory=dict)


class Expect(_Strict):
    """Assertions on the data; each failure fails the layer's build."""

    min_rows: int = 1
    max_rows: int | None = None
    bounds: tuple[int, int, int, int] = (0, 0, GRID_EAST_M, GRID_NORTH_M)
    max_rejected_share: float = Field(default=0.05, ge=0, le=1)
    unique: tuple[str, ...] = ()
    classes: tuple[str, ...] = Field(default=(), description="Classes that must each hold a row.")


class Indicator(_Strict):
    """One question asked of the layer."""

    id: Annotated[str, Field(pattern=r"^(crime|venues|hazards|services|context)\.[a-z][a-z0-9_.]*$")]
    domain: DOMAINS
    title: str
    question: str
    measure: MEASURES
    unit: str
    worse: Literal["higher", "lower", "neither"]
    classes: tuple[str, ...] = ()
    column: str = ""
    reach_m: int = Field(default=0, ge=0, le=100_000)
    also_layers: tuple[str, ...] = Field(
        default=(), description="Layers whose features answer it too; all needed."
    )
    fallback_layers: tuple[str, ...] = Field(
        default=(), description="Used only where the layer itself is not held."
    )
    evidence: str = Field(default="n/a", description="Evidence grade of method section 6.")
    rationale: str = ""
    approximation: str = ""

    @model_validator(mode="after")
    def _has_reach(self) -> Indicator:
        if self.measure in {"kernel_presence", "hazard_index", "count_within"} and self.reach_m == 0:
            raise ValueError(f"indicator {self.id}: measure '{self.measure}' needs reach_m in metres")
        return self


class Layer(_Strict):
    """One declared dataset and the questions asked of it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=5)
    layer_class: LayerClass = Field(alias="class")
    note: str = ""
    source: Source
    data: Data
    expect: Expect = Expect()
    indicators: tuple[Indicator, ...] = Field(default=(), alias="indicator")
    digest: str = ""

    @field_validator("layer_class")
    @classmethod
    def _only_open(cls, value: LayerClass) -> LayerClass:
        if value is not LayerClass.OPEN:
            raise ValueError(
                f"class '{value.value}' cannot be built yet: this version reads open layers only. "
                "Restricted layers need the restricted store; keep the file out of the build directory."
            )
        return value


def load(path: Path) -> Layer:
    """Return the layer a manifest declares.

    Raises
    ------
    ManifestError
        If the file cannot be read, is not TOML, has an unknown or missing key, or declares something not allowed.
    """
    try:
        raw = path.read_bytes()
        document = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise ManifestError(
            f"{path}: cannot be read ({error.strerror}). Check the path and its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: is not valid TOML: {error}. Correct that line.") from error
    try:
        layer = Layer.model_validate({"id": path.stem, **document, "digest": hashlib.sha256(raw).hexdigest()})
    except ValidationError as error:
        raise ManifestError(_explain(path, error)) from error
    if layer.id != path.stem:
        raise ManifestError(f"{path}: id '{layer.id}' differs from the file's name. Rename one of them.")
    _refuse_revealing(path, layer)
    if layer.id != "crime" and any(i.measure == "crime_exposure" for i in layer.indicators):
        raise ManifestError(
            f"{path}: the measure 'crime_exposure' belongs to the layer 'crime'. Choose another."
        )
    return layer


def load_all(directories: list[Path]) -> dict[str, Layer]:
    """Return the layers of every ``*.toml`` in the directories, by id, sorted.

    Raises
    ------
    ManifestError
        If a directory does not exist, a manifest is wrong, or an id or indicator is declared twice.
    """
    layers: dict[str, Layer] = {}
    indicators: dict[str, str] = {}
    for directory in directories:
        if not directory.is_dir():
            raise ManifestError(f"{directory}: there is no such directory of manifests. Check the path.")
        for path in sorted(directory.glob("*.toml")):
            layer = load(path)
            if layer.id in RESERVED:
                raise ManifestError(
                    f"{path}: '{layer.id}' is a name the release keeps for itself. Choose another."
                )
            if layer.id in layers:
                raise ManifestError(f"{path}: layer '{layer.id}' is declared twice. Rename one of the files.")
            layers[layer.id] = layer
            for indicator in layer.indicators:
                if indicator.id in indicators:
                    raise ManifestError(
                        f"{path}: indicator '{indicator.id}' is already declared by layer "
                        f"'{indicators[indicator.id]}'. Give it another id."
                    )
                indicators[indicator.id] = layer.id
    return dict(sorted(layers.items()))


def _refuse_revealing(path: Path, layer: Layer) -> None:
    """Refuse a manifest that names homes, refuges or shelters (method S-24)."""
    named = [layer.id, layer.title, *(i.title for i in layer.indicators), *(i.id for i in layer.indicators)]
    named += [c for i in layer.indicators for c in i.classes]
    for text in named:
        found = REVEALING.search(text.replace("_", " "))
        if found:
            raise ManifestError(
                f"{path}: '{text}' suggests a layer of homes, refuges or shelters ('{found.group(0)}'). "
                "Such places are never held as an open layer. Remove the layer from this build."
            )


def _explain(path: Path, error: ValidationError) -> str:
    lines = []
    for fault in error.errors():
        where = ".".join(str(part) for part in fault["loc"]) or "the manifest"
        if fault["type"] == "extra_forbidden":
            lines.append(f"unknown key '{where}' (is it misspelt?)")
        elif fault["type"] == "missing":
            lines.append(f"'{where}' is missing")
        else:
            lines.append(f"'{where}': {fault['msg']}")
    return f"{path}: " + "; ".join(lines) + ". See docs/how-to/add-a-layer.md for every key."
