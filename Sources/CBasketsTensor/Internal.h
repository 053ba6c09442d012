// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mlx/mlx.h>

#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "baskets_tensor.h"

namespace mx = mlx::core;

struct bt_array {
    mx::array value;
};

namespace baskets {

void set_error(const char *message);

/// Holds the library for the calling thread. The library gives each thread a stream of its own and
/// refuses arrays from another thread's; here all threads share one, and take turns.
class Turn {
  public:
    Turn();

  private:
    std::unique_lock<std::recursive_mutex> lock_;
};

/// Runs `body`; an exception becomes status 1 and the thread's message.
template <typename Body>
int guarded(Body &&body) {
    try {
        Turn turn;
        body();
        return 0;
    } catch (const std::exception &error) {
        set_error(error.what());
    } catch (...) {
        set_error("unknown C++ exception");
    }
    return 1;
}

inline int give(bt_array **out, const std::function<mx::array()> &make) {
    return guarded([&] { *out = new bt_array{make()}; });
}

mx::Dtype type(bt_type type);
mx::Shape shape(const int32_t *dimensions, int rank);

/// True where the fused CPU kernels may run: CPU, float32, and not switched off.
bool use_fused(const mx::array &x);

/// True where the numbers of `x` lie in this processor's memory in their order and no gradient goes
/// through it: what is made of such arrays can be made at once. To record an operation first takes
/// time and a third thread, more than most work on one token.
bool is_at_hand(const mx::array &x);
/// An array at hand whose numbers are still to be written.
mx::array blank(mx::Shape shape, mx::Dtype type);

// Exponentials in the precision of their type, float64 included; the library's own are not.
mx::array precise_exp(const mx::array &x);
mx::array precise_sigmoid(const mx::array &x);
mx::array precise_softmax(const mx::array &x, const std::vector<int> &axes);
mx::array precise_log_sum_exp(const mx::array &x, const std::vector<int> &axes, bool keep);

// A fused operation: its work on contiguous inputs, and its gradient, which is again operations.
using Pointers = std::vector<const void *>;
using Work = std::function<void(const Pointers &inputs, const std::vector<void *> &outputs)>;
using Gradient = std::function<std::vector<mx::array>(
    const std::vector<mx::array> &inputs, const std::vector<mx::array> &cotangents)>;

/// Arrays that `work` fills: at once where all inputs are at hand, else when they are evaluated.
/// `gradient` returns one array per input that has a gradient, in the order of the inputs; inputs
/// behind them have none.
std::vector<mx::array> fused(const char *name, std::vector<mx::array> inputs,
                             std::vector<mx::Shape> shapes, Work work, Gradient gradient = {});

/// The same, where the gradient needs what `work` left behind the first output: it is given all.
using KeepingGradient = std::function<std::vector<mx::array>(
    const std::vector<mx::array> &inputs, const std::vector<mx::array> &cotangents,
    const std::vector<mx::array> &outputs)>;
std::vector<mx::array> fused_keeping(const char *name, std::vector<mx::array> inputs,
                                     std::vector<mx::Shape> shapes, Work work,
                                     KeepingGradient gradient);

/// Throws unless w is a packed matrix of n rows.
void require_packed(const mx::array &w, int n);
/// A packed matrix as float32 [n, K], from the library's operations.
mx::array unpacked(const mx::array &w, int n);

/// Throws where an index that is known already is not in 0 ..< count.
void require_inside(const mx::array &indices, int count);

/// Splits 0 ..< count over the machine's threads and waits for all.
void parallel(size_t count, size_t least, const std::function<void(size_t, size_t)> &body);
/// `body` of each of 0 ..< count; threads take `grain` of them at a time as they come free, so each
/// has to do work of its own, in whatever order.
void parallel_each(size_t count, size_t grain, const std::function<void(size_t)> &body);

}  // namespace baskets
