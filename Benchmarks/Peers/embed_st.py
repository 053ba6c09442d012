"""Sentence vectors with sentence-transformers in batches of 32. Prints one JSON line."""
import argparse
import json
import resource
import time

from sentence_transformers import SentenceTransformer

a = argparse.ArgumentParser()
a.add_argument("model")
a.add_argument("--rows", required=True)
a = a.parse_args()
model = SentenceTransformer(a.model, device="cpu")
texts = [json.loads(line)["answer"] for line in open(a.rows)]
model.encode(texts[:8], batch_size=32)
start = time.time()
model.encode(texts, batch_size=32)
s = time.time() - start
print(json.dumps({"what": "sentence-transformers encode", "sentencesPerSecond": round(len(texts) / s, 1),
                  "peakGB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)}))
