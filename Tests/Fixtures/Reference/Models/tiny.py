# SPDX-License-Identifier: Apache-2.0
"""Tiny random checkpoints of each architecture and their logits.

    python tiny.py            # writes Tiny/NAME/ and Tiny/NAME.json, Tiny/NAME.bin

Each folder holds model.safetensors and config.json as transformers writes them (`rope_parameters`),
and config.published.json with the same settings in the layout of the published models
(`rope_theta`, `rope_scaling`, `rope_local_base_freq`, `sliding_window_pattern`). The script checks
that transformers reads both to equal logits, and that each trait of the architecture matters:
`sensitivity` is max|a - b| / max|b| when the trait is switched off.
"""
import copy
import json
import shutil

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from reference import HERE, Pack, logits_of, made_by, next_logprobs

V = 128
COMMON = dict(vocab_size=V, hidden_size=32, intermediate_size=40, num_hidden_layers=2,
              num_attention_heads=4, num_key_value_heads=2, head_dim=12,
              max_position_embeddings=256, tie_word_embeddings=False,
              bos_token_id=1, eos_token_id=2, pad_token_id=0)
LLAMA3 = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0,
          "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
BASES = {"full_attention": {"rope_type": "default", "rope_theta": 1000.0},
         "sliding_attention": {"rope_type": "default", "rope_theta": 30.0}}


def plain(theta):
    return {"rope_type": "default", "rope_theta": theta}


# name: (type stored, settings, published settings, traits to switch off)
TINY = {
    "llama": ("float32", dict(model_type="llama", rope_parameters=plain(500.0), rms_norm_eps=1e-5),
              dict(rope_theta=500.0, rope_scaling=None),
              {"rope base": dict(rope_parameters=plain(10000.0))}),
    "llama3-rope": ("float32", dict(model_type="llama", rope_parameters=LLAMA3, head_dim=16,
                                    tie_word_embeddings=True, rms_norm_eps=1e-5),
                    dict(rope_theta=10000.0, rope_scaling={k: v for k, v in LLAMA3.items() if k != "rope_theta"}),
                    {"rope scaling": dict(rope_parameters=plain(10000.0))}),
    "mistral": ("bfloat16", dict(model_type="mistral", rope_parameters=plain(10000.0), sliding_window=9,
                                 rms_norm_eps=1e-5),
                dict(rope_theta=10000.0), {"sliding window": dict(sliding_window=None),
                                           "window of 10, not 9": dict(sliding_window=10)}),
    "falcon3": ("bfloat16", dict(model_type="llama", rope_parameters=plain(1000042), head_dim=16,
                                 rms_norm_eps=1e-6, num_hidden_layers=3, eos_token_id=11),
                dict(rope_theta=1000042, rope_scaling=None),
                {"rope base": dict(rope_parameters=plain(10000.0))}),
    "qwen2": ("float16", dict(model_type="qwen2", rope_parameters=plain(1000000.0), head_dim=None,
                              rms_norm_eps=1e-6, tie_word_embeddings=True, use_sliding_window=False,
                              sliding_window=8, max_window_layers=1),
              dict(rope_theta=1000000.0, sliding_window=8), {"biases": "bias", "rope base": dict(rope_parameters=plain(10000.0))}),
    "qwen3": ("float32", dict(model_type="qwen3", rope_parameters=plain(1000000.0), head_dim=16,
                              rms_norm_eps=1e-6, intermediate_size=36, tie_word_embeddings=True,
                              attention_bias=False, use_sliding_window=False, sliding_window=None),
              dict(rope_theta=1000000.0, rope_scaling=None), {"norm weights of q and k": "norm"}),
    "gemma3": ("bfloat16", dict(model_type="gemma3_text", rope_parameters=BASES, num_hidden_layers=4,
                                num_key_value_heads=1, query_pre_attn_scalar=10, sliding_window=7,
                                layer_types=["sliding_attention", "sliding_attention", "full_attention",
                                             "sliding_attention"],
                                hidden_activation="gelu_pytorch_tanh", rms_norm_eps=1e-6,
                                tie_word_embeddings=True),
               dict(rope_theta=1000.0, rope_local_base_freq=30.0, rope_scaling=None,
                    sliding_window_pattern=3),
               {"sliding window": dict(sliding_window=256),
                "base of sliding layers": dict(rope_parameters=BASES | {"sliding_attention": plain(1000.0)}),
                "base of full layers": dict(rope_parameters=BASES | {"full_attention": plain(30.0)}),
                "query scale": dict(query_pre_attn_scalar=12)}),
}


def randomize(model, seed):
    """Weights large enough that attention is far from uniform, norms away from 1, biases from 0."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if "norm" in name:
            noise = 0.3 * noise + (0.0 if "gemma" in model.config.model_type else 1.0)
        elif name.endswith("bias"):
            noise = 0.5 * noise
        elif "q_proj" in name or "k_proj" in name:
            noise = 1.5 * noise / weight.shape[1] ** 0.5
        elif "embed" not in name:
            noise = noise / weight.shape[1] ** 0.5
        elif "gemma" in model.config.model_type:
            noise = noise / weight.shape[1] ** 0.5
        weight.data.copy_(noise)
    model.tie_weights()


def build(settings, state=None):
    settings = dict(settings)
    config = AutoConfig.for_model(settings.pop("model_type"), **settings)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    if state:
        model.load_state_dict(state)
    return model


def published_config(folder, published):
    """config.published.json: the older layout, proved by loading it in place of config.json."""
    config = json.loads((folder / "config.json").read_text())
    for key in ("rope_parameters", "_sliding_window_pattern", "dtype"):
        config.pop(key, None)
    config.pop("layer_types", None)
    config |= published | {"torch_dtype": "float32", "transformers_version": "4.46.1"}
    (folder / "config.published.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")


def loaded(folder, config="config.json"):
    values = json.loads((folder / config).read_text())
    settings = AutoConfig.for_model(values.pop("model_type"), **values)
    return AutoModelForCausalLM.from_pretrained(folder, config=settings, dtype=torch.float32,
                                                attn_implementation="eager").eval()


def difference(a, b):
    return float((a - b).abs().max() / b.abs().max())


def sensitivity(model, settings, traits, texts):
    """How much the logits move when a trait is switched off: a test that misses it must fail."""
    found = {}
    for trait, change in traits.items():
        state = copy.deepcopy(model.state_dict())
        if isinstance(change, str):
            keep = {"bias": lambda k: k.endswith("bias"), "norm": lambda k: "q_norm" in k or "k_norm" in k}[change]
            state = {k: (torch.zeros_like(v) if change == "bias" else torch.ones_like(v)) if keep(k) else v
                     for k, v in state.items()}
            change = {}
        other = build(settings | change, state)
        found[trait] = max(difference(logits_of(other, t), logits_of(model, t)) for t in texts)
        assert found[trait] > 1e-2, (trait, found)
    return {k: float(f"{v:.2g}") for k, v in found.items()}


def make(name, seed, made):
    stored, changes, published, traits = TINY[name]
    settings = {k: v for k, v in (COMMON | changes).items() if not (k == "head_dim" and v is None)}
    model = build(settings)
    randomize(model, seed)
    folder = HERE / "Tiny" / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(getattr(torch, stored)).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    published_config(folder, published)
    model = loaded(folder)
    generator = torch.Generator().manual_seed(1000 + seed)
    texts = [torch.randint(3, V, (n,), generator=generator).tolist() for n in (41, 38)]
    pack, rows = Pack(), []
    for tokens in texts:
        logits = logits_of(model, tokens)
        assert difference(logits_of(loaded(folder, "config.published.json"), tokens), logits) == 0, name
        exact = logits_of(copy.deepcopy(model).double(), tokens)
        rows.append({"tokens": tokens, "logits": pack.add(logits.numpy()),
                     "nextLogProbabilities": pack.add(next_logprobs(logits, tokens)),
                     "float64Difference": float(f"{difference(logits, exact):.2g}")})
    pack.write(HERE / "Tiny" / name, {
        "made": made, "folder": name, "stored": stored, "tolerance": 1e-4,
        "sensitivity": sensitivity(model, settings, traits, texts), "texts": rows})
    size = (folder / "model.safetensors").stat().st_size
    print(name, size, json.dumps(json.loads((HERE / "Tiny" / f"{name}.json").read_text())["sensitivity"]),
          [r["float64Difference"] for r in rows], [float(logits_of(model, t).abs().max()) for t in texts])
    assert size < 120_000


if __name__ == "__main__":
    versions = made_by(__file__)
    for seed, name in enumerate(TINY, 1):
        make(name, seed, versions)
