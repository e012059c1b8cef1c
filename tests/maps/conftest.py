"""Fixtures of the map tests: a plan's page as a file, opened offline."""

import pytest

from geo_service.maps.plan_map import plan_map_html
from tests.browser import OfflinePage
from tests.maps import sample


def plan_page(plan=None, **changes):
    given = {
        "grids": sample.grids(),
        "context": sample.context(),
        "title": "城东街道处置方案图",
        "attribution": "演练数据",
        "rendered_at": sample.RENDERED_AT,
    }
    return plan_map_html(plan or sample.plan(), **{**given, **changes})


@pytest.fixture
def offline(chromium, tmp_path):  # the fixture of that name
    """A function that opens an HTML text from a file without a network; gives the OfflinePage."""
    opened = []

    def open_html(html, **options):
        path = tmp_path / f"map{len(opened)}.html"
        path.write_text(html, encoding="utf-8")
        page = OfflinePage(chromium, **options)
        opened.append(page)
        page.open(path)
        return page

    yield open_html
    for page in opened:
        page.context.close()
