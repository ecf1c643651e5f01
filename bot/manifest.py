"""The app manifest, drawn from the handlers' own tables: https://docs.slack.dev/reference/app-manifest."""

from typing import Any

from bot.handlers import TABLES

COMMANDS = {
    "ask": ("Ask an expert what the public wants to know", "[the question]"),
    "answers": ("Find an answer that was given before", "[any words]"),
}
SHORTCUTS = {"ask_expert": ("Ask an expert", "Forward this post's question to the right expert")}
MESSAGES = ["message.channels", "message.groups", "message.im"]
SCOPES = {
    "channels:history": ("message.channels", "conversations.history", "conversations.replies"),
    "channels:manage": ("conversations.invite",),
    "channels:read": (
        "conversations.list",
        "conversations.info",
        "conversations.members",
        "member_joined_channel",
        "channel_left",
    ),
    "chat:write": ("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
    "commands": ("slash commands", "shortcuts"),
    "groups:history": ("message.groups", "conversations.history", "conversations.replies"),
    "groups:read": ("conversations.list", "conversations.info", "conversations.members", "group_left", "group_archive"),
    "groups:write": ("conversations.invite",),
    "im:history": ("message.im", "conversations.history"),
    "im:write": ("conversations.open",),
    "metadata.message:read": ("conversations.history with include_all_metadata",),
    "users:read": ("users.list", "user_change"),
    "users:read.email": ("users.list with e-mail addresses",),
}


def command_name(base: str, prefix: str) -> str:
    """`/ask`, or `/city-ask` where a prefix tells several apps apart."""
    return f"/{prefix}-{base}" if prefix else f"/{base}"


def manifest(
    *, url: str = "", prefix: str = "", name: str = "Expertline", many: bool = False, socket: bool = False
) -> dict[str, Any]:
    """For HTTP where `url` says at which public address the bot is reached, else for Socket Mode.

    `many`: for many workspaces and whole organisations, which install it at `url`; with `socket` too, deliveries
    still come by Socket Mode.
    """
    redirect = {"redirect_urls": [f"{url.rstrip('/')}/slack/oauth_redirect"]} if url else {}
    url = "" if socket else url
    events = sorted({*MESSAGES, *(event for event in TABLES["event"] if event != "message")})
    address = {"url": f"{url.rstrip('/')}/slack/events"} if url else {}
    request_url = {"request_url": f"{url.rstrip('/')}/slack/events"} if url else {}
    options_url = {"message_menu_options_url": f"{url.rstrip('/')}/slack/events"} if url else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": name,
            "description": "Audience questions, answered by the right expert, signed and kept",
            "background_color": "#1f4e5a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {"name": label, "type": "message", "callback_id": callback, "description": what}
                for callback, (label, what) in SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": command_name(base, prefix),
                    **address,
                    "description": what,
                    "usage_hint": hint,
                    "should_escape": False,
                }
                for base, (what, hint) in COMMANDS.items()
            ],
        },
        "oauth_config": {**redirect, "scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": events},
            "interactivity": {"is_enabled": True, **request_url, **options_url},
            "org_deploy_enabled": many,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": many,
        },
    }
