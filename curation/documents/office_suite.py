"""A word processor on the machine, where there is one: it turns a docx into the PDF that it would print."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from curation.documents.pdf import FONTS

PATIENCE: Final = 60
"""Seconds; a page takes three, a first start ten."""
_FONTCONFIG: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir><cachedir>{cache}</cachedir>{aliases}</fontconfig>"""
_ALIASES: Final = {
    "仿宋": ("FangSong", "仿宋_GB2312", "FangSong_GB2312", "Shouwen Song"), "楷体": ("KaiTi", "楷体_GB2312", "Shouwen Song"), "宋体": ("SimSun", "Shouwen Song"),
    "黑体": ("SimHei", "Shouwen Hei"), "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "SimSun", "Shouwen Song"),
}  # fmt: skip
"""What stands in for a font that the machine has not: the same under another name, at last our own, so that no character is a box."""


def word_processor() -> str | None:
    """Return the path of LibreOffice, None where the machine has none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(docx: bytes, program: str) -> bytes | None:
    """Return a docx as the PDF that LibreOffice makes of it; None where it fails, for whatever reason of its own."""
    with tempfile.TemporaryDirectory(prefix="shouwen-") as name:
        folder = Path(name)
        (folder / "paper.docx").write_bytes(docx)
        aliases = "".join(
            f"<alias binding='same'><family>{family}</family><accept>{''.join(f'<family>{o}</family>' for o in others)}</accept></alias>"
            for family, others in _ALIASES.items()
        )
        config = folder / "fonts.conf"
        config.write_text(_FONTCONFIG.format(fonts=FONTS, cache=folder / "cache", aliases=aliases), encoding="utf-8")
        command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf", "--outdir", name]
        try:
            subprocess.run(
                [*command, str(folder / "paper.docx")], check=True, capture_output=True, timeout=PATIENCE,
                env={**os.environ, "FONTCONFIG_FILE": str(config), "HOME": name},
            )  # fmt: skip
            return (folder / "paper.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None
