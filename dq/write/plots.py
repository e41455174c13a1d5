"""Charts with axes, drawn by matplotlib as inline SVG that follows the page's colours.

matplotlib paints fixed colours into style attributes, which neither a dark page nor the page's security policy lets
through; so every style becomes plain attributes, and the colours that stand for a series become classes of the style
sheet. It costs a second of CPU to import, and so only the page over many runs uses it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element, fromstring, register_namespace, tostring

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

Series = Mapping[str, Sequence[float]]
"""Class of the style sheet -> values, one for each label. The page names them beside the chart, in its own font."""

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_WIDE, _HIGH = 9.2, 2.5
_MOST_LABELS = 12
_MARKERS = ("o", "s", "^", "D")


def lines(labels: Sequence[str], series: Series) -> Markup:
    """Values over time, a line with a marker of its own for each series; from zero."""

    def draw(axes: Axes) -> None:
        for place, values in enumerate(series.values()):
            axes.plot(
                range(len(labels)),
                values,
                color=_ink(place),
                marker=_MARKERS[place],
                markersize=4,
            )

    return _drawn(labels, series, draw)


def stacks(labels: Sequence[str], series: Series) -> Markup:
    """Whole numbers over time, one upon the other."""

    def draw(axes: Axes) -> None:
        below = [0.0] * len(labels)
        for place, values in enumerate(series.values()):
            axes.bar(range(len(labels)), values, bottom=below, color=_ink(place), width=0.6)
            below = [low + value for low, value in zip(below, values, strict=True)]

    return _drawn(labels, series, draw)


def _drawn(labels: Sequence[str], series: Series, draw: Callable[[Axes], None]) -> Markup:
    salt = " ".join(["dq", *series])  # ids must not be the same in two drawings of a page
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": salt, "font.size": 9}):
        figure = Figure(figsize=(_WIDE, _HIGH), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        draw(axes)
        every = -(-len(labels) // _MOST_LABELS)
        axes.set_xticks(range(0, len(labels), every), labels[::every])
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", linewidth=0.5)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return Markup(_followed(written.getvalue(), list(series)))  # noqa: S704 -- text in it is escaped by the XML writer


def _ink(place: int) -> str:
    """A colour that stands for a series until it becomes a class."""
    return f"#0102{place:02x}"


def _followed(svg: str, classes: Sequence[str]) -> str:
    """The drawing without styles, ids of its own making or metadata; colours as classes."""
    register_namespace("", _SVG)
    root = fromstring(svg)  # noqa: S314 -- made a line before, by matplotlib
    known = {_ink(place): name for place, name in enumerate(classes)}
    for parent in list(root.iter()):
        for child in [node for node in parent if node.tag.endswith(("metadata", "style"))]:
            parent.remove(child)
    for node in root.iter():
        _restyled(node, known)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("class", "plot")
    root.set("role", "img")
    text = tostring(root, encoding="unicode").replace(f' xmlns="{_SVG}"', "")  # a page needs no namespace
    return re.sub(r"\s*\n\s*", " ", text)


def _restyled(node: Element, known: Mapping[str, str]) -> None:
    if _LINK in node.attrib:
        node.set("href", node.attrib.pop(_LINK))
    told = dict(part.split(":", 1) for part in node.attrib.pop("style", "").split(";") if ":" in part)
    styles = {name.strip(): value.strip() for name, value in told.items()}
    classes = []
    for name in ("fill", "stroke"):
        colour = styles.get(name, "")
        if colour in known:
            classes.append(f"{known[colour]}-{name}")
            del styles[name]
        elif colour.startswith("#"):
            # black and grey are the page's ink and its lines
            classes.append(f"{'line' if name == 'stroke' and node.tag.endswith('path') else 'ink'}-{name}")
            del styles[name]
    if "font" in styles:
        size = re.search(r"([0-9.]+)px", styles.pop("font"))
        styles["font-size"] = size.group(1) if size else "9"
    if node.tag.endswith("text"):
        classes.append("ink-fill")
    for name, value in styles.items():
        node.set(name, value)
    if classes:
        node.set("class", " ".join(dict.fromkeys(classes)))
