"""
The reliability of the index's confidence as a picture: what it said, and how often that was right.

Both axes are log-odds, so that 99 % and 99.9 % stand apart; on the dashed line the confidence is exact.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo_service.bench.addresses import BINS

SIZE, MARGIN = 460, 68
"""Width and height of the picture, and the room for its words, in pixels."""
TICKS = (0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)
LOWEST, HIGHEST = 0.005, 0.99995
"""Shares beyond these are drawn at the edge."""
SMALLEST, LARGEST = 3.0, 12.0
"""Radii of the dots for one question and for as many as any bin has, in pixels."""

Figures = Mapping[str, float | int | str]


@dataclass(frozen=True)
class Bin:
    """Answers with a confidence in one bin: how many, their mean confidence, and the share that was right."""

    count: int
    mean: float
    right: float


def bins_of(figures: Figures, edges: Sequence[float]) -> list[Bin]:
    """The bins of the figures of `bench addresses` that have answers."""
    rows = [[float(figures[f"reliability_from_{edge}_{part}"]) for part in ("n", "mean", "right")] for edge in edges]
    return [Bin(int(count), mean, right) for count, mean, right in rows if count]


def write_reliability_plot(figures: Figures, path: Path) -> None:
    """Write the plot of the figures of `bench addresses` as SVG."""
    bins = bins_of(figures, BINS)
    most = max((one.count for one in bins), default=1)
    body = [*_frame(), *(_dot(one, most) for one in bins), *_titles(figures)]
    path.write_text("\n".join([_OPEN, *body, "</svg>"]) + "\n", encoding="utf-8")


_OPEN = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
    'font-family="sans-serif" font-size="12" role="img" aria-label="Share of right answers by confidence">\n'
    f'<rect width="{SIZE}" height="{SIZE}" fill="#ffffff"/>'
)


def _place(share: float) -> float:
    """Where a share stands between the axes, 0 to 1."""
    low, high, said = (math.log(one / (1 - one)) for one in (LOWEST, HIGHEST, min(max(share, LOWEST), HIGHEST)))
    return (said - low) / (high - low)


def _x(share: float) -> float:
    return round(MARGIN + _place(share) * (SIZE - 2 * MARGIN), 1)


def _y(share: float) -> float:
    return round(SIZE - MARGIN - _place(share) * (SIZE - 2 * MARGIN), 1)


def _frame() -> list[str]:
    low, high = MARGIN, SIZE - MARGIN
    lines = [f'<line x1="{low}" y1="{high}" x2="{high}" y2="{low}" stroke="#888888" stroke-dasharray="5 4"/>']
    for share in TICKS:
        lines += [
            f'<line x1="{_x(share)}" y1="{low}" x2="{_x(share)}" y2="{high}" stroke="#e4e4e4"/>',
            f'<line x1="{low}" y1="{_y(share)}" x2="{high}" y2="{_y(share)}" stroke="#e4e4e4"/>',
            f'<text x="{_x(share)}" y="{high + 18}" text-anchor="middle">{share:.10g}</text>',
            f'<text x="{low - 6}" y="{_y(share) + 4}" text-anchor="end">{share:.10g}</text>',
        ]
    return [
        *lines,
        f'<rect x="{low}" y="{low}" width="{high - low}" height="{high - low}" fill="none" stroke="#444444"/>',
    ]


def _dot(one: Bin, most: int) -> str:
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(one.count / most)
    said = f"confidence {one.mean:.4f}, right {one.right:.4f}, {one.count} answers"
    return (
        f'<circle cx="{_x(one.mean)}" cy="{_y(one.right)}" r="{radius:.1f}" fill="#1565c0" fill-opacity="0.75">'
        f"<title>{said}</title></circle>"
    )


def _titles(figures: Figures) -> list[str]:
    middle = SIZE / 2
    said = f"{figures['questions']} damaged addresses, {figures['buildings']} buildings"
    return [
        f'<text x="{middle}" y="24" text-anchor="middle">{said}</text>',
        f'<text x="{middle}" y="42" text-anchor="middle">larger dots: more answers; upper edge: all right</text>',
        f'<text x="{middle}" y="{SIZE - 12}" text-anchor="middle">confidence of the best candidate</text>',
        f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">share that was right</text>',
    ]
