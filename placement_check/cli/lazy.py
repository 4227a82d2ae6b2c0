"""A group of commands, some of which are imported only when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group whose ``further`` commands are named with the module that holds each under its own name."""

    def __init__(self, *arguments: Any, further: Mapping[str, str], **more: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*arguments, **more)
        self._further = dict(further)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted({*super().list_commands(ctx), *self._further})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, imported if it was not yet; None if there is none."""
        if cmd_name in self._further:
            found = getattr(import_module(self._further[cmd_name]), cmd_name)
            assert isinstance(found, click.Command)  # noqa: S101 - the table names commands only
            return found
        return super().get_command(ctx, cmd_name)
