"""What is kept for a while so that it need not be asked again."""

from flask import Flask

from forum.extensions import cache

__all__ = ["cache", "init_app"]

DEFAULT_SECONDS = 60


def init_app(app: Flask) -> None:
    """Keep things in Redis where there is one, otherwise in this process."""
    redis = app.config["REDIS_URL"]
    settings = {"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": DEFAULT_SECONDS}
    if redis:
        settings |= {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": redis, "CACHE_KEY_PREFIX": "forum:"}
    cache.init_app(app, config=settings)
