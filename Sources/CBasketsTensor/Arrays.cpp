// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "Internal.h"

namespace baskets {

static thread_local std::string last_error;

void set_error(const char *message) { last_error = message; }

/// Recursive: a differentiated function calls the library again.
static std::recursive_mutex library;

/// Products of float32 are in float32 on a GPU too; the environment may ask for TF32.
static mx::Device device() {
    setenv("MLX_ENABLE_TF32", "0", 0);
    return mx::default_device();
}

Turn::Turn() : lock_(library) {
    static const mx::Stream shared = mx::new_thread_unsafe_stream(device());
    static thread_local bool entered = false;
    if (!entered) mx::set_default_stream(shared);
    entered = true;
}

mx::Dtype type(bt_type type) {
    switch (type) {
        case BT_FLOAT32: return mx::float32;
        case BT_INT32: return mx::int32;
        case BT_UINT32: return mx::uint32;
        case BT_BFLOAT16: return mx::bfloat16;
        case BT_FLOAT16: return mx::float16;
        case BT_BOOL: return mx::bool_;
        case BT_FLOAT64: return mx::float64;
    }
    throw std::invalid_argument("no such element type");
}

mx::Shape shape(const int32_t *dimensions, int rank) {
    return mx::Shape(dimensions, dimensions + rank);
}

template <typename T>
static int read(const bt_array *a, T *out, size_t count, mx::Dtype type) {
    return guarded([&] {
        // A GPU knows no float64: there float32 is read, and made wider here.
        const bool widens = type == mx::float64 && bt_has_gpu();
        mx::array value = mx::contiguous(mx::astype(a->value, widens ? mx::float32 : type));
        if (value.size() != count) throw std::invalid_argument("wrong number of elements to read");
        value.eval();
        if (widens) {
            std::copy_n(value.data<float>(), count, out);
        } else {
            std::memcpy(out, value.data<T>(), count * sizeof(T));
        }
    });
}

}  // namespace baskets

using namespace baskets;

const char *bt_error(void) { return last_error.c_str(); }

int bt_new(bt_array **out, const void *data, const int32_t *dimensions, int rank, bt_type kind) {
    void *memory = nullptr;
    int status = bt_new_uninitialized(out, &memory, dimensions, rank, kind);
    if (status == 0) std::memcpy(memory, data, (*out)->value.nbytes());
    return status;
}

int bt_new_uninitialized(bt_array **out, void **memory, const int32_t *dimensions, int rank,
                         bt_type kind) {
    return guarded([&] {
        mx::Dtype element = type(kind);
        size_t bytes = element.size();
        for (int axis = 0; axis < rank; axis++) {
            if (dimensions[axis] < 0) throw std::invalid_argument("a shape has a negative size");
            bytes *= size_t(dimensions[axis]);
        }
        *out = new bt_array{
            mx::array(mx::allocator::malloc(bytes), shape(dimensions, rank), element)};
        *memory = (*out)->value.data<char>();
    });
}

int bt_full(bt_array **out, const int32_t *dimensions, int rank, double value, bt_type kind) {
    return give(out, [&] {
        if (rank == 0) return mx::array(value, type(kind));
        return mx::full(shape(dimensions, rank), mx::array(value, type(kind)), type(kind));
    });
}

int bt_copy(bt_array **out, const bt_array *a) {
    return give(out, [&] { return a->value; });
}

void bt_free(bt_array *a) { delete a; }

int bt_rank(const bt_array *a) { return int(a->value.ndim()); }

int bt_dimension(const bt_array *a, int axis) { return a->value.shape(axis); }

bt_type bt_type_of(const bt_array *a) {
    mx::Dtype t = a->value.dtype();
    if (t == mx::int32) return BT_INT32;
    if (t == mx::uint32) return BT_UINT32;
    if (t == mx::bfloat16) return BT_BFLOAT16;
    if (t == mx::float16) return BT_FLOAT16;
    if (t == mx::bool_) return BT_BOOL;
    if (t == mx::float64) return BT_FLOAT64;
    return BT_FLOAT32;
}

int bt_eval(bt_array *const *arrays, int count) {
    return guarded([&] {
        std::vector<mx::array> values;
        for (int i = 0; i < count; i++) values.push_back(arrays[i]->value);
        mx::eval(values);
    });
}

int bt_read_float32(const bt_array *a, float *out, size_t count) {
    return read(a, out, count, mx::float32);
}

int bt_read_float64(const bt_array *a, double *out, size_t count) {
    return read(a, out, count, mx::float64);
}

int bt_read_int32(const bt_array *a, int32_t *out, size_t count) {
    return read(a, out, count, mx::int32);
}

size_t bt_active_memory(void) { return mx::get_active_memory(); }
size_t bt_peak_memory(void) { return mx::get_peak_memory(); }
void bt_clear_memory(void) { mx::clear_cache(); }

void bt_keep_memory(void) {
#ifdef __GLIBC__
    // By default glibc maps each large block anew and unmaps it when freed: every step of training
    // would fault its activations in again.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_ARENA_MAX, 2);
#endif
}
