"""Folders as they are downloaded from a model's page; the model in them is the one that comes with the requirements."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.retrieval import encoder as encoding

VOCABULARY = (Path(encoding.__file__).parent / "data" / "wordpieces.txt").read_text("utf-8")
TOKENIZERS = {"vocab.txt", "tokenizer.json", "sentencepiece.bpe.model"}


def as_downloaded(folder: Path, files: Mapping[str, Any] | None = None, *, onnx: str = "onnx/model.onnx") -> str:
    """With these files, which are bytes, text or JSON, and `vocab.txt` where no other tokenizer is among them."""
    (folder / onnx).parent.mkdir(parents=True, exist_ok=True)
    (folder / onnx).symlink_to(encoding.model_file())
    files = files or {}
    for name, held in {**({} if files.keys() & TOKENIZERS else {"vocab.txt": VOCABULARY}), **files}.items():
        written = held if isinstance(held, bytes | str) else json.dumps(held)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(written if isinstance(written, bytes) else written.encode())
    return str(folder)
