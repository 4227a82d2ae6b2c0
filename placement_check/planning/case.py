"""A planning case: the proposal, the council's policy answered, and every entry of the consultation log."""

from __future__ import annotations

from dataclasses import dataclass

from placement_check.decisions.consultation import Consultation
from placement_check.decisions.decision import Decision
from placement_check.planning.answers import HookAnswer
from placement_check.planning.application import Application, ApplicationType
from placement_check.planning.policy import Policy


@dataclass(frozen=True, slots=True)
class PlanningCase:
    """What a planning report adds to an assessment; ``application`` and ``policy`` are None where no file was given."""

    application: Application | None
    policy: Policy | None
    answers: tuple[HookAnswer, ...]

    @property
    def is_certificate(self) -> bool:
        """Return whether the application is for a lawful development certificate."""
        found = self.application
        return found is not None and found.application_type is ApplicationType.LAWFUL_DEVELOPMENT_CERTIFICATE

    def log(self, decision: Decision | None) -> tuple[Consultation, ...]:
        """Return the entries of the proposal's file and of the decision's, each once, by day."""
        entries = [
            e for paper in (self.application, decision) if paper is not None for e in paper.consultations
        ]
        return tuple(sorted(dict.fromkeys(entries), key=lambda entry: entry.asked))
