// SPDX-License-Identifier: Apache-2.0
//
// Vectors of 16 floats, for loops that the compiler would not vectorize by itself.
#pragma once

#include <cstddef>

#include "VectorMath.h"

namespace baskets {
namespace {

constexpr int lanes = 16;  // floats in a vector: one register of AVX-512, two of AVX2

using Lanes = float __attribute__((vector_size(64)));

/// Vectors at any address of floats.
struct __attribute__((packed, may_alias)) AtLanes {
    Lanes value;
};

#define BT_LANES(pointer) (((AtLanes *)(pointer))->value)
#define BT_INLINE static inline __attribute__((always_inline))

}  // namespace
}  // namespace baskets
