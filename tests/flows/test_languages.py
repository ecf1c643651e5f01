"""Questions in other languages than English, and encoders that know them."""

from pathlib import Path

import pytest

from bot.checkup import retrieval as checkup
from bot.checkup.finding import Level
from bot.db.knowing import KNOWING, Knowing
from bot.retrieval import load
from bot.settings import Settings
from bot.understanding import Understanding
from tests.conftest import load as load_organisation
from tests.encoders import as_downloaded
from tests.flows.playing import World, said, texts
from tests.flows.test_choosing import HASTY, chosen_beforehand
from tests.flows.test_socket_mode import ready

pytestmark = pytest.mark.lived  # which encoder there is isn't stored
BEFORE, AFTER = "Ward 5: ¿Puedo comer antes de la operación?", "Ward 5: ¿Puedo comer después de la operación?"

CANNOT = "I can't read this language well, so there may be an earlier answer that I didn't find."


@pytest.fixture
def read_everywhere(world: World, tmp_path: Path) -> None:
    """The bot has an encoder that says of every language that it knows it."""
    world.bot.db.tell(**{KNOWING: Knowing(load(as_downloaded(tmp_path)))})


def shown(world: World) -> str:
    return " ".join(texts(world.sam.window["blocks"]))


async def test_what_the_encoder_cannot_read_is_said(world: World) -> None:
    await world.published(BEFORE, "Yes, that is so.")

    await world.sam.asks(AFTER)

    assert "I can't read it well enough to tell" in shown(world)


@pytest.mark.usefixtures("read_everywhere")
async def test_in_another_language_that_is_read_people_are_asked_to_compare(world: World) -> None:
    await world.published(BEFORE, "Yes, that is so.")

    await world.sam.asks(AFTER)

    assert "please compare the two, which I can do in English only" in shown(world)
    assert chosen_beforehand(world.sam.window).startswith("Ask ")


@pytest.mark.usefixtures("read_everywhere")
async def test_the_very_same_words_are_the_same_question_in_any_language(world: World) -> None:
    await world.published(BEFORE, "Yes, that is so.")

    await world.sam.asks("ward 5: puedo comer antes de la operacion")

    assert "Very likely the same question" in shown(world)


async def test_where_an_encoder_lacks_something_everybody_who_looks_after_the_bot_is_told_what_to_do(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = as_downloaded(tmp_path, {"tokenizer.json": {"model": {"type": "BPE"}}})
    said = "ENCODER's tokenizer.json is of the kind BPE, which isn't supported. Take another model."

    settings = Settings(_env_file=None, encoder=folder)
    world.bot.understanding = Understanding(world.bot.db, settings)
    [finding] = checkup.check(settings)

    assert (finding.level, finding.mend) == (Level.WARNING, said)
    assert said in caplog.text
    status, page = await ready(world)
    assert (status, said in page) == (200, True)


@pytest.mark.parametrize(
    ("asked", "told"), [(AFTER, True), ("手术前可以吃饭吗？", True), ("Can I eat on ward 5?", False)]
)
async def test_where_nothing_is_found_in_a_language_that_is_not_read_it_says_so(
    world: World, asked: str, told: bool
) -> None:
    await world.sam.asks(asked)

    assert (CANNOT in shown(world)) is told


@pytest.mark.usefixtures("read_everywhere")
async def test_nothing_of_that_is_said_where_the_encoder_reads_it(world: World) -> None:
    await world.sam.asks(AFTER)

    assert CANNOT not in shown(world)


@pytest.mark.parametrize(("asked", "told"), [(AFTER, True), ("Can I eat on ward 5?", False)])
async def test_where_the_look_up_takes_too_long_it_says_so_in_a_message(world: World, asked: str, told: bool) -> None:
    await load_organisation(world, HASTY)

    await world.sam.asks(asked)

    heard = [said(each) for each in world.sam.direct.messages() if CANNOT in said(each)]
    assert len(heard) == told
    assert all("¿Puedo comer" in each for each in heard)
