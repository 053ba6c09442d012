# SPDX-License-Identifier: Apache-2.0
"""Tests of the hub script against two local servers: one behaves as the hub does, the other as the
store that it redirects to."""
import hashlib
import http.server
import io
import json
import sys
import tempfile
import threading
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Sources/Baskets/Assets/hub.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(SCRIPT.parent))
import hub  # noqa: E402

TOKEN = "hf_planted_secret"
DATA = bytes(range(256)) * 4096  # one megabyte


class Server(http.server.ThreadingHTTPServer):
    """Keeps what it was asked; `answer` does the rest."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.asked.append((self.path, dict(self.headers)))
                answer(self)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class HubTest(unittest.TestCase):
    def setUp(self):
        box = tempfile.TemporaryDirectory()
        self.addCleanup(box.cleanup)
        self.cache = Path(box.name)
        self.said = io.StringIO()
        self.stand_in("say", lambda text: print(text, file=self.said))
        self.stand_in("SECONDS_BETWEEN", 0)
        self.data, self.drops, self.tag = DATA, [], None
        self.ignores_range = False
        self.hub = self.serve(self.at_hub)
        self.store = self.serve(self.at_store)

    def stand_in(self, name, value):
        before = getattr(hub, name)
        setattr(hub, name, value)
        self.addCleanup(setattr, hub, name, before)

    def serve(self, answer):
        server = Server(answer)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def at_hub(self, request):
        if request.path.startswith("/api/models/a/b/revision/v1"):
            names = ["config.json", "model.safetensors", "x.bin", "original/params.json"]
            return self.send(request, json.dumps({"siblings": [{"rfilename": n} for n in names]}).encode())
        for name, status in [("gated", 401), ("missing", 404), ("broken", 503)]:
            if request.path.startswith(f"/g/{name}/"):
                return request.send_error(status)
        if "config.json" in request.path:
            blob = hashlib.sha1(b"blob 2\0{}").hexdigest()
            return self.send(request, b"{}", {"ETag": f'W/"{blob}"'})
        if request.path.startswith("/old/"):
            request.send_response(307)
            request.send_header("Location", f"{self.hub.url}/a/{request.path[5:]}")
        else:
            request.send_response(302)
            tag = self.tag or hashlib.sha256(self.data).hexdigest()
            request.send_header("X-Linked-Etag", f'"{tag}"')
            request.send_header("X-Linked-Size", str(len(self.data)))
            request.send_header("Location", f"{self.store.url}/blob?signature=signed")
        request.send_header("Content-Length", "0")
        request.end_headers()

    def at_store(self, request):
        wanted = request.headers.get("Range")
        offset = int(wanted[6:-1]) if wanted and not self.ignores_range else 0
        if offset >= len(self.data):
            return request.send_error(416)
        rest = self.data[offset:]
        request.send_response(206 if offset else 200)
        if offset:
            request.send_header(
                "Content-Range", f"bytes {offset}-{len(self.data) - 1}/{len(self.data)}")
        request.send_header("Content-Length", str(len(rest)))
        request.end_headers()
        request.wfile.write(rest[:self.drops.pop(0)] if self.drops else rest)
        request.close_connection = True

    def send(self, request, data, headers={}):
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def fetch(self, name, token=TOKEN):
        at = hub.Hub({"HF_ENDPOINT": self.hub.url, "HF_TOKEN": token})
        hub.fetch(at, hub.Item(name), self.cache)
        return self.cache / "hub"

    def failure(self, name, **options):
        with self.assertRaises(hub.Failure) as caught:
            self.fetch(name, **options)
        self.assertNotIn(TOKEN, str(caught.exception) + self.said.getvalue())
        return str(caught.exception)

    def test_a_file_is_verified_and_kept(self):
        folder = self.fetch("datasets/a/b@v1/data/x.jsonl")
        self.assertEqual((folder / "datasets/a--b/v1/data/x.jsonl").read_bytes(), DATA)
        self.assertEqual(self.hub.asked[0][0], "/datasets/a/b/resolve/v1/data/x.jsonl")
        self.assertIn("verified", self.said.getvalue())
        self.fetch("datasets/a/b@v1/data/x.jsonl")
        self.assertEqual(len(self.hub.asked), 1)

    def test_the_token_goes_to_the_hub_alone(self):
        self.fetch("models/a/b@v1/x.gguf")
        self.assertEqual(self.hub.asked[0][1]["Authorization"], f"Bearer {TOKEN}")
        self.assertNotIn("Authorization", self.store.asked[0][1])
        kept = b"".join(p.read_bytes() for p in self.cache.rglob("*") if p.is_file())
        self.assertNotIn(TOKEN.encode(), kept)
        self.assertNotIn(TOKEN, self.said.getvalue())

    def test_a_renamed_repository_at_the_hub_keeps_the_token(self):
        self.fetch("models/old/b@v1/x.gguf")
        self.assertEqual(
            [asked[1].get("Authorization") for asked in self.hub.asked], [f"Bearer {TOKEN}"] * 2)
        self.assertNotIn("Authorization", self.store.asked[0][1])

    def test_without_a_token_none_is_sent(self):
        self.fetch("models/a/b@v1/x.gguf", token="")
        self.assertNotIn("Authorization", self.hub.asked[0][1])

    def test_a_broken_download_goes_on_where_it_stopped(self):
        self.drops = [300_000, 0, 500_000]
        folder = self.fetch("models/a/b@v1/x.gguf")
        self.assertEqual((folder / "models/a--b/v1/x.gguf").read_bytes(), DATA)
        ranges = [asked[1].get("Range") for asked in self.store.asked]
        self.assertEqual(ranges, [None, "bytes=300000-", "bytes=300000-", "bytes=800000-"])

    def test_the_next_command_goes_on_too(self):
        self.drops = [100_000] * hub.ATTEMPTS
        self.assertIn("Run the same command again", self.failure("models/a/b@v1/x.gguf"))
        self.fetch("models/a/b@v1/x.gguf")
        self.assertEqual(self.store.asked[-1][1]["Range"], "bytes=500000-")

    def test_a_file_that_changed_meanwhile_is_fetched_from_the_beginning(self):
        self.drops = [100_000] * hub.ATTEMPTS
        self.failure("models/a/b@v1/x.gguf")
        self.data = DATA[::-1]
        folder = self.fetch("models/a/b@v1/x.gguf")
        self.assertEqual((folder / "models/a--b/v1/x.gguf").read_bytes(), DATA[::-1])

    def test_a_store_that_knows_no_ranges_sends_all_again(self):
        self.drops, self.ignores_range = [300_000], True
        folder = self.fetch("models/a/b@v1/x.gguf")
        self.assertEqual((folder / "models/a--b/v1/x.gguf").read_bytes(), DATA)

    def test_a_part_that_is_already_whole_is_verified_and_taken(self):
        part = self.cache / ".partial/hub/models/a--b/v1/x.gguf.part"
        part.parent.mkdir(parents=True)
        part.write_bytes(DATA)
        part.with_name(part.name + ".tag").write_text(hashlib.sha256(DATA).hexdigest())
        self.assertTrue((self.fetch("models/a/b@v1/x.gguf") / "models/a--b/v1/x.gguf").is_file())

    def test_another_hash_than_the_hubs_deletes_the_file(self):
        self.tag = "0" * 64
        self.assertIn("its hash is not the one that the hub names", self.failure("models/a/b@v1/x"))
        self.assertEqual([p for p in self.cache.rglob("*.part")], [])
        self.assertFalse((self.cache / "hub").exists())

    def test_what_the_hub_refuses_is_said_with_the_remedy(self):
        with_token = self.failure("models/g/gated@v1/x")
        self.assertIn("HF_TOKEN may not read it", with_token)
        self.assertIn("HF_TOKEN is not set", self.failure("models/g/gated@v1/x", token=""))
        self.assertIn("no such repository, revision or file", self.failure("models/g/missing@v1/x"))
        before = len(self.hub.asked)
        self.assertIn("status 503, 5 times", self.failure("models/g/broken@v1/x"))
        self.assertEqual(len(self.hub.asked) - before, hub.ATTEMPTS)

    def test_a_model_is_its_settings_and_safetensors(self):
        self.fetch("models/a/b@v1")
        folder = self.cache / "hub/models/a--b/v1"
        self.assertEqual(
            sorted(p.name for p in folder.iterdir()), [".complete", "config.json", "model.safetensors"])
        asked = len(self.hub.asked)
        self.fetch("models/a/b@v1")
        self.assertEqual(len(self.hub.asked), asked)

    def test_plain_http_stays_on_this_machine(self):
        for address in ["http://huggingface.co", "http://10.0.0.1", "ftp://127.0.0.1"]:
            with self.assertRaises(hub.Failure):
                hub.Hub({"HF_ENDPOINT": address})
        with self.assertRaises(hub.Failure):
            hub.require_safe("http://example.org/x", False)

    def test_names_that_leave_the_cache_are_refused(self):
        for name in ["models/a/b@v1/../x", "models/a/b@v1//x", "models/../b@v1/x", "models/a/b@../x",
                     "models/a/b", "datasets/a/b@v1", "spaces/a/b@v1/x", "models/a/b@v1/a/./b"]:
            with self.assertRaises(hub.Failure, msg=name):
                hub.Item(name)

    def test_a_hub_that_cannot_be_reached_is_said(self):
        self.hub.shutdown()
        self.hub.server_close()
        self.assertIn("could not be reached", self.failure("models/a/b@v1/x"))


if __name__ == "__main__":
    unittest.main()
