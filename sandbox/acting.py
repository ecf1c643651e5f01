"""What every act needs: the person, the channel, the message or view, and the element under their finger."""

from dataclasses import dataclass
from typing import Any

from sandbox.core import Core
from sandbox.delivery import Answer, Delivery
from sandbox.errors import ActError, NotThere
from sandbox.modals import VALUES, View, elements_of
from sandbox.wire import Json
from sandbox.workspace import Channel, Message, Person


@dataclass
class Act:
    """One act of one person."""

    core: Core
    delivery: Delivery
    body: Json

    @property
    def user(self) -> str:
        """Who acts."""
        return self.person.id

    @property
    def person(self) -> Person:
        """Who acts, as an account that is open."""
        found = self.core.workspace.people.get(str(self.need("as")))
        if found is None or found.deleted:
            raise ActError(f"nobody called {self.body['as']} can act here")
        return found

    def need(self, name: str) -> Any:
        """A field that must be given."""
        if self.body.get(name) in (None, ""):
            raise ActError(f"{name} is missing")
        return self.body[name]

    def channel(self) -> Channel:
        """A channel that exists and that the person may look into."""
        where = self.core.workspace.channels.get(str(self.need("channel")))
        if where is None or (self.user not in where.members and (where.private or where.kind != "channel")):
            raise ActError(f"there is no channel {self.body['channel']} for {self.user}")
        return where

    def own_channel(self) -> Channel:
        """A channel the person is in, and that is open."""
        where = self.channel()
        if self.user not in where.members:
            raise ActError(f"{self.user} is not in #{where.name}")
        if where.archived:
            raise ActError(f"#{where.name} is archived")
        return where

    def message(self, where: Channel) -> Message:
        """A message the person can see."""
        found = where.messages.get(str(self.need("ts")))
        if found is None or found.deleted or found.ephemeral_for not in ("", self.user):
            raise NotThere(f"{self.user} sees no message {self.body['ts']} there")
        return found

    def view(self) -> View:
        """A modal or Home tab on this person's screen."""
        found = self.core.modals.find(str(self.need("view_id")))
        if found is None or found.user != self.user:
            raise NotThere(f"{self.user} sees no view {self.body['view_id']}")
        return found

    def element(self, blocks: list[Json]) -> Json:
        """The element meant by action_id (and block_id), with its block_id in it."""
        action_id, block_id = self.need("action_id"), self.body.get("block_id")
        for block, element in elements_of(blocks):
            if element["action_id"] == action_id and block_id in (None, "", block):
                return {**element, "block_id": block}
        raise NotThere(f"there is no {action_id} to click")

    def action(self, element: Json) -> Json:
        """The action of a payload: what was clicked, and what was chosen."""
        kind = element["type"]
        action = {name: element[name] for name in ("action_id", "block_id", "type")}
        if kind == "button":
            action |= {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        else:
            action |= self.choice(element)
        return action | {"action_ts": self.core.clock.stamp()}

    def choice(self, element: Json) -> Json:
        """What was chosen in a select: `selected_option` may be the option or just its value."""
        name = VALUES.get(element["type"], ("selected_option", ""))[0]
        chosen = self.body.get(name, self.body.get("selected_option", self.body.get("value")))
        if name == "selected_option" and isinstance(chosen, str):
            chosen = self._option(element, chosen)
        return {name: chosen}

    def _option(self, element: Json, value: str) -> Json:
        options = list(element.get("options", []))
        for group in element.get("option_groups", []):
            options += group["options"]
        for option in options:
            if option.get("value") == value:
                chosen: Json = option
                return chosen
        raise ActError(f"{value} is not among the options")


def outcome(answer: Answer) -> Json:
    """How the bot took it, for whoever acted."""
    shown: Json = {"status": answer.status, "response": answer.body}
    return shown | ({"error": answer.error} if answer.error else {})
