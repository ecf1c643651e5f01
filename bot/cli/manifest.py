"""Prints the app manifest: paste it where Slack lists your apps, Create New App, From a manifest."""

import argparse
import json
import sys
from urllib.parse import urlsplit

import yaml

from bot.manifest import manifest
from bot.settings import Settings, prefix_of

LONGEST_NAME = 35  # of an app, in Slack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How Slack reaches the bot, and what it is called."""
    parser.add_argument(
        "--url", type=_address, default="", help="the bot's public address; without it the manifest is for Socket Mode"
    )
    parser.add_argument("--many", action="store_true", help="for many workspaces, which install it themselves at --url")
    parser.add_argument("--socket", action="store_true", help="Socket Mode all the same; --url is only for installing")
    parser.add_argument("--prefix", type=_prefix, help="renames the commands: `city` makes /city-ask (COMMAND_PREFIX)")
    parser.add_argument("--name", type=_name, default="Expertline", help="what the bot is called in Slack (Expertline)")
    parser.add_argument("--json", action="store_true", help="as JSON instead of YAML")


def _address(text: str) -> str:
    parts = urlsplit(text)
    host = parts.hostname or ""
    is_public = "." in host and not host.replace(".", "").isdigit()  # not localhost or 127.0.0.1, as in the sandbox
    schemes = ("https",) if is_public else ("https", "http")
    if text and (parts.scheme not in schemes or not host or parts.query or parts.fragment):
        raise argparse.ArgumentTypeError("write the address as Slack reaches it, such as https://bot.example.org")
    return text.rstrip("/").removesuffix("/slack/events")  # as Slack's own pages name it


def _prefix(text: str) -> str:
    try:
        return prefix_of(text)
    except ValueError as why:
        raise argparse.ArgumentTypeError(str(why)) from None


def _name(text: str) -> str:
    if not 1 <= len(text.strip()) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"write a name of 1 to {LONGEST_NAME} characters")
    return text.strip()


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it."""
    if (options.many or options.socket) and not options.url:
        print("--many and --socket need --url: where do workspaces install it?", file=sys.stderr)
        return 2
    prefix = settings.command_prefix if options.prefix is None else options.prefix
    found = manifest(url=options.url, prefix=prefix, name=options.name, many=options.many, socket=options.socket)
    print(json.dumps(found, indent=1) if options.json else yaml.safe_dump(found, sort_keys=False, allow_unicode=True))
    return 0
