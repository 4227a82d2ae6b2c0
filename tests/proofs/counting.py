"""A plugin of pytest: every drawn law gets the same number of examples, and each is recorded when it has run.

A profile of Hypothesis does not reach the laws that name a number of examples themselves, and most of the slow ones do.
So the settings of each law are replaced here. Tests without drawn examples are left out: they have one size only.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import UnsatisfiedAssumption

from benchmarks.record import ROOT, Record

ROOMS = ("geodata", "placement_check", "tests")
LAWS = pytest.StashKey[list[str]]()


class Count:
    """How often the body of the law that is running was entered, and how often it turned the example down."""

    tried = rejected = 0


def counted(law: Callable[..., Any]) -> Callable[..., Any]:
    """Return the body of a law, counting."""

    @functools.wraps(law)
    def body(*arguments: Any, **named: Any) -> Any:
        Count.tried += 1
        try:
            return law(*arguments, **named)
        except UnsatisfiedAssumption:
            Count.rejected += 1
            raise

    return body


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("laws")
    group.addoption("--laws-record", type=Path, help="File of the record.")
    group.addoption("--laws-run", type=json.loads, help="What is asked for, as JSON: examples, seed, code.")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    path, run = config.getoption("laws_record"), config.getoption("laws_run")
    functions = [item for item in items if isinstance(item, pytest.Function)]
    laws = [item for item in functions if getattr(item.obj, "is_hypothesis_test", False)]
    record = Record(path, ROOMS)
    waiting = [law for law in laws if not record.holds(law.nodeid, run)]
    config.hook.pytest_deselected(items=[item for item in items if item not in waiting])
    config.stash[LAWS] = [law.nodeid for law in laws]
    for body in {law.obj for law in waiting}:
        prepare(body, run["examples"], path.parent / "examples")
    items[:] = list(waiting)


def prepare(law: Any, examples: int, database: Path) -> None:
    """Set the number of examples of a law, whatever its own settings say, and count its body's runs."""
    law.hypothesis.inner_test = counted(law.hypothesis.inner_test)
    # The attribute and not the decorator, which refuses a law that has settings already.
    law._hypothesis_internal_use_settings = settings(
        law._hypothesis_internal_use_settings,
        max_examples=examples,
        deadline=None,
        derandomize=False,  # or the seed would have no effect
        database=DirectoryBasedExampleDatabase(database),
        suppress_health_check=[HealthCheck.too_slow],  # says something of the machine, not of the law
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    Count.tried = Count.rejected = 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" or (call.when == "setup" and call.excinfo):
        result: dict[str, Any] = {
            "result": report.outcome,
            "examples": Count.tried - Count.rejected,
            "rejected": Count.rejected,
            "seconds": call.duration,
        }
        if report.outcome != "passed":
            result["told"] = told(call)
        path, run = item.config.getoption("laws_record"), item.config.getoption("laws_run")
        Record(path, ROOMS).part(item.nodeid, lambda: result, run=run)
    return report


def told(call: pytest.CallInfo[None]) -> str:
    """Return what went wrong and by which example, without a path of this machine."""
    error = call.excinfo.value if call.excinfo else None
    words = "\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])])
    return words.replace(f"{ROOT}/", "").replace(str(Path.home()), "~")[:2_000]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Record that every law of the file has run, which a run that was stopped does not."""
    path, run = session.config.getoption("laws_record"), session.config.getoption("laws_run")
    names = session.config.stash.get(LAWS, [])
    record = Record(path, ROOMS)
    if names and all(record.holds(name, run) for name in names):
        record.part(names[0].split("::")[0], lambda: {"laws": names}, run=run)
