"""Counts of answers by endpoint and status, for whoever watches the machine. Never a word of content."""

import hmac

from flask import Flask, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest

__all__ = ["init_app", "may_read_metrics", "metrics_answer"]

PROXYS = ("x-forwarded", "forwarded", "x-real-ip", "via")  # what a proxy adds to a request
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def init_app(app: Flask) -> None:
    """Count every answer of this process."""
    registry = CollectorRegistry()
    answers = Counter("forum_answers", "Answers given", ["endpoint", "method", "status"], registry=registry)
    app.extensions["metrics"] = registry

    def count(response: Response) -> Response:
        method = request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
        answers.labels(request.endpoint or "none", method, str(response.status_code)).inc()
        return response

    app.after_request(count)


def may_read_metrics() -> bool:
    """With the token; on a site without members also from this machine, unless a proxy makes everybody local."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = any(name.lower().startswith(PROXYS) for name in dict(request.headers))
    return request.remote_addr in LOOPBACK and not forwarded and not current_app.config["PRODUCTION"]


def metrics_answer() -> Response:
    """The counts, in the text form that Prometheus reads."""
    return Response(generate_latest(current_app.extensions["metrics"]), content_type=CONTENT_TYPE_LATEST)
