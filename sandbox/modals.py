"""Modals and Home tabs: each person's stack of views, and what was typed into them so far."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.blocks import rules
from sandbox.errors import SlackError
from sandbox.rendering import filled_in, with_defaults
from sandbox.wire import Json
from sandbox.workspace import Workspace, new_id

DEEPEST = 3
VALUES = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def elements_of(blocks: list[Json]) -> list[tuple[str, Json]]:
    """Every interactive element with the id of its block."""
    found: list[tuple[str, Json]] = []
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        inside += block.get("elements", []) if block["type"] == "actions" else []
        found += [(block.get("block_id", ""), element) for element in inside if element and "action_id" in element]
    return found


def state_of(blocks: list[Json], chosen: Json) -> Json:
    """`state.values`: what each element holds, chosen by the person or given by the app."""
    values: Json = {}
    for block_id, element in elements_of(blocks):
        kind = element["type"]
        if kind not in VALUES:
            continue
        name, initial = VALUES[kind]
        empty: Any = [] if name == "selected_options" else None
        held = {"type": kind, name: element.get(initial, empty)}
        held |= chosen.get(block_id, {}).get(element["action_id"], {})
        values.setdefault(block_id, {})[element["action_id"]] = held
    return {"values": values}


@dataclass
class View:
    """One view as the app described it, and whose it is."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    chosen: Json = field(default_factory=dict)
    errors: Json = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, with every id filled in."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def choose(self, values: Json) -> None:
        """Keep what the person typed or picked."""
        kinds = {(block_id, element["action_id"]): element["type"] for block_id, element in elements_of(self.blocks)}
        for block_id, actions in values.items():
            for action_id, value in actions.items():
                held = {"type": kinds.get((block_id, action_id), "")} | value
                self.chosen.setdefault(block_id, {})[action_id] = held


class Modals:
    """Every open modal and every Home tab."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def find(self, view_id: str) -> View | None:
        """A view that is still on somebody's screen."""
        everything = [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())
        return next((view for view in everything if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """The view with the app's own name for it."""
        everything = [view for stack in self.stacks.values() for view in stack] + list(self.homes.values())
        return next((view for view in everything if view.body.get("external_id") == external_id), None)

    def open(self, user: str, body: Json) -> View:
        """A modal on an empty screen; it takes the place of what was open."""
        self._check_external_id(body, None)
        view = self._made(user, body)
        self.stacks[user] = [view]
        return self._shown(view)

    def push(self, user: str, body: Json) -> View:
        """A modal on top of the ones already there."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        self._check_external_id(body, None)
        view = self._made(user, body, root_id=stack[0].root_id, previous_id=stack[-1].id)
        stack.append(view)
        return self._shown(view)

    def update(self, view: View, body: Json, *, expected_hash: str | None = None) -> View:
        """Another content for a view; what was typed into blocks that stay is kept."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(body, view)
        kept = {(block_id, element["action_id"]) for block_id, element in elements_of(body["blocks"])}
        chosen = {
            block_id: {action: value for action, value in actions.items() if (block_id, action) in kept}
            for block_id, actions in view.chosen.items()
        }
        view.chosen = {block_id: actions for block_id, actions in chosen.items() if actions}
        view.body, view.hash, view.errors, view.trouble = _stored(body), self._hash(), {}, ""
        return self._shown(view)

    def publish(self, user: str, body: Json, *, expected_hash: str | None = None) -> View:
        """What a person sees in the app's Home tab."""
        current = self.homes.get(user)
        if current is not None:
            return self.update(current, body, expected_hash=expected_hash)
        self._check_external_id(body, None)
        self.homes[user] = self._made(user, body)
        return self._shown(self.homes[user])

    def close(self, view: View) -> None:
        """One view leaves the screen."""
        self.stacks[view.user].remove(view)
        self.workspace.changed({"kind": "view", "user": view.user})

    def clear(self, user: str) -> None:
        """All of a person's modals leave the screen."""
        self.stacks[user] = []
        self.workspace.changed({"kind": "view", "user": user})

    def render(self, view: View) -> Json:
        """The view object of Slack's answers and payloads."""
        bot, team = self.workspace.bot, self.workspace.team["id"]
        body = view.body
        shape: Json = {
            "id": view.id,
            "team_id": team,
            "type": body["type"],
            "blocks": view.blocks,
            "private_metadata": body.get("private_metadata") or "",
            "callback_id": body.get("callback_id") or "",
            "state": state_of(view.blocks, view.chosen),
            "hash": view.hash,
            "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": bot["app_id"],
            "external_id": body.get("external_id") or "",
            "app_installed_team_id": team,
            "bot_id": bot["bot_id"],
        }
        return shape

    def _made(self, user: str, body: Json, *, root_id: str = "", previous_id: str | None = None) -> View:
        view_id = new_id("V")
        return View(view_id, user, _stored(body), self._hash(), root_id or view_id, previous_id)

    def _hash(self) -> str:
        return f"{self.workspace.clock.stamp().partition('.')[0]}.{new_id('', 8).lower()}"

    def _check_external_id(self, body: Json, own: View | None) -> None:
        taken = self.by_external_id(body["external_id"]) if body.get("external_id") else None
        if taken is not None and taken is not own:
            raise SlackError("duplicate_external_id")

    def _shown(self, view: View) -> View:
        kind = "home" if view.body["type"] == "home" else "view"
        self.workspace.changed({"kind": kind, "user": view.user})
        return view


def too_large(body: Json) -> bool:
    """Whether Slack refuses the view for its size."""
    size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    return size > int(rules()["views"]["bytes"])


def _stored(body: Json) -> Json:
    titles = {name: with_defaults(body[name]) for name in ("title", "submit", "close") if body.get(name)}
    return {**body, **titles, "blocks": filled_in(body["blocks"])}
