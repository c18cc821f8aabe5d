"""The cache in Redis, and in this process's memory while Redis is away.

What is kept here may be lost at any time: the limits on tries to log in, which hold by process
meanwhile, and what saves work.
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from .bounded import LONGEST_WAIT, AwayError, redis_calls


class RedisOrMemory(RedisCache):
    """Django's Redis cache that never raises because Redis is away, and never waits for it long."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        waits = {"socket_timeout": LONGEST_WAIT, "socket_connect_timeout": LONGEST_WAIT}
        params = params | {"OPTIONS": waits | params.get("OPTIONS", {})}
        super().__init__(server, params)
        self._memory = LocMemCache("while-redis-is-away", {})

    def _either(self, name: str, *args: Any, **options: Any) -> Any:
        try:
            return redis_calls.call(getattr(super(), name), *args, **options)
        except AwayError:
            method = getattr(self._memory, name)
            return method(*args, **options)

    def add(self, *args: Any, **options: Any) -> Any:
        return self._either("add", *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._either("get", *args, **options)

    def set(self, *args: Any, **options: Any) -> Any:
        return self._either("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> Any:
        return self._either("touch", *args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        return self._either("delete", *args, **options)

    def get_many(self, *args: Any, **options: Any) -> Any:
        return self._either("get_many", *args, **options)

    def has_key(self, *args: Any, **options: Any) -> Any:
        return self._either("has_key", *args, **options)

    def incr(self, *args: Any, **options: Any) -> Any:
        return self._either("incr", *args, **options)

    def set_many(self, *args: Any, **options: Any) -> Any:
        return self._either("set_many", *args, **options)

    def delete_many(self, *args: Any, **options: Any) -> Any:
        return self._either("delete_many", *args, **options)

    def clear(self) -> Any:
        return self._either("clear")
