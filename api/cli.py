"""The `shouwen` command. Nothing heavy is imported here: `shouwen --help` answers in a fraction of a
second, and a command's module is loaded when the command is called.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

import click

from ontology.errors import ShouwenError

COMMANDS: Final = {
    "resolve": ("api.commands.resolve:resolve", "一件或成批诉求：谁首问、谁配合、依据是什么"),
    "serve": ("api.commands.serve:serve", "启动网页和接口"),
    "learn": ("api.commands.learn:learn", "从办过的诉求里学一个地方的惯例"),
    "practice": ("api.commands.learn:practice", "给编办看：惯例与依据不一致的事项、没有登记的单位"),
    "evaluate": ("api.commands.evaluate:evaluate", "用有答案的来信检验首选、前三、校准"),
    "curate": ("api.commands.curate:curate", "编办：起草、检查、预览、审核、发布认定等提案"),
    "kb": ("api.commands.kb:kb", "知识库：建版本、检查、统计、核对法条、导出、换版本"),
    "laws": ("api.commands.laws:laws", "法规全文：导入、查找、看修改影响什么"),
    "accounts": ("api.commands.accounts:accounts", "账号：列出、新增、改角色、重设密码、停用、接口令牌"),
    "train-encoder": ("api.commands.train:train_encoder", "用来信和法规训练编码器"),
    "bench": ("api.commands.bench:bench", "测速度、启动和内存"),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and helps, and imports them on call."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the daily round."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shouwen", message="首问 %(version)s")
def cli() -> None:
    """首问：一件群众诉求该由哪个单位首问、哪些单位配合、依据是什么。"""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exit 0 when all went well, 1 when problems were found, 2 for bad input."""
    try:
        status: Any = cli.main(args=arguments, standalone_mode=False)
    except ShouwenError as error:
        click.echo(f"错误：{error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        from api.commands.misused import misused

        click.echo(f"错误：{misused(error)}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断，没写完的不会留下；成批派单（--out）再次运行会接着做。", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"错误：{_os_error(error)}", err=True)
        sys.exit(2)
    sys.exit(status if isinstance(status, int) else 0)


def _os_error(error: OSError) -> str:
    import errno

    place = f"（{error.filename}）" if error.filename else ""
    known = {
        errno.ENOSPC: "磁盘满了；清出空间后再运行，已写好的不受影响",
        errno.EACCES: f"没有权限{place}；换一个文件夹，或用 SHOUWEN_HOME 指定可写的位置",
        errno.ENOENT: f"没有这个文件或它所在的文件夹{place}；核对路径",
        errno.EADDRINUSE: "端口已被占用；用 --port 换一个端口",
    }
    return known.get(error.errno or 0, f"{error.strerror or error}{place}")
