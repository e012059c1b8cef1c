import logging
import subprocess
import sys

import pytest

from geo_service import errors
from geo_service.errors import GeoServiceError
from geo_service.web.app import create_app
from geo_service.web.errors import NO_STORE, STATUS_OF, UNEXPECTED, one_line, status_of
from tests.web.conftest import TOKEN, WITH_TOKEN, Client
from tests.web.test_api_public import one_line as one_error_line

ASKED = "枫岚苑3栋1单元301室"


def tree(kind):
    return [kind, *(one for child in kind.__subclasses__() for one in tree(child))]


@pytest.mark.parametrize("kind", [one for one in tree(GeoServiceError) if one.__module__ == errors.__name__])
def test_every_error_of_the_tree_has_a_status(kind):
    assert status_of(kind("x")) in STATUS_OF.values()


def test_an_error_below_another_has_its_status():
    assert status_of(errors.GeometryError("x")) == 400
    assert status_of(errors.StorageError("x")) == 503


def test_a_message_becomes_one_line_that_can_be_sent():
    assert one_line("a\nb \ud800 c") == "a b \\ud800 c"


def test_a_wrong_path_or_method_is_one_line(client):
    assert "openapi" in one_error_line(client.get("/api/v1/nothing"), 404)
    assert "method" in one_error_line(client.request("DELETE", "/api/v1/zones"), 405)


class BrokenStore:
    """A store whose every call fails with what it was given."""

    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        def fail(*given, **options):
            raise self.error(f"{name} {given} {options} {ASKED}")

        return fail


@pytest.fixture
def broken(settings):
    return Client(create_app(BrokenStore(RuntimeError), settings, token=TOKEN), WITH_TOKEN)


def test_the_unexpected_is_a_plain_500_logged_without_what_was_asked(broken, caplog):
    caplog.set_level(logging.DEBUG)
    assert one_error_line(broken.post("/api/v1/check", json={"address": ASKED}), 500) == UNEXPECTED
    assert "RuntimeError" in caplog.text
    assert "/api/v1/check" in caplog.text
    assert ASKED not in caplog.text


def test_a_store_that_does_not_answer_is_503_and_where_it_is_stands_in_the_log_only(settings, caplog):
    client = Client(create_app(BrokenStore(errors.StorageError), settings, token=TOKEN))
    assert one_error_line(client.get("/readyz"), 503) == NO_STORE
    assert "count_rows" in caplog.text
    assert client.get("/healthz").status_code == 200


def test_importing_the_app_builds_nothing():
    code = (
        "import geo_service.web.app as app; print([n for n, v in vars(app).items() if type(v).__name__ == 'FastAPI'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
