"""Prints the app manifest: paste it where Slack lists your apps, Create New App, From a manifest."""

import argparse
import json
import sys

import yaml

from bot.manifest import manifest
from bot.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How Slack reaches the bot, and what it is called."""
    parser.add_argument(
        "--url", default="", help="the bot's public address; without it the manifest is for Socket Mode"
    )
    parser.add_argument("--many", action="store_true", help="for many workspaces, which install it themselves at --url")
    parser.add_argument("--socket", action="store_true", help="Socket Mode all the same; --url is only for installing")
    parser.add_argument("--prefix", help="renames the commands: `city` makes /city-ask (COMMAND_PREFIX)")
    parser.add_argument("--name", default="Expertline", help="what the bot is called in Slack (Expertline)")
    parser.add_argument("--json", action="store_true", help="as JSON instead of YAML")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print it."""
    if (options.many or options.socket) and not options.url:
        print("--many and --socket need --url: where do workspaces install it?", file=sys.stderr)
        return 2
    prefix = settings.command_prefix if options.prefix is None else options.prefix
    found = manifest(
        url=options.url, prefix=prefix.strip("/-"), name=options.name, many=options.many, socket=options.socket
    )
    print(json.dumps(found, indent=1) if options.json else yaml.safe_dump(found, sort_keys=False, allow_unicode=True))
    return 0
