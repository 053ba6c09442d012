# SPDX-License-Identifier: Apache-2.0
"""Checks of a report in a real browser. See Scripts/test-browser."""

import json
import os
import pathlib
import sys

import chromium

VIEWS = [
    # name, width, colour scheme, media
    ("phone, light", 390, "light", "screen"),
    ("phone, dark", 390, "dark", "screen"),
    ("laptop, light", 1280, "light", "screen"),
    ("laptop, dark", 1280, "dark", "screen"),
    ("print", 688, "light", "print"),  # A4 less its margins
]
LARGEST = 5_000_000  # bytes

HERE = pathlib.Path(__file__).parent


def problems_of_loading(events, address):
    """Console errors, page errors and requests to anything but the page itself."""
    console, requests = [], []
    for event in events:
        method, body = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            console.append(body["exceptionDetails"].get("text", "exception"))
        elif method == "Runtime.consoleAPICalled" and body.get("type") in ("error", "assert"):
            console.append(json.dumps(body.get("args")))
        elif method == "Log.entryAdded" and body["entry"].get("level") == "error":
            console.append(body["entry"].get("text", "error"))
        elif method == "Network.requestWillBeSent":
            url = body["request"]["url"]
            if url.split("#")[0] != address and not url.startswith("data:"):
                requests.append(url)
    return {"no console error": console, "no request to anywhere": requests}


def main():
    path = sys.argv[1]
    address = chromium.address(path)
    passed = failed = 0

    def report(name, problems):
        nonlocal passed, failed
        if problems:
            failed += 1
            print(f"FAILED  {name}")
            for problem in problems[:10]:
                print(f"        {str(problem)[:300]}")
        else:
            passed += 1
            print(f"ok      {name}")

    size = os.path.getsize(path)
    report("file under 5 MB", [] if size < LARGEST else [f"{size} bytes"])
    checks = (HERE / "checks.js").read_text(encoding="utf-8")
    browser = chromium.start()
    try:
        for name, width, scheme, media in VIEWS:
            events = browser.show(address, width, 900, scheme=scheme, media=media)
            found = json.loads(browser.evaluate(f"JSON.stringify(({checks})())"))
            loading = problems_of_loading(events + browser.events, address)
            for check, problems in {**loading, **found}.items():
                report(f"{name}: {check}", problems)
    finally:
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


try:
    status = main()
except chromium.BrowserError as error:
    print(f"FAILED  the browser: {error}")
    print("0 passed, 1 failed")
    status = 1
sys.exit(status)
