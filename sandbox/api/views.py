"""views.*: modals and the Home tab."""

from typing import Any

from sandbox.api.call import Call
from sandbox.blocks import check_view
from sandbox.errors import SlackError
from sandbox.modals import too_large
from sandbox.wire import Json


def open_view(call: Call) -> Json:
    """views.open."""
    user, view = _for_trigger(call)
    return {"view": call.core.modals.render(call.core.modals.open(user, view))}


def push(call: Call) -> Json:
    """views.push."""
    user, view = _for_trigger(call)
    return {"view": call.core.modals.render(call.core.modals.push(user, view))}


def update(call: Call) -> Json:
    """views.update, by view_id or external_id."""
    modals = call.core.modals
    if call.get("view_id"):
        current = modals.find(str(call.arguments["view_id"]))
    elif call.get("external_id"):
        current = modals.by_external_id(str(call.arguments["external_id"]))
    else:
        raise SlackError("invalid_arguments", "[ERROR] missing required field: view_id")
    if current is None:
        raise SlackError("not_found")
    body = _view(call, current.body["type"])
    return {"view": modals.render(modals.update(current, body, expected_hash=call.get("hash")))}


def publish(call: Call) -> Json:
    """views.publish."""
    user = str(call.arguments["user_id"])
    if user not in call.workspace.people or call.workspace.people[user].bot:
        raise SlackError("invalid_arguments", "[ERROR] invalid `user_id`")
    if not call.core.manifest.home_tab:
        raise SlackError("not_enabled")
    body = _view(call, "home")
    modals = call.core.modals
    return {"view": modals.render(modals.publish(user, body, expected_hash=call.get("hash")))}


def _for_trigger(call: Call) -> tuple[str, Json]:
    if not call.get("trigger_id"):
        raise SlackError("invalid_arguments", "invalid `trigger_id`")
    body = _view(call, "modal")
    return call.core.exchange(str(call.arguments["trigger_id"])), body


def _view(call: Call, kind: str) -> Json:
    view: Any = call.arguments["view"]
    if isinstance(view, dict) and too_large(view):
        raise SlackError("view_too_large")
    if problems := check_view(view, kinds=[kind]):
        raise SlackError("invalid_arguments", *map(str, problems))
    checked: Json = view
    return checked


METHODS = {"views.open": open_view, "views.push": push, "views.update": update, "views.publish": publish}
