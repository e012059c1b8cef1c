import xml.etree.ElementTree as ET

from geo_service.bench.pareto import pareto_plot, write_pareto_plot
from tests.derive.lanes import INNER, found, house, near

SVG = "{http://www.w3.org/2000/svg}"
LINES = found(near(houses=[INNER, house("h1", 30, -25, 7), house("tower", 70, -60, 60)]))


def circles(text):
    return ET.fromstring(text).findall(f"{SVG}circle")  # noqa: S314 # our own text


def test_every_line_of_the_curve_is_a_dot():
    dots = circles(pareto_plot(LINES))
    assert len(dots) == len(LINES.curve)
    assert sum(dot.get("fill") != "#ffffff" for dot in dots) == len(LINES.suggestions)


def test_fewer_posts_stand_lower_and_more_households_further_right():
    dots = {dot.find(f"{SVG}title").text: dot for dot in circles(pareto_plot(LINES))}
    drawn = next(dot for title, dot in dots.items() if title.startswith("4 posts, 0 more"))
    best = next(dot for title, dot in dots.items() if title.startswith("1 posts, 7 more"))
    assert float(best.get("cy")) > float(drawn.get("cy"))
    assert float(best.get("cx")) > float(drawn.get("cx"))


def test_the_same_lines_are_the_same_picture(tmp_path):
    write_pareto_plot(LINES, tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == pareto_plot(LINES)


def test_without_anything_to_compare_the_frame_says_so():
    assert "nothing to compare" in pareto_plot(found(near(), band_m=0.0))
