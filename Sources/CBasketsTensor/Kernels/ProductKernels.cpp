// SPDX-License-Identifier: Apache-2.0
//
// The tiles of products for each kind of processor, and the choice among them.
#include <atomic>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "Products.h"
#ifdef __x86_64__
#include "ProductBfloat16.h"
#endif

namespace baskets {
namespace {

struct Instructions {
    const char *name;
    void (*run)(const Strip &);
    Spread spread;
    Round round = nullptr;  // of rows of packed products; null: none
    size_t coded_rows = 12;  // see most_coded_rows()
};

/// The rows of a strip as the instructions take them.
std::vector<uint32_t> give_rounded(const Instructions &instructions, Strip &s) {
    if (!instructions.round) return {};
    std::vector<uint32_t> words(s.rows * s.pairs);
    for (size_t row = 0; row < s.rows; row++) {
        instructions.round(s.x + row * s.x_row, s.pairs, words.data() + row * s.pairs);
    }
    s.rounded = words.data();
    s.rounded_row = s.pairs;
    return words;
}

template <class Block>
BT_INLINE void expand_all(const uint32_t *blocks, size_t count, uint32_t *out) {
    for (size_t i = 0; i < count; i++) {
        expand(((const Block *)blocks)[i], out + i * coded_pairs * panel_width);
    }
}

BT_INLINE void spread(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out) {
    switch (coding) {
        case Coding::none: return;
        case Coding::four: return expand_all<FourBits>(blocks, count, out);
        case Coding::four_wide: return expand_all<FourBitsWide>(blocks, count, out);
        case Coding::eight: return expand_all<EightBits>(blocks, count, out);
        case Coding::eight_wide: return expand_all<EightBitsWide>(blocks, count, out);
    }
}

void spread_plain(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out) {
    spread(coding, blocks, count, out);
}
void run_plain(const Strip &strip) { tiles<2, 1>(strip, spread_plain); }

#ifdef __x86_64__

#define BT_AVX2 __attribute__((target("arch=x86-64-v3")))
#define BT_AVX512 __attribute__((target("arch=x86-64-v4"))) BT_WHOLE_LANES

BT_AVX2 void spread_avx2(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out) {
    spread(coding, blocks, count, out);
}
BT_AVX512 void spread_avx512(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out) {
    spread(coding, blocks, count, out);
}

// Six sums of two registers, and 24 of one: as many as the registers hold beside the operands. Two
// panels use a number that was read twice.
BT_AVX2 void run_avx2(const Strip &strip) { tiles<6, 1>(strip, spread_avx2); }
BT_AVX512 void run_avx512(const Strip &strip) { tiles<12, 2>(strip, spread_avx512); }

#endif

/// The same as `exact_strip` of a panel in codes, and the panel spread.
std::vector<float> exact_coded_strip(const Instructions &instructions, Coding coding) {
    constexpr size_t rows = 5, inputs = 4 * coded_pairs, parts = panel_width * inputs / part_length;
    const int codes = coding == Coding::four || coding == Coding::four_wide ? 16 : 200;
    std::vector<uint8_t> weights(panel_width * inputs);
    std::vector<float> scales(parts, 1), leasts(parts, float(-codes / 2));
    std::vector<float> x(rows * inputs), y(rows * panel_width);
    for (size_t i = 0; i < weights.size(); i++) weights[i] = uint8_t(i * 7 % size_t(codes));
    for (size_t i = 0; i < x.size(); i++) x[i] = float(int(i * 5 % 9) - 4);
    std::vector<uint32_t> blocks(inputs / 2 / coded_pairs * words_of(coding));
    code({panel_width, inputs, weights.data(), scales.data(), leasts.data()}, coding, blocks.data());
    Strip s;
    s.rows = rows;
    s.columns = s.y_row = panel_width;
    s.y = y.data();
    s.x = x.data();
    s.x_row = inputs;
    s.w = blocks.data();
    s.coding = coding;
    s.pairs = inputs / 2;
    const auto rounded = give_rounded(instructions, s);
    instructions.run(s);
    std::vector<uint32_t> words(inputs / 2 * panel_width);
    instructions.spread(coding, blocks.data(), inputs / 2 / coded_pairs, words.data());
    for (uint32_t word : words) y.push_back(float(word >> 16)), y.push_back(float(word & 0xffff));
    return y;
}

/// A strip of small whole numbers, of which every product and sum is exact in any precision.
std::vector<float> exact_strip(const Instructions &instructions) {
    constexpr size_t rows = 27, columns = 40, pairs = 19, rank = 3;
    auto number = [](size_t i) { return float(int(i * 7 % 11) - 5); };
    std::vector<float> x(rows * 2 * pairs), weights(columns * 2 * pairs), a(rows * rank);
    std::vector<float> b(rank * padded_to_panels(columns)), y(rows * columns);
    for (auto *values : {&x, &weights, &a, &b}) {
        for (size_t i = 0; i < values->size(); i++) (*values)[i] = number(i + values->size());
    }
    std::vector<uint32_t> w(packed_words(columns, 2 * pairs));
    pack(weights.data(), columns, 2 * pairs, w.data());
    Strip s;
    s.rows = rows;
    s.columns = s.y_row = columns;
    s.y = y.data();
    s.x = x.data();
    s.x_row = 2 * pairs;
    s.w = w.data();
    s.pairs = pairs;
    s.a = a.data();
    s.a_row = s.count = rank;
    s.b = b.data();
    s.b_row = padded_to_panels(columns);
    const auto rounded = give_rounded(instructions, s);
    instructions.run(s);
    for (Coding coding :
         {Coding::four, Coding::four_wide, Coding::eight, Coding::eight_wide}) {
        const auto coded = exact_coded_strip(instructions, coding);
        y.insert(y.end(), coded.begin(), coded.end());
    }
    return y;
}

/// From the best to the one that runs everywhere; without any whose products are wrong here.
std::vector<Instructions> available() {
    std::vector<Instructions> found;
#ifdef __x86_64__
    __builtin_cpu_init();
    const bool v4 = __builtin_cpu_supports("x86-64-v4");
    if (v4 && __builtin_cpu_supports("avx512bf16")) {
        found.push_back({"avx512bf16", run_bfloat16, spread_bfloat16, round_pairs, 24});
    }
    if (v4) found.push_back({"avx512", run_avx512, spread_avx512});
    // Intel's processors do one product of bfloat16 where they do four of float32, half the numbers.
    if (found.size() == 2 && __builtin_cpu_is("intel")) std::swap(found[0], found[1]);
    if (__builtin_cpu_supports("x86-64-v3")) found.push_back({"avx2", run_avx2, spread_avx2});
#endif
    const Instructions plain{"plain", run_plain, spread_plain};
    const auto right = exact_strip(plain);
    std::erase_if(found, [&](const auto &one) { return exact_strip(one) != right; });
    found.push_back(plain);
    return found;
}

/// The best, or those that `BASKETS_CPU` in the environment names where this processor has them.
const Instructions *first_choice() {
    static const auto all = available();
    const char *asked = std::getenv("BASKETS_CPU");
    for (const auto &one : all) {
        if (asked && std::string_view(asked) == one.name) return &one;
    }
    return &all.front();
}

std::atomic<const Instructions *> &instructions() {
    static std::atomic<const Instructions *> current{first_choice()};
    return current;
}

}  // namespace

void run_strip(const Strip &strip) { instructions().load(std::memory_order_relaxed)->run(strip); }

size_t most_coded_rows() { return instructions().load(std::memory_order_relaxed)->coded_rows; }

Round rounding() { return instructions().load(std::memory_order_relaxed)->round; }

void spread_blocks(Coding coding, const uint32_t *blocks, size_t count, uint32_t *out) {
    instructions().load(std::memory_order_relaxed)->spread(coding, blocks, count, out);
}

}  // namespace baskets

using namespace baskets;

const char *bt_product_instructions(void) { return instructions().load()->name; }

bool bt_use_product_instructions(const char *name) {
    static const auto all = available();
    for (const auto &one : all) {
        if (std::string_view(name) != one.name) continue;
        instructions() = &one;
        return true;
    }
    return false;
}
