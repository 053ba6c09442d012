// SPDX-License-Identifier: Apache-2.0
#include "Internal.h"

using namespace baskets;

int bt_binary(bt_array **out, bt_binary_op op, const bt_array *a, const bt_array *b) {
    return give(out, [&] {
        switch (op) {
            case BT_ADD: return mx::add(a->value, b->value);
            case BT_SUBTRACT: return mx::subtract(a->value, b->value);
            case BT_MULTIPLY: return mx::multiply(a->value, b->value);
            case BT_DIVIDE: return mx::divide(a->value, b->value);
            case BT_MAXIMUM: return mx::maximum(a->value, b->value);
            case BT_LESS: return mx::less(a->value, b->value);
        }
        throw std::invalid_argument("no such binary operation");
    });
}

int bt_unary(bt_array **out, bt_unary_op op, const bt_array *a) {
    return give(out, [&] {
        switch (op) {
            case BT_EXP: return precise_exp(a->value);
            case BT_LOG: return mx::log(a->value);
            case BT_SQRT: return mx::sqrt(a->value);
            case BT_SQUARE: return mx::square(a->value);
            case BT_TANH: return mx::tanh(a->value);
            case BT_NEGATE: return mx::negative(a->value);
            case BT_STOP_GRADIENT: return mx::stop_gradient(a->value);
            case BT_CONTIGUOUS: return mx::contiguous(a->value);
            case BT_SIN: return mx::sin(a->value);
            case BT_COS: return mx::cos(a->value);
            case BT_ERF: return mx::erf(a->value);
        }
        throw std::invalid_argument("no such unary operation");
    });
}

static mx::array reduce(bt_reduce_op op, const mx::array &a, const std::vector<int> &axes,
                        bool keep) {
    switch (op) {
        case BT_SUM: return mx::sum(a, axes, keep);
        case BT_MEAN: return mx::mean(a, axes, keep);
        case BT_MAX: return mx::max(a, axes, keep);
        case BT_LOGSUMEXP: return precise_log_sum_exp(a, axes, keep);
        case BT_SOFTMAX: return precise_softmax(a, axes);
        case BT_ARGMAX: return mx::argmax(a, axes.back(), keep);
    }
    throw std::invalid_argument("no such reduction");
}

int bt_reduce(bt_array **out, bt_reduce_op op, const bt_array *a, int axis, bool keep) {
    return give(out, [&] {
        std::vector<int> axes;
        if (axis == BT_ALL) {
            for (int i = 0; i < int(a->value.ndim()); i++) axes.push_back(i);
        } else {
            axes.push_back(axis);
        }
        return reduce(op, a->value, axes, keep);
    });
}

int bt_cast(bt_array **out, const bt_array *a, bt_type kind) {
    return give(out, [&] { return mx::astype(a->value, type(kind)); });
}

int bt_matmul(bt_array **out, const bt_array *a, const bt_array *b) {
    return give(out, [&] { return mx::matmul(a->value, b->value); });
}

int bt_add_matmul(bt_array **out, const bt_array *c, const bt_array *a, const bt_array *b,
                  float alpha) {
    return give(out, [&] { return mx::addmm(c->value, a->value, b->value, alpha, 1.0f); });
}

int bt_reshape(bt_array **out, const bt_array *a, const int32_t *dimensions, int rank) {
    return give(out, [&] { return mx::reshape(a->value, shape(dimensions, rank)); });
}

int bt_transpose(bt_array **out, const bt_array *a, const int32_t *axes, int rank) {
    return give(out, [&] {
        return mx::transpose(a->value, std::vector<int>(axes, axes + rank));
    });
}

int bt_slice(bt_array **out, const bt_array *a, const int32_t *start, const int32_t *stop,
             int rank) {
    return give(out, [&] { return mx::slice(a->value, shape(start, rank), shape(stop, rank)); });
}

int bt_slice_update(bt_array **out, const bt_array *a, const bt_array *update,
                    const int32_t *start, const int32_t *stop, int rank) {
    return give(out, [&] {
        return mx::slice_update(a->value, update->value, shape(start, rank), shape(stop, rank));
    });
}

int bt_concatenate(bt_array **out, bt_array *const *arrays, int count, int axis) {
    return give(out, [&] {
        std::vector<mx::array> values;
        for (int i = 0; i < count; i++) values.push_back(arrays[i]->value);
        return mx::concatenate(values, axis);
    });
}

namespace baskets {

/// The library reads whatever an index points at. Indices that are known already, as token ids are,
/// can be checked; those that are still to be computed cannot.
void require_inside(const mx::array &indices, int count) {
    if (!indices.is_available() || indices.dtype() != mx::int32 || !indices.flags().row_contiguous ||
        bt_has_gpu()) {
        return;
    }
    const int32_t *values = indices.data<int32_t>();
    for (size_t i = 0; i < indices.size(); i++) {
        if (values[i] >= 0 && values[i] < count) continue;
        throw std::out_of_range("index " + std::to_string(values[i]) + " is not in 0 ..< " +
                                std::to_string(count));
    }
}

}  // namespace baskets

int bt_take(bt_array **out, const bt_array *a, const bt_array *indices, int axis) {
    return give(out, [&] {
        require_inside(indices->value, a->value.shape(axis));
        return mx::take(a->value, indices->value, axis);
    });
}
