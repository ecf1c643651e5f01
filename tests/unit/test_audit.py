"""Dependencies: licences that fit ours, pinned with hashes, and an audit that says when it learnt nothing."""

import re
from pathlib import Path

import pytest

from audit import licences, vulnerabilities
from audit.__main__ import verdict

TOP = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==[^\s;]+( ; .+)? \\$")


def test_every_installed_package_has_a_licence_that_is_allowed() -> None:
    assert licences.findings() == []


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("(MIT AND PSF-2.0)", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("GNU Affero General Public License v3", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_only_where_every_part_of_it_is(licence: str, allowed: bool) -> None:
    assert licences.is_allowed(licence, licences.allowed()) is allowed


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_address(name: str) -> None:
    text = (TOP / name).read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    packages = [number for number, line in enumerate(lines) if not line.startswith(" ")]

    assert packages
    for number in packages:
        assert PINNED.match(lines[number]), lines[number]
        assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", lines[number + 1]), lines[number]
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host| @ ", text)


def report(*dependencies: dict[str, object]) -> vulnerabilities.Answer:
    return vulnerabilities.read({"dependencies": list(dependencies)})


def test_nothing_found_not_asked_and_found_end_differently(capsys: pytest.CaptureFixture[str]) -> None:
    well = {"name": "yarl", "version": "1", "vulns": []}
    ill = {"name": "yarl", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    unknown = {"name": "aiohttp", "skip_reason": "not found"}

    assert verdict(report(well)) == 0
    assert verdict(report(well, unknown)) == 3
    assert verdict(report()) == 3
    assert verdict(vulnerabilities.Answer(failed="ConnectionError")) == 3
    assert verdict(report(ill, unknown)) == 1
    assert "NOT ASKED" in capsys.readouterr().out
    assert report(ill).vulnerable == ["yarl 1: PYSEC-1, mended in 2"]


def test_an_audit_that_breaks_off_is_no_good_news(tmp_path: Path) -> None:
    assert vulnerabilities.ask(str(tmp_path / "nothing.txt")).failed
