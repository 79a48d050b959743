"""The Flask extensions, each made once and bound to an application in app.py."""

import ipaddress

from flask import request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_mail import Mail
from flask_migrate import Migrate
from flask_security import Security
from flask_wtf import CSRFProtect


def network(address: str | None) -> str:
    """The address of a client; of an IPv6 one its /64, which one household has."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def whence() -> str:
    """Where this request comes from, as far as limits care."""
    return network(request.remote_addr)


babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=whence, headers_enabled=False)
mailer = Mail()
migrate = Migrate(compare_type=True, render_as_batch=True)
security = Security()
