"""What Slack's documentation says a method takes (`contract.json`); anything else is refused."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.errors import SlackError
from sandbox.wire import Json

DECODED = {"blocks", "view", "attachments", "metadata"}
BOOLEANS = {
    "exclude_archived",
    "force",
    "include_all_metadata",
    "include_num_members",
    "inclusive",
    "reply_broadcast",
    "return_im",
    "test",
}


@cache
def contract() -> Json:
    """The methods and their rules."""
    loaded: Json = json.loads(Path(__file__).with_name("contract.json").read_text())
    return loaded


def known(method: str) -> Json:
    """A method's rules."""
    rules: Json | None = contract()["methods"].get(method)
    if rules is None:
        raise SlackError("unknown_method", req_method=method)
    return rules


def decode(arguments: Json) -> Json:
    """Arguments as objects, however they travelled: JSON inside forms, 0/1 for false/true, users in a list."""
    decoded: Json = {}
    for name, value in arguments.items():
        if name in DECODED and isinstance(value, str):
            decoded[name] = _parsed(name, value)
        elif name in BOOLEANS and not isinstance(value, bool):
            decoded[name] = str(value).lower() in ("1", "true")
        else:
            decoded[name] = value
    return decoded


def _parsed(name: str, value: str) -> Any:
    if not value:
        return [] if name in ("blocks", "attachments") else None
    try:
        return json.loads(value)
    except ValueError:
        if name in ("blocks", "attachments"):
            error = "invalid_blocks_format" if name == "blocks" else "invalid_attachments"
        else:
            error = "invalid_metadata_format" if name == "metadata" else "invalid_arguments"
        raise SlackError(error, f"[ERROR] {name} is not valid JSON") from None


def check_arguments(method: str, arguments: Json) -> None:
    """No argument that isn't documented, none missing that is required."""
    rules = known(method)
    unknown = sorted(arguments.keys() - set(rules["arguments"]) - {"token"})
    if unknown:
        raise SlackError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in unknown))
    for name, error in rules["missing"].items():
        if arguments.get(name) in (None, "", []):
            raise SlackError(error, f"[ERROR] missing required field: {name}")
