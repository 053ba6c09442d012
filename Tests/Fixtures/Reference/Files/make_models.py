# SPDX-License-Identifier: Apache-2.0
"""Tiny random models, as folders that transformers writes and as the GGUF files that belong to them.

    pip install torch transformers==5.23.0 gguf==0.19.0 safetensors
    python make_models.py

For each family: models/FAMILY (config.json and bfloat16 safetensors by transformers; the Llama in several files with
an index) and models/FAMILY.gguf. The GGUF file is written the way llama.cpp's converter does it: queries and keys of
the Llama architecture reordered (`LlamaModel.permute`), 1 added to Gemma 3's norms (`Gemma3Model.norm_shift`), Llama
3's rope scaling as `rope_freqs.weight`. As proof that the way is right, transformers reads each GGUF file back and
must see the weights of the folder. `values.gguf` holds one value of each metadata type.
"""
import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

FOLDER = Path(__file__).parent / "models"
SIZES = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             vocab_size=40, max_position_embeddings=128, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2)
LLAMA3 = dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=16)
GEMMA = dict(SIZES, num_hidden_layers=7, num_attention_heads=2, num_key_value_heads=1, intermediate_size=32)
CONFIGS = {
    "llama": transformers.LlamaConfig(**SIZES, rope_parameters=LLAMA3, tie_word_embeddings=False),
    "qwen2": transformers.Qwen2Config(**SIZES, tie_word_embeddings=True),
    "qwen3": transformers.Qwen3Config(**SIZES, head_dim=16, tie_word_embeddings=True),
    "gemma3": transformers.Gemma3TextConfig(**GEMMA, head_dim=16, sliding_window=8,
                                            query_pre_attn_scalar=16),
}


def permute(weights, heads):
    """llama.cpp's reordering of the rows of queries and keys."""
    return weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:]).swapaxes(1, 2).reshape(
        weights.shape)


def rope_divisors(config):
    """llama.cpp's `generate_extra_tensors`."""
    rope = config.rope_parameters
    frequencies = 1.0 / rope["rope_theta"] ** (np.arange(0, config.head_dim, 2) / config.head_dim)
    low = rope["original_max_position_embeddings"] / rope["low_freq_factor"]
    high = rope["original_max_position_embeddings"] / rope["high_freq_factor"]
    divisors = []
    for wavelength in 2 * np.pi / frequencies:
        smooth = (rope["original_max_position_embeddings"] / wavelength - rope["low_freq_factor"]) / (
            rope["high_freq_factor"] - rope["low_freq_factor"])
        divisors.append(1 if wavelength < high else rope["factor"] if wavelength > low
                        else 1 / ((1 - smooth) / rope["factor"] + smooth))
    return np.array(divisors, np.float32)


def model(config):
    """Random weights that bfloat16 holds; norms are multiples of 1/64, so that adding 1 loses nothing."""
    torch.manual_seed(0)
    made = AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            weight.normal_(0, 0.3)
            if "norm" in name:
                weight.mul_(64).round_().div_(64).add_(0.0)  # no -0
            weight.copy_(weight.to(torch.bfloat16))
    return made.to(torch.bfloat16)


def metadata(writer, family, config, vocabulary):
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    rope = config.rope_parameters
    writer.add_rope_freq_base(rope.get("full_attention", rope)["rope_theta"])
    if family == "llama":
        writer.add_rope_dimension_count(head)
        writer.add_vocab_size(vocabulary)
    if family in ("qwen3", "gemma3"):
        writer.add_key_length(head)
        writer.add_value_length(head)
    if family == "gemma3":
        writer.add_sliding_window(config.sliding_window)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([f"▁t{index}" for index in range(vocabulary)])
    writer.add_token_scores([-float(index) for index in range(vocabulary)])
    writer.add_token_types([1] * vocabulary)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(family != "qwen2")
    writer.add_chat_template("{{ messages }}")


def write_gguf(family, made, config):
    writer = gguf.GGUFWriter(FOLDER / f"{family}.gguf", family)
    metadata(writer, family, config, config.vocab_size)
    names = gguf.get_tensor_name_map(
        next(key for key, value in gguf.MODEL_ARCH_NAMES.items() if value == family), config.num_hidden_layers)
    if family == "llama":
        writer.add_tensor("rope_freqs.weight", rope_divisors(config))
    for name, weight in made.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        values = weight.float().numpy()
        if family == "llama" and "q_proj" in name:
            values = permute(values, config.num_attention_heads)
        if family == "llama" and "k_proj" in name:
            values = permute(values, config.num_key_value_heads)
        if family == "gemma3" and name.endswith("norm.weight"):
            values = values + 1
        stem, _, ending = name.rpartition(".")
        # Norms and biases as float32, one matrix in three as float16, the rest as bfloat16.
        kind = gguf.GGMLQuantizationType.F32 if values.ndim == 1 else gguf.GGMLQuantizationType.BF16
        if "mlp.up_proj" in name:
            values = np.round(values * 64) / 64  # float16 holds these
            weight.copy_(torch.from_numpy(values))
            kind = gguf.GGMLQuantizationType.F16
        writer.add_tensor(f"{names.get_name(stem)}.{ending}", gguf.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def check(family, made):
    """transformers, which reads GGUF on its own, must see the weights that were put in."""
    back = AutoModelForCausalLM.from_pretrained(
        FOLDER, gguf_file=f"{family}.gguf", dtype=torch.float32, config=made.config).state_dict()
    for name, weight in made.state_dict().items():
        assert torch.equal(back[name], weight.float()), (family, name)


def write_values():
    writer = gguf.GGUFWriter(FOLDER / "values.gguf", "none")
    writer.add_custom_alignment(64)
    writer.add_uint8("a.uint8", 255)
    writer.add_int8("a.int8", -128)
    writer.add_uint16("a.uint16", 65535)
    writer.add_int16("a.int16", -32768)
    writer.add_uint32("a.uint32", 4294967295)
    writer.add_int32("a.int32", -2147483648)
    writer.add_uint64("a.uint64", 2**64 - 1)
    writer.add_int64("a.int64", -(2**63))
    writer.add_float32("a.float32", 0.1)
    writer.add_float64("a.float64", 0.1)
    writer.add_bool("a.bool", True)
    writer.add_string("a.string", "naïve 語 🧺")
    writer.add_array("a.texts", ["", "é", "two words"])
    writer.add_array("a.integers", [1, -2, 3])
    writer.add_array("a.reals", [0.5, -0.25])
    writer.add_array("a.flags", [True, False])
    writer.add_tensor("one", np.arange(6, dtype=np.float32).reshape(2, 3))
    writer.add_tensor("two", np.array([-1.5], np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_encoder():
    """A BERT in the layout of sentence-transformers, with the position ids that older files hold."""
    folder = FOLDER / "bert"
    config = transformers.BertConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
                                     vocab_size=12, max_position_embeddings=10)
    torch.manual_seed(0)
    made = transformers.BertModel(config)
    made.save_pretrained(folder)
    tensors = {name: weight.clone() for name, weight in made.state_dict().items()}
    tensors["embeddings.position_ids"] = torch.arange(10).reshape(1, 10)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 6, "do_lower_case": false}\n')
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({
        "word_embedding_dimension": 8, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False}) + "\n")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    write_values()
    write_encoder()
    for family, config in CONFIGS.items():
        made = model(config)
        write_gguf(family, made, config)
        check(family, made)
        made.save_pretrained(FOLDER / family, max_shard_size="16KB" if family == "llama" else "1GB")
        (FOLDER / family / "generation_config.json").unlink(missing_ok=True)
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            print(path.relative_to(FOLDER), path.stat().st_size)


main()
