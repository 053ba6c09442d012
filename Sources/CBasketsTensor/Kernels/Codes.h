// SPDX-License-Identifier: Apache-2.0
//
// Numbers of few bits as files hold them: bfloat16(scale * code + least), with a scale and a least
// number for some inputs of an output. They are kept so in place of the bfloat16 numbers: few rows at a
// time wait for little else than weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "Lanes.h"

namespace baskets {

constexpr size_t coded_pairs = 16;  // of inputs, in a block
constexpr size_t part_length = 16;  // inputs that share a scale at least

/// 32 inputs of a panel's 16 outputs, inputs in pairs. A code has four bits or eight; a scale is
/// float16 or float32 and stands for 32 inputs or for each 16. A pair's 32 codes are in the order of its
/// numbers in a packed matrix: both inputs of the first output, then of the second.
template <int Bits, class Number, int Parts>
struct CodedBlock {
    static constexpr int bits = Bits, parts = Parts;
    Number scale[Parts][16], least[Parts][16];  // by output
    uint8_t codes[coded_pairs][4 * Bits];  // of four bits the later 16 in the high halves
};

/// Whether the numbers of a packed matrix are codes, and in which blocks.
enum class Coding { none, four, four_wide, eight, eight_wide };
using FourBits = CodedBlock<4, uint16_t, 1>;      // 5 bits a number: GGUF's Q4_0, Q4_1
using FourBitsWide = CodedBlock<4, float, 1>;     // 6: Q4_K
using EightBits = CodedBlock<8, uint16_t, 1>;     // 9: Q5_0, Q5_1, Q8_0
using EightBitsWide = CodedBlock<8, float, 2>;    // 12: Q5_K, Q6_K

/// Words of a block; of a pair where there are no codes. They tell the codings apart.
constexpr size_t words_of(Coding coding) {
    switch (coding) {
        case Coding::none: return 16;
        case Coding::four: return sizeof(FourBits) / 4;
        case Coding::four_wide: return sizeof(FourBitsWide) / 4;
        case Coding::eight: return sizeof(EightBits) / 4;
        case Coding::eight_wide: return sizeof(EightBitsWide) / 4;
    }
}
/// Words of so many pairs of a panel's inputs.
constexpr size_t panel_words(Coding coding, size_t pairs) {
    return (coding == Coding::none ? pairs : pairs / coded_pairs) * words_of(coding);
}
/// None where no coding has so many.
std::optional<Coding> coding_of(size_t words);

/// A matrix [N, K] of numbers scale * code + least.
struct CodedNumbers {
    size_t n, k;
    const uint8_t *codes;         // [N, K]
    const float *scales, *leasts;  // [N, K / 16]
};

/// The smallest that holds the numbers; none where K is no multiple of 32.
Coding smallest(const CodedNumbers &numbers);
/// The numbers as blocks, panel by panel.
void code(const CodedNumbers &numbers, Coding coding, uint32_t *out);

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

BT_INLINE void widen(const float *values, Lanes &out) { out = BT_LANES(values); }

/// A number of each of 16 outputs, beside both inputs of the first eight and of the others.
BT_INLINE void twice(const Lanes &value, Lanes &low, Lanes &high) {
    low = __builtin_shufflevector(value, value, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    high = __builtin_shufflevector(value, value, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14,
                                   15, 15);
}

/// The nearest bfloat16, half to even.
BT_INLINE void store_rounded(const Lanes &value, uint16_t *out) {
    const Words bits = (Words)value;
    const Words rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
    ((AtShorts *)out)->value = __builtin_convertvector(rounded, Shorts);
}

BT_INLINE void read_codes(const uint8_t *codes, Integers &out) {
    out = __builtin_convertvector(((const AtBytes *)codes)->value, Integers);
}

/// A block as words of a packed matrix.
template <class Block>
BT_INLINE void expand(const Block &block, uint32_t *out) {
    constexpr size_t pairs = coded_pairs / Block::parts;
    for (size_t part = 0; part < Block::parts; part++) {
        Lanes scale, least, low_scale, high_scale, low_least, high_least;
        widen(block.scale[part], scale);
        widen(block.least[part], least);
        twice(scale, low_scale, high_scale);
        twice(least, low_least, high_least);
        for (size_t pair = part * pairs; pair < (part + 1) * pairs; pair++) {
            Integers low, high;
            read_codes(block.codes[pair], low);
            if constexpr (Block::bits == 4) {
                high = low >> 4;
                low &= 15;
            } else {
                read_codes(block.codes[pair] + 16, high);
            }
            // A scale times a code is exact: a fused product and a plain one give the same.
            uint16_t *to = (uint16_t *)(out + 16 * pair);
            store_rounded(__builtin_convertvector(low, Lanes) * low_scale + low_least, to);
            store_rounded(__builtin_convertvector(high, Lanes) * high_scale + high_least, to + 16);
        }
    }
}

}  // namespace
}  // namespace baskets
