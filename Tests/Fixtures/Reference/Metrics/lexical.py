# SPDX-License-Identifier: Apache-2.0
"""Self-BLEU by NLTK's sentence_bleu (smoothing method 1), MTLD and MATTR by lexicalrichness, entropy
by SciPy, the rest by counting -> lexical.json"""
import json
from collections import Counter
from statistics import fmean

from lexicalrichness import LexicalRichness
from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu
from nltk.util import ngrams
from scipy.stats import entropy

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


def rich(text):
    return LexicalRichness(text, preprocessor=None, tokenizer=str.split)


def mattr(texts, window):
    """Mean over the windows of all texts, each text by lexicalrichness."""
    long = [text for text in texts if len(text.split()) >= window]
    windows = [len(text.split()) - window + 1 for text in long]
    if not long:
        return None
    return sum(
        rich(text).mattr(window) * count for text, count in zip(long, windows)) / sum(windows)


def gram_entropy(tokens, n):
    counts = Counter(gram for text in tokens for gram in ngrams(text, n))
    return float(entropy(list(counts.values()), base=2)) if counts else None


def long_repetition(tokens, n):
    """Share of words under an n-gram that another text has too, by looking through all others."""
    long = [text for text in tokens if len(text) >= n]
    if len(long) < 2:
        return None
    grams = [list(ngrams(text, n)) for text in long]
    covered = 0
    for index, text in enumerate(long):
        others = {gram for other, found in enumerate(grams) if other != index for gram in found}
        marked = set()
        for place, gram in enumerate(grams[index]):
            if gram in others:
                marked.update(range(place, place + n))
        covered += len(marked)
    return covered / sum(len(text) for text in long)


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
        "mtldOfJoined": rich(" ".join(texts)).mtld(0.72),
        "mattr": [mattr(texts, window) for window in (25, 50, 5)],
        "entropy": [gram_entropy(tokens, n) for n in (1, 2, 3)],
        "longRepetition": [long_repetition(tokens, n) for n in (4, 8)],
        "distinct": [distinct(tokens, n) for n in range(1, 6)],
    })
with open("lexical.json", "w") as file:
    json.dump(found, file, ensure_ascii=False, indent=0)
