"""PyTorch on one CUDA card: LoRA training by PEFT and generation by transformers, in bfloat16, on random
weights of a published shape; and the card's own limits. One JSON line each.

    python3 cuda_hf.py limits
    python3 cuda_hf.py train --shape llama-8b --batch 4 --length 512 --steps 10
    python3 cuda_hf.py sample --shape llama-8b --batch 32 --prompt 64 --new 64
"""
import argparse
import json
import time

import torch

SHAPES = {
    "smollm2-135m": dict(hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
                         num_key_value_heads=3, vocab_size=49152, rope_theta=1e5, tie_word_embeddings=True),
    "llama-1b": dict(hidden_size=2048, intermediate_size=8192, num_hidden_layers=16, num_attention_heads=32,
                     num_key_value_heads=8, vocab_size=128256, rope_theta=5e5, tie_word_embeddings=True),
    "llama-8b": dict(hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32,
                     num_key_value_heads=8, vocab_size=128256, rope_theta=5e5, tie_word_embeddings=False),
}


def model(shape):
    from transformers import LlamaConfig, LlamaForCausalLM
    torch.set_default_dtype(torch.bfloat16)
    with torch.device("cuda"):
        config = LlamaConfig(**SHAPES[shape], max_position_embeddings=8192, attn_implementation="sdpa")
        return LlamaForCausalLM(config)


def timed(run):
    torch.cuda.synchronize()
    start = time.time()
    run()
    torch.cuda.synchronize()
    return time.time() - start


def limits(a):
    x = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    y = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    for _ in range(3):
        x @ y
    flops = 10 * 2 * 8192 ** 3 / timed(lambda: [x @ y for _ in range(10)])
    big = torch.empty(2 ** 32, device="cuda", dtype=torch.uint8)
    copy = torch.empty_like(big)
    copy.copy_(big)
    moved = 10 * 2 * big.numel() / timed(lambda: [copy.copy_(big) for _ in range(10)])
    return {"teraflops": round(flops / 1e12), "terabytesPerSecond": round(moved / 1e12, 2)}


def train(a):
    from peft import LoraConfig, get_peft_model
    lora = LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules=[
        "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    tuned = get_peft_model(model(a.shape), lora, autocast_adapter_dtype=False)
    opt = torch.optim.AdamW([p for p in tuned.parameters() if p.requires_grad], lr=5e-5, fused=True)
    ids = torch.randint(5, 39000, (a.batch, a.length), device="cuda")

    def step():
        tuned(input_ids=ids, labels=ids).loss.backward()
        opt.step()
        opt.zero_grad()
    for _ in range(3):
        step()
    seconds = timed(lambda: [step() for _ in range(a.steps)])
    return {"realTokensPerSecond": round(a.steps * ids.numel() / seconds, 1)}


def sample(a):
    llama = model(a.shape).eval()
    ids = torch.randint(5, 39000, (a.batch, a.prompt), device="cuda")

    def write(n):
        llama.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=n, min_new_tokens=n,
                       do_sample=True, temperature=0.7, top_p=0.9, pad_token_id=0)
    with torch.no_grad():
        write(4)
        first, all_ = timed(lambda: write(1)), timed(lambda: write(a.new + 1))
    return {"newTokensPerSecond": round(a.batch * (a.new + 1) / all_, 1),
            "decodedTokensPerSecond": round(a.batch * a.new / (all_ - first), 1)}


a = argparse.ArgumentParser(description=__doc__)
a.add_argument("work", choices=["limits", "train", "sample"])
a.add_argument("--shape", choices=SHAPES, default="smollm2-135m")
a.add_argument("--batch", type=int, default=4)
a.add_argument("--length", type=int, default=256)
a.add_argument("--steps", type=int, default=10)
a.add_argument("--prompt", type=int, default=64)
a.add_argument("--new", type=int, default=64)
a = a.parse_args()
result = {"limits": limits, "train": train, "sample": sample}[a.work](a)
print(json.dumps({"what": f"torch {a.work}", **result,
                  "gpuGB": round(torch.cuda.max_memory_allocated() / 1e9, 2)}))
