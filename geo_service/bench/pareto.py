"""
The Pareto curve of a zone's lines as a picture: posts of each line against the households that it takes in.

Every dot is a line measured on the map. Numbered dots are suggested; hollow ones are dearer than the rule allows, or
not better than one that takes in less. The stair is the best that is known for each number of households.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from geo_service.derive.line import CurvePoint, Lines
from geo_service.derive.line_figures import LineFigures

WIDTH, HEIGHT, MARGIN = 640, 420, 64
"""Size of the picture and the room for its words, in pixels."""
TICKS = 5
"""Most steps of an axis."""
STEPS = (1, 2, 5)
"""An axis counts by one of these times a power of ten."""
RADIUS = 6.0
SOLID, HOLLOW = "#1565c0", "#ffffff"


def write_pareto_plot(lines: Lines, path: Path) -> None:
    """Write the curve as SVG; without lines to compare, the frame says so."""
    path.write_text(pareto_plot(lines), encoding="utf-8")


def pareto_plot(lines: Lines) -> str:
    """The curve as the text of an SVG file; the same lines give the same text."""
    if lines.drawn is None or not lines.curve:
        body = [_text(WIDTH / 2, HEIGHT / 2, "nothing to compare: no road crosses the line, or the band is 0 m")]
    else:
        body = list(_curve(lines, lines.drawn))
    return "\n".join([_OPEN, *body, "</svg>"]) + "\n"


_OPEN = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
    'font-family="sans-serif" font-size="12" role="img" aria-label="Posts against households taken in">\n'
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
)


def _curve(lines: Lines, drawn: LineFigures) -> Iterator[str]:
    places = [(point.figures.households - drawn.households, point.figures.posts) for point in lines.curve]
    most = max(1, *(more for more, _ in places))
    top = max(1, *(posts for _, posts in places))
    top += 1  # room above the drawn line
    x_step, y_step = _step(most), _step(top)
    x_end, y_end = _end(most, x_step), _end(top, y_step)
    yield from _axes((x_step, x_end), (y_step, y_end))
    shown = [(_x(more, x_end), _y(posts, y_end)) for more, posts in places]
    yield _stair([(_x(more, x_end), _y(posts, y_end)) for more, posts in _best(places)], _x(x_end, x_end))
    for point, place in sorted(zip(lines.curve, shown, strict=True), key=lambda pair: pair[0].suggestion or 0):
        yield from _dot(point, place, drawn)
    yield _text(WIDTH / 2, 24, f"{len(lines.suggestions)} better lines within {lines.band_m:g} m of the drawn one")
    yield _text(WIDTH / 2, 42, "numbered: suggested; hollow: not worth its price; D: as drawn")
    yield _text(WIDTH / 2, HEIGHT - 14, "households taken in beyond the drawn zone")
    middle = HEIGHT / 2
    yield f'<text transform="translate(18 {middle:g}) rotate(-90)" text-anchor="middle">posts to be held</text>'


def _best(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places that no other one beats in both, by households."""
    found: list[tuple[int, int]] = []
    for more, posts in sorted(places):
        if not found or posts < found[-1][1]:
            found.append((more, posts))
    return found


def _step(most: float) -> int:
    """The smallest round step that needs no more than TICKS of them."""
    ten = 1
    while True:
        for step in STEPS:
            if step * ten * TICKS >= most:
                return step * ten
        ten *= 10


def _end(most: float, step: int) -> int:
    return step * max(1, -(-int(most) // step))


def _x(more: float, end: float) -> float:
    return round(MARGIN + more / end * (WIDTH - 2 * MARGIN), 1)


def _y(posts: float, end: float) -> float:
    return round(HEIGHT - MARGIN - posts / end * (HEIGHT - 2 * MARGIN), 1)


def _axes(x_axis: tuple[int, int], y_axis: tuple[int, int]) -> Iterator[str]:
    low, high, right = MARGIN, HEIGHT - MARGIN, WIDTH - MARGIN
    for more in range(0, x_axis[1] + 1, x_axis[0]):
        x = _x(more, x_axis[1])
        yield f'<line x1="{x}" y1="{low}" x2="{x}" y2="{high}" stroke="#e4e4e4"/>'
        yield _text(x, high + 18, str(more))
    for posts in range(0, y_axis[1] + 1, y_axis[0]):
        y = _y(posts, y_axis[1])
        yield f'<line x1="{low}" y1="{y}" x2="{right}" y2="{y}" stroke="#e4e4e4"/>'
        yield f'<text x="{low - 8}" y="{y + 4}" text-anchor="end">{posts}</text>'
    yield f'<rect x="{low}" y="{low}" width="{right - low}" height="{high - low}" fill="none" stroke="#444444"/>'


def _stair(corners: list[tuple[float, float]], right: float) -> str:
    path = f"M {corners[0][0]} {corners[0][1]}"
    path += "".join(f" H {x} V {y}" for _, (x, y) in pairwise(corners))
    return f'<path d="{path} H {right}" fill="none" stroke="#888888" stroke-dasharray="5 4"/>'


def _dot(point: CurvePoint, place: tuple[float, float], drawn: LineFigures) -> Iterator[str]:
    x, y = place
    more, posts = point.figures.households - drawn.households, point.figures.posts
    as_drawn = point.figures is drawn
    fill = SOLID if point.suggestion else HOLLOW
    title = f"{posts} posts, {more} more households, {point.figures.area_m2 - drawn.area_m2:.0f} more square metres"
    yield (f'<circle cx="{x}" cy="{y}" r="{RADIUS:g}" fill="{fill}" stroke="{SOLID}"><title>{title}</title></circle>')
    if point.suggestion or as_drawn:
        yield _text(x + 2 * RADIUS, y - RADIUS, str(point.suggestion or "D"))


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle">{words}</text>'
