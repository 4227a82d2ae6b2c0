"""What the image promises, read from the files that make it; `.ci/prove-image` shows that they keep it."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from pathlib import Path

import pytest

from api import app as service
from api.settings import DATA, DATA_DEFAULT, Settings

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [".ci/requirements.lock", ".ci/requirements-build.lock"]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def instructions() -> list[tuple[str, str]]:
    """Return each instruction and its words, with continued lines joined and comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines())
        if word
    ]


def words_of(name: str) -> list[str]:
    return [words for word, words in instructions() if word == name]


def last_stage() -> list[tuple[str, str]]:
    everything = instructions()
    start = max(index for index, (word, _) in enumerate(everything) if word == "FROM")
    return everything[start:]


def pip_installs() -> list[str]:
    commands = [part.strip() for run in words_of("RUN") for part in run.split("&&")]
    return [command for command in commands if re.search(r"\bpip\b.*\b(install|wheel)\b", command)]


def requirements(lock: str) -> list[str]:
    """Return each pinned requirement of a lock with all its hashes on one line."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_the_image_ends_with_a_numeric_user_that_is_not_root():
    users = [words for word, words in last_stage() if word == "USER"]
    assert users == ["10001:10001"]


def test_nothing_is_copied_to_belong_to_that_user():
    assert not [words for word, words in last_stage() if word in {"COPY", "ADD"} and "--chown" in words]


def test_no_base_is_whatever_came_last():
    assert words_of("ARG") == ["BASE=python:3.11-slim-bookworm"]
    assert {words.split()[0] for words in words_of("FROM")} == {"${BASE}"}
    assert "latest" not in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_no_system_package_is_installed():
    assert not [run for run in words_of("RUN") if re.search(r"\b(apt|apt-get|apk|dpkg)\b", run)]


def test_everything_from_a_package_index_is_installed_by_its_hash():
    installs = pip_installs()
    locked = [command for command in installs if "-r " in command]
    assert {command.split("-r ")[1] for command in locked} == set(LOCKS)
    assert all("--require-hashes" in command for command in locked)
    for command in set(installs) - set(locked):
        assert "--no-deps" in command
        assert "--no-build-isolation" in command or "--no-index" in command


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_locks_is_pinned_and_hashed(lock):
    pinned = requirements(lock)
    assert pinned
    for requirement in pinned:
        assert re.match(r"[a-z0-9._-]+==\S+", requirement), requirement
        assert HASH.search(requirement), requirement


def test_the_lock_holds_what_the_project_says_it_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[<>=!~ ;]", requirement)[0] for requirement in project["dependencies"]}
    locked = {requirement.split("==")[0] for requirement in requirements(LOCKS[0])}
    assert needed <= locked


def test_the_command_starts_the_service_by_its_factory():
    (command,) = words_of("CMD")
    words = json.loads(command)
    assert words[:3] == ["uvicorn", "--factory", "api.app:from_environment"]
    assert callable(getattr(service, words[2].split(":")[1]))
    assert "--no-access-log" in words


def test_no_entry_point_stands_before_the_command_line_program():
    assert words_of("ENTRYPOINT") == []


def test_the_health_check_asks_a_route_that_exists():
    (check,) = words_of("HEALTHCHECK")
    (asked,) = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", check)
    app = service.create_app(Settings())
    assert asked in app.openapi()["paths"]


def test_the_image_says_what_it_is_and_under_which_licence():
    (label,) = words_of("LABEL")
    assert 'org.opencontainers.image.title="placement-check"' in label
    assert 'org.opencontainers.image.licenses="MIT"' in label


def test_the_working_directory_is_never_the_data_volume():
    directories = [words for word, words in last_stage() if word == "WORKDIR"]
    assert directories == ["/opt/placement-check"]


def test_the_service_and_the_command_line_look_for_the_data_in_the_same_place():
    (environment,) = [words for word, words in last_stage() if word == "ENV"]
    assert f"{DATA}={DATA_DEFAULT}" in environment.split()


def test_nothing_enters_the_build_unless_it_is_named():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    named = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {source for words in words_of("COPY") if "--from" not in words for source in words.split()[:-1]}
    assert named == copied


def test_the_proof_can_be_run_and_stops_at_the_first_fault():
    proof = ROOT / ".ci" / "prove-image"
    assert proof.stat().st_mode & stat.S_IXUSR
    assert "\nset -euo pipefail\n" in proof.read_text(encoding="utf-8")


def test_the_guide_names_what_the_image_really_does():
    guide = (ROOT / "docs" / "how-to" / "run-in-a-container.md").read_text(encoding="utf-8")
    for said in (
        "10001",
        "8000",
        "/healthz",
        "/readyz",
        "PLACEMENT_CHECK_DATA",
        ".ci/prove-image",
        "placement-check check",
    ):
        assert said in guide, said
