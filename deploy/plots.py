"""Plots as SVG, in plain Python: bars for benchmarks, lines over time for simulations. Readable in light and in dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN = 760, 60
INK, GRID, PAPER = "#1f2328", "#d0d7de", "#ffffff"
COLOURS = ("#c0392b", "#2471a3", "#7d6608", "#1e8449", "#6c3483", "#566573")


@dataclass(frozen=True)
class Line:
    """One quantity over time: its name and its value at each point."""

    name: str
    values: Sequence[float]


def bars(title: str, unit: str, figures: Sequence[tuple[str, float]]) -> str:
    """Horizontal bars, one a figure; this suite stands out."""
    most = max(value for _, value in figures) or 1.0
    row, top, left = 34, 52, 230
    room = WIDTH - left - 110
    parts = []
    for number, (name, value) in enumerate(figures):
        y = top + number * row
        length = value / most * room
        colour = COLOURS[0] if name.startswith(("ours", "xinmei")) else COLOURS[1]
        parts.append(_text(left - 10, y + 16, name, anchor="end"))
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="22" rx="3" fill="{colour}"/>')
        parts.append(_text(left + length + 8, y + 16, f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"))
    head = _text(20, 28, f"{title} ({unit})", size=17, weight="600")
    return _frame([head, *parts], top + len(figures) * row + 16)


def lines(title: str, minutes: Sequence[float], panels: Sequence[tuple[str, Sequence[Line]]]) -> str:
    """Panels one below the other over the same time, each with its own scale and lines."""
    height, top = 150, 48
    parts = [_text(20, 28, title, size=17, weight="600")]
    for number, (unit, found) in enumerate(panels):
        parts += _panel(unit, minutes, found, top + number * (height + 44), height)
    return _frame(parts, top + len(panels) * (height + 44) + 6)


def _panel(unit: str, minutes: Sequence[float], found: Sequence[Line], top: int, height: int) -> list[str]:
    most = max(max(line.values) for line in found) or 1.0
    room, span = WIDTH - 2 * MARGIN, (minutes[-1] - minutes[0]) or 1.0
    parts = [_text(MARGIN, top - 4, unit, size=12)]
    for step in range(5):
        y = top + height - step * height / 4
        parts.append(f'<line x1="{MARGIN}" y1="{y:.1f}" x2="{WIDTH - MARGIN}" y2="{y:.1f}" stroke="{GRID}"/>')
        parts.append(_text(MARGIN - 6, y + 4, _short(most * step / 4), size=11, anchor="end"))
    for step in range(7):
        x = MARGIN + step * room / 6
        parts.append(_text(x, top + height + 15, f"{minutes[0] + span * step / 6:.0f} min", size=11, anchor="middle"))
    for number, line in enumerate(found):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(
            f"{MARGIN + (at - minutes[0]) / span * room:.1f},{top + height - value / most * height:.1f}"
            for at, value in zip(minutes, line.values, strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(MARGIN + 150 + number * 150, top - 4, line.name, size=12, colour=colour))
    return parts


def _short(value: float) -> str:
    return f"{value / 1000:,.3g} k" if value >= 10_000 else f"{value:,.3g}"


def _text(
    x: float, y: float, text: str, *, size: int = 13, weight: str = "400", anchor: str = "start", colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )


def _frame(parts: Sequence[str], height: int) -> str:
    style = 'font-family="system-ui, Noto Sans CJK SC, sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" {style}>'
    body = "\n".join(parts)
    return f'{head}\n<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>\n{body}\n</svg>\n'
