"""An ONNX model with the inputs of BERT: from the numbers of texts to a vector for each of their pieces."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.retrieval.evidence import Vector

INPUTS = {"input_ids", "attention_mask", "token_type_ids"}


class Unloadable(Exception):
    """The encoder can't be had. The text says why, and what to do."""


class Graph:
    """Loaded on one core; raises Unloadable where the file is broken or isn't such a model.

    Of its inputs those are fed that it has, and the first output with three dimensions is taken.
    """

    def __init__(self, model: Path) -> None:
        self._name = model.name
        self._session = _session(model)
        self._takes = {each.name for each in self._session.get_inputs()}
        self._gives = [each.name for each in self._session.get_outputs() if len(each.shape) == 3][:1]
        if self._takes - INPUTS:
            raise Unloadable(f"The model {self._name} wants {min(self._takes - INPUTS)}, too. Take another one.")
        if not self._gives:
            raise Unloadable(f"The model {self._name} gives no vectors of tokens. Take another one.")

    def read(self, texts: Sequence[Sequence[int]]) -> list[Vector]:
        """For each text a row for each of its numbers; raises Unloadable where it doesn't know one."""
        shape = (len(texts), max(map(len, texts)))
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, each in enumerate(texts):
            ids[row, : len(each)], mask[row, : len(each)] = each, 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        try:
            hidden = self._session.run(self._gives, {name: fed[name] for name in self._takes})[0]
        except Exception as trouble:  # as below
            kind = type(trouble).__name__
            raise Unloadable(f"{self._name} and its tokenizer don't fit ({kind}). Download both again.") from trouble
        return [hidden[row, : len(each)].astype(np.float32) for row, each in enumerate(texts)]


def _session(model: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as missing:
        raise Unloadable(f"onnxruntime can't be loaded ({missing}). Install it: pip install onnxruntime") from missing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one question at a time: threads would only take cores from the bot
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as trouble:  # onnxruntime has no error class of its own that covers a missing or broken file
        kind = type(trouble).__name__
        raise Unloadable(f"The model {model.name} can't be loaded ({kind}). Download it again, all of it.") from trouble
