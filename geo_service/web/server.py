"""Serves a store until it is told to stop."""

import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from types import FrameType

import uvicorn

from geo_service.access.identity import split_token
from geo_service.actions.accounts import FIRST_ADMIN, first_admin
from geo_service.actions.places import prepare_index
from geo_service.errors import InputError
from geo_service.settings import Settings
from geo_service.storage.store import Store
from geo_service.web.app import create_app

STOP_WAIT_S = 10
"""How long requests that have begun may take to end once the service is told to stop."""

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 # what to show, not what to bind
"""An address to open in a browser for those that only mean every one."""


def serve_store(store: Store, settings: Settings) -> None:
    """
    Serve pages and API of a store until SIGINT or SIGTERM; prints where they are.

    A store without accounts gets its first one, whose one-time password is printed here and nowhere else.

    Raises
    ------
    InputError
        If the host and port can't be bound, the token is one of an account, or a proxy is no address.
    """
    if settings.token is not None and split_token(settings.token) is not None:
        raise InputError(
            "GEO_SERVICE_TOKEN is the token of an account; `serve` needs a secret of its own there, or none"
        )
    config = server_config(create_app(store, settings, token=settings.token), settings.proxies)
    with bind(settings.host, settings.port) as listener, _stopped_by_signals():
        # so that the first misspelt address need not wait for the index
        threading.Thread(target=prepare_index, args=(store,), daemon=True).start()
        sys.stdout.write("\n".join(greeting(listener, first_admin(store, datetime.now(UTC)))) + "\n")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listener])


def server_config(app: object, proxies: str = "") -> uvicorn.Config:
    """
    How we run: nothing of what people ask goes into a log, and only declared proxies say who the caller is.

    Raises
    ------
    InputError
        If `proxies` are not addresses: everybody could then say to be anybody.
    """
    for one in proxies.split(",") if proxies else ():
        _require_address(one.strip())
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI app
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=STOP_WAIT_S,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )


def _require_address(proxy: str) -> None:
    try:
        network = ip_network(proxy)
    except ValueError:
        network = None
    if network is None or network.prefixlen == 0:
        raise InputError(f"GEO_SERVICE_PROXIES: {proxy!a} is no address of a web server; need such as 192.0.2.7")


def bind(host: str, port: int) -> socket.socket:
    """
    Listen on a host and port; port 0 takes a free one.

    Raises
    ------
    InputError
        If that is not possible.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InputError(f"can't listen on {host} port {port}: {error.strerror}; choose another --port") from None


def greeting(listener: socket.socket, password: str | None) -> tuple[str, ...]:
    """Lines that say where the pages are, and the first account's one-time password if it was made just now."""
    host, port = listener.getsockname()[:2]
    shown = EVERYWHERE.get(host, host)
    base = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    first = () if password is None else (f"first sign-in  name {FIRST_ADMIN}, one-time password {password}",)
    return f"resident page  {base}/", f"console        {base}/console", *first


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Uvicorn stops on these signals and raises them again; then they shall not kill us before the store is closed."""
    kept = {one: signal.signal(one, _nothing) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    return None
