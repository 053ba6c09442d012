# SPDX-License-Identifier: Apache-2.0
"""The tokenizers that ours is compared with, as Hugging Face `tokenizers` has them.

Real vocabularies come from the assets in the cache folder; for models whose vocabulary is no asset
a small one is trained with that model's normalizer, pre-tokenizer and options.
"""
import collections
import json
import os

from gguf import GGUFReader
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import BPE, WordPiece
from tokenizers.trainers import BpeTrainer, WordPieceTrainer
from transformers.integrations.gguf.gguf_tokenizer_mapping import convert_gguf_tokenizer
from transformers.tokenization_utils_base import generate_merges

import lines

MARK = "\u2581"
LLAMA_3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN_2 = LLAMA_3.replace(r"\p{N}{1,3}", r"\p{N}")


def control(*texts):
    return [AddedToken(text, normalized=False, special=True) for text in texts]


def metadata(path):
    fields = GGUFReader(path).fields
    return {
        key.removeprefix("tokenizer."): field.contents()
        for key, field in fields.items() if key.startswith("tokenizer.")}


def smollm2(cache):
    """The vocabulary of the GGUF with the pre-tokenizer of the published tokenizer.json."""
    data = metadata(os.path.join(
        cache, "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"))
    tokens = data["ggml.tokens"]
    tokenizer = Tokenizer(BPE(
        vocab={token: index for index, token in enumerate(tokens)},
        merges=[tuple(line.split(" ")) for line in data["ggml.merges"]]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    kinds = data["ggml.token_type"]
    tokenizer.add_special_tokens(control(*[t for t, kind in zip(tokens, kinds) if kind == 3]))
    return tokenizer, data["chat_template"]


def gemma_3(cache):
    """As transformers converts the GGUF, and with runs of U+2581 as added tokens, which the published
    tokenizer.json has and the conversion loses, since the GGUF writes them as spaces."""
    data = metadata(os.path.join(cache, "gemma-3-270m", "gemma-3-270m-q4_k_m.gguf"))
    tokenizer, _ = convert_gguf_tokenizer("gemma3", {
        "tokenizer_type": "llama", "pre_tokenizer_type": "default",
        "tokens": data["ggml.tokens"], "scores": data["ggml.scores"],
        "token_type": data["ggml.token_type"], "add_prefix_space": False})
    tokenizer.add_tokens([
        AddedToken(MARK * len(token), normalized=False, special=False)
        for token, kind in zip(data["ggml.tokens"], data["ggml.token_type"])
        if kind == 4 and not token.strip(" ")])
    return tokenizer


def minilm(cache):
    tokenizer = Tokenizer.from_file(os.path.join(cache, "all-minilm-l6-v2", "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def corpus():
    return list(lines.lines(seed=1, count=4200))


def alphabet(texts, size):
    """The most frequent characters, equal ones by code point: the trainer breaks ties by chance."""
    counts = collections.Counter("".join(texts))
    return sorted(counts, key=lambda letter: (-counts[letter], letter))[:size]


def byte_level(pattern, options, special, added=(), normalizer=None, size=1600):
    tokenizer = Tokenizer(BPE(**options))
    if normalizer:
        tokenizer.normalizer = normalizer
    if pattern:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus(), BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    tokenizer.add_special_tokens(control(*special))
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in added])
    return tokenizer


def gpt2():
    return byte_level(None, {}, ["<|endoftext|>"])


def llama3():
    tokenizer = byte_level(
        LLAMA_3, {}, ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>",
                      "<|end_header_id|>", "<|eot_id|>"])
    # Words that are tokens and that no merges lead to, so that looking them up whole is seen.
    plan = json.loads(tokenizer.to_str())
    plan["model"]["ignore_merges"] = True
    merges = [merge for index, merge in enumerate(plan["model"]["merges"]) if index % 17]
    known = set(plan["model"]["vocab"])
    plan["model"]["merges"] = [m for m in merges if m[0] in known and m[1] in known]
    return Tokenizer.from_str(json.dumps(plan))


def qwen2():
    return byte_level(
        QWEN_2, {}, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        added=["<think>", "</think>", "<tool_call>"], normalizer=normalizers.NFC())


def pieces(special, added, size=1500):
    """Vocabulary and merges of a SentencePiece BPE model: special and byte tokens, then pieces by the
    order in which they were learned; the score of a piece is minus its place."""
    learner = Tokenizer(BPE())
    learner.pre_tokenizer = pre_tokenizers.Metaspace(MARK, prepend_scheme="always", split=True)
    learner.train_from_iterator(corpus(), BpeTrainer(
        vocab_size=size, limit_alphabet=300, show_progress=False,
        initial_alphabet=alphabet([x.replace(" ", MARK) for x in corpus()], 300)))
    plan = json.loads(learner.to_str())["model"]
    learned = ["".join(merge) for merge in plan["merges"]]
    letters = [token for token in plan["vocab"] if len(token) == 1]
    tokens = special + added + [f"<0x{byte:02X}>" for byte in range(256)]
    tokens += [token for token in learned + letters if token not in tokens]
    tokens = list(dict.fromkeys(tokens))
    vocabulary = {token: index for index, token in enumerate(tokens)}
    skipped = special + [token for token in tokens if token.startswith("<0x")]
    merges = generate_merges(
        vocabulary, {token: -index for token, index in vocabulary.items()}, skip_tokens=skipped)
    return vocabulary, merges


def mistral():
    special = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]
    vocabulary, merges = pieces(special, [])
    tokenizer = Tokenizer(BPE(
        vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Prepend(MARK), normalizers.Replace(" ", MARK)])
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse(),
        decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(control(*special))
    return tokenizer


def mistral_first():
    """The same vocabulary with the pre-tokenizer that puts a space before the first word alone."""
    tokenizer = mistral()
    tokenizer.normalizer = normalizers.Sequence([])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(MARK, prepend_scheme="first", split=False)
    plan = json.loads(tokenizer.to_str())
    plan["normalizer"] = None
    return Tokenizer.from_str(json.dumps(plan))


def gemma():
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    added = ["\n" * count for count in range(1, 6)] + [MARK * count for count in range(2, 8)]
    vocabulary, merges = pieces(special, added + ["<b>", "</b>"])
    tokenizer = Tokenizer(BPE(
        vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", MARK)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = decoders.Sequence([
        decoders.Replace(MARK, " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_special_tokens(control(*special))
    tokenizer.add_tokens([
        AddedToken(text, normalized=False, special=False) for text in added + ["<b>", "</b>"]])
    return tokenizer


def bert():
    """The committed one, if there is one: training breaks ties by chance."""
    file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bert.json")
    if os.path.exists(file):
        return Tokenizer.from_file(file)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(corpus(), WordPieceTrainer(
        vocab_size=1500, limit_alphabet=400, special_tokens=special, show_progress=False))
    return tokenizer


SMALL = {
    "gpt2": gpt2, "llama3": llama3, "qwen2": qwen2, "mistral": mistral,
    "mistral-first": mistral_first, "gemma": gemma, "bert": bert}
