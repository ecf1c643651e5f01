"""What the sandbox's Slack remembers, to go back to as often as one likes."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import Sandbox
from sandbox.clock import Clock


@dataclass(frozen=True)
class Memory:
    """What Slack remembers at one moment at which nothing is on its way."""

    slack: Any
    clock: Clock  # the one that `slack` goes by
    now: float

    @classmethod
    def of(cls, sandbox: Sandbox) -> "Memory":
        core = sandbox.core
        _deaf(core.workspace)
        memory = (core.workspace, core.modals, core.triggers, core.responses, core.grants)
        slack = copy.deepcopy(memory, {id(sandbox.clock): sandbox.clock})
        sandbox._listen()
        return cls(slack, sandbox.clock, sandbox.clock.now())

    def again(self, sandbox: Sandbox) -> None:
        """Slack remembers what it remembered then, and nothing else."""
        sandbox.reset()
        memory = copy.deepcopy(self.slack, {id(self.clock): sandbox.clock})
        core = sandbox.core
        core.workspace, core.modals, core.triggers, core.responses, core.grants = memory
        sandbox._listen()
        sandbox.clock.offset += self.now - sandbox.clock.now()  # real time went on meanwhile


def _deaf(workspace: Any) -> None:
    nobody: Callable[..., None] = _nobody
    workspace.happened = workspace.changed = nobody


def _nobody(*_: Any) -> None:
    """Hears nothing."""
