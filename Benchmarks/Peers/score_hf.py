"""Log-probability of answers with Hugging Face transformers, in padded batches of 8 of like length. Prints one JSON line."""
import argparse
import json
import resource
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

a = argparse.ArgumentParser()
a.add_argument("model")
a.add_argument("--rows", required=True)
a.add_argument("--dtype", default="bfloat16")
a = a.parse_args()
tok = AutoTokenizer.from_pretrained(a.model)
tok.pad_token = tok.pad_token or tok.eos_token
model = AutoModelForCausalLM.from_pretrained(a.model, dtype=getattr(torch, a.dtype)).eval()
rows = [json.loads(line) for line in open(a.rows)]
texts = [tok.apply_chat_template(
    [{"role": "user", "content": r["prompt"]}, {"role": "assistant", "content": r["answer"]}],
    tokenize=False) for r in rows]
texts.sort(key=len)

def score(part):
    x = tok(part, return_tensors="pt", padding=True, add_special_tokens=False)
    logits = model(**x).logits[:, :-1].float()
    chosen = logits.gather(2, x.input_ids[:, 1:, None]).squeeze(2) - logits.logsumexp(2)
    return (chosen * x.attention_mask[:, 1:]).sum(1), int(x.attention_mask.sum())

with torch.no_grad():
    score(texts[:8])
    start, tokens = time.time(), 0
    for i in range(0, len(texts), 8):
        tokens += score(texts[i:i + 8])[1]
s = time.time() - start
print(json.dumps({"what": f"transformers {a.dtype} score", "realTokensPerSecond": round(tokens / s, 1),
                  "peakGB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)}))
