"""Long messages are trimmed beside the event loop."""

import threading

import pytest

from bot.workflows.wordings import aside


@pytest.mark.parametrize(("written", "beside"), [(["It is safe."], False), (["It is safe. "] * 1000, True)])
async def test_long_messages_are_trimmed_in_a_thread(written: list[str], beside: bool):
    thread = await aside(written, threading.get_ident)

    assert (thread != threading.get_ident()) is beside
