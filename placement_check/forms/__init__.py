"""Files that a person writes, TOML or JSON: read strictly, and refused with the file, the line and the rule."""

from __future__ import annotations

from placement_check.forms.file import read
from placement_check.forms.form import Form
from placement_check.forms.refusal import FormRefused

__all__ = ["Form", "FormRefused", "read"]
