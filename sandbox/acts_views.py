"""What people do in modals and in the Home tab."""

from typing import Any

from sandbox import events, payloads
from sandbox.acting import Act, outcome
from sandbox.blocks import check_view
from sandbox.delivery import Answer
from sandbox.errors import ActError, SlackError
from sandbox.modals import VALUES, View, elements_of
from sandbox.wire import Json

CONNECTION = "We had some trouble connecting. Try again?"


async def type_into(act: Act) -> Json:
    """Fill in a field without pressing anything."""
    act.view().choose(act.need("values"))
    return {"ok": True}


async def click_view(act: Act) -> Json:
    """Press a button, or choose in a menu, of a modal or the Home tab."""
    view = act.view()
    if act.body.get("values"):
        view.choose(act.body["values"])
    element = act.element(view.blocks)
    action = act.action(element)
    if element["type"] in VALUES:
        choice = {"type": element["type"], **act.choice(element)}
        view.choose({element["block_id"]: {element["action_id"]: choice}})
    return outcome(await act.delivery.send("interactive", payloads.view_click(act.core, view, action)))


async def submit(act: Act) -> Json:
    """Press a modal's submit button."""
    view = act.view()
    if view.body["type"] != "modal" or not view.body.get("submit"):
        raise ActError("this view can't be submitted")
    view.choose(_known(view, act.body.get("values") or {}))
    view.errors = missing(view)
    if view.errors:
        # Slack's own client says so; the bot hears nothing.
        answer = Answer(0, {"response_action": "errors", "errors": view.errors})
    else:
        answer = await act.delivery.send("interactive", payloads.submission(act.core, view))
        _take(act, view, answer)
    act.core.workspace.changed({"kind": "view", "user": act.user})
    modals = act.core.modals
    shown = [{**modals.render(each), "errors": each.errors} for each in modals.stacks.get(act.user, [])]
    return outcome(answer) | {"modals": shown}


def _known(view: View, values: Json) -> Json:
    there = {(block_id, element["action_id"]) for block_id, element in elements_of(view.blocks)}
    for block_id, actions in values.items():
        for action_id in actions:
            if (block_id, action_id) not in there:
                raise ActError(f"there is no field {block_id}/{action_id}")
    return values


def missing(view: View) -> Json:
    """What Slack's client asks for before it sends a modal: required fields, and their length."""
    problems: Json = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        name, initial = VALUES.get(element["type"], ("value", ""))
        held = view.chosen.get(block["block_id"], {}).get(element["action_id"], {})
        value = held[name] if name in held else element.get(initial)
        if not value and not block.get("optional"):
            problems[block["block_id"]] = "Please complete this required field."
        elif isinstance(value, str) and value and (problem := _length(element, value)):
            problems[block["block_id"]] = problem
    return problems


def _length(element: Json, value: str) -> str:
    if len(value) > element.get("max_length", 3000 if element["type"] == "plain_text_input" else len(value)):
        return "That is too long."
    if len(value) < element.get("min_length", 0):
        return "That is too short."
    return ""


def _take(act: Act, view: View, answer: Answer) -> None:
    """What the bot's answer does to the modals on the screen."""
    try:
        if not answer.ok:
            raise SlackError(answer.error or "dispatch_failed")
        _apply(act, view, answer.body)
    except SlackError as refusal:
        answer.error = answer.error or refusal.error
        view.trouble = CONNECTION
        answer.entry.update(error=answer.error, problems=refusal.messages)


def _apply(act: Act, view: View, body: Any) -> None:
    modals = act.core.modals
    action = body.get("response_action") if isinstance(body, dict) else None
    if body in ("", None, {}):
        if view in modals.stacks.get(view.user, []):
            modals.close(view)
    elif action == "clear":
        modals.clear(view.user)
    elif action == "errors":
        view.errors = _errors(view, body)
    elif action in ("update", "push"):
        new = body.get("view")
        if problems := check_view(new, kinds=["modal"]):
            raise SlackError("invalid_view", *map(str, problems))
        modals.update(view, new) if action == "update" else modals.push(view.user, new)
    else:
        raise SlackError("invalid_response_action")


def _errors(view: View, body: Json) -> Json:
    errors = body.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if (
        not isinstance(errors, dict)
        or not errors
        or not all(isinstance(text, str) and text for text in errors.values())
    ):
        raise SlackError("invalid_errors", "errors must be {block_id: message}")
    if stray := sorted(errors.keys() - inputs):
        raise SlackError("invalid_errors", *(f"{block_id} is not an input block" for block_id in stray))
    return errors


async def close(act: Act) -> Json:
    """Press Cancel or the cross; with clear_on_close all modals go."""
    view = act.view()
    stack = act.core.modals.stacks.get(act.user, [])
    if view not in stack:
        raise ActError("only modals can be closed")
    cleared = bool(view.body.get("clear_on_close"))
    gone = list(reversed(stack)) if cleared else [view]
    for each in gone:
        act.core.modals.close(each)
    answer = Answer(200, "")
    for each in gone:
        if each.body.get("notify_on_close"):
            answer = await act.delivery.send("interactive", payloads.closing(act.core, each, cleared=cleared))
    return outcome(answer)


async def open_home(act: Act) -> Json:
    """Look at the app's Home tab."""
    modals, home = act.core.modals, act.core.modals.homes.get(act.user)
    view = modals.render(home) if home else None
    event = events.app_home_opened(act.core.workspace, act.user, view=view)
    act.core.workspace.happened(event, None)
    return {"status": 200}


ACTS = {
    "type": type_into,
    "click_view": click_view,
    "submit": submit,
    "close": close,
    "open_home": open_home,
}
