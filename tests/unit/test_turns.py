"""What a quick run leaves to complete ones."""

import pytest

FAMILIES = """
import pytest

@pytest.mark.by_turns("who")
@pytest.mark.parametrize("step", range(40))
@pytest.mark.parametrize("who", ["lena", "maya"])
def test_it(who, step): ...

@pytest.mark.thorough
def test_long(): ...

def test_always(): ...
"""


@pytest.fixture
def families(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(FAMILIES)
    return pytester


def run(families: pytest.Pytester, *options: str) -> pytest.RunResult:
    return families.runpytest_inprocess("-p", "tests.turns", "-p", "no:asyncio", "-v", *options)


def test_of_what_takes_turns_one_is_run_and_all_get_their_turn(families: pytest.Pytester):
    said = run(families, "--by-turns")

    said.assert_outcomes(passed=41, deselected=41)
    said.stdout.fnmatch_lines(["By turns: 41 tests are left to *"])
    for step in range(40):
        assert sum(f"[{who}-{step}] PASSED" in str(said.stdout) for who in ("lena", "maya")) == 1
    for who in ("lena", "maya"):
        assert str(said.stdout).count(f"[{who}-") > 10


def test_a_complete_run_leaves_nothing(families: pytest.Pytester):
    run(families).assert_outcomes(passed=82)


def test_what_is_asked_for_by_itself_is_run_whoevers_turn_it_is(families: pytest.Pytester):
    for who in ("lena", "maya"):
        run(families, "--by-turns", "-k", f"{who}-7]").assert_outcomes(passed=1, deselected=81)
