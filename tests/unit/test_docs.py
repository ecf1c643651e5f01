"""The docs say what is so."""

import ast
import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import main, parser
from bot.diagram import renewed
from bot.lifecycle import OPEN, Stage
from bot.manifest import SCOPES
from bot.organisation import Clocks, Rules
from bot.settings import Settings
from bot.slack.scopes import EXPLAINED
from bot.trimming.initialisms import COMMON
from bot.workflows.permits import PERMITS
from bot.writer.outcomes import Came

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text()
DOCS = {path.name: path.read_text() for path in (TOP / "docs").glob("*.md")}


def test_the_state_diagram_is_drawn_from_the_table_of_moves() -> None:
    assert renewed(README) == README, "run `make diagram`"


def test_every_setting_is_documented_with_its_description() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{name.upper()}` |" in DOCS["settings.md"], name
        assert str(field.description) in DOCS["settings.md"], name


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", DOCS["settings.md"], re.MULTILINE)

    assert {name.lower() for name in documented} == set(Settings.model_fields)


def test_every_clock_is_named_in_the_organisations_docs() -> None:
    for name in Clocks.model_fields:
        assert f"`{name}`" in DOCS["organisation.md"], name


def test_every_key_of_a_style_has_its_line_and_every_abbreviation_is_named() -> None:
    documented = re.findall(
        r"^\| `([a-z_]+)` \|", DOCS["organisation.md"].partition("## Plain language")[2], re.MULTILINE
    )

    assert documented == list(Rules.model_fields)
    _, _, after = " ".join(DOCS["organisation.md"].split()).partition("these need no explanation anywhere: ")
    assert set(after.partition(".")[0].split(", ")) == COMMON


def test_every_scope_is_explained() -> None:
    documented = dict(re.findall(r"^\| `([a-z:._]+)` \| (.+) \|$", DOCS["permissions.md"], re.MULTILINE))

    assert documented == EXPLAINED
    assert set(EXPLAINED) == set(SCOPES)


def test_the_table_of_who_may_do_what_is_the_one_that_is_asked() -> None:
    whens = {frozenset(Stage): "always", frozenset(OPEN): "while it is open"}
    rows = [
        f"| {permit.what} | {', '.join(permit.who)} | {whens.get(frozenset(permit.when)) or ', '.join(permit.when)} |"
        for permit in PERMITS.values()
    ]

    _, _, table = DOCS["permissions.md"].partition("| what | who | when the question is |\n|---|---|---|\n")
    assert table.partition("\n\n")[0].splitlines() == rows


def _printed() -> list[str]:
    """Every text in which a command may stand: the docs, the examples, and what the bot itself says."""
    told = [
        str(node.value)
        for path in (TOP / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [README, *DOCS.values(), *told]


def test_every_command_that_is_printed_somewhere_works_as_printed() -> None:
    printed = {found for text in _printed() for found in re.findall(r"`python -m bot ([a-z][^`]*)`", text)}
    for command in sorted(printed):
        for one in command.split("&& python -m bot "):
            words = shlex.split(re.sub(r"[…|>].*", "", one.replace("KEY…", "KEY")))

            assert parser(words[0]).parse_args(words).command == words[0], command
    assert printed


def test_every_file_the_readme_names_exists() -> None:
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (TOP / path).exists(), path
    for layer in ("handlers", "workflows", "views"):
        assert (TOP / "bot" / layer).is_dir()
    grid = README[README.index("| a question comes in") : README.index("Underneath:")]
    for row in grid.strip().splitlines():
        for layer, cell in zip(("handlers", "workflows", "views"), row.split("|")[2:5], strict=True):
            for name in re.findall(r"`(\w+\.py)`", cell):
                assert (TOP / "bot" / layer / name).is_file(), f"{layer}/{name}"


def test_every_command_the_readme_names_answers_to_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in sorted(set(re.findall(r"python -m bot (\w+)", README + "".join(DOCS.values())))):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert (ended.value.code, f"python -m bot {name}" in capsys.readouterr().out) == (0, True), name


def test_both_commands_of_the_readme_are_targets() -> None:
    makefile = (TOP / "Makefile").read_text()
    for target in re.findall(r"^make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_target_has_one_rule() -> None:
    makefile = (TOP / "Makefile").read_text()
    rules = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)

    assert sorted(rules) == sorted(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]


def test_everything_that_may_come_of_asking_the_writer_is_explained() -> None:
    _, _, table = DOCS["writer.md"].partition("| `outcome` | what it means |\n|---|---|\n")

    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(Came)
