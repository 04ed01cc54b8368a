"""The files to read: single ones, those of a folder, those within a zip; each opened with limits, so that no file can fill the memory.

Encodings: UTF-8 and UTF-16 with a mark, else GB 18030 where the text then reads as a statute.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from ontology.errors import BadInput

DOCUMENT_LIMIT: Final = 32 * 2**20
"""Bytes of one statute's text; the largest codes have about half of one."""
LINES_LIMIT: Final = 4 * 2**30
"""Bytes of one JSON Lines file, unpacked; all national and local law published has about a tenth of a GB."""
LINE_LIMIT: Final = 4 * 2**20
"""Bytes of one line of JSON."""
MEMBERS_LIMIT: Final = 50_000
"""Files within one zip."""
ARCHIVE_LIMIT: Final = 8 * 2**30
"""Bytes that all files of one zip have unpacked."""
RATIO_LIMIT: Final = 200
"""How many times a packed file may grow; statutes grow four- to sevenfold."""
RATIO_FROM: Final = 8 * 2**20
"""Bytes from which growth is looked at; short files of one repeated sign are no attack."""

DOCUMENTS: Final = (".md", ".markdown", ".txt", ".docx")
LINES: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
ARCHIVES: Final = (".zip",)
SUFFIXES: Final = (*DOCUMENTS, *(f"{suffix}.gz" for suffix in (".md", ".markdown", ".txt")), *LINES, *ARCHIVES)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file to read: `name` as shown, `parts` its path below what was named (folder names tell rank and place), `given`: named itself,
    not found in a folder; `size` in bytes as stored, `real`: unpacked as far as the zip says."""

    name: str
    parts: tuple[str, ...]
    given: bool
    size: int
    real: int
    _open: Callable[[], IO[bytes]]

    @property
    def suffix(self) -> str:
        """Return the suffix that tells the form, in lower case, with .gz where packed."""
        name = self.parts[-1].lower()
        return next((s for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s)), Path(name).suffix)

    @property
    def stem(self) -> str:
        """Return the file's name without its suffix."""
        return self.parts[-1][: len(self.parts[-1]) - len(self.suffix)] if self.suffix else self.parts[-1]

    @property
    def folder(self) -> tuple[str, ...]:
        """Return the folders above it."""
        return self.parts[:-1]

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Yield the file opened, unpacked where it is gz; raises BadInput where it cannot be opened."""
        try:
            raw = self._open()
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise _unopened(self.name, error) from error
        with raw:
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self.suffix.endswith(".gz") else raw

    def data(self, limit: int = DOCUMENT_LIMIT) -> bytes:
        """Return the whole content; raises BadInput beyond `limit` bytes and where it cannot be read."""
        if self.real > limit and not self.suffix.endswith(".gz"):
            raise too_large(self.name, self.real, limit)
        with self.opened() as file:
            content = read(file, limit + 1, self.name)
        if len(content) > limit:
            raise too_large(self.name, None, limit)
        return content


def read(file: IO[bytes], size: int, name: str, *, line: bool = False) -> bytes:
    """Return up to `size` bytes, or one line; raises BadInput where the file is damaged."""
    try:
        return file.readline(size) if line else file.read(size)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError, NotImplementedError) as error:
        raise _unopened(name, error) from error


def pieces(path: Path, *, given: bool = True) -> Iterator[Piece | BadInput]:
    """Yield the files that a path stands for, in order of their names, and what is wrong with those that cannot be looked at.

    A folder yields all below it that are not hidden; symbolic links to folders are not followed. A zip yields its members.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield _unopened(str(path), error)
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path)
    elif not stat.S_ISREG(mode):
        yield BadInput("不是普通文件", where=str(path), why="是管道、设备或套接字", mend="把内容存成文件再导入")
    elif path.suffix.lower() in ARCHIVES:
        yield from _archive(path)
    else:
        yield _piece(path, path.resolve().parts[1:][-4:], given=given)


def _folder(path: Path) -> Iterator[Piece | BadInput]:
    found = 0
    try:
        files = sorted(p for p in path.rglob("*") if not any(part.startswith(".") for part in p.relative_to(path).parts) and not p.is_dir())
    except OSError as error:
        yield _unopened(str(path), error)
        return
    for file in sorted(files, key=_readme_first):
        found += 1
        parts = (path.resolve().name, *file.relative_to(path).parts)
        if file.suffix.lower() in ARCHIVES:
            yield from _archive(file)
            continue
        try:
            regular = file.is_file()
            yield _piece(file, parts, given=False) if regular else BadInput("不是普通文件，或链接指向的文件不在", where=str(file), mend="换成文件本身，或删掉")
        except OSError as error:
            yield _unopened(str(file), error)
    if not found:
        yield BadInput("文件夹是空的", where=str(path), mend="指向放有法规文件（.md、.jsonl、.docx、.zip）的文件夹")


def _readme_first(path: Path) -> tuple[Path, bool, str]:
    return path.parent, path.name.lower() != "readme.md", path.name


def _piece(path: Path, parts: tuple[str, ...], *, given: bool) -> Piece:
    size = path.stat().st_size
    return Piece(str(path), parts, given, size, size, lambda: path.open("rb"))


def _archive(path: Path) -> Iterator[Piece | BadInput]:
    """Yield the members of a zip; raises nothing: what is wrong with it is yielded."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        yield BadInput("压缩包打不开", where=str(path), why=str(error), mend="重新下载或重新打包成 zip 再导入")
        return
    members = [i for i in archive.infolist() if not i.is_dir() and not _hidden(i.filename)]
    if len(members) > MEMBERS_LIMIT:
        yield BadInput(f"压缩包里有 {len(members):,} 个文件，超过 {MEMBERS_LIMIT:,} 个", where=str(path), mend="分成几个压缩包导入")
        return
    whole = sum(info.file_size for info in members)
    if whole > ARCHIVE_LIMIT:
        yield BadInput("压缩包解压后太大", where=str(path), why=f"会有 {whole / 2**30:,.1f} GB", mend="核对压缩包的来历；确实是法规文件的，分成几个压缩包导入")
        return
    if not members:
        yield BadInput("压缩包是空的", where=str(path), mend="把法规文件打进压缩包再导入")
    for info in sorted(members, key=lambda info: _readme_first(Path(_name(info)))):
        name = _name(info)
        where = f"{path}!{name}"
        if info.flag_bits & 0x1:
            yield BadInput("压缩包里的文件有密码", where=where, mend="解压后再导入")
        elif name.lower().endswith(ARCHIVES):
            yield BadInput("压缩包里还有压缩包", where=where, mend="先解压里面的压缩包再导入")
        elif info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
            yield BadInput(
                "压缩包里的文件解压后大得不正常", where=where, why=f"{info.compress_size:,} 字节会变成 {info.file_size:,} 字节",
                mend="核对压缩包的来历；确实是法规文件的，解压后再导入",
            )  # fmt: skip
        else:
            parts = (path.stem, *(part for part in name.split("/") if part))
            yield Piece(where, parts, False, info.compress_size, info.file_size, lambda info=info: archive.open(info))  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one that is not marked as UTF-8 was written in GBK by Windows."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and, where it was not UTF-8, the name of its encoding; raises BadInput for binary content."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), "UTF-16"
            except UnicodeDecodeError as error:
                raise BadInput("文字编码读不出来", where=name, why=f"开头是 UTF-16 的标记，内容不是：{error.reason}", mend="另存为 UTF-8 再导入") from error
    if b"\0" in data:
        raise BadInput("不是文字文件", where=name, why="里面有二进制内容", mend="导入 Markdown、文本、Word（.docx）或 JSON Lines 文件；PDF、图片先转成文字")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        position, line = error.start, data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if reads_as_chinese(text):
        return text, "GBK"
    raise BadInput("文字编码读不出来", where=f"{name} 第 {line} 行", why=f"第 {position} 字节起既不是 UTF-8，也不是 GBK", mend="用编辑器另存为 UTF-8 再导入")


def reads_as_chinese(text: str) -> bool:
    """Return whether a text read as GBK makes sense: mostly common Chinese characters, and words every statute has."""
    letters = [c for c in text[:20000] if ord(c) > 127]
    if not letters:
        return False
    common = sum(1 for c in letters if "\u4e00" <= c <= "\u9fff" or c in "，。、；：“”（）《》〈〉　—…？！·")
    return common / len(letters) > 0.95 and bool(re.search("[的条法第规定]", text))


def too_large(name: str, size: int | None, limit: int) -> BadInput:
    """Return the error for a file beyond a limit in bytes."""
    why = f"{size / 2**20:,.0f} MB，一部法规最多 {limit // 2**20} MB" if size else f"解压后超过 {limit // 2**20:,} MB"
    return BadInput("文件太大", where=name, why=why, mend="一部法规一个文件；很多部法规的，用 JSON Lines（一行一条法条）")


def position(file: IO[bytes]) -> int:
    """Return how many stored bytes of an opened piece were read."""
    packed = getattr(file, "fileobj", None)
    return int(packed.tell() if packed is not None else file.tell())


def in_memory(name: str, content: bytes, parts: tuple[str, ...] = ()) -> Piece:
    """Return a piece that holds its content; for texts that come from elsewhere than a file."""
    return Piece(name, parts or (name,), True, len(content), len(content), lambda: io.BytesIO(content))


def _unopened(name: str, error: BaseException) -> BadInput:
    reasons = {
        FileNotFoundError: "没有这个文件",
        PermissionError: "没有读取权限",
        IsADirectoryError: "是文件夹",
        EOFError: "文件不完整",
        gzip.BadGzipFile: "不是 gz 压缩文件",
    }
    why = next((text for kind, text in reasons.items() if isinstance(error, kind)), str(error) or type(error).__name__)
    mend = "核对路径" if isinstance(error, FileNotFoundError) else "核对权限，或重新下载这个文件再导入"
    return BadInput("文件读不出来", where=name, why=why, mend=mend)
