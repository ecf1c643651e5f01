"""Draws `contract.json` from a dump of Slack's documented methods: `python -m sandbox.extract_contract DUMP.json`."""

import json
import sys
from pathlib import Path

from sandbox.wire import Json

METHODS = [
    "apps.connections.open",
    "auth.revoke",
    "auth.test",
    "bots.info",
    "chat.delete",
    "chat.getPermalink",
    "chat.postEphemeral",
    "chat.postMessage",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.invite",
    "conversations.join",
    "conversations.list",
    "conversations.members",
    "conversations.open",
    "conversations.replies",
    "oauth.v2.access",
    "reactions.add",
    "team.info",
    "users.conversations",
    "users.info",
    "users.list",
    "users.lookupByEmail",
    "views.open",
    "views.publish",
    "views.push",
    "views.update",
]
READS = {"auth.test", "chat.getPermalink", "users.conversations", "users.lookupByEmail"}
READING = {"info", "list", "history", "replies", "members"}
PER_MINUTE = {"Tier 1": 1, "Tier 2": 20, "Tier 3": 50, "Tier 4": 100}
FIRST_CHOICE = {
    "channel": ["channel_not_found"],
    "user": ["user_not_found"],
    "users": ["no_user", "users_list_not_supplied"],
    "user_id": ["missing_profile_id"],
    "ts": ["message_not_found", "thread_not_found"],
    "message_ts": ["message_not_found"],
    "timestamp": ["no_item_specified", "bad_timestamp"],
    "name": ["invalid_name"],
    "email": ["users_not_found"],
}


def missing_error(argument: str, errors: list[str]) -> str:
    """The documented error that comes closest to 'this argument is missing'."""
    candidates = [*FIRST_CHOICE.get(argument, []), "missing_argument", "missing_args"]
    return next((error for error in candidates if error in errors), "invalid_arguments")


def extract(documented: Json) -> Json:
    """Only the methods a bot like this one uses, and of these only what the sandbox checks."""
    methods = {}
    for name in METHODS:
        method = documented[name]
        methods[name] = {
            "arguments": method["args"],
            "missing": {argument: missing_error(argument, method["errors"]) for argument in method["required"]},
            "errors": method["errors"],
            "per_minute": PER_MINUTE.get(method["tier"].split(" (")[0]),
            "scopes": method["scopes"].get("bot", []),
            "changes": name not in READS and name.rpartition(".")[2] not in READING,
            "response_keys": method["response_keys"],
        }
    return {
        "source": "Slack's documentation of its Web API methods, docs.slack.dev/reference/methods",
        "common_errors": documented["_common_errors"],
        "methods": methods,
    }


if __name__ == "__main__":
    contract = extract(json.loads(Path(sys.argv[1]).read_text()))
    Path(__file__).with_name("contract.json").write_text(json.dumps(contract, indent=1) + "\n")
