"""Rulings made up to be tried, and what stages the version that a content makes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from graph.store import KnowledgeGraph

Proposed = Callable[[dict[str, Any]], AbstractContextManager[KnowledgeGraph]]
RULING = {
    "kind": "ruling", "jurisdiction": "上海市", "matter": "夜间建筑施工噪声", "facts": "工地夜间施工，噪声扰民，居民反映。", "doctrine": "先例", "basis": [],
    "disputed_between": ["上海市生态环境局", "上海市住房和城乡建设管理委员会"], "lead": "上海市住房和城乡建设管理委员会",
    "helpers": [{"unit": "上海市生态环境局", "duty": "监测噪声"}], "number": "合成〔2022〕1号", "decided_by": "上海市机构编制委员会办公室",
    "decided_on": "2022-01-01", "reason": "测试", "source": "合成",
}  # fmt: skip
"""Made up."""
FUMES = RULING | {"matter": "餐饮油烟扰民", "facts": "饭店油烟熏得住户不敢开窗。", "lead": "上海市城市管理行政执法局", "decided_on": "2025-11-01"}
"""Made up, on what the made-up letters write of."""
