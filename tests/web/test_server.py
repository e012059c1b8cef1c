import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from geo_service.errors import InputError
from geo_service.web.server import bind, greeting

ASKED = "枫岚苑3栋1单元301室"
WAIT_S = 30
SERVE = """
import sys
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.server import serve_store
store = open_store(sys.argv[1])
serve_store(store, Settings(port=0))
store.close()
print("closed")
"""


@pytest.fixture
def process(town):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GEO_SERVICE_")}
    started = subprocess.Popen(
        [sys.executable, "-c", SERVE, town.url],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield started
    started.kill()
    started.communicate()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_the_token_once_logs_no_question_and_stops_clean(process, stop):
    said = [process.stdout.readline() for _ in range(3)]
    base = re.search(r"http://127\.0\.0\.1:\d+/", said[0])[0]
    token = said[2].split()[1]
    answers = [
        httpx.get(f"{base}api/v1/check", params={"address": ASKED}),
        httpx.post(base, data={"address": ASKED}),
        httpx.get(f"{base}{ASKED}"),
        httpx.get(f"{base}api/v1/zones", headers={"Authorization": f"Bearer {token}"}),
        httpx.get(f"{base}api/v1/zones", headers={"Authorization": "Bearer wrong"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 200, 401]
    process.send_signal(stop)
    rest, logged = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0
    assert rest == "closed\n"
    assert logged == ""


def test_a_port_in_use_is_one_line():
    with bind("127.0.0.1", 0) as taken, pytest.raises(InputError, match="choose another --port"):
        bind("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_not_ours_is_one_line():
    with pytest.raises(InputError, match="can't listen on"):
        bind("192.0.2.1", 0)


def test_a_token_that_was_set_is_not_printed():
    with bind("0.0.0.0", 0) as listener:  # noqa: S104 # what is tested
        assert isinstance(listener, socket.socket)
        lines = greeting(listener, "set-by-the-office", made=False)
    assert "set-by-the-office" not in "\n".join(lines)
    assert lines[0].startswith("resident page  http://127.0.0.1:")
