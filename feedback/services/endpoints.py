"""The generators of a project: which are in use, and where those that are language models are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from feedback.errors import Refusal
from feedback.generators import EXTRACTIVE
from feedback.models import Endpoint, Generator, Project, User
from feedback.permitted_hosts import host_allowed, variable_allowed
from feedback.secret_box import encrypt
from feedback.services.audit import fields_of, record, record_change
from feedback.services.generating import drop_generations, queue_for_open_nodes


def add_endpoint(
    *, project: Project, name: str, key: str = "", by: User | None = None, **fields: Any
) -> Generator:
    """A new generator behind an address; open nodes get responses of it too.

    Raises:
        Refusal: ``name_taken``, ``bad_address``, ``bad_key_variable`` or ``two_keys``.
    """
    if name in EXTRACTIVE:
        raise Refusal("name_taken", "This is the name of a built-in summariser.")
    try:
        with transaction.atomic():
            generator = Generator.objects.create(
                project=project, name=name, kind=Generator.Kind.ENDPOINT
            )
            endpoint = Endpoint(generator=generator, **fields)
            _set_key(endpoint, key)
            _check(endpoint)
            endpoint.save()
            queue_for_open_nodes(generator=generator)
            record(
                "endpoint.added",
                by=by,
                project=project,
                subject=name,
                after=fields | {"key": "stored" if key else "none"},
            )
    except IntegrityError as error:
        raise Refusal("name_taken", "The project has a generator of this name.") from error
    return generator


def change_generator(
    *,
    generator: Generator,
    enabled: bool | None = None,
    key: str | None = None,
    by: User | None = None,
    **fields: Any,
) -> Generator:
    """Changes what is given. An empty ``key`` takes the stored one away.

    A key entered for one server is never sent to another: with a new host, port or scheme the
    stored key goes, unless a new one comes along. What a generator that is taken out of use had
    still to write is dropped; put back, it writes for the nodes that are open.

    Raises:
        Refusal: ``not_an_endpoint``, ``bad_address``, ``bad_key_variable`` or ``two_keys``.
    """
    with transaction.atomic():
        generator = Generator.objects.select_for_update().get(pk=generator.pk)
        before = _as_logged(generator, fields)
        if fields or key is not None:
            _change_endpoint(generator, key, fields)
        if enabled is not None and enabled != generator.enabled:
            generator.enabled = enabled
            generator.save(update_fields=["enabled"])
            if not enabled:
                drop_generations(generator=generator)
            elif generator.kind == Generator.Kind.ENDPOINT:
                queue_for_open_nodes(generator=generator)
        after = _as_logged(generator, fields)
        if key:
            after["key"] = "stored anew"
        record_change(
            "endpoint.changed",
            by=by,
            project=generator.project,
            subject=generator.name,
            before=before,
            after=after,
        )
    return generator


def _as_logged(generator: Generator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit log tells of a generator: of the key, only whether there is one."""
    endpoint = Endpoint.objects.filter(generator=generator).first()
    found: dict[str, Any] = {"enabled": generator.enabled}
    if endpoint is not None:
        found |= fields_of(endpoint, fields)
        found["key"] = "stored" if endpoint.key_encrypted else "none"
    return found


def _change_endpoint(generator: Generator, key: str | None, fields: dict[str, Any]) -> None:
    endpoint = Endpoint.objects.select_for_update().filter(generator=generator).first()
    if endpoint is None:
        raise Refusal("not_an_endpoint", "Built-in and imported generators have no address.")
    before = _origin(endpoint.url)
    for name, value in fields.items():
        setattr(endpoint, name, value)
    if key is not None:
        _set_key(endpoint, key)
    elif _origin(endpoint.url) != before or endpoint.key_variable:
        endpoint.key_encrypted = ""
    _check(endpoint)
    endpoint.last_called_at = endpoint.last_error = None  # what failed may work now
    # Not the figures of use: a worker may be counting them up.
    endpoint.save(update_fields=[*fields, "key_encrypted", "last_called_at", "last_error"])


def _set_key(endpoint: Endpoint, key: str) -> None:
    if key and endpoint.key_variable:
        raise Refusal("two_keys", "Give a key or name its variable, not both.", status=400)
    endpoint.key_encrypted = encrypt(key) if key else ""


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _check(endpoint: Endpoint) -> None:
    """Whether the address may be called, and the variable's key be sent there."""
    try:
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise Refusal("bad_address", "An address begins with http:// or https://.", status=400)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Refusal(
            "bad_address",
            "The address has no place for a login, a query or a fragment.",
            status=400,
        )
    if not host_allowed(host):
        raise Refusal("bad_address", f"This server does not let {host} be called.", status=400)
    if endpoint.key_variable and not variable_allowed(endpoint.key_variable, host):
        raise Refusal(
            "bad_key_variable",
            f"PLUMBLINE_ENDPOINT_KEYS does not say that {endpoint.key_variable} goes to {host}.",
            status=400,
        )
