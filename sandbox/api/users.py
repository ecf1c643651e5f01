"""users.*, team.info and bots.info: who is there."""

from sandbox import rendering
from sandbox.api.call import Call
from sandbox.errors import SlackError
from sandbox.wire import Json
from sandbox.workspace import Person


def info(call: Call) -> Json:
    """users.info."""
    return {"user": _shape(call, call.person(call.arguments["user"]))}


def list_people(call: Call) -> Json:
    """users.list."""
    page, metadata = call.page(list(call.workspace.people.values()), default=200)
    shapes = [_shape(call, person) for person in page]
    return {"members": shapes, "cache_ts": int(call.core.clock.now()), "response_metadata": metadata}


def lookup_by_email(call: Call) -> Json:
    """users.lookupByEmail; closed accounts aren't found."""
    wanted = str(call.arguments["email"]).lower()
    for person in call.workspace.people.values():
        if person.email.lower() == wanted and not person.deleted and not person.bot:
            return {"user": _shape(call, person)}
    raise SlackError("users_not_found")


def team_info(call: Call) -> Json:
    """team.info."""
    team = call.workspace.team
    if call.get("team", team["id"]) != team["id"]:
        raise SlackError("team_not_found")
    shape = {"id": team["id"], "name": team["name"], "domain": team["domain"], "url": team["url"]}
    return {"team": shape | {"email_domain": f"{team['domain']}.example", "icon": {"image_default": True}}}


def bot_info(call: Call) -> Json:
    """bots.info."""
    bot = call.workspace.bot
    if call.get("bot", bot["bot_id"]) != bot["bot_id"]:
        raise SlackError("bot_not_found")
    shape = rendering.bot_profile(call.workspace)
    shape.pop("team_id")
    return {"bot": shape | {"user_id": bot["user"]}}


def _shape(call: Call, person: Person) -> Json:
    return rendering.person(call.workspace, person, with_email=call.core.manifest.grants("users:read.email"))


METHODS = {
    "users.info": info,
    "users.list": list_people,
    "users.lookupByEmail": lookup_by_email,
    "team.info": team_info,
    "bots.info": bot_info,
}
