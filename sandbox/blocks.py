"""Is this what Slack would draw? Blocks and views against the rules in `blocks.json`."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.elements import contradictions, is_date, repeated_actions, type_of
from sandbox.wire import Json


@dataclass(frozen=True)
class Problem:
    """Why a payload is refused, and where."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer or '/'}]"


@cache
def rules() -> Json:
    """Slack's documented shapes and limits."""
    loaded: Json = json.loads(Path(__file__).with_name("blocks.json").read_text())
    return loaded


def check_message(blocks: Any, attachments: Any = None) -> list[Problem]:
    """What is wrong with a message's blocks and with those of its attachments, which share their ids and limits."""
    check = Check("message")
    if blocks is not None:
        check.blocks(blocks, "/blocks")
    for index, attachment in enumerate(attachments or []):
        if not isinstance(attachment, dict):
            check.add(f"/attachments/{index}", "must be an object")
        elif attachment.get("blocks") is not None:
            check.blocks(attachment["blocks"], f"/attachments/{index}/blocks")
    return check.problems


def check_view(view: Any, *, kinds: Iterable[str] = ("modal", "home")) -> list[Problem]:
    """What is wrong with a view that was opened, pushed, updated or published."""
    if not isinstance(view, dict) or view.get("type") not in tuple(kinds):
        return [Problem("/view/type", f"must be one of {', '.join(kinds)}")]
    check = Check(view["type"])
    check.fields(view, rules()["views"][view["type"]], "/view", always=())
    check.blocks(view.get("blocks", []), "/view/blocks")
    if view["type"] == "modal" and check.inputs and not view.get("submit"):
        check.add("/view/submit", "is required when there is an input block")
    return check.problems


def check_options(body: Any) -> list[Problem]:
    """What is wrong with the answer to a block_suggestion."""
    check = Check("modal")
    if not isinstance(body, dict) or ("options" in body) == ("option_groups" in body):
        return [Problem("/", "must hold either options or option_groups")]
    kind, of = ("options", "option") if "options" in body else ("option_groups", "option_group")
    check.value(body[kind], {"kind": "list", "of": {"kind": "object", "of": of}, "max": 100}, f"/{kind}")
    return check.problems


def check_metadata(metadata: Any) -> list[Problem]:
    """What is wrong with a message's metadata; an empty object removes it."""
    if metadata == {}:
        return []
    check = Check("message")
    check.value(metadata, {"kind": "object", "of": "metadata"}, "/metadata")
    if not check.problems and not isinstance(metadata["event_payload"], dict):
        check.add("/metadata/event_payload", "must be an object")
    return check.problems


class Check:
    """One walk over one payload."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.problems: list[Problem] = []
        self.block_ids: set[str] = set()
        self.inputs = 0
        self.focused = 0
        self.tables = 0
        self.markdown = 0
        self.kinds: dict[str, Callable[[Any, Json, str], None]] = {
            "string": self.string,
            "integer": self.integer,
            "boolean": self.boolean,
            "enum": self.enum,
            "text": self.text,
            "text_or_image": self.text_or_image,
            "object": lambda value, rule, pointer: self.object(value, rules()["objects"][rule["of"]], pointer),
            "list": self.list,
            "typed": self.typed,
            "any": lambda value, rule, pointer: None,
        }

    def add(self, pointer: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(pointer, message))

    def blocks(self, blocks: Any, pointer: str) -> None:
        """All blocks of one surface."""
        self.focused = 0
        limit = rules()["surfaces"][self.surface]["blocks"]
        self.value(
            blocks, {"kind": "list", "of": {"kind": "typed", "family": "block"}, "max": limit, "min": 0}, pointer
        )
        if self.focused > 1:
            self.add(pointer, "only one element can have focus_on_load")
        if self.tables > 1:
            self.add(pointer, "only one table is allowed in a message")
        if self.markdown > rules()["message"]["markdown_text"]:
            self.add(pointer, "the markdown blocks together are too long")

    def value(self, value: Any, rule: Json, pointer: str) -> None:
        """Any value against its rule."""
        self.kinds[rule["kind"]](value, rule, pointer)

    def object(self, value: Any, shape: Json, pointer: str, *, always: Iterable[str] = ()) -> None:
        """An object whose fields are all known."""
        if not isinstance(value, dict):
            self.add(pointer, "must be an object")
        else:
            self.fields(value, shape, pointer, always=always)

    def fields(self, value: Json, shape: Json, pointer: str, *, always: Iterable[str]) -> None:
        """Required fields, allowed fields, and the fields that exclude each other."""
        for name in shape["required"]:
            if value.get(name) is None:
                self.add(f"{pointer}/{name}", f"missing required field: {name}")
        for name, inner in value.items():
            if name in always:
                continue
            if name not in shape["fields"]:
                self.add(f"{pointer}/{name}", f"no more than the documented fields allowed: {name}")
            elif inner is not None:
                self.value(inner, shape["fields"][name], f"{pointer}/{name}")
        present = {name for name in value if value[name] is not None}
        if "exactly_one" in shape and len(present & set(shape["exactly_one"])) != 1:
            self.add(pointer, f"must have exactly one of {', '.join(shape['exactly_one'])}")
        if "any_of" in shape and not present & set(shape["any_of"]):
            self.add(pointer, f"must have at least one of {', '.join(shape['any_of'])}")

    def string(self, value: Any, rule: Json, pointer: str) -> None:
        """A string of the right length and form."""
        if not isinstance(value, str):
            self.add(pointer, "must be a string")
        elif len(value) > rule.get("max", len(value)):
            self.add(pointer, f"must be no more than {rule['max']} characters")
        elif len(value) < rule.get("min", 0):
            self.add(pointer, f"must be at least {rule['min']} characters")
        elif "match" in rule and not re.fullmatch(rule["match"], value):
            self.add(pointer, "has the wrong format")
        elif rule.get("is") == "date" and not is_date(value):
            self.add(pointer, "is no day of the calendar")

    def integer(self, value: Any, rule: Json, pointer: str) -> None:
        """A whole number in its range."""
        if not isinstance(value, int) or isinstance(value, bool):
            self.add(pointer, "must be an integer")
        elif not rule.get("min", value) <= value <= rule.get("max", value):
            self.add(pointer, "is out of range")

    def boolean(self, value: Any, rule: Json, pointer: str) -> None:
        """true or false."""
        if not isinstance(value, bool):
            self.add(pointer, "must be a boolean")

    def enum(self, value: Any, rule: Json, pointer: str) -> None:
        """One of a few words."""
        if value not in rule["values"]:
            self.add(pointer, f"must be one of {', '.join(rule['values'])}")

    def list(self, value: Any, rule: Json, pointer: str) -> None:
        """An array, not too long, each item right."""
        if not isinstance(value, list):
            self.add(pointer, "must be an array")
            return
        if len(value) > rule.get("max", len(value)):
            self.add(pointer, f"no more than {rule['max']} items allowed")
        if len(value) < rule.get("min", 1):
            self.add(pointer, f"must have at least {rule.get('min', 1)} item(s)")
        for index, item in enumerate(value):
            self.value(item, rule["of"], f"{pointer}/{index}")

    def text(self, value: Any, rule: Json, pointer: str) -> None:
        """A text object."""
        kind = type_of(value)
        if kind not in ("plain_text", "mrkdwn"):
            self.add(pointer, "must be a text object of type plain_text or mrkdwn")
            return
        if kind == "mrkdwn" and rule["plain"]:
            self.add(f"{pointer}/type", "must be plain_text")
        extra = "emoji" if kind == "plain_text" else "verbatim"
        for name in value.keys() - {"type", "text", extra}:
            self.add(f"{pointer}/{name}", f"no more than the documented fields allowed: {name}")
        if extra in value:
            self.boolean(value[extra], {}, f"{pointer}/{extra}")
        self.string(value.get("text"), {"min": 1, "max": rule["max"]}, f"{pointer}/text")

    def text_or_image(self, value: Any, rule: Json, pointer: str) -> None:
        """What a context block holds."""
        if isinstance(value, dict) and value.get("type") == "image":
            self.typed(value, {"family": "element", "allowed": ["image"]}, pointer)
        else:
            self.text(value, {"max": 3000, "plain": False}, pointer)

    def typed(self, value: Any, rule: Json, pointer: str) -> None:
        """A block, an element or a piece of rich text: its `type` says which fields it has."""
        allowed = rule.get("allowed")
        kinds = rules()["elements_in"][allowed] if isinstance(allowed, str) else allowed
        shapes = rules()["families"][rule["family"]]
        kind = type_of(value)
        if not isinstance(kind, str) or kind not in shapes or (kinds and kind not in kinds):
            self.add(f"{pointer}/type", f"unsupported type: {kind}")
            return
        shape = shapes[kind]
        if self.surface not in shape.get("surfaces", [self.surface]):
            self.add(f"{pointer}/type", f"{kind} is not available in a {self.surface}")
        self.fields(value, shape, pointer, always=("type", "block_id") if rule["family"] == "block" else ("type",))
        if rule["family"] == "block":
            self.block(value, pointer)
        elif rule["family"] == "element":
            self.element(value, pointer, in_input=allowed == "input")

    def block(self, block: Json, pointer: str) -> None:
        """What a block's fields have to do with each other and with other blocks."""
        kind, block_id = block["type"], block.get("block_id")
        if block_id is not None:
            self.string(block_id, {"max": 255, "min": 1}, f"{pointer}/block_id")
            if str(block_id) in self.block_ids:
                self.add(f"{pointer}/block_id", f"`block_id` {block_id} already exists")
            self.block_ids.add(str(block_id))
        self.inputs += kind == "input"
        self.tables += kind == "table"
        self.markdown += len(block["text"]) if kind == "markdown" and isinstance(block.get("text"), str) else 0
        if kind == "actions" and isinstance(block.get("elements"), list):
            for where, message in repeated_actions(block["elements"]):
                self.add(f"{pointer}/elements/{where}", message)
        if kind == "input" and block.get("dispatch_action") and type_of(block.get("element")) == "file_input":
            self.add(f"{pointer}/dispatch_action", "doesn't work with a file_input")

    def element(self, element: Json, pointer: str, *, in_input: bool) -> None:
        """What an element's fields have to do with each other."""
        self.focused += element.get("focus_on_load") is True
        if element.get("response_url_enabled") and not (in_input and self.surface == "modal"):
            self.add(f"{pointer}/response_url_enabled", "only works in input blocks of modals")
        for where, message in contradictions(element):
            self.add(f"{pointer}/{where}", message)
