"""The sandbox's hospital, as Slack would list its people and channels."""

from bot.organisation.directory import Channel, Directory, Person
from sandbox.workspace import seed

BOT = "U0BOT"
_DATA = seed()
PEOPLE = [
    *(Person(one["id"], one["name"], one["real_name"], title=one["title"]) for one in _DATA["people"]),
    Person(BOT, "expertline", "Expertline", bot=True),
]
CHANNELS = [
    Channel(one["id"], one["name"], tuple(one["members"]), one["topic"])
    for one in _DATA["channels"]
    if not one.get("private")
]
DIRECTORY = Directory.of(PEOPLE, CHANNELS)
