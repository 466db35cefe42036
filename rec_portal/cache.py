"""A cache that outlives Redis: whatever Redis cannot do just now is done by a table of the database.

Nothing but speed depends on the cache, and limits on attempts hold without it. After a failure the database serves for
`REST_SECONDS`, for reading too: a Redis that is full still answers questions, with what it knew before.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
REST_SECONDS = 15.0
OPERATIONS = (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
)


class RedisOrDatabaseCache(BaseCache):
    """Redis, asked once and without patience; else the cache named «fallback»."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {"retry": Retry(NoBackoff(), 0), **params.get("OPTIONS", {})}
        self._redis = RedisCache(server, {**params, "OPTIONS": options})
        self._rests_until = 0.0

    def _do(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._rests_until:
            try:
                return getattr(self._redis, operation)(*args, **kwargs)
            except (RedisError, OSError) as failure:
                self._rests_until = time.monotonic() + REST_SECONDS
                logger.warning(
                    "the cache does not answer, the database serves instead: %s", failure
                )
        return getattr(caches["fallback"], operation)(*args, **kwargs)


def _operation(name: str) -> Any:
    def run(self: RedisOrDatabaseCache, *args: Any, **kwargs: Any) -> Any:
        return self._do(name, *args, **kwargs)

    return run


for _name in OPERATIONS:
    setattr(RedisOrDatabaseCache, _name, _operation(_name))
