// SPDX-License-Identifier: Apache-2.0
//
// Lays numbers of few bits out in blocks.
#include "Codes.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "Products.h"

namespace baskets {
namespace {

constexpr size_t length = 2 * coded_pairs;  // inputs of a block

/// The float16 that is this number; none where there is no such.
std::optional<uint16_t> half(float value) {
    const float size = std::fabs(value);
    if (!(size < 65536)) return std::nullopt;
    const uint32_t bits = std::bit_cast<uint32_t>(size * 0x1p-112f);
    if (std::bit_cast<float>(bits & ~0x1fffu) * 0x1p112f != size) return std::nullopt;
    return uint16_t(bits >> 13 | (std::signbit(value) ? 0x8000 : 0));
}

bool are_halves(const float *values, size_t count) {
    return std::all_of(values, values + count, [](float value) { return half(value); });
}

/// Whether all 32 inputs of each block have the same.
bool are_twins(const float *values, size_t count) {
    for (size_t i = 0; i < count; i += 2) {
        if (values[i] != values[i + 1]) return false;
    }
    return true;
}

void store(float value, float &out) { out = value; }
void store(float value, uint16_t &out) { out = *half(value); }

/// Block `index` of one row as output `output` of a panel.
template <class Block>
void place(const CodedNumbers &numbers, size_t row, size_t index, size_t output, Block &block) {
    const size_t first = (row * numbers.k + index * length) / part_length;
    for (size_t part = 0; part < Block::parts; part++) {
        store(numbers.scales[first + part], block.scale[part][output]);
        store(numbers.leasts[first + part], block.least[part][output]);
    }
    const uint8_t *codes = numbers.codes + row * numbers.k + index * length;
    for (size_t pair = 0; pair < coded_pairs; pair++) {
        const uint8_t even = codes[2 * pair], odd = codes[2 * pair + 1];
        const size_t at = 2 * output;
        if constexpr (Block::bits == 4) {
            const int shift = at < 16 ? 0 : 4;
            block.codes[pair][at % 16] |= uint8_t(even << shift);
            block.codes[pair][at % 16 + 1] |= uint8_t(odd << shift);
        } else {
            block.codes[pair][at] = even;
            block.codes[pair][at + 1] = odd;
        }
    }
}

template <class Block>
void code_as(const CodedNumbers &numbers, Block *out) {
    const size_t blocks = numbers.k / length;
    parallel_each(panels_of(numbers.n), 4, [&](size_t panel) {
        const size_t first = panel * panel_width, end = std::min(numbers.n, first + panel_width);
        for (size_t index = 0; index < blocks; index++) {
            Block &to = out[panel * blocks + index];
            to = {};
            for (size_t row = first; row < end; row++) place(numbers, row, index, row - first, to);
        }
    });
}

}  // namespace

std::optional<Coding> coding_of(size_t words) {
    for (Coding coding : {Coding::none, Coding::four, Coding::four_wide, Coding::eight,
                          Coding::eight_wide}) {
        if (words_of(coding) == words) return coding;
    }
    return std::nullopt;
}

Coding smallest(const CodedNumbers &numbers) {
    if (numbers.k % length != 0) return Coding::none;
    const size_t count = numbers.n * numbers.k, parts = count / part_length;
    const bool is_plain =
        are_twins(numbers.scales, parts) && are_twins(numbers.leasts, parts);
    const bool is_narrow =
        is_plain && are_halves(numbers.scales, parts) && are_halves(numbers.leasts, parts);
    const bool is_four = *std::max_element(numbers.codes, numbers.codes + count) < 16;
    if (is_narrow) return is_four ? Coding::four : Coding::eight;
    return is_four && is_plain ? Coding::four_wide : Coding::eight_wide;
}

void code(const CodedNumbers &numbers, Coding coding, uint32_t *out) {
    switch (coding) {
        case Coding::none: break;
        case Coding::four: return code_as(numbers, (FourBits *)out);
        case Coding::four_wide: return code_as(numbers, (FourBitsWide *)out);
        case Coding::eight: return code_as(numbers, (EightBits *)out);
        case Coding::eight_wide: return code_as(numbers, (EightBitsWide *)out);
    }
}

}  // namespace baskets
