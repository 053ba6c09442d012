#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a small dictionary in the format of dictd beside this script: sample.dict.dz, sample.index."""
import gzip
import pathlib

ENTRIES = [
    (["00-database-short"], "00-database-short\n     A small dictionary for tests\n"),
    (
        ["kettle", "tea kettle"],
        "kettle\ntea kettle\n\n   <hardware, humour> (Or \"tea kettle\") A {vessel} in which a\n"
        "   programmer boils water.  It has no {operating system}.\n\n"
        "   {Home (http://example.org/kettle)}.\n\n   See also {teapot}.\n\n   (2001-02-03)\n\n",
    ),
    (["teapot"], "teapot\n\n   {kettle}.\n\n   (2001-02-03)\n\n"),
    (["cup"], "cup\n\n   A thing to drink from, written by Zoë.\n\n"),
]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64(number):
    digits = ALPHABET[number % 64]
    while number >= 64:
        number //= 64
        digits = ALPHABET[number % 64] + digits
    return digits


text, index = b"", []
for words, entry in ENTRIES:
    data = entry.encode()
    index += [f"{word}\t{base64(len(text))}\t{base64(len(data))}" for word in words]
    text += data
folder = pathlib.Path(__file__).parent
(folder / "sample.index").write_text("\n".join(sorted(index)) + "\n")
(folder / "sample.dict.dz").write_bytes(gzip.compress(text, mtime=0))
