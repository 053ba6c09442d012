# SPDX-License-Identifier: Apache-2.0
"""Self-BLEU by NLTK's sentence_bleu (smoothing method 1), distinct-n by counting, -> lexical.json"""
import json
from statistics import fmean

from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from nltk.util import ngrams

from texts import sets

METHOD1 = SmoothingFunction().method1


def self_bleu(tokens, order):
    weights = tuple([1 / order] * order)
    return [
        sentence_bleu(tokens[:i] + tokens[i + 1:], text, weights, smoothing_function=METHOD1)
        for i, text in enumerate(tokens)
    ]


def distinct(tokens, n):
    grams = [gram for text in tokens for gram in ngrams(text, n)]
    return len(set(grams)) / len(grams) if grams else None


found = []
for name, texts in sets().items():
    tokens = [text.split() for text in texts]
    scores = {order: self_bleu(tokens, order) for order in range(1, 6)}
    found.append({
        "name": name,
        "texts": texts,
        "words": [len(text) for text in tokens],
        "selfBLEU": [fmean(scores[order]) for order in range(1, 6)],
        "selfBLEUPerText": [scores[order] for order in range(1, 6)],
        "distinct": [distinct(tokens, n) for n in range(1, 6)],
    })
with open("lexical.json", "w") as file:
    json.dump(found, file, ensure_ascii=False, indent=0)
