"""The service says whether it is up and whether it can answer, and why not."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from pathlib import Path

import httpx2
import locks
import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.app import create_app, from_environment, version_of
from api.settings import Settings, SettingsError
from geodata import release as releases
from geodata.lock import TOP

DATA_VERSION = "a" * 64


def client_for(data: Path) -> TestClient:
    return TestClient(create_app(Settings(data=data)))


def write_release(home: Path) -> None:
    """Write the smallest release that can be opened."""
    home.mkdir(parents=True)
    tables = b"{}"
    lock = {
        "format": releases.FORMAT,
        "data_version": DATA_VERSION,
        "label": "Drawn for a test.",
        "tables_sha256": hashlib.sha256(tables).hexdigest(),
        "layers": locks.needed(),
        "reference": locks.REFERENCE,
        "arrays": {},
        "texts": {},
    }
    (home / releases.TABLES).write_bytes(tables)
    (home / releases.LOCK).write_text(json.dumps(lock), encoding="utf-8")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """Return a data directory with one release in use."""
    write_release(tmp_path / "data" / "first")
    (tmp_path / "data" / releases.POINTER).write_text("first\n", encoding="utf-8")
    return tmp_path / "data"


def assert_not_ready(data: Path, *words: str) -> None:
    answer = client_for(data).get("/readyz")
    assert answer.status_code == 503
    body = answer.json()
    assert set(body) == {"status", "reason"}
    assert body["status"] == "not_ready"
    for word in words:
        assert word in body["reason"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_process_is_up_even_where_there_is_no_data(tmp_path, method):
    answer = client_for(tmp_path / "nowhere").request(method, "/healthz")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    if method == "GET":
        assert answer.json() == {"status": "ok"}


def test_ready_names_the_version_of_the_data(released):
    answer = client_for(released).get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "data_version": DATA_VERSION}


def test_no_directory_is_not_ready_and_says_what_to_do(tmp_path):
    assert_not_ready(tmp_path / "nowhere", str(tmp_path / "nowhere"), "placement-check data build")


def test_an_empty_directory_is_not_ready_and_says_what_to_do(tmp_path):
    assert_not_ready(tmp_path, "no data release", "placement-check data build")


def test_a_half_written_release_is_not_ready(tmp_path):
    (tmp_path / f"{releases.BUILDING}second").mkdir()
    assert_not_ready(tmp_path, "never finished", "Run the build again")


def test_a_release_cut_off_in_the_middle_of_its_lock_is_not_ready(released):
    lock = released / "first" / releases.LOCK
    lock.write_bytes(lock.read_bytes()[:20])
    assert_not_ready(released, releases.LOCK, "again")


def test_a_release_edited_after_its_build_is_not_ready(released):
    (released / "first" / releases.TABLES).write_text('{"forces": []}', encoding="utf-8")
    assert_not_ready(released, releases.TABLES, "build it again")


@pytest.mark.parametrize("key", [*TOP, "reference"])
def test_a_release_whose_lock_lacks_a_part_is_not_ready(released, key):
    lock = released / "first" / releases.LOCK
    body = json.loads(lock.read_bytes())
    del body[key]
    lock.write_text(json.dumps(body), encoding="utf-8")
    assert_not_ready(released, releases.LOCK, "build it again")


def test_a_release_is_ready_under_the_hash_of_its_lock_and_under_no_other_hash(tmp_path):
    write_release(tmp_path / "drawn")
    name = hashlib.sha256((tmp_path / "drawn" / releases.LOCK).read_bytes()).hexdigest()
    (tmp_path / "drawn").rename(tmp_path / name)
    assert client_for(tmp_path / name).get("/readyz").status_code == 200
    (tmp_path / name).rename(tmp_path / ("b" * 64))
    assert_not_ready(tmp_path / ("b" * 64), releases.LOCK, "has been changed", "build it again")


def test_ready_follows_the_data_without_a_restart(released):
    client = client_for(released)
    pointer = released / releases.POINTER
    assert client.get("/readyz").status_code == 200
    pointer.rename(released / "aside")
    assert client.get("/readyz").status_code == 503
    (released / "aside").rename(pointer)
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("present", "status"), [(True, 200), (False, 503)])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_readiness_answers_both_methods_and_is_never_cached(released, present, status, method):
    answer = client_for(released if present else released / "nowhere").request(method, "/readyz")
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_written_through_the_health_routes(released, path):
    assert client_for(released).post(path).status_code == 405


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/oauth2-redirect"])
def test_no_page_loads_a_script_from_another_server(released, path):
    assert client_for(released).get(path).status_code == 404


def test_the_description_is_served_and_names_title_version_and_licence(released):
    document = client_for(released).get("/openapi.json").json()
    assert document["info"]["title"] == "placement-check"
    assert document["info"]["version"] == version_of("placement-check")
    assert document["info"]["license"] == {"name": "MIT License", "identifier": "MIT"}
    assert "Missing information is always reported as missing" in document["info"]["description"]


def test_the_description_tells_both_answers_of_readiness(released):
    paths = client_for(released).get("/openapi.json").json()["paths"]
    assert set(paths) == {"/healthz", "/readyz"}
    assert all(set(operations) == {"get"} for operations in paths.values())
    answers = paths["/readyz"]["get"]["responses"]
    assert set(answers) == {"200", "503"}
    assert answers["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Ready")
    assert answers["503"]["content"]["application/json"]["schema"]["$ref"].endswith("/NotReady")


def test_a_real_server_answers_head_without_a_body(released):
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(data=released)), log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/readyz"
        with httpx2.Client(trust_env=False) as client:
            answer = client.head(address, timeout=30)
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listener.close()
    assert not thread.is_alive()
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["cache-control"] == "no-store"


def test_the_environment_says_where_the_data_are(tmp_path):
    settings = Settings.from_environment({"PLACEMENT_CHECK_DATA": str(tmp_path)})
    assert settings == Settings(data=tmp_path)


def test_with_nothing_set_the_data_are_at_the_root_of_the_container():
    assert Settings.from_environment({}) == Settings(data=Path("/data"))


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_setting_is_refused_and_never_means_the_working_directory(value):
    with pytest.raises(SettingsError, match="PLACEMENT_CHECK_DATA: is set but empty"):
        Settings.from_environment({"PLACEMENT_CHECK_DATA": value})


def test_the_service_can_be_made_from_the_environment_alone(released, monkeypatch):
    monkeypatch.setenv("PLACEMENT_CHECK_DATA", str(released))
    assert TestClient(from_environment()).get("/readyz").status_code == 200


def test_a_version_that_is_not_installed_says_so():
    assert version_of("a-distribution-that-nobody-has") == "0+not-installed"
