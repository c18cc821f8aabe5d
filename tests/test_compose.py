"""docker-compose.yml names what there is: every service is watched, every command exists."""

from __future__ import annotations

import importlib.util
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"migrate"}
WORKERS = [name for name, service in SERVICES.items() if "worker" in service.get("command", [])]


def words(service: dict[str, Any]) -> list[str]:
    """The service's command and its health check, as words."""
    check = service.get("healthcheck", {}).get("test", [])
    return " ".join([*service.get("command", []), *check]).split()


def after(option: str, command: list[str]) -> str:
    return command[command.index(option) + 1]


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONE_SHOT))
def test_a_long_running_service_is_watched_and_restarted(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_the_workers_serve_every_queue_and_no_other() -> None:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    served = [after("-Q", SERVICES[name]["command"]) for name in WORKERS]
    assert sorted(served) == sorted(settings.WORK_QUEUES)
    assert {*routed, settings.CELERY_TASK_DEFAULT_QUEUE} <= set(served)
    assert {kind.queue for kind in settings.WORK} == set(settings.WORK_QUEUES)


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_is_asked_about_its_own_queue(name: str) -> None:
    queue = after("-Q", SERVICES[name]["command"])
    check = ["CMD", "plumbline-server", "worker_alive", queue]
    assert SERVICES[name]["healthcheck"]["test"] == check


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_command_names_files_modules_and_management_commands_that_exist(name: str) -> None:
    command = words(SERVICES[name])
    for word, following in pairwise([*command, ""]):
        if word in {"-A", "-m"}:
            package, _, module = following.partition(".")
            assert package == "plumbline_server"
            assert importlib.util.find_spec(f"config.{module}"), following
        if word.endswith(".py"):
            assert f"COPY config/{word} ./" in (ROOT / "Dockerfile").read_text()
        if word == "plumbline-server":
            assert following in get_commands()
        if word == "--scheduler":
            assert import_string(following.replace(":", "."))


def test_what_a_service_waits_for_exists_and_can_be_waited_for() -> None:
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            one_shot = wait["condition"] == "service_completed_successfully"
            assert one_shot == (name in ONE_SHOT)
            assert name in SERVICES


def test_services_of_the_application_share_files_and_wait_for_the_migration() -> None:
    ours = {name: s for name, s in SERVICES.items() if s["image"].startswith("plumbline")}
    assert ours.keys() == {"migrate", "web", "worker", "soon", "bulk", "training", "beat"}
    for name, service in ours.items():
        assert service["volumes"] == ["files:/data", "models:/models"]
        assert name == "migrate" or "migrate" in service["depends_on"]


def test_secrets_have_no_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("PLUMBLINE_SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}(?!_)(.)", text)
        assert uses
        assert set(uses) == {":"}
        assert f"${{{name}:-" not in text


def documented() -> dict[str, str]:
    """Every setting that docs/deploying.md explains in its first table, with its default."""
    text = (ROOT / "docs" / "deploying.md").read_text().partition("## Settings")[2]
    table = text.partition("Read by the commands")[0]
    return dict(re.findall(r"^\| `([A-Z_]+)` \|.* \| (.+?) \|$", table, flags=re.MULTILINE))


def test_every_documented_setting_reaches_the_containers_with_its_default() -> None:
    passed = COMPOSE["x-app"]["environment"]
    assert len(documented()) > 18
    assert documented().keys() <= passed.keys()
    fixed = {"DATABASE_URL", "REDIS_URL", "PLUMBLINE_HOME", "PLUMBLINE_SECRET_KEY"}
    for name in documented().keys() - fixed:
        found = re.fullmatch(rf"\$\{{{name}:-(.*)\}}", passed[name])
        assert found, name
        written = re.match(r"`([^`]+)`", documented()[name])
        if written and name != "PLUMBLINE_ALLOWED_HOSTS":  # IPv6 has no place in a container
            assert found.group(1) == written.group(1), name


def test_variables_of_ones_own_reach_the_containers() -> None:
    for name in ("migrate", "web", *WORKERS, "beat"):
        assert SERVICES[name]["env_file"] == [{"path": ".env", "required": False}]


def test_the_gpu_file_gives_a_gpu_to_the_workers_that_compute() -> None:
    gpu = yaml.safe_load((ROOT / "docker-compose.gpu.yml").read_text())["services"]
    assert set(gpu) == set(WORKERS)
    for service in gpu.values():
        devices = service["deploy"]["resources"]["reservations"]["devices"]
        assert devices[0]["capabilities"] == ["gpu"]
        assert service["image"] != COMPOSE["x-app"]["image"]
