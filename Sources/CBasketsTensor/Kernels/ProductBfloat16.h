// SPDX-License-Identifier: Apache-2.0
//
// Strips with both factors in bfloat16, by the processor's own products of pairs. x86-64 alone.
#pragma once

#include <immintrin.h>

#include "Products.h"

namespace baskets {
namespace {

// Clang cuts vectors of 64 bytes in two on AVX-512 processors, unless a function says that it needs
// them whole.
#define BT_WHOLE_LANES __attribute__((min_vector_width(512)))
#define BT_BFLOAT16 __attribute__((target("arch=x86-64-v4,avx512bf16"))) BT_WHOLE_LANES

/// Two neighbours of x to a word, rounded to bfloat16.
BT_BFLOAT16 void round_pairs(const float *x, size_t pairs, uint32_t *out) {
    size_t i = 0;
    for (; i + 16 <= pairs; i += 16) {
        const __m512bh both = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(x + 2 * i + 16),
                                                  _mm512_loadu_ps(x + 2 * i));
        _mm512_storeu_si512(out + i, (__m512i)both);
    }
    for (; i < pairs; i++) {
        const __m128bh both = _mm_cvtneps_pbh(_mm_set_ps(0, 0, x[2 * i + 1], x[2 * i]));
        out[i] = uint32_t(_mm_cvtsi128_si32((__m128i)both));
    }
}

BT_BFLOAT16 __attribute__((always_inline)) inline __m512 wide(const uint16_t *half) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)half));
}
BT_BFLOAT16 __attribute__((always_inline)) inline __m512 wide(const float *values) {
    return _mm512_loadu_ps(values);
}
BT_BFLOAT16 __attribute__((always_inline)) inline __m512i codes_at(const uint8_t *codes) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)codes));
}

/// What the codes of one part of a block stand for.
struct Scales {
    __m512 low, high, low_least, high_least;
};

BT_BFLOAT16 __attribute__((always_inline)) inline void doubled(__m512 value, __m512 &low,
                                                               __m512 &high) {
    const __m512i half = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    low = _mm512_permutexvar_ps(half, value);
    high = _mm512_permutexvar_ps(_mm512_add_epi32(half, _mm512_set1_epi32(8)), value);
}

template <class Block>
BT_BFLOAT16 __attribute__((always_inline)) inline Scales scales(const Block &block, size_t part) {
    Scales found;
    doubled(wide(block.scale[part]), found.low, found.high);
    doubled(wide(block.least[part]), found.low_least, found.high_least);
    return found;
}

/// The words of a pair.
template <class Block>
BT_BFLOAT16 __attribute__((always_inline)) inline __m512bh words(const Block &block, size_t pair,
                                                                 const Scales &scales) {
    __m512i low = codes_at(block.codes[pair]), high;
    if constexpr (Block::bits == 4) {
        high = _mm512_srli_epi32(low, 4);
        low = _mm512_and_si512(low, _mm512_set1_epi32(15));
    } else {
        high = codes_at(block.codes[pair] + 16);
    }
    const __m512 first = _mm512_fmadd_ps(_mm512_cvtepi32_ps(low), scales.low, scales.low_least);
    const __m512 last = _mm512_fmadd_ps(_mm512_cvtepi32_ps(high), scales.high, scales.high_least);
    return _mm512_cvtne2ps_pbh(last, first);
}

/// As `expand`, in a third of the instructions.
template <class Block>
BT_BFLOAT16 __attribute__((always_inline)) inline void expand_bfloat16(const Block &block,
                                                                       uint32_t *out) {
    constexpr size_t pairs = coded_pairs / Block::parts;
    for (size_t part = 0; part < Block::parts; part++) {
        const Scales held = scales(block, part);
        for (size_t pair = part * pairs; pair < (part + 1) * pairs; pair++) {
            _mm512_storeu_si512(out + 16 * pair, (__m512i)words(block, pair, held));
        }
    }
}

template <class Block>
BT_BFLOAT16 void expand_all_bfloat16(const uint32_t *blocks, size_t count, uint32_t *out) {
    for (size_t i = 0; i < count; i++) {
        expand_bfloat16(((const Block *)blocks)[i], out + i * coded_pairs * panel_width);
    }
}

BT_BFLOAT16 void spread_bfloat16(Coding coding, const uint32_t *blocks, size_t count,
                                 uint32_t *out) {
    switch (coding) {
        case Coding::none: return;
        case Coding::four: return expand_all_bfloat16<FourBits>(blocks, count, out);
        case Coding::four_wide: return expand_all_bfloat16<FourBitsWide>(blocks, count, out);
        case Coding::eight: return expand_all_bfloat16<EightBits>(blocks, count, out);
        case Coding::eight_wide: return expand_all_bfloat16<EightBitsWide>(blocks, count, out);
    }
}

/// sum[p][m] += x w for M rows of pairs, rounded, `stride` apart, and P panels.
template <int M, int P>
BT_BFLOAT16 __attribute__((always_inline)) inline void add_dots(Lanes (*sum)[M], const uint32_t *x,
                                                                size_t stride, const uint32_t *w,
                                                                size_t pairs) {
    for (size_t k = 0; k < pairs; k++) {
        __m512bh weights[P];
#pragma unroll
        for (int p = 0; p < P; p++) {
            weights[p] = (__m512bh)_mm512_loadu_si512(w + panel_width * (k + p * pairs));
        }
#pragma unroll
        for (int m = 0; m < M; m++) {
            const __m512bh inputs = (__m512bh)_mm512_set1_epi32(int(x[m * stride + k]));
#pragma unroll
            for (int p = 0; p < P; p++) {
                sum[p][m] = (Lanes)_mm512_dpbf16_ps((__m512)sum[p][m], inputs, weights[p]);
            }
        }
    }
}

/// Fetches a block that is read soon: the processor foresees one panel, not several side by side.
template <class Block>
BT_BFLOAT16 __attribute__((always_inline)) inline void fetch(const Block *block) {
#pragma unroll
    for (size_t at = 0; at < sizeof(Block); at += 64) {
        _mm_prefetch((const char *)block + at, _MM_HINT_T0);
    }
}

/// The same of panels in codes, whose words stay in registers: the sums are those of the words.
template <int M, int P, class Block>
BT_BFLOAT16 void add_dots(Lanes (*total)[M], const uint32_t *x, size_t stride, const Block *w,
                          size_t row_pairs) {
    constexpr size_t pairs = coded_pairs / Block::parts;
    constexpr size_t ahead = 4;                     // blocks that are fetched before their turn
    const size_t blocks = row_pairs / coded_pairs;  // from a panel to the next
    Lanes sum[P][M];
#pragma unroll
    for (int p = 0; p < P; p++) {
#pragma unroll
        for (int m = 0; m < M; m++) sum[p][m] = total[p][m];
    }
    for (size_t k = 0; k < row_pairs; k += coded_pairs, w++) {
#pragma unroll
        for (int p = 0; p < P; p++) fetch(w + p * blocks + ahead);
        for (size_t part = 0; part < Block::parts; part++) {
            Scales held[P];
#pragma unroll
            for (int p = 0; p < P; p++) held[p] = scales(w[p * blocks], part);
            for (size_t pair = part * pairs; pair < (part + 1) * pairs; pair++) {
#pragma unroll
                for (int p = 0; p < P; p++) {
                    const __m512bh weights = words(w[p * blocks], pair, held[p]);
#pragma unroll
                    for (int m = 0; m < M; m++) {
                        const __m512bh inputs =
                            (__m512bh)_mm512_set1_epi32(int(x[m * stride + k + pair]));
                        sum[p][m] = (Lanes)_mm512_dpbf16_ps((__m512)sum[p][m], inputs, weights);
                    }
                }
            }
        }
    }
#pragma unroll
    for (int p = 0; p < P; p++) {
#pragma unroll
        for (int m = 0; m < M; m++) total[p][m] = sum[p][m];
    }
}

/// A sum waits for the one before: some 12 at once keep the processor busy, and as many as the
/// registers hold share the numbers that were read.
template <int M>
constexpr int panels_at_once(const uint32_t *) {
    return M > 6 ? 2 : 4;
}
template <int M, class Block>
constexpr int panels_at_once(const Block *) {
    return M == 1 ? 4 : M <= 4 ? 2 : 1;
}

template <int M, int P, class Word>
BT_BFLOAT16 __attribute__((always_inline)) inline void dots_tile(const Strip &s, size_t row,
                                                                 size_t panel) {
    Lanes sum[P][M];
#pragma unroll
    for (int p = 0; p < P; p++) begin_tile<M>(s, row, panel + p, sum[p]);
    add_dots<M, P>(sum, s.rounded + row * s.rounded_row, s.rounded_row,
                   (const Word *)s.panel(panel), s.pairs);
#pragma unroll
    for (int p = 0; p < P; p++) end_tile<M>(s, row, panel + p, sum[p]);
}

/// All panels of M rows, whose numbers are words or blocks of codes.
template <int M, class Word>
BT_BFLOAT16 void row_of_dots(const Strip &s, size_t row) {
    constexpr int most = panels_at_once<M>((const Word *)nullptr);
    const size_t panels = panels_of(s.columns);
    size_t panel = 0;
    for (; panel + most <= panels; panel += most) dots_tile<M, most, Word>(s, row, panel);
    if constexpr (most > 1) {
        for (; panel < panels; panel++) dots_tile<M, 1, Word>(s, row, panel);
    }
}

template <int M>
BT_BFLOAT16 void row_of_dots(const Strip &s, size_t row) {
    switch (s.coding) {
        case Coding::none: return row_of_dots<M, uint32_t>(s, row);
        case Coding::four: return row_of_dots<M, FourBits>(s, row);
        case Coding::four_wide: return row_of_dots<M, FourBitsWide>(s, row);
        case Coding::eight: return row_of_dots<M, EightBits>(s, row);
        case Coding::eight_wide: return row_of_dots<M, EightBitsWide>(s, row);
    }
}

template <int M>
BT_BFLOAT16 void last_dots(const Strip &s, size_t row) {
    if constexpr (M > 0) {
        if (s.rows - row == M) return row_of_dots<M>(s, row);
        last_dots<M - 1>(s, row);
    }
}

/// Both factors in bfloat16, sums in float32.
BT_BFLOAT16 void run_bfloat16(const Strip &strip) {
    constexpr int at_once = 12;
    if (strip.pairs == 0) return tiles<at_once, 2>(strip, spread_bfloat16);
    size_t row = 0;
    for (; row + at_once <= strip.rows; row += at_once) row_of_dots<at_once>(strip, row);
    last_dots<at_once - 1>(strip, row);
}

}  // namespace
}  // namespace baskets
