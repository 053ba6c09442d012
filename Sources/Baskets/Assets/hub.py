#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fetches files of the Hugging Face hub into the cache, verified.

    hub.py --cache DIR models/ORG/NAME@REVISION[/FILE] datasets/ORG/NAME@REVISION/FILE ...

A model without a file is all that a run needs of it: settings, tokenizer, safetensors. The hub's
address is HF_ENDPOINT, or huggingface.co; it is spoken to by HTTPS, by plain HTTP only on this
machine itself. HF_TOKEN goes to that address alone, never along a redirect to another host, and
into no message. A broken download goes on where it stopped, now or when the command is run again.
A file takes its place by one rename once its SHA-256 (or its git hash, for small files) is the one
that the hub names; what is there is not asked for again.

Exit codes: 0 done, 1 failed, 64 wrong usage, 130 interrupted.
"""
import argparse
import hashlib
import http.client
import json
import os
import re
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ATTEMPTS = 5
SECONDS_BETWEEN = 1.0
SECONDS_OF_SILENCE = 60
NAME = re.compile(
    r"(models|datasets)/([A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)@([A-Za-z0-9][\w.-]*)(?:/(.+))?",
    re.ASCII)
OF_A_MODEL = re.compile(r"[\w.-]+\.(safetensors|json|jinja|txt|model)", re.ASCII)


class Failure(Exception):
    """What was tried, on which item, what came back, what to do: for the reader at the terminal."""


class Dropped(Exception):
    """The connection ended before the file did; what came is kept."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def is_loopback(host):
    return host in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d+){3}", host or ""))


def origin(url):
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def require_safe(url, from_loopback):
    """HTTPS, or plain HTTP that does not leave this machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https":
        return
    if parts.scheme == "http" and is_loopback(parts.hostname) and from_loopback:
        return
    raise Failure(
        f"The hub at {parts.scheme}://{parts.hostname} is not spoken to by HTTPS. Set HF_ENDPOINT "
        "to an address that begins with https://.")


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, keeps what the hub itself said of the file, and lets the token go nowhere
    but to the hub."""

    def __init__(self, token):
        self.token, self.headers = token, None

    def redirect_request(self, request, body, code, message, headers, url):
        self.headers = self.headers or headers
        require_safe(url, is_loopback(urllib.parse.urlsplit(request.full_url).hostname))
        new = super().redirect_request(request, body, code, message, headers, url)
        if new is not None:
            new.remove_header("Authorization")
            if self.token and origin(url) == origin(request.full_url):
                new.add_unredirected_header("Authorization", f"Bearer {self.token}")
        return new

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


class Hub:
    def __init__(self, environment):
        self.endpoint = environment.get("HF_ENDPOINT", "").rstrip("/") or "https://huggingface.co"
        self.token = environment.get("HF_TOKEN", "").strip()
        require_safe(self.endpoint, True)

    def open(self, path, offset=0):
        """The answer to a request, and what the hub itself said of the file.

        Raises Failure for what asking again does not mend, Dropped for the rest."""
        redirects = Redirects(self.token)
        request = urllib.request.Request(self.endpoint + urllib.parse.quote(path))
        request.add_header("User-Agent", "baskets")
        request.add_header("Accept-Encoding", "identity")
        if offset:
            request.add_header("Range", f"bytes={offset}-")
        if self.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        opener = urllib.request.build_opener(redirects)
        try:
            answer = opener.open(request, timeout=SECONDS_OF_SILENCE)
        except urllib.error.HTTPError as error:
            if error.code == 416:
                return error, redirects.headers or error.headers
            raise self.refusal(path, error.code) from None
        except urllib.error.URLError as error:
            raise Dropped(f"could not be reached ({error.reason})") from None
        except (OSError, http.client.HTTPException) as error:
            raise Dropped(f"could not be reached ({type(error).__name__})") from None
        return answer, redirects.headers or answer.headers

    def refusal(self, path, status):
        if status in (401, 403):
            means = "HF_TOKEN may not read it" if self.token else "HF_TOKEN is not set"
            return Failure(
                f"{path}: the hub lets only some read it (status {status}), and {means}. Set "
                "HF_TOKEN to a token that may, and accept the terms on its page if it has some.")
        if status == 404:
            return Failure(
                f"{path}: the hub has no such repository, revision or file (status 404). Check "
                "the name: huggingface:ORG/NAME@REVISION/FILE; a private one needs HF_TOKEN.")
        if status == 429 or status >= 500:
            return Dropped(f"the hub answered with status {status}")
        return Failure(f"{path}: the hub answered with status {status}. Look at its page.")


def length(text):
    return int(text) if text and text.isdigit() else None


def quoted_tag(headers):
    """The file's hash by the hub: 64 digits of SHA-256, or 40 of git's, or what else it says."""
    tag = headers.get("X-Linked-Etag") or headers.get("ETag") or ""
    return re.sub(r"^W/", "", tag.strip()).strip('"')


def is_sound(path, tag):
    """True where the file has the hash that the hub names; None where it names none."""
    if not re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}", tag):
        return None
    digest = hashlib.sha256() if len(tag) == 64 else hashlib.sha1()
    if len(tag) == 40:
        digest.update(b"blob %d\0" % path.stat().st_size)
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest() == tag


def download(hub, url, part):
    """Brings the rest of a file; returns the hub's hash of it. What comes is kept in `part`."""
    mark = part.with_name(part.name + ".tag")
    offset = part.stat().st_size if part.is_file() and mark.is_file() else 0
    answer, headers = hub.open(url, offset)
    with answer:
        tag = quoted_tag(headers)
        size = length(headers.get("X-Linked-Size"))
        if offset and mark.read_text() != tag:
            # The file is another by now: from the beginning.
            part.unlink()
            return download(hub, url, part)
        if answer.status == 416:
            if size != offset:
                part.unlink()
                raise Dropped("the part that was here did not fit")
            return tag
        begins = answer.status == 206
        if begins and not (answer.headers.get("Content-Range") or "").startswith(f"bytes {offset}-"):
            part.unlink(missing_ok=True)
            raise Dropped("another part came than was asked for")
        left = length(answer.headers.get("Content-Length"))
        if size is None and left is not None:
            size = left + (offset if begins else 0)
        require_space(part.parent, size, offset)
        mark.write_text(tag)
        with open(part, "ab" if begins else "wb") as file:
            try:
                while block := answer.read(1 << 20):
                    file.write(block)
            except (OSError, http.client.HTTPException) as error:
                raise Dropped(f"the connection broke ({type(error).__name__})") from None
            came = file.tell()
    if size is not None and came < size:
        raise Dropped(f"the connection broke at {came} of {size} bytes")
    if size is not None and came > size:
        part.unlink()
        raise Dropped(f"{came} bytes came of a file of {size}")
    return tag


def require_space(folder, size, have):
    free = shutil.disk_usage(folder).free
    if size is not None and size - have > free:
        raise Failure(
            f"{(size - have) / 1e6:.0f} MB are to come and {free / 1e6:.0f} MB are free in "
            f"{folder}. Free some, or set BASKETS_CACHE to a folder on another disk.")


def patiently(what, action):
    for attempt in range(ATTEMPTS):
        try:
            return action()
        except Dropped as dropped:
            if attempt + 1 == ATTEMPTS:
                raise Failure(
                    f"{what}: {dropped}, {ATTEMPTS} times. Run the same command again to go "
                    "on; what had come is kept.") from None
            say(f"{what}: {dropped}; going on.")
            time.sleep(SECONDS_BETWEEN * 2 ** attempt)


class Item:
    """A file of the hub, or all files of a model that a run needs."""

    def __init__(self, name):
        found = NAME.fullmatch(name)
        self.name = name
        if not found:
            raise Failure(f"{name} is no name of the hub; write models/ORG/NAME@REVISION/FILE.")
        self.kind, self.repository, self.revision, self.file = found.groups()
        if self.file is None and self.kind == "datasets":
            raise Failure(f"{name} names no file; write datasets/ORG/NAME@REVISION/FILE.")
        if self.file is not None:
            require_inside(self.file)

    @property
    def place(self):
        return Path(self.kind) / self.repository.replace("/", "--") / self.revision

    def url(self, file):
        front = "" if self.kind == "models" else "/datasets"
        return f"{front}/{self.repository}/resolve/{self.revision}/{file}"

    def listing(self):
        return f"/api/{self.kind}/{self.repository}/revision/{self.revision}"


def require_inside(file):
    parts = file.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
        raise Failure(f"{file!r} is no path of a file in a repository.")


def fetch_file(hub, item, file, cache):
    target = cache / "hub" / item.place / file
    if target.is_file():
        return
    part = cache / ".partial/hub" / item.place / f"{file}.part"
    part.parent.mkdir(parents=True, exist_ok=True)
    what = f"{item.repository}/{file}"
    say(f"{what}, revision {item.revision}")
    tag = patiently(what, lambda: download(hub, item.url(file), part))
    sound = is_sound(part, tag)
    if sound is False:
        part.unlink()
        raise Failure(
            f"{what}: its hash is not the one that the hub names, and it was deleted. Run the "
            "same command again; if it stays so, something between here and the hub changes it.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part.with_name(part.name + ".tag").unlink()
    part.rename(target)
    verified = "verified" if sound else "the hub names no hash to verify it by"
    say(f"  in {target}, {verified}.")


def files_of_model(hub, item):
    def read():
        answer, _ = hub.open(item.listing())
        with answer:
            return json.loads(answer.read(1 << 26))["siblings"]
    try:
        names = [entry["rfilename"] for entry in patiently(item.repository, read)]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{item.repository}: the hub's list of files cannot be read.") from None
    files = sorted(name for name in names if OF_A_MODEL.fullmatch(name))
    if not any(name.endswith(".safetensors") for name in files):
        guess = next((name for name in names if name.endswith(".gguf")), "a file of it")
        raise Failure(
            f"{item.repository} has no safetensors. Name one file: "
            f"huggingface:{item.repository}@{item.revision}/{guess}.")
    return files


def fetch(hub, item, cache):
    if item.file is not None:
        return fetch_file(hub, item, item.file, cache)
    mark = cache / "hub" / item.place / ".complete"
    if mark.is_file():
        return
    files = files_of_model(hub, item)
    for file in files:
        fetch_file(hub, item, file, cache)
    mark.write_text("\n".join(files) + "\n")


def main():
    standard = os.environ.get("BASKETS_CACHE") or Path.home() / ".cache" / "baskets"
    parser = argparse.ArgumentParser(description="Fetch files of the hub, verified.")
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--cache", type=Path, default=Path(standard))
    options = parser.parse_args()
    cache = options.cache.expanduser().absolute()
    hub = Hub(os.environ)
    for item in [Item(name) for name in options.names]:
        fetch(hub, item, cache)
    return 0


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
        say("Interrupted; what had arrived is kept.")
        sys.exit(130)
