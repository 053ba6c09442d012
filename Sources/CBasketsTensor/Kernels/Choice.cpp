// SPDX-License-Identifier: Apache-2.0
//
// Drawing a token from logits: temperature, then top-p (Holtzman et al. 2020). V vocabulary.
#include <algorithm>
#include <vector>

#include "../Internal.h"
#include "RowExponentials.h"

namespace baskets {
namespace {

/// y = e^((x - top) * scale); the sum of all.
double weigh(const float *x, float top, float scale, float *y, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i += 4096) {
        sum += weigh_part(x + i, top, scale, y + i, std::min<size_t>(4096, n - i));
    }
    return sum;
}

struct Candidate {
    float weight;
    int32_t token;
};

/// The fewest likeliest tokens that hold `top_p` of the probability, likeliest first.
///
/// Tokens under (1 - top_p) / V of the probability hold less than 1 - top_p together, so none of them
/// can be needed: only the few above are sorted.
std::vector<Candidate> nucleus(const float *weights, size_t v, double total, double top_p) {
    const float least = top_p < 1 ? float((1 - top_p) / double(v) * total) : 0.0f;
    std::vector<Candidate> found;
    for (size_t i = 0; i < v; i++) {
        if (weights[i] >= least && weights[i] > 0) found.push_back({weights[i], int32_t(i)});
    }
    std::sort(found.begin(), found.end(), [](const Candidate &a, const Candidate &b) {
        return a.weight != b.weight ? a.weight > b.weight : a.token < b.token;
    });
    double held = 0;
    for (size_t i = 0; i < found.size(); i++) {
        held += found[i].weight;
        if (held >= top_p * total) {
            found.resize(i + 1);
            break;
        }
    }
    return found;
}

int32_t choose(const float *x, size_t v, double temperature, double top_p, double uniform) {
    const float top = greatest(x, v);
    // The first of the greatest; 0 where none is a number.
    const int32_t best = int32_t(std::find(x, x + v, top) - x) % int32_t(v);
    if (!(temperature > 0)) return best;
    static thread_local std::vector<float> weights;
    weights.resize(v);
    const double total = weigh(x, top, float(1 / temperature), weights.data(), v);
    const auto candidates = nucleus(weights.data(), v, total, top_p);
    double sum = 0;
    for (const auto &candidate : candidates) sum += candidate.weight;
    double left = uniform * sum;
    for (const auto &candidate : candidates) {
        left -= candidate.weight;
        if (left < 0) return candidate.token;
    }
    return candidates.empty() ? best : candidates.back().token;
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_choose(const bt_array *logits, const double *uniforms, double temperature, double top_p,
              int32_t *out) {
    return guarded([&] {
        const auto &x = logits->value;
        if (x.ndim() != 2 || x.size() == 0) {
            throw std::invalid_argument("tokens are chosen from logits [M, V]");
        }
        auto values = mx::contiguous(mx::astype(x, mx::float32));
        values.eval();
        const float *rows = values.data<float>();
        const size_t v = size_t(x.shape(1));
        parallel_each(size_t(x.shape(0)), 1, [&](size_t row) {
            out[row] = choose(rows + row * v, v, temperature, top_p, uniforms[row]);
        });
    });
}
