# SPDX-License-Identifier: Apache-2.0
"""What transformers makes of the configurations in configs.json, which follow published models' config.json.

    pip install torch transformers==5.23.0
    python make_settings.py

Writes settings.json. Each new spelling (what `save_pretrained` writes) stands beside the old one as "<name> saved".
"""
import json
from pathlib import Path

from transformers import AutoConfig

HERE = Path(__file__).parent


def facts(config):
    """The numbers a decoder is made from, in one shape for all families."""
    rope = config.rope_parameters
    full = rope.get("full_attention", rope)
    kinds = getattr(config, "layer_types", None)
    window = getattr(config, "sliding_window", None)
    if kinds is None:
        kinds = ["sliding_attention" if window else "full_attention"] * config.num_hidden_layers
    slides = [kind == "sliding_attention" for kind in kinds]
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return {
        "layers": config.num_hidden_layers, "width": config.hidden_size, "heads": config.num_attention_heads,
        "keyHeads": config.num_key_value_heads, "headWidth": head, "innerWidth": config.intermediate_size,
        "vocabulary": config.vocab_size, "context": config.max_position_embeddings, "epsilon": config.rms_norm_eps,
        "ropeBase": full["rope_theta"],
        "scaling": {key: value for key, value in full.items() if key not in ("rope_theta",)},
        "slidingRopeBase": rope["sliding_attention"]["rope_theta"] if "sliding_attention" in rope else None,
        "slides": slides, "window": window if any(slides) else None, "tied": config.tie_word_embeddings,
        "attentionScale": getattr(config, "query_pre_attn_scalar", head) ** -0.5,
    }


def main():
    configs = json.loads((HERE / "configs.json").read_text())
    result = {}
    for name, given in configs.items():
        config = AutoConfig.for_model(given["model_type"], **{k: v for k, v in given.items() if k != "model_type"})
        saved = config.to_dict()
        result[name] = {"config": given, "facts": facts(config.get_text_config())}
        result[name + " saved"] = {"config": saved, "facts": facts(config.get_text_config())}
    (HERE / "settings.json").write_text(json.dumps(result, indent=1, sort_keys=True) + "\n")
    print(len(result))


main()
