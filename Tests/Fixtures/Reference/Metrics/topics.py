# SPDX-License-Identifier: Apache-2.0
"""Held-out log-probability of scikit-learn's topic models on made-up texts -> topics.json"""
import json

import numpy
from sklearn.decomposition import LatentDirichletAllocation

TEXT_PRIOR, WORD_PRIOR = 0.1, 0.05


def texts(draw, words, count):
    """Texts of a known model: `words` is [topics, vocabulary]."""
    found = []
    for _ in range(count):
        mixture = draw.dirichlet([0.2] * len(words))
        topics = draw.choice(len(words), size=draw.integers(16, 50), p=mixture)
        found.append([int(draw.choice(words.shape[1], p=words[topic])) for topic in topics])
    return found


def counts(texts, size):
    return numpy.array([numpy.bincount(text, minlength=size) for text in texts])


def held_out(words, texts):
    """Every other word of a text given the others; the mixture by 50 steps of EM with the prior."""
    logs = []
    for text in texts:
        known, asked = text[::2], text[1::2]
        mixture = numpy.full(len(words), 1 / len(words))
        for _ in range(50):
            parts = mixture[:, None] * words[:, known]
            mixture = TEXT_PRIOR + (parts / parts.sum(axis=0)).sum(axis=1)
            mixture /= mixture.sum()
        logs += list(numpy.log(mixture @ words[:, asked]))
    return float(numpy.mean(logs))


found = []
for seed, topics, size, train in [(1, 4, 60, 150), (2, 6, 120, 250), (3, 8, 150, 120)]:
    draw = numpy.random.default_rng(seed)
    truth = draw.dirichlet([0.1] * size, size=topics)
    known, held = texts(draw, truth, train), texts(draw, truth, 60)
    scores = []
    for start in range(5):
        model = LatentDirichletAllocation(
            topics, doc_topic_prior=TEXT_PRIOR, topic_word_prior=WORD_PRIOR, learning_method="batch",
            max_iter=300, random_state=start).fit(counts(known, size))
        words = model.components_ / model.components_.sum(axis=1, keepdims=True)
        scores.append(held_out(words, held))
    found.append({
        "topics": topics, "vocabulary": size, "texts": known, "heldOut": held,
        "truth": held_out(truth, held), "scikitLearn": scores})
with open("topics.json", "w") as file:
    json.dump(found, file, separators=(",", ":"))
