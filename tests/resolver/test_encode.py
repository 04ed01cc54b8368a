"""Texts become unit vectors: by the shipped encoder without torch, by any sentence-transformers model if set."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from api.settings import load_settings
from ontology.errors import BadSettings, BadVersion
from ontology.model import Case
from resolver.encode import SHIPPED, StaticEncoder, TransformerEncoder, open_encoder, unit
from resolver.pipeline import build, open_resolver

TEXTS = ["路灯坏了没人修", "楼下烧烤店油烟太大，城管说不归他们管。", "拖欠工资", "a"]


@pytest.fixture(scope="module")
def st() -> Any:
    """Return sentence_transformers; skip where it cannot be imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = pytest.importorskip("sentence_transformers", reason="sentence-transformers 导入不了：编码器对照跳过", exc_type=ImportError)
        from sentence_transformers.models import StaticEmbedding  # its place moved in 5.4

    return SimpleNamespace(SentenceTransformer=module.SentenceTransformer, StaticEmbedding=StaticEmbedding)


@pytest.fixture(scope="module")
def tiny(st: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a sentence-transformers model of eight dimensions."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    weights = np.random.default_rng(1).standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    folder = tmp_path_factory.mktemp("tiny")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        st.SentenceTransformer(modules=[st.StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


def test_vectors_have_length_one_and_like_texts_lie_near() -> None:
    lamp, same, wages = open_encoder().encode(["路灯坏了没人修", "路灯不亮了请维修", "老板拖欠工资不发"])
    assert np.linalg.norm([lamp, same, wages], axis=1) == pytest.approx(1, abs=1e-5)
    assert lamp @ same > lamp @ wages


def test_a_text_without_known_words_is_the_zero_vector_and_leaves_its_neighbours() -> None:
    encoder = open_encoder()
    mixed = encoder.encode(["", "路灯坏了", ""])
    assert not mixed[0].any()
    assert not mixed[2].any()
    assert mixed[1] == pytest.approx(encoder.encode(["路灯坏了"])[0])
    assert not encoder.encode([""]).any()


def test_unit_keeps_zero_vectors_zero() -> None:
    assert unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]]


def test_the_shipped_encoder_fits_the_size_allowed() -> None:
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) <= 20 * 2**20


@pytest.mark.proof
def test_same_vectors_as_static_embedding(st: Any) -> None:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights = load_file(str(SHIPPED / "model.safetensors"))["embedding.weight"].astype(np.float32)
    theirs = st.StaticEmbedding(Tokenizer.from_file(str(SHIPPED / "tokenizer.json")), embedding_weights=weights)
    model = st.SentenceTransformer(modules=[theirs], device="cpu")
    expected = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    assert np.abs(StaticEncoder(SHIPPED).encode(TEXTS) - expected).max() < 1e-5


def test_a_model_folder_set_in_the_settings_answers(tiny: Path, tmp_path: Path, small_files: list[Path]) -> None:
    encoder = load_settings({"SHOUWEN_ENCODER": str(tiny), "SHOUWEN_SETTINGS": str(_empty(tmp_path))}).encoder
    assert isinstance(open_encoder(encoder), TransformerEncoder)
    build(tmp_path / "home", files=small_files, encoder=encoder)
    decision = open_resolver(tmp_path / "home", encoder=encoder).resolve(Case("1", "门口路灯不亮了", dt.date(2026, 1, 1)))
    assert decision.matters[0].label == "路灯不亮"
    with pytest.raises(BadVersion, match="索引与编码器不匹配"):
        open_resolver(tmp_path / "home")


def test_an_encoder_folder_that_is_not_there_is_refused_with_the_setting_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadSettings, match="encoder") as refused:
        open_encoder(str(tmp_path))
    assert str(tmp_path) in refused.value.where


def _empty(folder: Path) -> Path:
    path = folder / "shouwen.toml"
    path.write_text("", encoding="utf-8")
    return path


