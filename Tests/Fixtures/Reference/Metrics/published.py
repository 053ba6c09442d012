# SPDX-License-Identifier: Apache-2.0
"""sacreBLEU's tokens and sentence scores as the published study used them, and trimmed perplexity by
NumPy -> published.json"""
import json
import random

import numpy
from sacrebleu.metrics import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from texts import EDGE, prose

bleu = BLEU(max_ngram_order=3, effective_order=True)
tokenizer = Tokenizer13a()
LINES = EDGE + [
    "It costs $3,000.50, i.e. 5-10% (or so): \"cheap\"!", "a..b,,c 1.2.3 1,2,a .5 5. -5 5-a 5--6",
    "&quot;A &amp; B&quot; &lt;skipped> <skipped>x", "well-\nknown\nline", "don't [stop] {now} a/b",
    "... ,,, ---", "数据，很好。3,4。", "", " ", "x.", ".x", "1.", "naïve—dash “quoted”",
]
sentences = [line for line in prose(4, 25, 4, 14)] + [
    "one single word here", "The same sentence twice, here.", "The same sentence twice, here.",
    "zzz yyy xxx www", "a b c"]
scores = [
    bleu.corpus_score([text], [[other] for place, other in enumerate(sentences) if place != index]).score
    for index, text in enumerate(sentences)]
draw = random.Random(11)
losses = [draw.gauss(1.5, 0.8) ** 2 for _ in range(60)] + [9.0, 12.0, float("inf")]
values = numpy.exp(losses)
finite = values[numpy.isfinite(values)]
q1, q3 = numpy.percentile(finite, [25, 75])
kept = finite[(finite >= q1 - 1.5 * (q3 - q1)) & (finite <= q3 + 1.5 * (q3 - q1))]
found = {
    "tokens": [[line, tokenizer(line).split()] for line in LINES],
    "sentences": sentences,
    "scores": scores,
    "losses": [loss if numpy.isfinite(loss) else -1 for loss in losses],
    "trimmedMean": float(kept.mean()),
    "kept": len(kept),
}
with open("published.json", "w") as file:
    json.dump(found, file, ensure_ascii=False, indent=0)
