"""What people do in channels: write, edit, use commands, click, open shortcuts."""

from sandbox import answers, payloads, rendering, talking
from sandbox.acting import Act, outcome
from sandbox.blocks import check_options
from sandbox.delivery import Answer
from sandbox.errors import ActError, NotThere, SlackError
from sandbox.modals import VALUES
from sandbox.wire import Json
from sandbox.workspace import Channel


async def say(act: Act) -> Json:
    """Write a message or a reply."""
    where = act.own_channel()
    if where.kind == "im" and not act.core.manifest.writable:
        raise ActError("Sending messages to this app has been turned off.")
    thread_ts = act.body.get("thread_ts") or ""
    root = where.messages.get(thread_ts)
    if thread_ts and (root is None or root.ephemeral_for):
        raise ActError("there is no such thread")
    thread_ts = root.thread_ts if root and root.is_reply else thread_ts
    text, broadcast = str(act.need("text")), bool(act.body.get("broadcast"))
    message = talking.say(act.core.workspace, where, act.user, text, thread_ts=thread_ts, broadcast=broadcast)
    return {"ts": message.ts}


async def edit(act: Act) -> Json:
    """Change one's own words."""
    where = act.own_channel()
    message = act.message(where)
    if message.user != act.user:
        raise ActError("only one's own messages can be edited")
    text = rendering.typed(str(act.need("text")))
    talking.edit(act.core.workspace, where, message, by=act.user, text=text, blocks=rendering.rich_text(text))
    return {"ok": True}


async def delete(act: Act) -> Json:
    """Take back one's own message, or dismiss a whisper."""
    where = act.channel()
    message = act.message(where)
    if act.user not in (message.user, message.ephemeral_for) and not act.person.admin:
        raise ActError("only one's own messages can be deleted")
    talking.delete(act.core.workspace, where, message)
    return {"ok": True}


async def command(act: Act) -> Json:
    """Use a slash command."""
    where, name = act.channel(), str(act.need("command"))
    known = [each["command"] for each in act.core.manifest.commands]
    if act.core.manifest.events is not None and name not in known:
        raise ActError(f"{name} is not a command here")
    text = rendering.escape(str(act.body.get("text") or "")).strip()
    body = payloads.command(act.core, act.user, where, name=name, text=text)
    answer = await act.delivery.send("command", body)
    if answer.ok:
        _show_answer(act, where, name, answer)
    if answer.error:
        failed = f'{name} failed with the error "{answer.error}"'
        talking.slackbot(act.core.workspace, where, failed, to=act.user)
    return outcome(answer)


def _show_answer(act: Act, where: Channel, name: str, answer: Answer) -> None:
    try:
        answers.show(act.core, where, act.user, answer.body)
    except SlackError as refusal:
        answer.error = refusal.error


async def click(act: Act) -> Json:
    """Press a button, or choose in a menu, of a message or whisper."""
    where = act.channel()
    message = act.message(where)
    element = act.element(message.blocks or [])
    action = act.action(element)
    if element["type"] in VALUES:
        held = message.chosen.setdefault(act.user, {}).setdefault(element["block_id"], {})
        held[element["action_id"]] = {"type": element["type"], **act.choice(element)}
        act.core.workspace.changed({"kind": "message", "channel": where.id, "ts": message.ts, "user": act.user})
    body = payloads.message_click(act.core, act.user, where, message, action)
    return outcome(await act.delivery.send("interactive", body))


async def shortcut(act: Act) -> Json:
    """Use a shortcut: a message's when `ts` is given, else a global one."""
    callback_id = str(act.need("callback_id"))
    kind = "message" if act.body.get("ts") else "global"
    known = {(each["callback_id"], each["type"]) for each in act.core.manifest.shortcuts}
    if act.core.manifest.events is not None and (callback_id, kind) not in known:
        raise ActError(f"{callback_id} is not a {kind} shortcut here")
    if kind == "message":
        where = act.channel()
        message = act.message(where)
        if message.ephemeral_for:
            raise ActError("whispers have no shortcuts")
        body = payloads.message_shortcut(act.core, act.user, where, message, callback_id=callback_id)
    else:
        body = payloads.global_shortcut(act.core, act.user, callback_id=callback_id)
    return outcome(await act.delivery.send("interactive", body))


async def suggest(act: Act) -> Json:
    """Type into an external select of a view or a message; where that has just gone there is nothing to choose."""
    try:
        return await _suggested(act)
    except NotThere:
        return {"options": []}


async def _suggested(act: Act) -> Json:
    query = str(act.body.get("query") or "")
    place: Json = {}
    if act.body.get("view_id"):
        view = act.view()
        element = act.element(view.blocks)
    else:
        view, where = None, act.channel()
        message = act.message(where)
        element = act.element(message.blocks or [])
        container: Json = {"type": "message", "message_ts": message.ts, "channel_id": where.id}
        container["is_ephemeral"] = bool(message.ephemeral_for)
        place = {"container": container, "channel": {"id": where.id, "name": payloads.channel_name(where)}}
    body = payloads.suggestion(act.core, act.user, view=view, place=place, element=element, query=query)
    answer = await act.delivery.send("suggestion", body)
    problems = check_options(answer.body) if answer.ok else []
    if not answer.ok or problems:
        return {"options": [], "error": answer.error or "invalid_options", "problems": [str(each) for each in problems]}
    return dict(answer.body)


ACTS = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "command": command,
    "click": click,
    "shortcut": shortcut,
    "suggest": suggest,
}
