"""A made-up amendment of a statute that the shipped knowledge cites, and its made-up old text."""

from __future__ import annotations

import json
from pathlib import Path

OLD = {
    "6": "县级以上地方人民政府渔业渔政主管部门管理本地的渔业工作。",
    "28": "养殖者不得使用禁用的药物；违者由渔业渔政主管部门处罚。",
}
NEW = """渔业法
（2028年12月1日修订）
第一条　为了管好渔业，制定本法。
第二条　县级以上地方人民政府渔业渔政主管部门管理本地的渔业工作。
第三条　养殖者不得使用禁用的药物和来路不明的药物；违者由农业综合执法机构处罚。
第四条　本法自2029年3月1日起施行。
"""


def old_text(folder: Path) -> Path:
    """Write the old text as JSON Lines and return the file."""
    path = folder / "articles.jsonl"
    rows = [
        {"law": "中华人民共和国渔业法", "category": "法律", "version_date": "2025-12-27", "article_no": int(n), "article_cn": f"第{n}条", "chapter": "", "text": text}
        for n, text in OLD.items()
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
