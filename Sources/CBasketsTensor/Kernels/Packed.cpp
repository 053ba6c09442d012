// SPDX-License-Identifier: Apache-2.0
//
// Packed matrices as arrays: uint32 [panels, K / 2, 16] for a matrix [N, K], or, of one in codes,
// [panels, K / 32, words of a block].
#include <algorithm>

#include "Products.h"

namespace baskets {

void require_packed(const mx::array &w, int n) {
    if (w.ndim() != 3 || w.dtype() != mx::uint32 || n <= 0 ||
        !coding_of(size_t(w.shape(2))) || w.shape(0) != int(panels_of(size_t(n)))) {
        throw std::invalid_argument("this is no packed matrix of so many rows");
    }
}

Panels panels(const mx::array &w) {
    const Coding coding = coding_of(size_t(w.shape(2))).value();
    return {nullptr, size_t(w.shape(1)) * 2 * (coding == Coding::none ? 1 : coded_pairs), coding};
}

/// The words that codes stand for, at once.
static mx::array spread(const mx::array &w) {
    const Panels coded = panels(w).at(w.data<uint32_t>());
    auto words = blank({w.shape(0), int(coded.pairs()), int(panel_width)}, mx::uint32);
    spread_blocks(coded.coding, coded.panel(0), size_t(w.shape(0)) * coded.blocks(),
                  words.data<uint32_t>());
    return words;
}

mx::array unpacked(const mx::array &packed, int n) {
    const auto w = panels(packed).is_coded() ? spread(packed) : packed;
    auto half = [&](const mx::array &bits) { return mx::view(mx::contiguous(bits), mx::float32); };
    auto even = half(mx::left_shift(w, mx::array(uint32_t(16), mx::uint32)));
    auto odd = half(mx::bitwise_and(w, mx::array(uint32_t(0xffff0000u), mx::uint32)));
    auto pairs = mx::transpose(mx::stack({even, odd}, 3), {0, 2, 1, 3});  // [panels, 16, K / 2, 2]
    auto rows = mx::reshape(pairs, {w.shape(0) * w.shape(2), w.shape(1) * 2});
    return mx::slice(rows, {0, 0}, {n, w.shape(1) * 2});
}

}  // namespace baskets

using namespace baskets;

int bt_pack(bt_array **out, const bt_array *matrix) {
    return give(out, [&] {
        const auto &w = matrix->value;
        if (w.ndim() != 2 || w.dtype() != mx::float32 || w.size() == 0 || w.shape(1) % 2 != 0) {
            throw std::invalid_argument("a packed matrix is made of float32 [N, K], K even");
        }
        auto values = mx::contiguous(w);
        values.eval();
        const size_t n = size_t(w.shape(0)), k = size_t(w.shape(1));
        auto packed = blank({int(panels_of(n)), int(k / 2), int(panel_width)}, mx::uint32);
        pack(values.data<float>(), n, k, packed.data<uint32_t>());
        return packed;
    });
}

int bt_pack_codes(bt_array **out, int n, int k, const uint8_t *codes, const float *scales,
                  const float *leasts) {
    return give(out, [&] {
        const CodedNumbers numbers{size_t(n), size_t(k), codes, scales, leasts};
        const Coding coding = n > 0 && k > 0 ? smallest(numbers) : Coding::none;
        if (coding == Coding::none) {
            throw std::invalid_argument("codes are of a matrix [N, K], K a multiple of 32");
        }
        const int blocks = k / 2 / int(coded_pairs);
        auto packed = blank({int(panels_of(numbers.n)), blocks, int(words_of(coding))}, mx::uint32);
        code(numbers, coding, packed.data<uint32_t>());
        return packed;
    });
}

int bt_unpack(bt_array **out, const bt_array *packed, int n) {
    return give(out, [&] {
        require_packed(packed->value, n);
        return unpacked(packed->value, n);
    });
}

int bt_packed_rows(bt_array **out, const bt_array *packed, int n, const bt_array *indices) {
    return give(out, [&] {
        const auto &w = packed->value, &rows = indices->value;
        require_packed(w, n);
        if (rows.ndim() != 1 || rows.dtype() != mx::int32) {
            throw std::invalid_argument("rows are named by int32 indices [M]");
        }
        require_inside(rows, n);
        const Panels held = panels(w);
        const size_t k = held.k, m = rows.size();
        if (bt_has_gpu()) return mx::take(unpacked(w, n), rows, 0);
        auto work = [=](const Pointers &in, const std::vector<void *> &o) {
            auto index = (const int32_t *)in[1];
            for (size_t i = 0; i < m; i++) {
                const size_t row = size_t(std::clamp(index[i], 0, n - 1));
                held.at(in[0]).read_row(row, (float *)o[0] + i * k);
            }
        };
        return fused("packed rows", {w, rows}, {mx::Shape{int(m), int(k)}}, work)[0];
    });
}
