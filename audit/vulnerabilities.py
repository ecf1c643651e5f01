"""Known vulnerabilities of what is pinned, by pip-audit; and whether its service was asked at all."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """What was found; `unasked` are packages about which nothing was learnt, `failed` why nothing was learnt at all."""

    asked: int = 0
    vulnerable: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    failed: str = ""

    @property
    def complete(self) -> bool:
        """Whether something was learnt about every package."""
        return not self.failed and not self.unasked and self.asked > 0


def ask(requirements: str) -> Answer:
    """About every package in this file."""
    options = ["--requirement", requirements, "--require-hashes", "--no-deps", "--disable-pip", "--format", "json"]
    done = subprocess.run([sys.executable, "-m", "pip_audit", *options], capture_output=True, text=True, check=False)
    try:
        return read(json.loads(done.stdout))
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or [f"pip-audit ended with {done.returncode}"]
        return Answer(failed=last[0])


def read(report: dict[str, Any]) -> Answer:
    """pip-audit's report."""
    answer = Answer()
    for each in report["dependencies"]:
        if "skip_reason" in each:
            answer.unasked.append(each["name"])
            continue
        answer.asked += 1
        for one in each["vulns"]:
            mended = f", mended in {', '.join(one['fix_versions'])}" if one.get("fix_versions") else ""
            answer.vulnerable.append(f"{each['name']} {each['version']}: {one['id']}{mended}")
    return answer
