// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "Internal.h"

using namespace baskets;

namespace {

bool is_plain(const mx::array &x) { return x.dtype() == mx::float32 && is_at_hand(x); }

/// True for float32 arrays at hand, the second of the first's shape or a single number.
bool are_plain(const mx::array &a, const mx::array &b) {
    return is_plain(a) && is_plain(b) && (a.shape() == b.shape() || b.ndim() == 0);
}

/// Number by number, of arrays that are plain.
template <typename Combine>
mx::array at_once(const mx::array &a, const mx::array &b, Combine combine) {
    auto y = blank(a.shape(), mx::float32);
    const float *x = a.data<float>(), *z = b.data<float>();
    float *out = y.data<float>();
    const size_t step = b.ndim() == 0 ? 0 : 1;
    parallel(a.size(), 1 << 15, [=](size_t begin, size_t end) {
        for (size_t i = begin; i < end; i++) out[i] = combine(x[i], z[step * i]);
    });
    return y;
}

/// Rows of an array at hand, at indices that are inside.
mx::array rows(const mx::array &a, const mx::array &indices) {
    auto shape = indices.shape();
    for (int axis = 1; axis < int(a.ndim()); axis++) shape.push_back(a.shape(axis));
    auto y = blank(shape, a.dtype());
    const size_t bytes = a.nbytes() / size_t(std::max(a.shape(0), 1));
    const int32_t *index = indices.data<int32_t>();
    for (size_t i = 0; i < indices.size(); i++) {
        std::memcpy(y.data<char>() + i * bytes, a.data<char>() + size_t(index[i]) * bytes, bytes);
    }
    return y;
}

/// The same numbers in another shape, for an array at hand.
mx::array view(const mx::array &a, mx::Shape shape) {
    mx::array y(std::move(shape), a.dtype(), nullptr, {});
    mx::Strides strides(y.ndim());
    int64_t stride = 1;
    for (int axis = int(y.ndim()) - 1; axis >= 0; axis--) {
        strides[size_t(axis)] = stride;
        stride *= y.shape(axis);
    }
    y.copy_shared_buffer(a, strides, {true, true, y.ndim() <= 1}, a.data_size());
    y.set_status(mx::array::Status::available);
    return y;
}

/// `dimensions` with the size in place of -1; throws where the array has another number of elements.
mx::Shape sized(const mx::array &a, mx::Shape dimensions) {
    size_t known = 1;
    int open = -1;
    bool fits = true;
    for (int axis = 0; axis < int(dimensions.size()); axis++) {
        const int size = dimensions[size_t(axis)];
        if (size == -1 && open < 0) {
            open = axis;
        } else if (size < 0) {
            fits = false;
        } else {
            known *= size_t(size);
        }
    }
    fits = fits && (open >= 0 ? known > 0 && a.size() % known == 0 : known == a.size());
    if (!fits) throw std::invalid_argument("the shape holds another number of elements");
    if (open >= 0) dimensions[size_t(open)] = int(a.size() / known);
    return dimensions;
}

}  // namespace

int bt_binary(bt_array **out, bt_binary_op op, const bt_array *a, const bt_array *b) {
    return give(out, [&] {
        switch (op) {
            case BT_ADD:
                if (are_plain(a->value, b->value)) {
                    return at_once(a->value, b->value, [](float x, float y) { return x + y; });
                }
                return mx::add(a->value, b->value);
            case BT_SUBTRACT: return mx::subtract(a->value, b->value);
            case BT_MULTIPLY:
                if (are_plain(a->value, b->value)) {
                    return at_once(a->value, b->value, [](float x, float y) { return x * y; });
                }
                return mx::multiply(a->value, b->value);
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
    return give(out, [&] {
        const auto wanted = shape(dimensions, rank);
        if (is_at_hand(a->value)) return view(a->value, sized(a->value, wanted));
        return mx::reshape(a->value, wanted);
    });
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

/// Copies `update` into the part of `a` that begins at `start`, both at hand.
static void write(const mx::array &a, const mx::array &update, const mx::Shape &start) {
    const size_t bytes = a.itemsize();
    const int rank = int(a.ndim());
    // A run of numbers that lie side by side in both: the last axis that is cut, and those behind it.
    int cut = rank - 1;
    while (cut > 0 && update.shape(cut) == a.shape(cut)) cut--;
    size_t run = bytes, runs = 1;
    for (int axis = cut; axis < rank; axis++) run *= size_t(update.shape(axis));
    for (int axis = 0; axis < cut; axis++) runs *= size_t(update.shape(axis));
    auto from = update.data<char>();
    auto to = const_cast<char *>(a.data<char>());
    for (size_t i = 0; i < runs; i++) {
        size_t rest = i, offset = 0;
        for (int axis = cut - 1; axis >= 0; axis--) {
            const size_t place = rest % size_t(update.shape(axis)) + size_t(start[size_t(axis)]);
            rest /= size_t(update.shape(axis));
            offset += place * size_t(a.strides(axis));
        }
        offset += size_t(start[size_t(cut)]) * size_t(a.strides(cut));
        std::memcpy(to + offset * bytes, from + i * run, run);
    }
}

int bt_write(bt_array *a, const bt_array *update, const int32_t *first, const int32_t *last,
             int rank) {
    return guarded([&] {
        const auto start = shape(first, rank), stop = shape(last, rank);
        const auto &shape_of = update->value.shape();
        bool fits = int(shape_of.size()) == rank;
        for (size_t axis = 0; fits && axis < size_t(rank); axis++) {
            fits = stop[axis] - start[axis] == shape_of[axis];
        }
        if (!fits) throw std::invalid_argument("what is written has another shape than its place");
        if (bt_has_gpu() || a->value.is_tracer() || update->value.is_tracer() ||
            a->value.dtype() != update->value.dtype()) {
            a->value = mx::slice_update(a->value, update->value, start, stop);
            return;
        }
        auto value = mx::contiguous(update->value);
        mx::eval(a->value, value);
        if (!is_at_hand(a->value)) a->value = mx::contiguous(a->value), a->value.eval();
        write(a->value, value, start);
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
        const auto &index = indices->value;
        if (axis == 0 && is_at_hand(a->value) && is_at_hand(index) && index.dtype() == mx::int32) {
            return rows(a->value, index);
        }
        return mx::take(a->value, index, axis);
    });
}
