# SPDX-License-Identifier: Apache-2.0
"""llama.cpp with an adapter, for a test to compare with; run by Scripts/with-llama-server's Python.

    llama-adapter.py widen MODEL.gguf OUT.gguf              the same weights in float32
    llama-adapter.py ask MODEL.gguf ADAPTER.gguf IN OUT     the likeliest 64 tokens behind each prompt

IN is a list of prompts, each a list of token numbers; OUT gets a list of lists, each of 64 or as many as there are
until the model ends.
"""
import json
import sys
import urllib.request

TOKENS = 64


def widen(source, out):
    import gguf
    from gguf import quants

    reader = gguf.GGUFReader(source)
    architecture = reader.get_field("general.architecture").contents()
    writer = gguf.GGUFWriter(out, architecture)
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
        value = 0 if field.name == "general.file_type" else field.contents()
        writer.add_key_value(field.name, value, kind, sub_type=inner)
    for tensor in reader.tensors:
        writer.add_tensor(
            tensor.name, quants.dequantize(tensor.data, tensor.tensor_type).astype("float32"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def ask(model, adapter, prompts, out):
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = model
    lora = xllamacpp.CommonAdapterLoraInfo()
    lora.path = adapter
    lora.scale = 1.0
    settings.lora_adapters = [lora]
    settings.hostnames = ["127.0.0.1"]
    settings.port = 0
    settings.n_parallel = 1
    settings.n_ctx = 2048
    # Keys and values in float32, as ours are.
    settings.cache_type_k = 0
    settings.cache_type_v = 0
    server = xllamacpp.Server(settings)
    with open(prompts) as file:
        answers = [complete(server.listening_address, prompt) for prompt in json.load(file)]
    with open(out, "w") as file:
        json.dump(answers, file)


def complete(address, prompt):
    request = urllib.request.Request(
        address + "/completion", headers={"Content-Type": "application/json"},
        data=json.dumps({
            "prompt": prompt, "n_predict": TOKENS, "temperature": 0, "top_k": 1, "seed": 1,
            "return_tokens": True, "cache_prompt": False, "samplers": ["top_k"]}).encode())
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)["tokens"]


if __name__ == "__main__":
    {"widen": widen, "ask": ask}[sys.argv[1]](*sys.argv[2:])
