# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium over its debugging pipe; needs nothing but the standard library."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class BrowserError(Exception):
    """Chromium did not start, did not answer, or refused a command."""


class Browser:
    """One page in one headless browser that can reach no network, or one name alone."""

    def __init__(self, program, reaches=None):
        rules = "MAP * ~NOTFOUND" + (f", EXCLUDE {reaches}" if reaches else "")
        self.profile = tempfile.mkdtemp(prefix="baskets-browser-")
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()
        command = [
            program, "--headless=new", "--remote-debugging-pipe", "--disable-gpu",
            "--disable-dev-shm-usage", "--disable-background-networking",
            "--disable-component-update", "--disable-extensions", "--disable-sync",
            "--no-first-run", "--hide-scrollbars", "--host-resolver-rules=" + rules,
            "--user-data-dir=" + self.profile,
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses root without it
        # The browser reads commands from descriptor 3 and writes answers to 4.
        shell = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self.log = open(os.path.join(self.profile, "log"), "wb+")
        self.process = subprocess.Popen(
            ["bash", "-c", shell, "bash"] + command, pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env=dict(os.environ, HOME=self.profile))
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def call(self, method, timeout=60, **parameters):
        """Sends a command and returns its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + timeout
        while True:
            reply = self.receive(deadline, method)
            if reply.get("id") == self.number:
                if "error" in reply:
                    raise BrowserError(f"{method}: {reply['error'].get('message')}")
                return reply["result"]
            self.events.append(reply)

    def wait(self, method, timeout=60):
        """Waits for an event, one that has already come included."""
        deadline = time.monotonic() + timeout
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive(deadline, method))

    def receive(self, deadline, what):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            ready = select.select([self.reader], [], [], max(0, left))[0] if left > 0 else []
            chunk = os.read(self.reader, 1 << 20) if ready else b""
            if not chunk:
                raise BrowserError(f"no answer to {what} from the browser\n{self.log_tail()}")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def log_tail(self):
        self.log.seek(0)
        return self.log.read()[-2000:].decode("utf-8", "replace")

    def show(self, url, width, height, scheme="light", media="screen", scale=1):
        """Loads the page at a width and returns the events of loading it."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=scale, mobile=False)
        self.call(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        self.call("Page.navigate", url=url)
        self.wait("Page.loadEventFired")
        # Two frames later everything is laid out and late errors have come in.
        self.evaluate("new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
        return list(self.events)

    def evaluate(self, expression):
        """The value of a JavaScript expression in the page."""
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError("the check itself failed: " + json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close", timeout=10)
            self.process.wait(10)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)


def start(reaches=None):
    return Browser(os.environ.get("BASKETS_BROWSER") or "chromium", reaches)


def address(path):
    import pathlib
    return pathlib.Path(path).resolve().as_uri()
