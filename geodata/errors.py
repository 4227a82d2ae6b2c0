"""What can go wrong with facts about places.

::

    GeodataError
    ├── LocationNotFound        the text names no place we can use
    ├── CoordinatesOutside      coordinates that no conversion covers
    ├── ManifestError           a layer's declaration is wrong
    ├── SourceFileError         a publisher's file is not what its manifest promises
    ├── TableError              a dated table of the law contradicts itself
    ├── LayerUnavailable        a layer is absent from, or broken in, this release
    ├── ReleaseError            there is no release that can be read
    └── RuleRefused             what was asked for breaks a named rule

Every message says what is wrong, where, and what to do next.
"""

from __future__ import annotations

from pathlib import Path


class GeodataError(Exception):
    """Any fault this package can name."""


class LocationNotFound(GeodataError):
    """The text given for a place could not be turned into one."""


class CoordinatesOutside(GeodataError):
    """Coordinates lie outside what the national grid transformation covers."""


class ManifestError(GeodataError):
    """A layer manifest is misspelt, incomplete or not allowed."""


class TableError(GeodataError):
    """A dated table refers to something that does not exist on that date."""


class SourceFileError(GeodataError):
    """A source file failed a rule; the layer that needed it fails with it.

    Parameters
    ----------
    file
        The file as found.
    rule
        The short name of the rule that failed.
    text
        What is wrong, in words.
    row
        The line of the file, counting from 1, where one line is to blame.
    advice
        What to do next.
    """

    def __init__(
        self, file: Path | str, rule: str, text: str, *, row: int | None = None, advice: str = ""
    ) -> None:
        self.file = str(file)
        self.rule = rule
        self.text = text
        self.row = row
        self.advice = advice or "Fetch the file again from its publisher, or remove it."
        where = self.file if row is None else f"{self.file}, row {row}"
        super().__init__(f"{where}: rule '{rule}' failed: {text} {self.advice}")


class LayerUnavailable(GeodataError):
    """A layer cannot answer.

    Parameters
    ----------
    layer
        The layer's id.
    code
        A reason code of the public contract (``no_data``, ``unreadable``, ``failed_check``...).
    text
        The reason in words.
    """

    def __init__(self, layer: str, code: str, text: str) -> None:
        self.layer = layer
        self.code = code
        self.text = text
        super().__init__(f"Layer '{layer}' is not available ({code}): {text}")


class ReleaseError(GeodataError):
    """No data release can be read where one was expected."""


class RuleRefused(GeodataError):
    """Something was asked for that a named rule does not allow.

    Parameters
    ----------
    rule
        The short name of the rule.
    text
        What is wrong, in words.
    advice
        What to do next.
    """

    def __init__(self, rule: str, text: str, advice: str) -> None:
        self.rule = rule
        self.text = text
        self.advice = advice
        super().__init__(f"Rule '{rule}' failed: {text} {advice}")
