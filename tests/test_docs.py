"""The documentation is complete, true to the program, and says nothing that belongs elsewhere."""

import os
import re
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from geo_service.access.permissions import PERMITTED_FROM
from geo_service.actions.accounts import first_admin
from geo_service.actions.audit import verify_audit
from geo_service.actions.demo import build_demo
from geo_service.actions.zones import Act, lift_zone
from geo_service.errors import StorageError
from geo_service.model.account import ADMIN, ROLE_TITLES, Actor
from geo_service.model.zone import LIFTED
from geo_service.settings import Settings
from geo_service.storage import open_store
from geo_service.zones.protocol import Protocol, protocol_ids
from scripts.write_references import commands, env_name, references

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "boundaries" / "SOURCES.md"])
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"(?ms)^```.*?^```")
COMMANDS = dict(commands())
AT = datetime(2022, 11, 16, tzinfo=UTC)


def text_of(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


# ---------------------------------------------------------------- generated pages


OLD = "is old: run scripts/write_references.py"


@pytest.mark.parametrize("path", references(), ids=lambda path: path.name)
def test_what_a_program_writes_is_up_to_date(path):
    assert references()[path]() == path.read_text(encoding="utf-8"), f"{path.name} {OLD}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_reference_with_its_options(name):
    command = COMMANDS[name]
    section = re.search(rf"(?ms)^## {name}\n(.*?)(?=^## |\Z)", text_of("cli.md"))[1]
    assert command.help in section
    assert all(f"`{option}`" in section for one in command.params for option in one.opts if option.startswith("-"))


def test_every_option_and_argument_says_what_it_is():
    silent = [(name, one.name) for name, command in COMMANDS.items() for one in command.params if not one.help]
    assert not silent


def test_every_setting_is_documented():
    assert all(field.description for field in Settings.model_fields.values())
    assert all(f"| `{env_name(name)}` |" in text_of("settings.md") for name in Settings.model_fields)


# ---------------------------------------------------------------- written pages


def anchors_of(path):
    headings = re.findall(r"(?m)^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if not target.startswith(("https:", "http:")):
            there = (page.parent / target).resolve() if target else page
            assert there.exists(), f"{page.name} links {link}"
            assert not anchor or anchor in anchors_of(there), f"{page.name} links {link}"


def test_every_page_can_be_reached_from_the_readme():
    seen, queue = set(), [ROOT / "README.md"]
    while queue:
        page = queue.pop()
        seen.add(page)
        links = [(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(page.read_text("utf-8"))]
        queue += [link for link in links if link.suffix == ".md" and link.exists() and link not in seen]
    assert set(PAGES) <= seen


@pytest.mark.parametrize("script", ["scripts/demo.sh", "scripts/test.sh"])
def test_the_readme_names_its_two_commands_and_they_run(script):
    assert f"```sh\nsh {script}\n```" in README
    assert os.access(ROOT / script, os.X_OK)


def test_the_readme_names_every_package_that_the_test_script_may_install():
    named = re.findall(r'missing="\$missing ([^"]+)"', (ROOT / "scripts" / "test.sh").read_text(encoding="utf-8"))
    assert named
    assert all(f"`{package}`" in README for group in named for package in group.split())


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "tutorial.md"], ids=lambda page: page.name)
def test_commands_in_examples_exist_with_their_options(page):
    known = {name: {option for one in command.params for option in one.opts} for name, command in COMMANDS.items()}
    fences = "\n".join(FENCE.findall(page.read_text(encoding="utf-8")))
    for line in re.findall(r"geo-service (?!findings)[^#\n&|:]*", fences):
        words = line.split()
        name = " ".join(words[:3] if words[1] in {"import", "notice", "account", "audit"} else words[:2])
        assert name in known, line
        assert {word for word in words if word.startswith("--")} <= known[name], line


def fields_of(model):
    for name, field in model.model_fields.items():
        yield field.alias or name
        inner = [field.annotation, *getattr(field.annotation, "__args__", ())]
        for kind in inner:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields_of(kind)


@pytest.mark.parametrize("field", sorted(set(fields_of(Protocol))))
def test_every_field_of_a_protocol_is_explained(field):
    assert re.search(rf"`{field}`|\[{field}[.\]]|\.{field}\]", text_of("protocols.md"))


def test_every_protocol_that_comes_with_the_service_is_named():
    assert all(f"`{protocol_id}`" in text_of("protocols.md") for protocol_id in protocol_ids())


def test_the_table_of_roles_is_that_of_the_program():
    told = re.findall(r"(?m)^\| (\w+) \| (\S+) \| ([^|]+) \|$", text_of("access.md"))
    expected = [
        (role, title, ", ".join(deed for deed, lowest in PERMITTED_FROM.items() if lowest == role))
        for role, title in ROLE_TITLES.items()
    ]
    assert told[1:] == expected


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {re.match(r"[\w-]+", entry)[0] for group in groups for entry in group} - {project["name"]}
    told = set(re.findall(r"(?m)^\| ([\w-]+) \| \S", text_of("decisions/0007-dependencies.md"))) - {"package"}
    assert told == wanted


def test_decisions_are_numbered_without_gaps_and_listed():
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert all(f"]({name})" in text_of("decisions/README.md") for name in files)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*")), ids=lambda path: path.name)
def test_pictures_are_shown_and_small(picture):
    assert any(f"pictures/{picture.name})" in page.read_text(encoding="utf-8") for page in PAGES)
    assert picture.stat().st_size <= 400_000


# ---------------------------------------------------------------- the tutorial's database


def tutorial_sql():
    return re.findall(r"(?ms)^```sql\n(.*?)^```$", text_of("tutorial.md"))


def run_as_administrator(server, block):
    database = "geo_service" if "geo_serve" in block else "postgres"
    for line in block.strip().splitlines():
        if line.startswith("\\connect"):
            database = line.split()[1]
        else:
            server.execute(line, database)


@pytest.fixture
def tutorial_server(postgres_server):
    yield postgres_server
    postgres_server.drop_database("geo_service")
    for role in ("geo_service", "geo_serve"):
        postgres_server.execute(f"DROP ROLE IF EXISTS {role}")


@pytest.mark.postgis
def test_the_roles_of_the_tutorial_have_what_they_need_and_no_more(tutorial_server, tmp_path):
    owning, serving = tutorial_sql()
    at_server = f"127.0.0.1:{tutorial_server.port}"
    run_as_administrator(tutorial_server, owning)
    store = open_store(f"postgresql://geo_service:change-me@{at_server}/geo_service")
    made = build_demo(store, buildings=60, seed=1, folder=tmp_path, at=AT)
    store.close()
    run_as_administrator(tutorial_server, serving)
    store = open_store(f"postgresql://geo_serve:change-me-too@{at_server}/geo_service")
    assert lift_zone(store, made.zones[0].zone_id, Act(Actor("tester", ADMIN), AT, "over")).status == LIFTED
    assert first_admin(store, AT)
    assert verify_audit(store, Actor("tester", ADMIN)).is_whole
    buildings = store.read_layer("buildings")
    with pytest.raises(Exception, match="permission denied"):
        store.delete_rows("buildings", buildings["building_id"].tolist())
    store.close()
    with pytest.raises(StorageError, match="permission denied"):
        open_store(f"postgresql://geo_serve:change-me-too@{at_server}/postgres")


# ---------------------------------------------------------------- what no file may say

FORBIDDEN = {
    "a path of one machine": r"(?<![\w.])/(?:work|root|tmp/s|home/\w+)/",
    "a registry's host": r"pypi\.org|npmjs\.(?:org|com)|pythonhosted|registry\.\w+\.(?:com|org)",
    "how work is organised": r"(?i)\b(?:(?:sub|ai)[ -]?agents?|llms?|chatbots?|the lead|other helpers?)\b",
}  # fmt: skip
OWN = {"tests/test_docs.py"}


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 # the git on the PATH
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()} - OWN)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what):
    found = []
    for name in tracked_files():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            found += [f"{name}: {hit[0]}" for hit in re.finditer(FORBIDDEN[what], content.decode("utf-8", "replace"))]
    assert not found
