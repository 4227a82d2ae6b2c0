"""The refusal of a file that a person wrote."""

from __future__ import annotations

from geodata.errors import GeodataError


class FormRefused(GeodataError):
    """A file that a person wrote breaks a rule; nothing is printed from it.

    Parameters
    ----------
    file
        The file as given.
    rule
        The short name of the rule.
    text
        What is wrong, in words.
    advice
        What to do next.
    line
        The line to blame, counting from 1; None where none can be named.
    """

    def __init__(self, file: str, rule: str, text: str, advice: str, *, line: int | None = None) -> None:
        self.file = file
        self.rule = rule
        self.text = text
        self.advice = advice
        self.line = line
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: rule '{rule}' failed: {text} {advice}")
