"""What travels: JSON objects and Slack's signature."""

import hashlib
import hmac
from typing import Any

Json = dict[str, Any]


def signature(secret: str, timestamp: str, body: str) -> str:
    """Slack's v0 signature of a request body."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={digest.hexdigest()}"
