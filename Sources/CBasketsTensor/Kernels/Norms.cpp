// SPDX-License-Identifier: Apache-2.0
//
// RMSNorm (Zhang and Sennrich 2019) with its gradient, and LayerNorm (Ba et al. 2016) forward.
// W width; rows are everything before the last axis.
#include <cmath>

#include "../Internal.h"
#include "VectorMath.h"

namespace baskets {
namespace {

BT_KERNEL float sum_of_squares(const float *x, size_t w) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < w; i++) sum += x[i] * x[i];
    return sum;
}

BT_KERNEL float weighted_dot(const float *a, const float *b, const float *c, size_t w) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < w; i++) sum += a[i] * b[i] * c[i];
    return sum;
}

BT_KERNEL void scale_by(const float *x, const float *weight, float r, float *y, size_t w) {
    for (size_t i = 0; i < w; i++) y[i] = x[i] * r * weight[i];
}

/// y = r * dy * weight - x * k
BT_KERNEL void norm_backward(const float *x, const float *weight, const float *dy, float r, float k,
                             float *dx, size_t w) {
    for (size_t i = 0; i < w; i++) dx[i] = r * dy[i] * weight[i] - x[i] * k;
}

BT_KERNEL float total(const float *x, size_t w) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < w; i++) sum += x[i];
    return sum;
}

BT_KERNEL float squared_distance(const float *x, float mean, size_t w) {
    BT_REORDER
    float sum = 0;
    for (size_t i = 0; i < w; i++) sum += (x[i] - mean) * (x[i] - mean);
    return sum;
}

BT_KERNEL void centre(const float *x, float mean, float r, const float *weight, const float *bias,
                      float *y, size_t w) {
    for (size_t i = 0; i < w; i++) y[i] = (x[i] - mean) * r * weight[i] + bias[i];
}

float inverse_rms(const float *x, size_t w, float epsilon) {
    return 1.0f / std::sqrt(sum_of_squares(x, w) / float(w) + epsilon);
}

size_t grain(size_t w) { return std::max<size_t>(1, (1 << 14) / w); }

mx::array rms_gradient(const mx::array &x, const mx::array &weight, const mx::array &dy,
                       float epsilon) {
    size_t w = size_t(x.shape(-1)), rows = x.size() / w;
    auto work = [=](const Pointers &in, const std::vector<void *> &out) {
        auto a = (const float *)in[0], g = (const float *)in[1], d = (const float *)in[2];
        auto o = (float *)out[0];
        parallel(rows, grain(w), [=](size_t begin, size_t end) {
            for (size_t row = begin; row < end; row++) {
                const float *xr = a + row * w, *dr = d + row * w;
                float r = inverse_rms(xr, w, epsilon);
                float k = r * r * r * weighted_dot(dr, g, xr, w) / float(w);
                norm_backward(xr, g, dr, r, k, o + row * w, w);
            }
        });
    };
    return fused("rms norm gradient", {x, weight, dy}, {x.shape()}, work)[0];
}

void require_width(const mx::array &x, const mx::array &weight) {
    if (x.ndim() == 0 || x.shape(-1) == 0 || weight.shape() != mx::Shape{x.shape(-1)}) {
        throw std::invalid_argument("norm takes x [.., W], weight [W]");
    }
}

/// In the type of x, where the library's own goes through float32 even for float64.
mx::array composed(const mx::array &x, const mx::array &weight, float epsilon) {
    auto mean = mx::mean(mx::square(x), -1, true);
    auto r = mx::rsqrt(mx::add(mean, mx::array(epsilon, x.dtype())));
    return mx::multiply(mx::multiply(x, r), weight);
}

mx::array composed(const mx::array &x, const mx::array &weight, const mx::array &bias,
                   float epsilon) {
    auto centred = mx::subtract(x, mx::mean(x, -1, true));
    auto ones = mx::ones(weight.shape(), x.dtype());
    return mx::add(mx::multiply(composed(centred, ones, epsilon), weight), bias);
}

}  // namespace
}  // namespace baskets

using namespace baskets;

int bt_rms_norm(bt_array **out, const bt_array *input, const bt_array *scale, float epsilon) {
    return give(out, [&] {
        const auto &x = input->value, &weight = scale->value;
        require_width(x, weight);
        if (bt_has_gpu()) return mx::fast::rms_norm(x, weight, epsilon);
        if (!use_fused(x) || !use_fused(weight)) return composed(x, weight, epsilon);
        size_t w = size_t(x.shape(-1)), rows = x.size() / w;
        auto work = [=](const Pointers &in, const std::vector<void *> &o) {
            auto a = (const float *)in[0], g = (const float *)in[1];
            auto y = (float *)o[0];
            parallel(rows, grain(w), [=](size_t begin, size_t end) {
                for (size_t row = begin; row < end; row++) {
                    float r = inverse_rms(a + row * w, w, epsilon);
                    scale_by(a + row * w, g, r, y + row * w, w);
                }
            });
        };
        // The weight is frozen in all that we train: it has no gradient.
        auto grad = [epsilon](const auto &in, const auto &dy) {
            return std::vector<mx::array>{rms_gradient(in[0], in[1], dy[0], epsilon)};
        };
        return fused("rms norm", {x, weight}, {x.shape()}, work, grad)[0];
    });
}

int bt_layer_norm(bt_array **out, const bt_array *input, const bt_array *scale,
                  const bt_array *shift, float epsilon) {
    return give(out, [&] {
        const auto &x = input->value, &weight = scale->value, &bias = shift->value;
        require_width(x, weight);
        require_width(x, bias);
        if (bt_has_gpu()) return mx::fast::layer_norm(x, weight, bias, epsilon);
        if (!use_fused(x) || !use_fused(weight) || !use_fused(bias)) {
            return composed(x, weight, bias, epsilon);
        }
        size_t w = size_t(x.shape(-1)), rows = x.size() / w;
        auto work = [=](const Pointers &in, const std::vector<void *> &o) {
            auto a = (const float *)in[0], g = (const float *)in[1], c = (const float *)in[2];
            auto y = (float *)o[0];
            parallel(rows, grain(w), [=](size_t begin, size_t end) {
                for (size_t row = begin; row < end; row++) {
                    const float *r = a + row * w;
                    const float mean = total(r, w) / float(w);
                    const float variance = squared_distance(r, mean, w) / float(w);
                    centre(r, mean, 1.0f / std::sqrt(variance + epsilon), g, c, y + row * w, w);
                }
            });
        };
        return fused("layer norm", {x, weight, bias}, {x.shape()}, work)[0];
    });
}
