#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fetches the assets of catalog.json into the cache, and the native libraries into .native.

The one place that downloads: `Scripts/setup`, `Scripts/fetch` and `baskets fetch` all run it. It
uses the ordinary clients, pip and apt-get, with the user's own settings, and needs nothing beyond
Python 3.8's own library. It is one file because the command carries it inside.

Every file is checked against the catalog's SHA-256 before it takes its place by one rename, so
that a killed fetch leaves no half file; packages that had arrived whole are kept and not asked for
again. What is present and verified is left alone.

Exit codes: 0 done, 1 failed, 64 wrong usage, 130 interrupted.
"""
import argparse
import fcntl
import functools
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path


class Failure(Exception):
    """What was tried, on which item, what came back, what to do: for the reader at the terminal."""


def say(text):
    print(text, file=sys.stderr, flush=True)


# Checking files


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def folder_sha256(folder):
    """One digest of a folder: SHA-256 of the lines `HASH  PATH`, sorted by path."""
    paths = sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())
    lines = "".join(f"{sha256(Path(folder) / p)}  {p}\n" for p in paths)
    return hashlib.sha256(lines.encode()).hexdigest()


def is_sound(asset, folder):
    """True where all files of the asset are in the folder and have the catalog's hashes."""
    for file in asset["files"]:
        path = folder / file["path"]
        if not path.is_file() or path.stat().st_size != file["bytes"]:
            return False
        if sha256(path) != file["sha256"]:
            return False
    for tree in asset.get("folders", []):
        if not (folder / tree["path"]).is_dir():
            return False
        if folder_sha256(folder / tree["path"]) != tree["sha256"]:
            return False
    return True


def mark_of(asset, folder):
    """What the mark of a verified folder says: its entry, and each file's size and time."""
    entry = hashlib.sha256(json.dumps(asset, sort_keys=True).encode()).hexdigest()
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != ".verified"):
        state = path.stat()
        files[str(path.relative_to(folder))] = [state.st_size, state.st_mtime_ns]
    return json.dumps({"entry": entry, "files": files}, sort_keys=True)


def is_present(asset, folder):
    """True where the asset is there and verified. Files unchanged since then are not read again."""
    mark = folder / ".verified"
    if not folder.is_dir():
        return False
    if mark.is_file() and mark.read_text() == mark_of(asset, folder):
        return True
    if not is_sound(asset, folder):
        return False
    try:
        mark.write_text(mark_of(asset, folder))
    except OSError:
        pass  # A cache that others share may be read-only: it is sound all the same.
    return True


# The clients


@functools.lru_cache
def pip_command(cache):
    """The user's pip; else Debian's wheel of it, which runs without being installed."""
    own = [[sys.executable, "-m", "pip"], ["pip3"], ["/usr/bin/python3", "-m", "pip"]]
    own += [[sys.executable, f"{wheel}/pip"] for wheel in pip_wheels("/")]
    kept = cache / ".pip"
    for command in own + [[sys.executable, f"{wheel}/pip"] for wheel in pip_wheels(kept)]:
        try:
            if subprocess.run([*command, "--version"], capture_output=True).returncode == 0:
                return command
        except OSError:
            continue
    if shutil.which("apt-get") is None:
        raise Failure("pip was not found. Install pip for python3 and run the same command again.")
    say("pip was not found; taking Debian's wheel of it into the cache, without installing it.")
    downloads = cache / ".partial/pip/downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    fetch_with_apt({"apt": "python3-pip-whl", "version": "", "file": ""}, downloads)
    packages = downloads.glob("*.deb")
    call(["dpkg-deb", "-x", str(next(packages)), str(kept)], "Unpacking pip", "Install dpkg.")
    shutil.rmtree(downloads.parent, ignore_errors=True)
    return [sys.executable, f"{pip_wheels(kept)[-1]}/pip"]


def pip_wheels(root):
    return sorted(Path(root).glob("usr/share/python-wheels/pip-*.whl"))


def call(command, what, remedy, **options):
    """Runs a client; its output is shown as it comes, and its last error line is in the failure."""
    try:
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, **options)
    except OSError as error:
        raise Failure(f"{what}: cannot run {command[0]} ({error.strerror}). {remedy}") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.upper().startswith(("ERROR", "E:"))] or lines
        reason = errors[-1].strip() if errors else f"status {done.returncode}"
        if any("connection" in line.lower() for line in lines):
            reason += " (no connection)"  # pip reports that as a package without versions.
        raise Failure(f"{what}: {reason.rstrip('.')}. {remedy}")


def fetch_with_pip(package, folder, cache):
    name = f"{package['pip']}=={package['version']}"
    options = ["--no-deps", "--ignore-requires-python", "--only-binary", ":all:"]
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    call(
        [*pip_command(cache), "download", *quiet, *options, "--dest", str(folder), name],
        f"Fetching {name} with pip",
        "Look at the network and at `pip config list`, then run the same command again.",
        stdout=sys.stderr)


def fetch_with_apt(package, folder, cache=None):
    """`apt-get download` needs no root; where the machine has no package lists, own ones do."""
    name, version = package["apt"], package["version"]
    if shutil.which("apt-get") is None:
        raise Failure(
            f"{name} {version} is a Debian package and apt-get was not found. Take the package's "
            f"file {package['file']} from a Debian mirror and put it into {folder}.")
    quiet = ["apt-get", "-qq", "-o", "APT::Sandbox::User="]
    what = f"Fetching {name} {version} with apt-get"
    remedy = "Look at the network and at apt's sources, then run the same command again."
    for wanted in [f"{name}={version}", name] if version else [name]:
        try:
            call([*quiet, "download", wanted], what, remedy, cwd=folder, stdout=sys.stderr)
            return
        except Failure:
            continue
    lists = folder.parent / "apt"
    (lists / "lists/partial").mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::Lists={lists}/lists", "-o", f"Dir::Cache={lists}",
           "-o", "Debug::NoLocking=1"]
    call([*quiet, *own, "update"], what, remedy, stdout=sys.stderr)
    call([*quiet, *own, "download", name], what, remedy, cwd=folder, stdout=sys.stderr)


def fetch_package(package, folder, cache):
    """The package's file in the folder, whole and of the catalog's hash; asked for only if not."""
    path = folder / package["file"]
    if path.is_file() and sha256(path) == package["sha256"]:
        return path
    path.unlink(missing_ok=True)
    (fetch_with_pip if "pip" in package else fetch_with_apt)(package, folder, cache)
    if "apt" in package and not path.is_file():
        # Another release of Debian has another build of it; its files are checked one by one.
        builds = sorted(folder.glob(f"{package['apt']}_*.deb"))
        return builds[-1] if builds else path
    if not path.is_file():
        came = ", ".join(sorted(p.name for p in folder.iterdir())) or "nothing"
        raise Failure(
            f"Fetching {package['file']}: {came} came instead. This machine's kind is not the "
            "one in the catalog; see README.md for what is supported.")
    if "apt" not in package and sha256(path) != package["sha256"]:
        path.unlink()
        raise Failure(
            f"Fetching {package['file']}: its SHA-256 is not the catalog's, and it was deleted. "
            "Run the same command again; if it stays so, the index offers another file.")
    return path


# Assets


class Contents:
    """The files inside the packages of an asset, by their paths."""

    def __init__(self, paths, scratch):
        self.wheels, self.folder = [], scratch / "unpacked"
        for path in paths:
            if path.suffix == ".deb":
                remedy = "Install Debian's dpkg."
                command = ["dpkg-deb", "-x", str(path), str(self.folder)]
                call(command, f"Unpacking {path.name}", remedy)
            else:
                self.wheels.append(zipfile.ZipFile(path))

    def open(self, name):
        for wheel in self.wheels:
            if name in wheel.NameToInfo:
                return wheel.open(name)
        return open(self.folder / name, "rb")

    def under(self, prefix):
        names = [n for wheel in self.wheels for n in wheel.namelist() if n.startswith(prefix)]
        return [n for n in names if not n.endswith("/")]

    def copy(self, sources, target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "wb") as out:
            for source in sources:
                with self.open(source) as part:
                    shutil.copyfileobj(part, out, 1 << 20)


def lay_out(asset, contents, folder):
    for file in asset["files"]:
        contents.copy(file["from"], folder / file["path"])
    for tree in asset.get("folders", []):
        for name in contents.under(tree["from"]):
            contents.copy([name], folder / tree["path"] / name[len(tree["from"]):])


def size_of(asset):
    return sum(package["bytes"] for package in asset["packages"])


def require_space(folder, assets):
    """Packages and the files out of them lie side by side until the files are verified."""
    wanted = sum(3 * size_of(asset) for asset in assets)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise Failure(
            f"Fetching {', '.join(a['name'] for a in assets)} needs {wanted / 1e6:.0f} MB in "
            f"{folder} and {free / 1e6:.0f} MB are free. "
            "Free some, or set BASKETS_CACHE to a folder on another disk.")


def put_in_place(made, folder, scratch):
    """One rename; what stood there before goes away only then."""
    if folder.exists():
        old = scratch / "old"
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    made.rename(folder)


def fetch_asset(asset, cache):
    scratch = cache / ".partial" / asset["name"]
    downloads, made = scratch / "downloads", scratch / "made"
    downloads.mkdir(parents=True, exist_ok=True)
    for stale in (made, scratch / "unpacked"):
        shutil.rmtree(stale, ignore_errors=True)
    size = size_of(asset)
    say(f"{asset['name']}: {asset['about']}; {size / 1e6:.0f} MB to fetch.")
    say(f"  licence: {asset['licence']}")
    say(f"  terms: {asset['terms']}")
    paths = [fetch_package(package, downloads, cache) for package in asset["packages"]]
    lay_out(asset, Contents(paths, scratch), made)
    if not is_sound(asset, made):
        raise Failure(
            f"{asset['name']}: the files in its packages are not the catalog's. Delete "
            f"{scratch} and run the same command again.")
    put_in_place(made, cache / asset["name"], scratch)
    is_present(asset, cache / asset["name"])
    shutil.rmtree(scratch, ignore_errors=True)
    say(f"  in {cache / asset['name']}, verified.")


def locked(folder):
    """An open file whose lock lasts as long as this process: two fetches do not collide."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / ".lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say(f"Another fetch works in {folder}; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def fetch_assets(catalog, names, cache):
    known = {asset["name"]: asset for asset in catalog["assets"]}
    strange = [name for name in names if name not in known]
    if strange:
        say(f"Unknown asset {', '.join(strange)}; known are {', '.join(known)}.")
        return 64
    missing = [name for name in names if not is_present(known[name], cache / name)]
    for name in names:
        if name not in missing:
            say(f"{name}: present, verified.")
    if missing:
        with locked(cache):
            require_space(cache, [known[name] for name in missing])
            for name in missing:
                if not is_present(known[name], cache / name):
                    fetch_asset(known[name], cache)
    return 0


# Native libraries


def kind_of_machine():
    system = {"Linux": "linux", "Darwin": "macos"}.get(platform.system(), platform.system())
    return f"{system}-{platform.machine()}"


def fetch_native(catalog, backend, folder, cache):
    """Unpacks the wheels of a backend, as they are, into `folder/lib`."""
    packages = catalog["native"].get(backend, {}).get(kind_of_machine())
    if packages is None:
        offered = [f"{b} on {m}" for b, kinds in catalog["native"].items() for m in kinds]
        raise Failure(
            f"There is no {backend} library for {kind_of_machine()}; there is one for "
            f"{', '.join(offered)}. Set BASKETS_BACKEND to one that fits this machine.")
    wanted = json.dumps(packages)
    mark = folder / "lib/.packages"
    with locked(folder):
        if mark.is_file() and mark.read_text() == wanted:
            return
        scratch = folder / "partial"
        downloads, made = scratch / "downloads", scratch / "made"
        downloads.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(made, ignore_errors=True)
        for package in packages:
            say(f"{package['pip']} {package['version']}")
            with zipfile.ZipFile(fetch_package(package, downloads, cache)) as wheel:
                wheel.extractall(made)
        (made / ".packages").write_text(wanted)
        put_in_place(made, folder / "lib", scratch)
        shutil.rmtree(scratch, ignore_errors=True)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        say(message)
        sys.exit(64)


def main():
    standard = os.environ.get("BASKETS_CACHE") or Path.home() / ".cache" / "baskets"
    parser = Parser(description="Fetch assets into the cache, verified.")
    parser.add_argument("assets", nargs="*", metavar="ASSET")
    parser.add_argument("--all", action="store_true", help="every asset of the catalog")
    parser.add_argument("--list", action="store_true", help="name the assets and their licences")
    parser.add_argument("--cache", type=Path, default=Path(standard))
    parser.add_argument("--catalog", type=Path, default=Path(__file__).with_name("catalog.json"))
    parser.add_argument("--native", type=Path, metavar="DIR", help="the native libraries instead")
    parser.add_argument("--backend", default="cpu", help="cpu, cuda or metal, with --native")
    options = parser.parse_args()
    cache = options.cache.expanduser().absolute()
    catalog = json.loads(options.catalog.read_text())
    names = [asset["name"] for asset in catalog["assets"]] if options.all else options.assets
    if options.list:
        for asset in catalog["assets"]:
            print(f"{asset['name']}\t{asset['licence']}\t{asset['about']}")
        return 0
    if options.native:
        fetch_native(catalog, options.backend, options.native, cache)
        return 0
    if not names:
        parser.print_usage(sys.stderr)
        return 64
    return fetch_assets(catalog, names, cache)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        say(str(failure))
        sys.exit(1)
    except OSError as error:
        say(f"{error.filename or 'a file'}: {error.strerror}. Look at the disk and its rights.")
        sys.exit(1)
    except KeyboardInterrupt:
        say("Interrupted; what had arrived whole is kept.")
        sys.exit(130)
