"""What each kind of delivery must look like before anything else reads it."""

import re
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Check = Callable[[Any], bool]


ID = re.compile(r"[A-Za-z0-9_.-]{0,40}")  # also a ts; it goes into mentions and into short columns
MODAL = re.compile("modal")  # only these are submitted and closed; Bolt stumbles over any other


def _check(shape: Any) -> Check:
    """A shape made into a check: a type; a pattern; a list of one shape; a tuple of alternatives (an empty one has
    none); a dict of fields, where `?` marks one that may be absent or null and `*` means every field."""
    if isinstance(shape, re.Pattern):
        return lambda value: isinstance(value, str) and shape.fullmatch(value) is not None
    if isinstance(shape, type):
        return lambda value: isinstance(value, shape)
    if isinstance(shape, tuple):
        alternatives = [_check(one) for one in shape]
        return lambda value: any(fits(value) for fits in alternatives)
    if isinstance(shape, list):
        each = _check(shape[0])
        return lambda value: isinstance(value, list) and all(each(one) for one in value)
    fields = {name.removesuffix("?"): _check(inner) for name, inner in shape.items()}
    needed = [name for name in shape if name[-1] not in "?*"]
    return lambda value: isinstance(value, dict) and _fields_fit(value, fields, needed)


def _fields_fit(value: Body, fields: dict[str, Check], needed: list[str]) -> bool:
    every = fields.get("*")
    for name, inner in value.items():
        fits = fields.get(name, every)
        if fits is not None and inner is not None and not fits(inner):
            return False
    return all(value.get(name) is not None for name in needed)


def _strings(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), str)


def _ids(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), ID)


_PROFILE = {"profile?": _strings("real_name? display_name?")}
_PERSON = {**_ids("id team_id? enterprise_id?"), **_strings("name? username? real_name?"), **_PROFILE}
_PLACES = dict.fromkeys(("team?", "enterprise?", "user?", "channel?"), (ID, _PERSON))
_IDS = _ids("team_id? enterprise_id? user_id? channel_id? thread_ts?")
_IDS |= _ids("context_team_id? context_enterprise_id?")
_IDS |= _strings("function_execution_id? bot_access_token?")
_WHOSE = {**_IDS, **_PLACES, "authorizations?": [{**_IDS, **_PLACES, "authorizations?": ()}]}
_NAMES = {**_ids("ts? bot_id? user_team? deleted_ts?"), **_strings("text? subtype? tab? channel_type?")}
_NAMES |= {"event_ts?": (ID, int, float)}
_METADATA = {"event_type?": str, "event_payload?": dict}
_EDITED = {"edited?": _ids("ts? user?")}
_SAID = {**_WHOSE, **_NAMES, **_EDITED, "metadata?": _METADATA, "item?": dict, "assistant_thread?": dict, "event?": ()}
_CHOICES = {"selected_option?": {"value": str}, "selected_options?": [{"value": str}], "selected_users?": [str]}
_CHOSEN = _strings("type? value? selected_user? selected_channel? selected_conversation? selected_date? selected_time?")
_ELEMENT = {**_CHOSEN, **_CHOICES, "rich_text_value?": dict}
_VIEW_NAMES = {**_ids("id team_id? app_installed_team_id?"), **_strings("hash? callback_id? private_metadata?")}
_VIEW = {**_VIEW_NAMES, "state?": {"values?": {"*": {"*": _ELEMENT}}}}
_WINDOW = {**_VIEW, "type": MODAL}
_SEEN = {"view?": _VIEW, "message?": _SAID, "container?": _ids("message_ts? channel_id? view_id? thread_ts?")}
_LINKS = {"response_url?": str, "response_urls?": [_strings("response_url")]}
_ANY = {**_SAID, **_SEEN, **_LINKS, **_strings("trigger_id? action_ts?")}
_EVENT = {**_SAID, "type": str, "message?": _SAID, "previous_message?": _SAID, "tokens?": {"*": [str]}}
_CLICKED = {**_ANY, "user": _PERSON}
_ACTION = {**_ELEMENT, **_strings("action_id block_id? action_ts?")}
_MESSAGE_ACTION = {"callback_id": str, "message": _SAID, "channel": {"id": str}, "message_ts?": str}

SHAPES: dict[str, Check] = {
    "command": _check({**_ANY, **_ids("user_id team_id channel_id?"), **_strings("command text?")}),
    "event_callback": _check({**_ANY, "event": _EVENT, "event_id": str}),
    "block_actions": _check({**_CLICKED, "actions": [_ACTION]}),
    "block_suggestion": _check({**_CLICKED, **_strings("action_id value block_id?")}),
    "view_submission": _check({**_CLICKED, "view": _WINDOW}),
    "view_closed": _check({**_CLICKED, "view": _WINDOW}),
    "message_action": _check({**_CLICKED, **_MESSAGE_ACTION}),
    "shortcut": _check({**_CLICKED, "callback_id": str}),
    "url_verification": _check({**_ANY, "challenge": str}),
}
OTHER_SHAPE = _check({**_ANY, "callback_id?": str, "actions?": [dict], "function_data?": dict})
EVENTS: dict[str, Check] = {
    "message": _check(_ids("channel ts")),
    "member_joined_channel": _check(_ids("channel user")),
    "member_left_channel": _check(_ids("channel user")),
    "app_home_opened": _check(_ids("user")),
    "user_change": _check({"user": _PERSON}),
    "team_access_granted": _check({"team_ids": [str]}),
    "team_access_revoked": _check({"team_ids": [str]}),
    "channel_archive": _check(_ids("channel")),
    "channel_deleted": _check(_ids("channel")),
    "channel_left": _check(_ids("channel")),
    "group_archive": _check(_ids("channel")),
    "group_deleted": _check(_ids("channel")),
    "group_left": _check(_ids("channel")),
    "channel_rename": _check({"channel": _strings("id name?")}),
}
ANY_EVENT = _check({})
