# SPDX-License-Identifier: Apache-2.0
"""Random blocks of every weight type and what PyPI's gguf makes of them.

    pip install gguf==0.19.0 numpy
    python make_blocks.py

Writes blocks/TYPE.bin (stored bytes) and blocks/TYPE.f32 (float32, little-endian). The quants are random bytes; the
16-bit scales are random too, with zero, subnormal, negative and largest numbers among them, and infinity in one block.
"""
from pathlib import Path

import gguf
import numpy as np

TYPES = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]
# Where the 16-bit scales of a block stand.
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2],
          "Q6_K": [208]}
SPECIAL = np.array([0x0000, 0x8000, 0x0001, 0x83FF, 0x0400, 0x7BFF, 0xFBFF, 0x3C00, 0x7C00], np.uint16)


def scales(random, count):
    """Halves of ordinary size, after the special ones."""
    ordinary = (random.standard_normal(count) * 0.1).astype(np.float16).view(np.uint16)
    ordinary[: min(count, len(SPECIAL))] = SPECIAL[:count]
    return ordinary


def main():
    folder = Path(__file__).parent / "blocks"
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(1)
    for name in TYPES:
        kind = gguf.GGMLQuantizationType[name]
        weights, size = gguf.GGML_QUANT_SIZES[kind]
        count = {1: 512, 32: 24, 256: 12}[weights]
        blocks = random.integers(0, 256, (count, size), np.uint8)
        for place in SCALES.get(name, []):
            halves = np.roll(scales(random, count), place)
            blocks[:, place:place + 2] = halves.view(np.uint8).reshape(count, 2)
        values = gguf.dequantize(blocks.reshape(1, -1), kind).astype("<f4")
        (folder / f"{name}.bin").write_bytes(blocks.tobytes())
        (folder / f"{name}.f32").write_bytes(values.tobytes())
        print(name, blocks.nbytes, values.size, int(np.isnan(values).sum()))


main()
