# SPDX-License-Identifier: Apache-2.0
"""Writes the same three rows in every kind of file, with Python's own modules and pyarrow 26."""
import csv
import gzip
import json
from pathlib import Path

import pyarrow
from pyarrow import parquet

HERE = Path(__file__).parent
NAMES = ["instruction", "context", "response", "category"]
ROWS = [
    ["Why?", "", "Because.", "a"],
    ["Sum up.", 'A "text",\twith\nlines.', "It is so.", "b"],
    ["Größe?", "", "Über 1 €.", "a"],
]
CHATS = [["Why?", "Because\nso."], ["Größe?", "Über 1 €."]]


def write(name, data):
    (HERE / name).write_bytes(data)
    if name.startswith("dolly"):
        (HERE / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def table(dialect):
    path = HERE / "table"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, dialect).writerows([NAMES, *ROWS])
    data = path.read_bytes()
    path.unlink()
    return data


objects = [dict(zip(NAMES, row)) for row in ROWS]
alpaca = [{"instruction": i, "input": c, "output": r, "category": k} for i, c, r, k in ROWS]
write("dolly.jsonl", "".join(json.dumps(row) + "\n" for row in objects).encode())
write("dolly.json", json.dumps(objects, indent=1, ensure_ascii=False).encode())
write("dolly.csv", table("excel"))
write("dolly.tsv", table("excel-tab"))
write("alpaca.jsonl", "".join(json.dumps(row) + "\n" for row in alpaca).encode())
write("zeros.gz", gzip.compress(bytes(1 << 20), 9, mtime=0))
chats = [[{"role": "user", "content": q}, {"role": "assistant", "content": a}] for q, a in CHATS]
parquet.write_table(pyarrow.table({"messages": chats}), HERE / "chats.parquet")

# Invented news in the form of CNN/DailyMail's files: three columns of text, the summary a sentence a
# line with a blank before its stop, Snappy.
ARTICLES = [
    [
        f"(CNN) -- The town of Nowhere has {n} bridges. \"Enough,\" says its mayor.",
        f"Nowhere has {n} bridges .\nIts mayor: \"Enough\" .",
        f"{n:040x}",
    ]
    for n in range(1, 5)
] + [["(CNN) -- Nothing was summed up.", "", f"{5:040x}"]]
columns = zip(["article", "highlights", "id"], zip(*ARTICLES))
news = pyarrow.table({name: pyarrow.array(texts, pyarrow.string()) for name, texts in columns})
parquet.write_table(news, HERE / "news.parquet", compression="snappy", row_group_size=2)
