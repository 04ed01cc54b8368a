"""The evaluation as a page that stands alone: tables, how well confidence is calibrated, what is right among the surest."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from api import labels
from resolver.evaluate import expected_error

if TYPE_CHECKING:
    from resolver.evaluate import Report

INK, ACCENT, PALE, RULE = "#1d2a33", "#0f5c6e", "#b9d3d8", "#c9ced2"
SIZE: Final = (5.6, 4.2)
"""Inches; a picture is as wide as half the page."""


def write_report(path: Path, report: Report, name: str, version: str, automatic: float, functions: dict[str, str]) -> None:
    """Write the page beside and then in its place; `functions`: their labels by key."""
    page = Environment(loader=PackageLoader("api"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page.filters["percent"] = labels.percent
    body = page.get_template("evaluation.html").render(
        report=report, name=name, version=version, automatic=automatic, functions=functions, error=expected_error(report),
        reliability=reliability(report), risk=risk(report, automatic), outcomes=labels.OUTCOMES,
    )  # fmt: skip
    beside = path.with_name(path.name + ".new")
    beside.write_text(body, encoding="utf-8")
    beside.replace(path)


def reliability(report: Report) -> Markup:
    """Return the picture of confidence against what was right, tenth by tenth; a bar's shade says how many cases it holds."""
    figure, axes = _figure()
    most = max((n for *_, n in report.calibration), default=1)
    axes.plot([0, 1], [0, 1], color=RULE, linewidth=1, linestyle=(0, (4, 3)))
    for confidence, right, count in report.calibration:
        axes.bar(confidence, right, width=0.07, color=ACCENT, alpha=0.25 + 0.75 * count / most)
        axes.text(confidence, right + 0.015, f"{count}", ha="center", va="bottom", fontsize=8, color=INK)
    axes.set(xlim=(0, 1), ylim=(0, 1.08), xlabel="给出的把握", ylabel="实际答对的比例")
    return _drawn(figure)


def risk(report: Report, automatic: float) -> Markup:
    """Return the picture of what is right among the surest part of the cases, and where the automatic tier lies."""
    figure, axes = _figure()
    axes.plot([share for share, _ in report.curve], [right for _, right in report.curve], color=ACCENT, linewidth=2)
    axes.axhline(automatic, color=RULE, linewidth=1, linestyle=(0, (4, 3)))
    axes.text(0.995, automatic + 0.006, f"{automatic:.0%}", ha="right", va="bottom", fontsize=8, color=INK)
    if report.automatic.of:
        total = sum(rate.of for rate in report.outcomes.values()) or 1
        axes.plot(report.automatic.of / total, report.automatic.value, "o", color=INK, markersize=6)
        axes.annotate("自动档", (report.automatic.of / total, report.automatic.value), textcoords="offset points", xytext=(8, -12), fontsize=9, color=INK)
    least = min((right for _, right in report.curve), default=0.5)
    axes.set(xlim=(0, 1), ylim=(max(0.0, least - 0.08), 1.02), xlabel="只答最有把握的这一部分", ylabel="其中答对的比例")
    return _drawn(figure)


def _figure() -> tuple[Any, Any]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.fonttype"] = "none"  # text stays text: the reader's browser has the Chinese fonts
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9, colors=INK)
    return figure, axes


def _drawn(figure: Any) -> Markup:
    import logging
    import warnings

    text = io.StringIO()
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the font at hand lacks Chinese; none is embedded
        figure.savefig(text, format="svg", metadata={"Date": None})
    return Markup(text.getvalue()[text.getvalue().index("<svg") :])
