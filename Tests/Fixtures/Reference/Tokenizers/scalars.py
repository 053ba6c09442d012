# SPDX-License-Identifier: Apache-2.0
"""The classes of all scalars as the reference's patterns and BERT's steps see them, as ranges."""
from tokenizers import Regex
from tokenizers.normalizers import NFC, NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer, Digits, Split

ALL = [value for value in range(0x110000) if not 0xD800 <= value < 0xE000]


def matches(pattern):
    split = Split(Regex(pattern), "removed")
    return lambda text: not split.pre_tokenize_str(text)


def tests():
    bert = BertPreTokenizer()
    clean = BertNormalizer(True, False, False, False)
    chinese = BertNormalizer(False, True, False, False)
    accents = BertNormalizer(False, False, True, False)
    digits = Digits(individual_digits=True)
    nfd, nfc = NFD(), NFC()
    return {
        "letter": matches(r"\p{L}"),
        "number": matches(r"\p{N}"),
        "space": matches(r"\s"),
        "digit": lambda text: len(digits.pre_tokenize_str("a" + text)) == 2,
        "bert-punctuation": lambda text: len(bert.pre_tokenize_str("a" + text + "a")) == 3,
        "bert-space": lambda text: len(bert.pre_tokenize_str("a" + text + "a")) == 2,
        "bert-removed": lambda text: not clean.normalize_str(text),
        "bert-chinese": lambda text: chinese.normalize_str(text) != text,
        "bert-accent": lambda text: not accents.normalize_str(text),
        "decomposed": lambda text: nfd.normalize_str(text) != text,
        "composed": lambda text: nfc.normalize_str(text) != text,
        "ordered-mark": lambda text: nfd.normalize_str(text) == text and (
            nfd.normalize_str("a" + text + "\u0334") != "a" + text + "\u0334"
            or nfd.normalize_str("a\u0315" + text) != "a\u0315" + text),
    }


def write(path):
    with open(path, "w") as file:
        for name, test in tests().items():
            start = last = None
            for value in ALL + [0x200000]:
                inside = value < 0x110000 and test(chr(value))
                if inside and start is None:
                    start = value
                elif not inside and start is not None:
                    file.write(f"{name} {start:X} {last:X}\n")
                    start = None
                last = value
