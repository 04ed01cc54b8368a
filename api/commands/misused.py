"""What a command line that click cannot read is told, in Chinese."""

from __future__ import annotations

import re
from typing import Final

import click

_REASONS: Final = (
    (re.compile(r"(\S+) is not in the range (.+)\.$"), r"\1 不在范围 \2 内"),
    (re.compile(r"'(.*)' is not a valid (?:integer|float)\.?.*$", re.S), r"“\1”不是数字"),
    (re.compile(r"'(.*)' is not one of (.+)\.$"), r"“\1”不在可选的之内：\2"),
    (re.compile(r"\w+ '(.*)' does not exist\.$"), r"没有“\1”"),
    (re.compile(r"\w+ '(.*)' is a (?:directory|file)\.$"), r"“\1”不是所要的文件或文件夹"),
    (re.compile(r"\w+ '(.*)' is not (?:readable|writable)\.$"), r"“\1”没有读写的权限"),
    (re.compile(r"Option '(.*)' requires an argument\.$"), r"选项 \1 后面要写值"),
    (re.compile(r"Option '(.*)' requires (\d+) arguments\.$"), r"选项 \1 后面要写 \2 个值"),
    (re.compile(r"Option '(.*)' does not take a value\.$"), r"选项 \1 后面不写值"),
    (re.compile(r"Got unexpected extra arguments? \((.*)\)$"), r"多写了“\1”；一段话要用引号括起来"),
    (re.compile(r"Missing command\.$"), "没有写要做什么"),
)
"""click's own words, and what they say."""


def misused(error: click.ClickException) -> str:
    """Return what is wrong with the command line and how to see what it takes."""
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "shouwen"
    return f"{_what(error)}；处理：用法见 {command} --help。"


def _what(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}" + _near(error.possibilities)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令 {error.command_name}" + _near(error.possibilities)
    if isinstance(error, click.MissingParameter):
        name = error.param.opts[0] if isinstance(error.param, click.Option) else str(error.param and error.param.human_readable_name)
        return f"缺少 {name}"
    reason = error.message
    for pattern, words in _REASONS:
        if pattern.search(reason):
            reason = pattern.sub(words, reason)
            break
    if isinstance(error, click.BadParameter) and error.param:
        return f"{error.param.opts[0]} 的值不对：{reason}"
    return reason


def _near(possibilities: list[str] | None) -> str:
    return f"，是不是 {'、'.join(possibilities)}" if possibilities else ""
