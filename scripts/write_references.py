#!/usr/bin/env python3
"""
Write everything in the documentation that a program can know better than a person.

`docs/cli.md` from the command line, `docs/http.md` from the API's OpenAPI description, `docs/settings.md` from the
settings, and the outputs in `docs/tutorial.md` by running its commands. `tests/test_docs.py` fails while one of
them is not what this script writes.

Run it with the Python of the environment: .venv/bin/python scripts/write_references.py
"""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, closing, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import typer

from geo_service.cli import app as cli_app
from geo_service.cli import main as cli_main
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.web.app import create_app
from geo_service.web.context import GuardedRoute

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PROGRAM = "geo-service"
NOTE = "<!-- written by scripts/write_references.py; change the code, not this file -->"


def references() -> Mapping[Path, Callable[[], str]]:
    """The files that this script writes, each with what makes its text."""
    return {
        DOCS / "cli.md": cli_text,
        DOCS / "http.md": http_text,
        DOCS / "settings.md": settings_text,
        DOCS / "tutorial.md": lambda: tutorial_text((DOCS / "tutorial.md").read_text(encoding="utf-8")),
    }


def table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A Markdown table; pipes in cells are escaped."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return [f"| {' | '.join(cell.replace('|', '&#124;').replace(chr(10), ' ') for cell in line)} |" for line in lines]


# ---------------------------------------------------------------- command line


def cli_text() -> str:
    """Every command with its arguments and options."""
    lines = ["# Command line", "", NOTE, "", *CLI_INTRODUCTION]
    for name, command in commands():
        words = [_word(one) for one in command.params if one.param_type_name == "argument"]
        usage = " ".join([name, "[OPTIONS]", *words])
        lines += ["", f"## {name}", "", command.help or "", "", "```", usage, "```"]
        rows = [parameter_row(parameter) for parameter in command.params]
        lines += ["", *table(("argument or option", "default", "meaning"), rows)] if rows else []
    return "\n".join(lines) + "\n"


CLI_INTRODUCTION = (
    f"`{PROGRAM}` is the same as `python -m geo_service`. What was asked for goes to stdout, progress and errors to",
    "stderr. An error is one line and exit code 2. `--json` prints one object with all of it. Times need an offset.",
    "Where `--database` is left out, the store is that of [settings.md](settings.md); the demo has one of its own.",
)


def commands() -> list[tuple[str, Any]]:
    """Full name and command, in the order in which they were defined."""
    return list(_leaves(PROGRAM, typer.main.get_command(cli_app)))


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for word, inner in command.commands.items():
        yield from _leaves(f"{name} {word}", inner)


def parameter_row(parameter: Any) -> tuple[str, str, str]:
    """How it is written, what it is when left out, and its meaning."""
    if parameter.param_type_name == "argument":
        return f"`{_word(parameter)}`", _needed(parameter), parameter.help or ""
    written = " / ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    kind = "" if parameter.is_flag else f" {parameter.display_type(None)}"
    return f"{written}{kind}", _needed(parameter), parameter.help or ""


def _word(argument: Any) -> str:
    word = argument.metavar or argument.name.upper()
    return word if argument.required or word.startswith("[") else f"[{word}]"


def _needed(parameter: Any) -> str:
    if parameter.required:
        return "needed"
    if getattr(parameter, "is_flag", False) and parameter.secondary_opts:
        return f"`{(parameter.opts if parameter.default else parameter.secondary_opts)[0]}`"
    return "" if parameter.default in (None, False, "", ()) else f"`{parameter.default}`"


# ---------------------------------------------------------------- settings


def settings_text() -> str:
    """Every setting as an environment variable."""
    rows = [
        (f"`{env_name(name)}`", _default_of(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    lines = ["# Settings", "", NOTE, "", *SETTINGS_INTRODUCTION, "", *table(("variable", "default", "meaning"), rows)]
    return "\n".join(lines) + "\n"


SETTINGS_INTRODUCTION = (
    "Settings are environment variables, read once when a command starts. There is no settings file. An option of the",
    "command line goes before the setting of the same name.",
)


def env_name(field: str) -> str:
    """The environment variable of a setting."""
    return f"{Settings.model_config['env_prefix']}{field}".upper()


def _default_of(value: object) -> str:
    return "" if value is None else f"`{value}`"


# ---------------------------------------------------------------- HTTP


def http_text() -> str:
    """Every path of the API, and the objects that go in and out."""
    with TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/empty.sqlite")) as store:
        application = create_app(store, Settings(), token="x" * 16)
    described = application.openapi()
    guarded = set(_guarded_routes(application))
    lines = ["# HTTP API", "", NOTE, "", *HTTP_INTRODUCTION]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            lines += _operation(path, method.upper(), operation, guarded=(path, method.upper()) in guarded)
    lines += ["", "## Objects"]
    for name, schema in sorted(described["components"]["schemas"].items()):
        lines += _object(name, schema)
    return "\n".join(lines) + "\n"


HTTP_INTRODUCTION = (
    f"`{PROGRAM} serve` answers at `http://127.0.0.1:8000` unless told otherwise. `/` is the resident page, `/console`",
    "the console; both are pages, not part of this list. The same list for programs is `/api/v1/openapi.json`.",
    "",
    "Coordinates are WGS-84 lon/lat, times carry an offset. Paths marked *known* are for those who",
    "are known: browsers that have signed in, whose changes need the header `X-CSRF-Token`, and programs with",
    "`Authorization: Bearer TOKEN` ([access.md](access.md)). What each role may do is decided below all paths.",
    'An error is `{"error": "one line"}` with status 400 (input), 401 (nobody is known), 403 (not for this role), 404,',
    "409 (somebody was faster), 413 (too large), 422 (a rule says no), 429 (too many tries), 503 (database) or 500.",
)


def _guarded_routes(application: Any) -> Iterator[tuple[str, str]]:
    """Path and method of every route that is for those who are known."""
    for included in application.routes:
        for route in getattr(getattr(included, "original_router", included), "routes", ()):
            if isinstance(route, GuardedRoute):
                yield from ((route.path, method) for method in route.methods)


def _operation(path: str, method: str, operation: Mapping[str, Any], *, guarded: bool) -> list[str]:
    known = " · *known*" if guarded else ""
    lines = ["", f"## {method} {path}", "", f"{operation['summary']}{known}", "", operation.get("description", "")]
    rows = [
        (f"`{one['name']}`", one["in"], _type(one["schema"]), "yes" if one["required"] else "", _about(one))
        for one in operation.get("parameters", ())
    ]
    lines += ["", *table(("parameter", "in", "type", "needed", "meaning"), rows)] if rows else []
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        lines += ["", f"Body `{kind}`: {_type(content['schema'])}"]
    good = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    for status, answer in good.items():
        kinds = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
        lines += ["", f"Answers {status}: {', '.join(filter(None, kinds)) or 'a file'}"]
    return lines


def _about(parameter: Mapping[str, Any]) -> str:
    return str(parameter.get("description") or parameter["schema"].get("description", ""))


def _object(name: str, schema: Mapping[str, Any]) -> list[str]:
    needed = schema.get("required", ())
    rows = [
        (f"`{key}`", _type(value), "yes" if key in needed else _default_of(value.get("default")),
         value.get("description", ""))
        for key, value in schema.get("properties", {}).items()
    ]  # fmt: skip
    lines = ["", f"### {name}", "", schema.get("description", "").strip()]
    return [*lines, "", *table(("field", "type", "needed or default", "meaning"), rows)] if rows else lines


def _type(schema: Mapping[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return " or ".join(dict.fromkeys(_type(one) for one in several))
    if schema.get("type") == "array" and "items" in schema:
        return f"list of {_type(schema['items'])}"
    return str(schema.get("format") or schema.get("type", ""))


# ---------------------------------------------------------------- tutorial

CONSOLE = re.compile(r"(?ms)^```console\n(.*?)^```$")
COMMAND = re.compile(r"(?m)^\$ (?:.*\\\n)*.*\n")
BYTE_ORDER_MARK = "\ufeff"
"""Excel needs it at the head of a CSV; a page does not show it."""


def tutorial_text(text: str) -> str:
    """The tutorial with the output of every command in its console blocks, run in order beside the example files."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "town"
        shutil.copytree(DOCS / "example", folder)
        bare = {key: value for key, value in os.environ.items() if not key.startswith("GEO_SERVICE_")}
        bare["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{bare.get('PATH', '')}"
        with chdir(folder), patch.dict(os.environ, bare, clear=True):
            return CONSOLE.sub(lambda block: _ran(block[1]), text)


def _ran(block: str) -> str:
    said = "".join(f"{command}{output_of(command)}" for command in COMMAND.findall(block))
    return f"```console\n{said}```"


def output_of(command: str) -> str:
    """What a command line prints, stdout and stderr together; our own program runs in this process."""
    words = shlex.split(command.removeprefix("$ ").replace("\\\n", " "))
    if words[0] != PROGRAM:
        line = command.removeprefix("$ ")
        done = subprocess.run(  # noqa: S602 # a line of our own documentation
            line, shell=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60
        )
        return done.stdout.replace(BYTE_ORDER_MARK, "")
    said = io.StringIO()
    with patch.object(sys, "argv", words), redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):
        cli_main()
    return said.getvalue().replace(BYTE_ORDER_MARK, "")


def main() -> None:
    """Write every file that has changed."""
    for path, make in references().items():
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
