"""What an operator may set, read from the environment in one place and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = "PLACEMENT_CHECK_DATA"
DATA_DEFAULT = "/data"


class SettingsError(ValueError):
    """A setting has a value that the service cannot run with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service's settings; ``data`` is the directory that holds the data release."""

    data: Path = Path(DATA_DEFAULT)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings that the environment variables give.

        Raises
        ------
        SettingsError
            If a variable is set to nothing, which would silently mean the working directory.
        """
        data = environ.get(DATA, DATA_DEFAULT)
        if not data.strip():
            raise SettingsError(
                f"{DATA}: is set but empty. Set it to the directory that holds the data release, "
                f"or remove it to use {DATA_DEFAULT}."
            )
        return cls(data=Path(data))
