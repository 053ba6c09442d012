// SPDX-License-Identifier: Apache-2.0
//
// Exponentials for the plain twins. The library's own is good to some 1e-7 in float64 too, which a
// finite difference turns into an error of a percent; its power function has full precision.
#include "Internal.h"

namespace baskets {

mx::array precise_exp(const mx::array &x) {
    if (x.dtype() != mx::float64) return mx::exp(x);
    return mx::power(mx::array(2.718281828459045, mx::float64), x);
}

mx::array precise_sigmoid(const mx::array &x) {
    if (x.dtype() != mx::float64) return mx::sigmoid(x);
    auto one = mx::array(1.0, mx::float64);
    return mx::divide(one, mx::add(one, precise_exp(mx::negative(x))));
}

/// e^(x - greatest), and the greatest: a shift that changes no result and so needs no gradient.
static std::pair<mx::array, mx::array> shifted_exp(const mx::array &x,
                                                   const std::vector<int> &axes) {
    auto top = mx::stop_gradient(mx::max(x, axes, true));
    return {precise_exp(mx::subtract(x, top)), top};
}

mx::array precise_softmax(const mx::array &x, const std::vector<int> &axes) {
    if (x.dtype() != mx::float64) return mx::softmax(x, axes, true);
    auto e = shifted_exp(x, axes).first;
    return mx::divide(e, mx::sum(e, axes, true));
}

mx::array precise_log_sum_exp(const mx::array &x, const std::vector<int> &axes, bool keep) {
    if (x.dtype() != mx::float64) return mx::logsumexp(x, axes, keep);
    auto [e, top] = shifted_exp(x, axes);
    auto total = mx::add(mx::log(mx::sum(e, axes, true)), top);
    return keep ? total : mx::squeeze(total, axes);
}

}  // namespace baskets
