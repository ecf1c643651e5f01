"""What experts sign is kept as features, and learned from by a command."""

import json
import random

from sqlalchemy import select

from bot.db import choices
from bot.db.models import Choice
from bot.trimming import USUAL
from tests.flows.playing import World
from tests.flows.reading import newest
from tests.flows.test_signing import COLD, VISITS
from tests.living import connected, shell


async def kept(world: World) -> list[Choice]:
    async with world.bot.db.snapshot() as session:
        return list(await session.scalars(select(Choice)))


async def test_signing_what_was_offered_first_is_kept_as_that(world: World) -> None:
    await world.signed(COLD, VISITS)

    (one,) = await kept(world)
    assert (one.how, one.signed) == ("first", one.offered[0])
    assert len(one.offered) > 1
    assert "ward" not in json.dumps([one.signed, one.offered])


async def test_another_wording_an_edit_and_a_new_wording_are_told_apart(world: World) -> None:
    await world.drafted(COLD, VISITS)
    await world.lena.clicks("Use this one")
    await world.lena.clicks("Sign off")
    (one,) = await kept(world)
    assert (one.how, one.signed) == ("other", one.offered[1])

    await world.lena.clicks("Take it back")
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Children may come too if a grown-up is with them at all times.")
    await world.lena.clicks("Sign off")
    (one,) = await kept(world)
    assert one.how == "edited"
    assert one.signed not in (None, *one.offered)

    await world.lena.clicks("Take it back")
    await world.lena.clicks("Edit")
    await world.lena.fills(words="Yes, after 48 hours.")
    await world.lena.clicks("Sign off")
    (one,) = await kept(world)
    assert (one.how, one.signed) == ("reworded", None)


async def test_with_too_little_nothing_is_learned_and_it_says_so(world: World, database_url: str) -> None:
    await world.signed(COLD, VISITS)

    status, out = await shell("trimming", "tune", "--save", **connected(world.sandbox, database_url))

    assert status == 1
    assert "Signed answers that had other texts beside them: 1; 60 are needed" in out


async def test_what_is_learned_is_shown_saved_used_and_forgotten(world: World, database_url: str) -> None:
    # People here sign the text with the least beside its best sentence.
    chance = random.Random(1)
    async with world.bot.db.transaction() as session:
        for number in range(80):
            texts = [{"overlap": chance.random(), "rest": chance.random() * 3} for _ in range(3)]
            signed = min(texts, key=lambda text: text["rest"])
            values = {"how": "other", "signed": signed, "offered": texts}
            await choices.keep(session, world.sandbox.workspace.team["id"], 1000 + number, values)
    environment = connected(world.sandbox, database_url)

    status, out = await shell("trimming", "tune", "--json", **environment)
    told = json.loads(out)
    assert (status, told["saved"], told["learned_from"], told["held_out"]) == (0, False, 60, 20)
    assert told["first_after"] > told["first_before"]
    assert told["weights"]["rest"] < USUAL.rest

    status, out = await shell("trimming", "tune", "--save", **environment)
    assert (status, "Saved: new drafts use these weights." in out) == (0, True)
    await world.drafted(COLD, VISITS)
    assert (await newest(world)).draft == "You can visit the ward after 48 hours without symptoms."

    await shell("trimming", "tune", "--reset", **environment)
    await world.drafted("Who is let in to visit a patient on the ward?", VISITS)
    assert (await newest(world)).draft.endswith("at all times.")
