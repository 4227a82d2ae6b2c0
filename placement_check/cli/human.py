"""The files of a case on the command line: what people decided, and what is applied for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from placement_check.purpose import Purpose

if TYPE_CHECKING:
    from geodata.store import Store
    from geodata.types import Location
    from placement_check.assess import Assessment, Options
    from placement_check.decisions.settled import Papers, Settled
    from placement_check.method import Method
    from placement_check.planning.application import Application
    from placement_check.planning.case import PlanningCase
    from placement_check.planning.policy import Policy
    from placement_check.records.blocks import Block
    from placement_check.records.changes import Since
    from placement_check.records.view.edition import Additions

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path, readable=False)
RECORDED = (
    click.option("--decision", metavar="FILE", type=PATH, help="A recorded decision (TOML or JSON)."),
    click.option("--site-visit", metavar="FILE", type=PATH, help="A recorded site visit (TOML or JSON)."),
    click.option(
        "--correction", metavar="FILE", type=PATH, multiple=True, help="A disputed datum (TOML or JSON); repeatable."
    ),
)  # fmt: skip
PURPOSES = (Purpose.CHECK, Purpose.PLANNING, Purpose.PLACEMENT)
PAPERS = (
    click.option("--planning", metavar="FILE", type=PATH, help="The proposal (TOML or JSON)."),
    click.option("--policy", metavar="FILE", type=PATH, help="The council's own policy (TOML or JSON)."),
    *RECORDED,
)  # fmt: skip
OPTIONS = (
    click.option(
        "--purpose", type=click.Choice([p.value for p in PURPOSES]), default=Purpose.CHECK.value, show_default=True,
        help="What the report is for.",
    ),
    *PAPERS,
)  # fmt: skip


def recorded_options(command: Command) -> Command:
    """Return the command with the options of what people recorded: a decision, a site visit, corrections."""
    for option in reversed(RECORDED):
        command = option(command)
    return command


def paper_options(command: Command) -> Command:
    """Return the command with the options of every file of a case: those of people, the proposal and the policy."""
    for option in reversed(PAPERS):
        command = option(command)
    return command


def human_options(command: Command) -> Command:
    """Return the command with the options of a case; they reach it as ``purpose``, ``planning``, ``policy``..."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


class Files(NamedTuple):
    """The files of a case as read, before any place is assessed; ``papers`` is None where nothing is recorded."""

    purpose: Purpose
    papers: Papers | None
    application: Application | None
    policy: Policy | None


def read_files(
    at: date, *, purpose: str, planning: Path | None, policy: Path | None, decision: Path | None,
    site_visit: Path | None, correction: tuple[Path, ...],
) -> Files:  # fmt: skip
    """Return the files of a case, read strictly for an assessment of the day ``at``.

    Raises
    ------
    click.UsageError
        If a proposal or policy is given for another purpose than planning.
    FormRefused
        If a file breaks a rule.
    """
    wanted = Purpose(purpose)
    for name, given in (("--planning", planning), ("--policy", policy)):
        if given is not None and wanted is not Purpose.PLANNING:
            raise click.UsageError(f"{name} needs --purpose planning.")
    return Files(
        wanted, _papers(at, decision, site_visit, correction),
        None if planning is None else _application(planning, at), None if policy is None else _policy(policy, at),
    )  # fmt: skip


def _papers(
    at: date, decision: Path | None, visit: Path | None, corrections: tuple[Path, ...]
) -> Papers | None:
    if decision is None and visit is None and not corrections:
        return None
    from placement_check.decisions.correction import read_correction
    from placement_check.decisions.decision import read_decision
    from placement_check.decisions.settled import Papers
    from placement_check.decisions.visit import read_visit

    return Papers(
        decision=None if decision is None else read_decision(decision, at),
        visit=None if visit is None else read_visit(visit, at),
        corrections=tuple(read_correction(path, at) for path in corrections),
    )


def _application(path: Path, at: date) -> Application:
    from placement_check.planning.application import read_application

    return read_application(path, at)


def _policy(path: Path, at: date) -> Policy:
    from placement_check.planning.policy import read_policy

    return read_policy(path, at)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An assessment with the files of its case settled against it; ``settled`` is None for a plain check.

    ``since`` is what changed since the last assessment of a home under review, None where none was given.
    """

    assessment: Assessment
    settled: Settled | None
    planning: PlanningCase | None
    since: Since | None = None

    def additions(self) -> Additions:
        """Return what the open report prints besides the assessment."""
        from placement_check.records.view.edition import Additions

        if self.settled is None:
            return Additions()
        from placement_check.records.changes import changes_blocks
        from placement_check.records.decision_blocks import decision_blocks
        from placement_check.records.human import human_of
        from placement_check.records.planning_blocks import placement_blocks, planning_blocks

        blocks: tuple[Block, ...] = ()
        if self.planning is not None:
            blocks += planning_blocks(self.planning, self.assessment, self.settled)
        if self.assessment.purpose is Purpose.PLACEMENT:
            blocks += placement_blocks()
        if self.since is not None:
            blocks += changes_blocks(self.since)
        if self.settled.recorded:
            blocks += decision_blocks(self.settled, self.assessment)
        return Additions(human_of(self.settled), blocks, self.printed("json"), self.settled.validity)

    def document(self) -> dict[str, Any]:
        """Return the whole case as plain values of the JSON document."""
        from placement_check.records.document import document

        body = {**document(self.assessment), **self.keys()}
        if self.since is not None:
            body["review"] = {**body["review"], "changes": self.since.plain()}
        return body

    def printed(self, form: str) -> str:
        """Return the assessment with its case as ``json`` or ``txt``; other forms hold the assessment alone."""
        from placement_check.cli.checking import render

        if self.settled is None or form not in ("json", "txt"):
            return render(self.assessment, form)
        if form == "json":
            import json

            return json.dumps(self.document(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        from placement_check.decisions.status import Status
        from placement_check.records.marks import valid_until
        from placement_check.records.text import to_text
        from placement_check.records.text_blocks import blocks_text

        settled = self.settled
        until = valid_until(settled.validity, settled.valid_until, ended=settled.status is Status.EXPIRED)
        return to_text(self.assessment, self.keys()["marks"], until) + blocks_text(self.additions().planning)

    def keys(self) -> dict[str, Any]:
        """Return what the case adds to the JSON document: ``planning`` and ``decision``, null where there is none."""
        from placement_check.records.decision import decision_document
        from placement_check.records.planning import planning_document

        planning, decision = None, None
        if self.planning is not None:
            planning = planning_document(self.planning, self.assessment, self.settled)
        if self.settled is not None and self.settled.recorded:
            decision = decision_document(self.settled)
        from placement_check.decisions.status import Status
        from placement_check.records.marks import marks_of

        status = Status.DRAFT if self.settled is None else self.settled.status
        marks = marks_of(
            self.assessment, decided=decision is not None and decision["decision"] is not None
            and status is not Status.DRAFT, expired=status is Status.EXPIRED,
        )  # fmt: skip
        return {"marks": list(marks), "planning": planning, "decision": decision}


def assess_case(files: Files, store: Store, place: str, at: date, options: Options) -> Case:
    """Return the assessment of what someone typed with the files of its case settled against it.

    Raises
    ------
    LocationNotFound
        If the text names no place in England.
    FormRefused
        If a file names what the assessment does not hold, or asks for what the method does not allow.
    """
    from placement_check import method
    from placement_check.places import gazetteer_of

    return case_at(files, store, gazetteer_of(store).locate(place), method.load(), at, options)


def case_at(
    files: Files, store: Store, location: Location, method: Method, at: date, options: Options
) -> Case:
    """Return the assessment of a location by a method with the files of its case settled against it.

    A site visit is asked about only where floor F3 stands: the place is then assessed anew with the floor lifted.

    Raises
    ------
    FormRefused
        If a file names what the assessment does not hold, or asks for what the method does not allow.
    """
    from dataclasses import replace

    from placement_check.assess import assess
    from placement_check.records.marks import validity_of

    options = replace(options, purpose=files.purpose)
    assessment = assess(location, store, method, at=at, options=options)
    if files.papers is None and files.purpose is Purpose.CHECK:
        return Case(assessment, None, None)
    from placement_check.decisions.settled import Papers, lift_for, settle
    from placement_check.decisions.visit import due_of

    papers = files.papers or Papers()
    lift = None if papers.visit is None else lift_for(papers.visit, assessment)
    if lift is not None and lift.lifted:
        assessment = assess(location, store, method, at=at, options=replace(options, visited=True))
    settled = settle(papers, assessment, validity_of(assessment, due_of(papers.visit, lift)), lift)
    return Case(assessment, settled, _planning(files, assessment, store))


def _planning(files: Files, assessment: Assessment, store: Store) -> PlanningCase | None:
    if files.purpose is not Purpose.PLANNING:
        return None
    from placement_check.planning.case import PlanningCase
    from placement_check.planning.hooks import answer_hooks

    asked = files.policy
    answers = () if asked is None else answer_hooks(asked, files.application, assessment, store)
    return PlanningCase(files.application, asked, answers)
