"""`shouwen train-encoder`: the recipe of the shipped encoder, run again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("train-encoder")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="含有 letters/ 和 laws/ 的文件夹")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="编码器写到哪个文件夹")
@click.option("--vocabulary", default=10_000, show_default=True)
@click.option("--dimensions", default=128, show_default=True)
@click.option("--epochs", default=2, show_default=True)
def train_encoder(data: Path, out: Path, vocabulary: int, dimensions: int, epochs: int) -> int:
    """用来信和法规训练编码器（约四分钟；先 pip install 'shouwen[train]'）。"""
    from api.commands.opening import open_ready
    from resolver.encode import StaticEncoder
    from resolver.train_encoder import Recipe, train

    pairs = train(data, out, open_ready().graph, Recipe(vocabulary=vocabulary, dimensions=dimensions, epochs=epochs))
    click.echo(f"用 {pairs:,} 对文本训练完成：{out}（{StaticEncoder(out).name}）")
    click.echo(f"试用：SHOUWEN_ENCODER={out} shouwen kb build --force")
    return 0
