"""Fixtures of the web tests: a small fictional township in a store, the app on it, and the app as a real server."""

import asyncio
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from geo_service.actions.demo import designate_once
from geo_service.actions.imports import write_layers
from geo_service.importers.demo import make_township
from geo_service.model.account import ADMIN, Account
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.app import create_app
from geo_service.web.server import bind, server_config

TOKEN = "token-of-the-tests"  # noqa: S105 # of the tests only
DUTY = "duty-1"
PASSWORD = "password of the tests"  # noqa: S105 # of the tests only
AT = datetime(2022, 11, 16, tzinfo=UTC)
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}
START_WAIT_S = 10
QUICK_HASH = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)


def run_apart(coroutine):
    """Run a coroutine in a thread of its own: the browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Client:
    """Asks an app without a network, one request after the other."""

    def __init__(self, app, headers=None):
        self._app = app
        self._headers = headers

    def request(self, method, path, **options):
        async def ask():
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=self._headers) as client:
                return await client.request(method, path, **options)

        return run_apart(ask())

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, **options):
        return self.request("POST", path, **options)


class Browser:
    """Asks an app like a browser: keeps cookies, follows no redirect, and fills the forms that it was sent."""

    def __init__(self, app, base="http://test"):
        self._app = app
        self._base = base
        self.cookies = httpx.Cookies()

    def request(self, method, path, **options):
        async def ask():
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self._base, cookies=self.cookies) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return run_apart(ask())

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def hidden(self, path, name):
        return re.search(rf'name="{name}" value="([^"]*)"', self.get(path).text)[1]

    def sign_in(self, name=DUTY, password=PASSWORD):
        form = self.hidden("/sign-in", "form")
        return self.request("POST", "/sign-in", data={"name": name, "password": password, "form": form, "lang": "zh"})

    @property
    def csrf(self):
        return {"X-CSRF-Token": self.get("/api/v1/session").json()["csrf"] or ""}


@pytest.fixture
def app(town, settings):
    """The app on the township, with the token of the settings."""
    return create_app(town, settings, token=TOKEN)


@pytest.fixture
def browser(app):
    """A browser that has not signed in."""
    return Browser(app)


@pytest.fixture(scope="session")
def township():
    return make_township(60)


@pytest.fixture(scope="session")
def town_file(township, tmp_path_factory):
    """A store with the township and its three zones in force, to copy from."""
    path = tmp_path_factory.mktemp("town") / "town.sqlite"
    opened = open_store(f"sqlite:///{path}")
    write_layers(opened, township.layers, source="demo")
    designate_once(opened, township.zones, at=datetime.now(UTC))
    opened.close()
    return path


@pytest.fixture
def town(town_file, tmp_path):
    """A store of its own with the township."""
    path = tmp_path / "town.sqlite"
    path.write_bytes(town_file.read_bytes())
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def settings():
    return Settings(_env_file=None, author="值班员")


@pytest.fixture
def anonymous(town, settings):
    """A client without a token."""
    return Client(create_app(town, settings, token=TOKEN))


@pytest.fixture
def client(town, settings):
    """A client with the token."""
    return Client(create_app(town, settings, token=TOKEN), WITH_TOKEN)


def put_account(store, name=DUTY, role=ADMIN, **values):
    """An account whose password is that of the tests, hashed with few rounds."""
    account = Account(name, role, AT, **{"password_hash": QUICK_HASH, **values})
    store.put_account(account, at=AT, actor="tests")
    return account


@pytest.fixture
def duty(town):
    """The account of an administrator."""
    return put_account(town)


@pytest.fixture
def drawing(township):
    """The outline of the first estate zone, as GeoJSON."""
    return township.zones[0].polygon.__geo_interface__


@pytest.fixture
def served(town, settings, duty):  # noqa: ARG001 # people sign in
    """Address of the app on a real port, stopped at the end."""
    with serving(create_app(town, settings, token=TOKEN)) as base:
        yield base


@contextmanager
def serving(app):
    """Address of an app on a real port, stopped at the end."""
    server = uvicorn.Server(server_config(app))
    with bind("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        end = time.monotonic() + START_WAIT_S
        while not server.started and time.monotonic() < end:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(START_WAIT_S)
        assert not thread.is_alive()
