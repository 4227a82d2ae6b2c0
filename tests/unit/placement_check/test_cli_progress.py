import io
import sys

from placement_check.cli.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_how_far_a_build_has_come(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with shown() as progress:
        progress("reading", "districts")
        progress("reading", "a/very/long/" + "name/" * 20 + "street.csv")
        progress("writing", "release")
    assert "reading" in screen.getvalue()


def test_nothing_is_shown_where_nobody_watches(monkeypatch):
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    with shown() as progress:
        progress("reading", "districts")
    assert quiet.getvalue() == ""
