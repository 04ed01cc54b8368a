"""Texts to vectors.

By default the shipped static embedding, read with tokenizers, safetensors and numpy alone, so that
the service need not load torch. Any sentence-transformers model (folder or hub name) can be set
instead (settings: `encoder`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from ontology.errors import BadSettings

Vectors = npt.NDArray[np.float32]
SHIPPED: Final = Path(__file__).resolve().parent / "encoder"


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of length 1, shape [len(texts), dimensions]; zero for no known word."""
        ...


class StaticEncoder:
    """Mean of token vectors; the same vectors as sentence-transformers' StaticEmbedding gives."""

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self._tokenizer: Any = Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
            weights = load_file(str(folder / "model.safetensors"))["embedding.weight"]
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise BadSettings("编码器打不开", where=str(folder), why=str(error), mend="重新安装，或在设置 encoder 中换一个模型文件夹") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._weights: Vectors = weights.astype(np.float32)
        self.dimensions = int(self._weights.shape[1])
        self.name = f"static-{self._weights.shape[0]}x{self.dimensions}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape [len(texts), dimensions]."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        tokens = [e.ids for e in encodings]
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        if not lengths.sum():
            return np.zeros((len(texts), self.dimensions), dtype=np.float32)
        ids = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=int(lengths.sum()))
        vectors, told = np.zeros((len(texts), self.dimensions), dtype=np.float32), self._weights[ids]
        for row, stop, length in zip(vectors, np.cumsum(lengths).tolist(), lengths.tolist(), strict=True):
            np.add.reduce(told[stop - length : stop], axis=0, out=row)  # ufunc.reduceat over the first axis takes six times as long
        return unit(vectors)


class TransformerEncoder:
    """Any sentence-transformers model."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise BadSettings(f"模型“{name}”打不开", why=str(error)[:200], mend="设置 encoder 写模型文件夹的路径，或联网后写模型名") from error
        self.name = name
        dimension = getattr(self._model, "get_embedding_dimension", None) or self._model.get_sentence_embedding_dimension  # renamed in 5.4
        self.dimensions = int(dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape [len(texts), dimensions]."""
        vectors = np.asarray(self._model.encode(list(texts), show_progress_bar=False), dtype=np.float32)
        return unit(vectors.reshape(len(texts), self.dimensions))


def open_encoder(name: str = "") -> Encoder:
    """Return the encoder set by name or folder; the shipped one for an empty name."""
    if not name:
        return StaticEncoder(SHIPPED)
    folder = Path(name)
    return StaticEncoder(folder) if (folder / "tokenizer.json").exists() and not (folder / "modules.json").exists() else TransformerEncoder(name)


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors scaled to length 1; zero vectors stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
