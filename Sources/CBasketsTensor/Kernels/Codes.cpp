// SPDX-License-Identifier: Apache-2.0
//
// Finds the scale, the least number and the codes of blocks that were read from a file of four bits.
#include "Codes.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <optional>

#include "Products.h"

namespace baskets {
namespace {

constexpr size_t length = 2 * CodedBlock::pairs;  // inputs of a block

float of_half(uint16_t half) {
    const float size = std::bit_cast<float>(uint32_t(half & 0x7fff) << 13) * 0x1p112f;
    return half & 0x8000 ? -size : size;
}

/// The nearest float16; none for what is out of its range.
std::optional<uint16_t> to_half(float value) {
    const float size = std::fabs(value);
    if (!(size < 65504)) return std::nullopt;
    const uint32_t bits = std::bit_cast<uint32_t>(size * 0x1p-112f);
    const uint32_t rounded = (bits + 0xfff + (bits >> 13 & 1)) >> 13;
    return uint16_t(rounded | (value < 0 ? 0x8000 : 0));
}

struct Coded {
    uint16_t scale, least;
    uint8_t codes[length];
};

/// The codes under a scale and a least number, where they give the rounded numbers exactly.
bool fits(const float *x, uint16_t scale, uint16_t least, Coded &out) {
    const float step = of_half(scale), base = of_half(least);
    out.scale = scale;
    out.least = least;
    for (size_t i = 0; i < length; i++) {
        const float place = step == 0 ? 0 : std::nearbyint((x[i] - base) / step);
        if (!(place >= 0 && place <= 15)) return false;
        out.codes[i] = uint8_t(place);
        const float value = step * place + base;
        // What is smaller than any normal number is rounded in other ways by other instructions.
        if (value != 0 && !std::isnormal(value)) return false;
        if (rounded_word(value) != rounded_word(x[i])) return false;
    }
    return true;
}

/// A block of a file with a least number (GGUF's Q4_1): its least is the first code, and mostly its
/// greatest the last. Or of one around zero (Q4_0): what is farthest from zero has code 0, and 8 codes
/// up is zero.
bool code_block(const float *x, Coded &out) {
    const auto [low, high] = std::minmax_element(x, x + length);
    const auto least = to_half(*low);
    if (least && of_half(*least) == *low) {
        for (float last = 15; last >= 1; last--) {
            const auto scale = to_half((*high - *low) / last);
            if (scale && fits(x, *scale, *least, out)) return true;
        }
    }
    const float farthest = std::fabs(*low) > std::fabs(*high) ? *low : *high;
    const auto base = to_half(farthest), scale = to_half(farthest / -8);
    return base && scale && fits(x, *scale, *base, out);
}

void place(const Coded &coded, size_t output, CodedBlock &block) {
    block.scale[output] = coded.scale;
    block.least[output] = coded.least;
    for (size_t pair = 0; pair < CodedBlock::pairs; pair++) {
        block.codes[pair][output] = uint8_t(coded.codes[2 * pair] | coded.codes[2 * pair + 1] << 4);
    }
}

}  // namespace

bool code(const float *w, size_t n, size_t k, CodedBlock *out) {
    if (k % length != 0) return false;
    const size_t blocks = k / length;
    std::atomic<bool> works{true};
    parallel_each(panels_of(n), 4, [&](size_t panel) {
        for (size_t block = 0; block < blocks && works; block++) {
            CodedBlock &to = out[panel * blocks + block];
            to = {};
            for (size_t i = 0; i < panel_width && panel * panel_width + i < n; i++) {
                Coded coded;
                const float *x = w + (panel * panel_width + i) * k + block * length;
                if (!code_block(x, coded)) works = false;
                else place(coded, i, to);
            }
        }
    });
    return works;
}

}  // namespace baskets
