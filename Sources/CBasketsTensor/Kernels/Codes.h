// SPDX-License-Identifier: Apache-2.0
//
// Numbers of four bits in blocks of 32 inputs with a scale and a least number each, as files of four
// bits hold them: w = bfloat16(scale * code + least). They are kept in place of the bfloat16 numbers
// wherever they give exactly these, in less than a third of the memory: few rows at a time wait for
// little else than weights.
#pragma once

#include <cstddef>
#include <cstdint>

#include "Lanes.h"

namespace baskets {

/// 32 inputs of a panel's 16 outputs, inputs in pairs.
struct CodedBlock {
    static constexpr size_t pairs = 16;
    uint16_t scale[16], least[16];  // float16, by output
    uint8_t codes[pairs][16];       // of a pair the first input's in the low half
};

constexpr size_t coded_words = sizeof(CodedBlock) / sizeof(uint32_t);

/// The rounded numbers of w [N, K] as blocks, panel by panel; false where they are none of four bits.
bool code(const float *w, size_t n, size_t k, CodedBlock *out);

namespace {

using Words = uint32_t __attribute__((vector_size(64)));
struct __attribute__((packed, may_alias)) AtWords {
    Words value;
};
#define BT_WORDS(pointer) (((AtWords *)(pointer))->value)

using Integers = int32_t __attribute__((vector_size(64)));
using Shorts = uint16_t __attribute__((vector_size(32)));
struct __attribute__((packed, may_alias)) AtShorts {
    Shorts value;
};
using Bytes = uint8_t __attribute__((vector_size(16)));
struct __attribute__((packed, may_alias)) AtBytes {
    Bytes value;
};

/// From float16, small numbers too; no infinities.
BT_INLINE void widen(const uint16_t *half, Lanes &out) {
    const Words bits = __builtin_convertvector(((const AtShorts *)half)->value, Words);
    const Lanes magnitude = (Lanes)((bits & 0x7fffu) << 13) * 0x1p112f;
    out = (Lanes)((Words)magnitude | (bits & 0x8000u) << 16);
}

/// The nearest bfloat16, half to even, in the upper half of each lane.
BT_INLINE void round_lanes(const Lanes &value, Words &out) {
    const Words bits = (Words)value;
    out = bits + 0x7fffu + (bits >> 16 & 1u);
}

/// A block as words of a packed matrix.
BT_INLINE void expand(const CodedBlock &block, uint32_t *out) {
    Lanes scale, least;
    widen(block.scale, scale);
    widen(block.least, least);
    for (size_t pair = 0; pair < CodedBlock::pairs; pair++) {
        const Integers codes =
            __builtin_convertvector(((const AtBytes *)block.codes[pair])->value, Integers);
        // A scale times a code is exact: a fused product and a plain one give the same.
        const Lanes first = __builtin_convertvector(codes & 15, Lanes) * scale + least;
        const Lanes second = __builtin_convertvector(codes >> 4, Lanes) * scale + least;
        Words low, high;
        round_lanes(first, low);
        round_lanes(second, high);
        BT_WORDS(out + 16 * pair) = low >> 16 | (high & 0xffff0000u);
    }
}

}  // namespace
}  // namespace baskets
