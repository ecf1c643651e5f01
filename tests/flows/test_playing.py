"""The sandbox's own plays, each as a process of its own with the real bot beside it."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.contract.validating import SLACK, findings

TOP = Path(__file__).parents[2]
LONG = (
    "Please keep them in the box they came in, in a dry place below 25 degrees, away from the window, the bathroom, "
    "small children and anything else that is warm, damp or curious, until the date on it."
)


async def play(folder: Path, *what: str) -> tuple[int, str]:
    """Exit status and what was printed; every call is checked."""
    record, database = folder / "calls.json", f"sqlite:///{folder}/play.db"
    command = ["-m", "sandbox", "--port", "0", "--database-url", database, "--record", str(record), "--play", *what]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=TOP, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await child.communicate()
    calls = json.loads(record.read_text())
    assert {"method", "body", "response", "t"} <= calls[0].keys()
    if SLACK.is_dir():
        assert findings(calls) == []
    return child.returncode or 0, out.decode()


@pytest.mark.thorough  # `make demo-check` plays it too
async def test_the_hospital_story_ends_well(tmp_path: Path) -> None:
    status, out = await play(tmp_path, "story")

    assert status == 0, out
    assert out.rstrip().endswith("Both questions ended well.")
    assert "“ Published " in out.replace("”", "“")  # nothing that only Slack draws


@pytest.mark.thorough  # as the story, for many
async def test_a_file_of_questions_is_played_and_summed_up(tmp_path: Path) -> None:
    rows = [
        {
            "id": "long",
            "question": "How do I store my tablets?",
            "answer": LONG,
        },
        {
            "id": "short",
            "question": "When may I visit the ward?",
            "answer": "The ward is open to visitors from 2 pm to 8 pm.",
            "paraphrases": ["At what time is the ward open to visitors?"],
        },
        {"id": "none", "question": "How many beds does the ward have?", "answer": ""},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))

    status, out = await play(tmp_path, "questions", str(file))

    assert "none: withdrawn by comms" in out
    assert "2 of 3 questions published" in out.splitlines()[-1]
    assert "1 shortened by hand" in out.splitlines()[-1]
    assert "1 of 1 rewordings reused" in out.splitlines()[-1]
    assert status == 1
