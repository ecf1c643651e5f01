"""What goes wrong next, for those who want to see that nothing is lost."""

from dataclasses import asdict, dataclass, field, fields

from sandbox.contract import known
from sandbox.errors import ActError
from sandbox.wire import Json


@dataclass
class Troubles:
    """Counters count down; calls that only read are spared unless `method` names them; `skip` calls pass first."""

    skip: int = 0
    drop_before: int = 0
    lose_next_reply: int = 0
    stall: int = 0
    cut_answer: int = 0
    empty_answer: int = 0
    answer_429: int = 0
    retry_after: int = 1
    empty_429: int = 0
    answer_500: int = 0
    answer_503: int = 0
    answer_error: dict[str, str] = field(default_factory=dict)
    method: str = ""
    delay_events: float = 0
    repeat_events: int = 0
    drop_first_try: int = 0
    refuse_socket: int = 0

    def set(self, changes: Json) -> None:
        """Order trouble; what isn't named stays."""
        unknown = changes.keys() - {each.name for each in fields(self)}
        if unknown:
            raise ActError(f"no such trouble: {', '.join(sorted(unknown))}")
        for name, value in changes.items():
            fits = type(value) in KINDS[name] and (not isinstance(value, int | float) or value >= 0)
            if not fits:
                raise ActError(f"{name} can't be {value!r}")
        for name, value in changes.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """No trouble any more."""
        self.set(asdict(Troubles()))

    def as_json(self) -> Json:
        """What is still to come."""
        return asdict(self)

    def spares(self, method: str) -> bool:
        """Whether nothing happens to this call; that uses up one of those to skip."""
        meant = method == self.method if self.method else known(method)["changes"]
        return not (meant or method in self.answer_error) or self.take("skip")

    def take(self, name: str) -> bool:
        """Use one up."""
        left = getattr(self, name)
        if left:
            setattr(self, name, left - 1)
        return bool(left)


KINDS: dict[str, tuple[type, ...]] = {
    each.name: (int, float) if each.name == "delay_events" else (type(getattr(Troubles(), each.name)),)
    for each in fields(Troubles)
}
