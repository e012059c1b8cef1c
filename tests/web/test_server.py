import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from geo_service.errors import InputError
from geo_service.settings import Settings
from geo_service.web.server import bind, greeting, serve_store, server_config

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
def test_it_says_where_it_is_and_the_first_password_once_logs_no_question_and_stops_clean(process, stop):
    said = [process.stdout.readline() for _ in range(3)]
    base = re.search(r"http://127\.0\.0\.1:\d+/", said[0])[0]
    name, password = re.search(r"name (\w+), one-time password (\S+)", said[2]).groups()
    form = re.search(r'name="form" value="([^"]+)"', (page := httpx.get(f"{base}sign-in")).text)[1]
    entered = {"name": name, "password": password, "form": form}
    answers = [
        httpx.post(f"{base}sign-in", data=entered, cookies=page.cookies),
        httpx.post(f"{base}sign-in", data={**entered, "password": ASKED}, cookies=page.cookies),
        httpx.get(f"{base}api/v1/check", params={"address": ASKED}),
        httpx.post(base, data={"address": ASKED}),
        httpx.get(f"{base}{ASKED}"),
        httpx.get(f"{base}api/v1/zones", headers={"Authorization": "Bearer wrong"}),
    ]
    assert [answer.status_code for answer in answers] == [303, 401, 200, 200, 404, 401]
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


def test_an_address_that_means_every_one_is_shown_as_one_to_open():
    with bind("0.0.0.0", 0) as listener:  # noqa: S104 # what is tested
        assert isinstance(listener, socket.socket)
        lines = greeting(listener, None)
    assert lines[0].startswith("resident page  http://127.0.0.1:")
    assert len(lines) == 2


def test_the_token_of_an_account_does_not_become_one_with_all_rights(town):
    with pytest.raises(InputError, match="is the token of an account"):
        serve_store(town, Settings(token="gs_12ab_of-a-viewer", port=0))  # noqa: S106 # a shape


def test_only_a_declared_proxy_says_where_a_request_comes_from():
    assert not server_config(None).proxy_headers
    assert server_config(None, "192.0.2.7").forwarded_allow_ips == "192.0.2.7"


@pytest.mark.parametrize("proxies", ["*", "0.0.0.0/0", "192.0.2.7,*", "::/0", "proxy.example"])
def test_proxies_are_named_by_address_or_everybody_could_be_anybody(proxies):
    with pytest.raises(InputError, match="GEO_SERVICE_PROXIES"):
        server_config(None, proxies)


def test_addresses_and_networks_of_proxies_are_taken():
    assert server_config(None, "192.0.2.7, 198.51.100.0/24").proxy_headers
