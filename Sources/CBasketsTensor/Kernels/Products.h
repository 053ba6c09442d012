// SPDX-License-Identifier: Apache-2.0
//
// Products with a packed matrix w [N, K], and the thin products of a low-rank update. M rows, K
// inputs, N outputs, R rank. All sums are in float32 and in one order, whatever the threads.
#pragma once

#include <memory>
#include <vector>

#include "../Internal.h"
#include "ProductTiles.h"

namespace baskets {

/// Does one strip with the instructions in use.
void run_strip(const Strip &strip);
/// Makes bfloat16 of neighbours: a word of each pair.
using Round = void (*)(const float *x, size_t pairs, uint32_t *out);
/// How the instructions in use want the rows of a packed product; null: as they are.
Round rounding();
/// For how many rows codes are best multiplied as they lie, each time anew; for more they are spread
/// before.
size_t most_coded_rows();
/// Blocks as words.
void spread_blocks(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out);

constexpr size_t panels_of(size_t outputs) { return (outputs + panel_width - 1) / panel_width; }
constexpr size_t padded_to_panels(size_t outputs) { return panels_of(outputs) * panel_width; }

/// Words of a packed matrix.
constexpr size_t packed_words(size_t n, size_t k) { return panels_of(n) * (k / 2) * panel_width; }

/// The nearest bfloat16, half to even; not-a-number stays one.
uint32_t rounded_word(float value);

/// Rounds w [N, K] to bfloat16 and lays it out in panels; K even.
void pack(const float *w, size_t n, size_t k, uint32_t *out);

/// A packed matrix [N, K]: its words, or blocks of codes that give the same words.
struct Panels {
    const void *data = nullptr;
    size_t k = 0;
    Coding coding = Coding::none;

    bool is_coded() const { return coding != Coding::none; }
    size_t pairs() const { return k / 2; }
    size_t blocks() const { return pairs() / coded_pairs; }
    const uint32_t *panel(size_t index) const {
        return (const uint32_t *)data + index * panel_words(coding, pairs());
    }
    /// The same, of numbers that lie at `data`.
    Panels at(const void *data) const { return {data, k, coding}; }
    /// A row as float32 [K].
    void read_row(size_t row, float *out) const;
};

/// What a packed array is, its numbers aside.
Panels panels(const mx::array &w);

/// A matrix whose rows are read in whole panels: in place, or copied with zeros behind each row.
class PaddedRows {
  public:
    PaddedRows(const float *values, size_t rows, size_t columns);
    const float *values() const { return values_; }
    size_t stride() const { return stride_; }

  private:
    const float *values_;
    size_t stride_;
    std::vector<float> copy_;
};

/// Rows [M, 2 pairs] of a packed product, rounded once for all its strips where the instructions in use
/// want that.
class RoundedRows {
  public:
    RoundedRows(const float *x, size_t m, size_t stride, size_t pairs);
    /// Gives the rows, from input 2 `pair` on, to a strip of `pairs`.
    void give(Strip &strip, size_t pair, size_t pairs) const;

  private:
    const float *x_;
    size_t stride_, pairs_;
    std::unique_ptr<uint32_t[]> words_;
};

/// y [M, N] = x w^T + bias + u b^T, for u [M, R'] (rows padded to panels) and b [N, R]; bias and u
/// may be missing.
void forward_product(const float *x, size_t m, const Panels &w, size_t n,
                     const float *bias, const float *u, const float *b, size_t r, float *y,
                     size_t y_row);

/// dx [M, K] = dy w + v a, for rows of dy `dy_row` apart with 2 * pairs >= N numbers, those behind
/// N zero or faced by zeros; v [M, R'] and a [R, K] may be missing.
void backward_product(const float *dy, size_t m, size_t dy_row, const Panels &w, size_t n,
                      const float *v, const float *a, size_t r, float *dx);

/// y [M, K] = v a, for v [M, R'] and a [R, K].
void low_product(const float *v, size_t m, const float *a, size_t r, size_t k, float *y);

/// u [M, R'] = scale * x a^T, for a [R, K].
std::vector<float> thin_inputs(const float *x, size_t m, size_t k, const float *a, size_t r,
                               float scale);
/// v [M, R'] = scale * dy b, for b [N, R].
std::vector<float> thin_outputs(const float *dy, size_t m, size_t n, const float *b, size_t r,
                                float scale);
/// da [R, K] = v^T x.
void inputs_gradient(const float *v, const float *x, size_t m, size_t k, size_t r, float *da);
/// db [N, R] = dy^T u.
void outputs_gradient(const float *dy, const float *u, size_t m, size_t n, size_t r, float *db);

}  // namespace baskets
