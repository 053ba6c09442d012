# SPDX-License-Identifier: Apache-2.0
"""Checks of `baskets view` in a real browser. See Scripts/test-view."""

import http.client
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

import chromium

HOSTILE = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\u202eabc "
QUESTIONS, WRITERS = 15_000, 10
PAINT_LIMIT = 1000  # milliseconds
MEMORY_LIMIT = 300  # MB


class Viewer:
    """A `baskets view` of a folder, while it runs."""

    def __init__(self, command, folder, *options):
        self.process = subprocess.Popen(
            [command, "view", folder, *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.address = line.split()[-1]
        parts = urllib.parse.urlsplit(self.address)
        self.host, self.query = parts.netloc, parts.query
        self.base = f"http://{self.host}"

    def status(self, path, **headers):
        """Status of a request without the browser's cookie."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request("GET", path, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    def peak(self):
        """Most memory that the process held, in MB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(l.split()[1]) for l in text.splitlines() if l.startswith("VmHWM")) / 1000

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class Checks:
    passed = failed = 0

    def __call__(self, name, holds, detail=""):
        if holds:
            self.passed += 1
            print(f"ok      {name}{f' ({detail})' if detail else ''}")
        else:
            self.failed += 1
            print(f"FAILED  {name}{f' ({detail})' if detail else ''}")


def copy_of(run, place):
    """The run's store in a folder of its own, in one file."""
    folder = pathlib.Path(place)
    folder.mkdir()
    with sqlite3.connect(f"{run}/study.sqlite") as source, \
            sqlite3.connect(folder / "study.sqlite") as target:
        source.backup(target)
    for name in ("sealed.sqlite",):
        if pathlib.Path(run, name).exists():
            shutil.copy(pathlib.Path(run, name), folder / name)
    return folder


ANSWER = """
    INSERT INTO answer (key, writer, writerKey, question, draw, text, finish, promptTokens, tokens,
        seconds, cost) VALUES (?, ?, ?, ?, 0, ?, 'stop', 1, 1, 0, 0)
    """


def plant(folder):
    """A question with two answers by somebody who means harm: markup, and a line of 10 MB."""
    with sqlite3.connect(folder / "study.sqlite") as store:
        store.execute("INSERT INTO question VALUES ('aaa0', 'Hostile?', NULL, 'planted', 'No.')")
        store.execute(ANSWER, ("aaa1", "mallory", "m", "aaa0", HOSTILE))
        store.execute(ANSWER, ("aaa2", "trudy", "t", "aaa0", HOSTILE + "y" * 10_000_000))
        store.execute(ANSWER, ("aaa5", "peggy", "p", "aaa0", "Another answer."))


def judge(folder):
    """What two judges said of the planted answers; one gave no verdict."""
    with sqlite3.connect(folder / "study.sqlite") as store:
        store.executemany(
            """INSERT INTO verdict (key, judge, judgeKey, rubric, question, first, outcome, rating,
                reading, mass, asked, probabilities) VALUES (?, ?, ?, 'harmfulness 1', 'aaa0', ?, ?, ?,
                'probabilities', 0.9, 1, ?)""",
            (("aaa3", "planted strict", "s", "aaa1", "verdict", 4.2, '{"1":0.1,"5":0.8}'),
             ("aaa4", "planted mild", "m", "aaa2", "unparsed", None, None)))


def fill(folder):
    with sqlite3.connect(folder / "study.sqlite") as store:
        store.executemany(
            "INSERT INTO question VALUES (?, ?, NULL, ?, 'An answer.')",
            ((f"z{q:07d}", f"What is thing {q}?", f"c{q % 12}") for q in range(QUESTIONS)))
        store.executemany(ANSWER, (
            (f"z{q:07d}w{w}", f"writer {w}", f"big {w}", f"z{q:07d}",
             f"Thing {q} by {w}: " + "word " * 60)
            for q in range(QUESTIONS) for w in range(WRITERS)))


def paint(browser):
    # The entry may come some frames after the paint.
    return browser.evaluate("""
        new Promise(done => {
          const look = () => {
            const entry = performance.getEntriesByName('first-contentful-paint')[0];
            if (entry || performance.now() > 20000) done(entry?.startTime ?? 1e9);
            else setTimeout(look, 20);
          };
          look();
        })""")


def problems(browser):
    return [e for e in browser.events if e.get("method") == "Runtime.exceptionThrown"
            or e.get("method") == "Log.entryAdded" and e["params"]["entry"]["level"] == "error"]


def door(check, viewer):
    check("no page without the token", viewer.status("/questions") == 403)
    check("no page under another name",
          viewer.status(f"/?{viewer.query}", Host="evil.example") == 403)
    check("no page with another token", viewer.status("/?token=0") == 403)


def pages(check, viewer, browser):
    browser.show(viewer.address, 1280, 900)
    check("the address leads to the questions", browser.evaluate("location.pathname") == "/questions")
    check("the token leaves the address", "token" not in browser.evaluate("location.href"))
    for path in ("/report", "/questions", "/pairs", "/prompts", "/rubrics"):
        browser.show(viewer.base + path, 1280, 900)
        check(f"{path} shows without an error",
              not problems(browser) and browser.evaluate("document.querySelector('h1') !== null"))
    for width in (390, 1280):
        browser.show(viewer.base + "/questions", width, 900)
        check(f"nothing runs over at {width}", browser.evaluate(
            "document.documentElement.scrollWidth <= innerWidth"))
    browser.show(viewer.base + "/report", 1280, 900)
    link = browser.evaluate("document.querySelector('a[href^=\"/rows/\"]')?.getAttribute('href')")
    browser.show(f"{viewer.base}{link}", 1280, 900)
    check("an id of the report leads to its rows",
          browser.evaluate("document.querySelectorAll('main details').length > 0"))


def answers(check, viewer, browser):
    browser.show(viewer.base + "/questions", 1280, 900)
    browser.evaluate("document.querySelector('input[name=text]').value = 'Hostile?'")
    browser.events = []
    browser.evaluate("document.querySelector('form.search button').click()")
    browser.wait("Page.loadEventFired")
    found = browser.evaluate("document.querySelectorAll('section.example').length")
    check("the filter finds the one question", found == 1, f"{found} found")
    browser.show(viewer.base + "/questions/aaa0", 1280, 900)
    check("a hostile answer is text", browser.evaluate(
        "window.hacked === undefined && "
        "document.querySelector('#a-aaa1').textContent.includes('<script>')"))
    check("marks that turn the order are shown", browser.evaluate(
        "document.querySelector('#a-aaa1').textContent.includes('U+202E')"))
    check("a line of 10 MB shows its beginning",
          browser.evaluate("document.documentElement.outerHTML.length") < 100_000)
    browser.events = []
    browser.evaluate("document.querySelector('#a-aaa1 button[aria-label=\"quality 4\"]').click()")
    browser.wait("Page.loadEventFired")
    check("a label stays", browser.evaluate(
        "document.querySelector('#a-aaa1 .given')?.textContent.includes('quality: 4')"))
    verdicts(check, viewer, browser)
    browser.show(viewer.base + "/questions/aaa0", 1280, 900)
    browser.evaluate("document.querySelector('form[action=\"/compare\"] details').open = true")
    browser.evaluate("document.querySelector('input[name=\"with-aaa2\"]').checked = true")
    browser.events = []
    browser.evaluate("document.querySelector('form[action=\"/compare\"] button').click()")
    browser.wait("Page.loadEventFired")
    check("differences of several answers stand side by side", browser.evaluate(
        "document.querySelectorAll('main article ins').length > 0 && "
        "document.querySelectorAll('main article').length === 2 && window.hacked === undefined"))
    browser.show(viewer.base + "/questions?writer=mallory&against=peggy", 1280, 900)
    check("two writers are held against each other", browser.evaluate(
        "document.querySelector('#difference-aaa0 ins') !== null && window.hacked === undefined"))
    browser.show(viewer.base + "/compare?first=aaa1&second=aaa2", 1280, 900)
    check("differences are marked", browser.evaluate(
        "document.querySelector('#difference ins') !== null && window.hacked === undefined"))


def choices(check, viewer, browser):
    """Pairs that judges compared, without their writers: chosen by key, skipped, and taken back."""
    browser.show(viewer.base + "/pairs", 1280, 900)
    key = "document.querySelector('form[action=\"/choices\"] input[name=pair]').value"
    shown = browser.evaluate(key)
    text = browser.evaluate("document.querySelector('main').textContent")
    check("a pair names no writer",
          not any(name in text for name in ("smol", "vanilla")))
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true}))"
    for name, stroke in (("chosen", "2"), ("skipped", "n")):
        before = browser.evaluate(key)
        browser.events = []
        browser.evaluate(press % stroke)
        browser.wait("Page.loadEventFired")
        check(f"a pair is {name} by key", browser.evaluate(key) != before)
    browser.show(f"{viewer.base}/pairs/{shown}", 390, 900)
    check("the choice is shown", browser.evaluate(
        "document.querySelector('.given').textContent.includes('second is better')"))
    check("nothing of a pair runs over at 390", browser.evaluate(
        "document.documentElement.scrollWidth <= innerWidth"))


def verdicts(check, viewer, browser):
    """Verdicts with rubric and probabilities; questions by judge, outcome and rating."""
    cell = "document.querySelector('#verdicts').textContent"
    check("a verdict shows the probability of each answer",
          browser.evaluate(f"{cell}.includes('1: 0.100, 5: 0.800')"))
    browser.events = []
    browser.evaluate("document.querySelector('#verdicts a[href^=\"/rubrics#\"]').click()")
    browser.wait("Page.loadEventFired")
    check("a verdict leads to its rubric", browser.evaluate(
        "document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null"))
    for name, query, count in (
            ("judge", "judge=planted+strict", 1), ("rating", "judge=planted+strict&least=4.5", 0),
            ("outcome", "judge=planted+mild&outcome=unparsed", 1)):
        browser.show(f"{viewer.base}/questions?{query}", 1280, 900)
        found = browser.evaluate("document.querySelectorAll('section.example').length")
        check(f"questions are found by {name}", found == count, f"{found} found")
    browser.evaluate("document.querySelector('select[name=judge]').value = 'planted strict'")
    browser.evaluate("document.querySelector('select[name=outcome]').value = ''")
    browser.evaluate("document.querySelector('input[name=least]').value = '4'")
    browser.events = []
    browser.evaluate("document.querySelector('form.search button').click()")
    browser.wait("Page.loadEventFired")
    check("the form finds by judge and rating",
          browser.evaluate("document.querySelectorAll('section.example').length") == 1)


def live(check, viewer, browser, folder):
    """A row that another process adds shows on the open page."""
    browser.show(viewer.base + "/questions", 1280, 900)
    shown = "document.getElementById('live').textContent"
    before = browser.evaluate(shown)
    with sqlite3.connect(folder / "study.sqlite") as store:
        store.execute(ANSWER, ("aaa6", "victor", "v", "aaa0", "A later answer."))
    browser.evaluate("new Promise(f => setTimeout(f, 4500))")
    after = browser.evaluate(shown)
    check("the page counts what a run adds", after != before, f"{before} -> {after}")


def large(check, viewer, browser):
    browser.show(viewer.address, 1280, 900)
    for path in ("/questions", "/questions?after=z0007499", "/questions?category=c3",
                 "/questions?text=thing+14999"):
        browser.show(viewer.base + path, 1280, 900)
        took = paint(browser)
        check(f"first paint of {path} under a second", took < PAINT_LIMIT, f"{took:.0f} ms")
    browser.evaluate("new Promise(f => setTimeout(f, 2500))")
    peak = viewer.peak()
    check(f"memory under {MEMORY_LIMIT} MB", peak < MEMORY_LIMIT, f"{peak:.0f} MB")


def view(check, browser_checks, command, folder, *options):
    viewer = Viewer(command, folder, *options)
    browser = chromium.start(reaches="127.0.0.1")
    try:
        for part in browser_checks:
            part(check, viewer, browser)
    finally:
        browser.close()
        viewer.close()


def main():
    command, run = sys.argv[1:]
    check = Checks()
    place = tempfile.mkdtemp(prefix="baskets-view-")
    try:
        small = copy_of(run, f"{place}/small")
        plant(small)
        judge(small)
        parts = [lambda c, v, _: door(c, v), pages, answers, choices,
                 lambda c, v, b: live(c, v, b, small)]
        view(check, parts, command, small)
        big = copy_of(run, f"{place}/big")
        fill(big)
        view(check, [large], command, big)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


sys.exit(main())
