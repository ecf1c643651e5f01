"""conversations.* about channels and their members, and users.conversations."""

from sandbox import rendering, talking
from sandbox.api.call import FAMILY, Call
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Channel, Person

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def info(call: Call) -> Json:
    """conversations.info."""
    where = _seen(call)
    shape = rendering.channel(call.workspace, where, count_members=bool(call.get("include_num_members")))
    return {"channel": shape}


def members(call: Call) -> Json:
    """conversations.members."""
    page, metadata = call.page(_seen(call).members, default=100)
    return {"members": page, "response_metadata": metadata}


def list_channels(call: Call) -> Json:
    """conversations.list."""
    page, metadata = call.page(_of_types(call), default=100)
    shapes = [rendering.channel(call.workspace, where, count_members=True) for where in page]
    return {"channels": shapes, "response_metadata": metadata}


def of_user(call: Call) -> Json:
    """users.conversations: those of the bot, or those of a person that the bot can see."""
    user = call.person(call.get("user", call.bot)).id
    theirs = [where for where in _of_types(call) if user in where.members]
    page, metadata = call.page(theirs, default=100)
    return {"channels": [rendering.channel(call.workspace, where) for where in page], "response_metadata": metadata}


def join(call: Call) -> Json:
    """conversations.join."""
    where = call.visible_channel(call.arguments["channel"])
    call.need_scope("channels:join")
    if where.type != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if where.archived:
        raise SlackError("is_archived")
    if call.bot in where.members:
        answer: Json = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": rendering.channel(call.workspace, where), **answer}
    talking.join(call.workspace, where, call.bot)
    return {"channel": rendering.channel(call.workspace, where)}


def invite(call: Call) -> Json:
    """conversations.invite: everybody or nobody, unless `force`."""
    where = call.visible_channel(call.arguments["channel"])
    if where.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope(*_inviting(where))
    if where.archived:
        raise SlackError("is_archived")
    if call.bot not in where.members:
        raise SlackError("not_in_channel")
    users = _users(call)
    refused = [(user, error) for user in users if (error := _uninvitable(call, where, user))]
    if refused and not (call.get("force") and len(refused) < len(users)):
        details = [{"user": user, "ok": False, "error": error} for user, error in refused]
        raise SlackError(refused[0][1], errors=details)
    for user in users:
        if user not in dict(refused):
            talking.join(call.workspace, where, user, inviter=call.bot)
    return {"channel": rendering.channel(call.workspace, where)}


def open_conversation(call: Call) -> Json:
    """conversations.open: with one person, with several, or one that exists already."""
    if call.get("channel"):
        where, existed = call.visible_channel(call.arguments["channel"]), True
    else:
        where, existed = _opened(call)
    shape = rendering.channel(call.workspace, where) if call.get("return_im") else {"id": where.id}
    return ({"no_op": True, "already_open": True} if existed else {}) | {"channel": shape}


def _opened(call: Call) -> tuple[Channel, bool]:
    users = _users(call)
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    people = [call.person(user) for user in users]
    if any(person.deleted for person in people):
        raise SlackError("user_disabled")
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    if users == [call.bot]:
        raise SlackError("invalid_user_combination")
    before = set(call.workspace.channels)
    where = call.workspace.direct(users[0]) if len(users) == 1 else call.workspace.group(users)
    return where, where.id in before


def _seen(call: Call) -> Channel:
    where = call.visible_channel(call.arguments["channel"])
    call.need_scope(f"{FAMILY[where.type]}:read")
    return where


def _of_types(call: Call) -> list[Channel]:
    types = [part.strip() for part in str(call.get("types", "public_channel")).split(",")]
    if set(types) - TYPES.keys():
        raise SlackError("invalid_types")
    kinds = {TYPES[kind] for kind in types}
    for kind in sorted(kinds):
        call.need_scope(f"{FAMILY[kind]}:read")
    found = [where for where in call.workspace.channels.values() if where.type in kinds]
    found = [where for where in found if where.type == "channel" or call.bot in where.members]
    return [where for where in found if not (call.get("exclude_archived") and where.archived)]


def _users(call: Call) -> list[str]:
    users = call.get("users", "")
    return [user.strip() for user in (users if isinstance(users, list) else str(users).split(",")) if user.strip()]


def _inviting(where: Channel) -> tuple[str, ...]:
    if where.private:
        return ("groups:write.invites", "groups:write")
    return ("channels:write.invites", "channels:manage")


def _uninvitable(call: Call, where: Channel, user: str) -> str:
    person: Person | None = call.workspace.people.get(user)
    if person is None or person.deleted:
        return "user_not_found"
    if user == call.bot:
        return "cant_invite_self"
    if user in where.members:
        return "already_in_channel"
    return "user_is_restricted" if person.restricted else ""


METHODS = {
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_channels,
    "conversations.join": join,
    "conversations.invite": invite,
    "conversations.open": open_conversation,
    "users.conversations": of_user,
}
