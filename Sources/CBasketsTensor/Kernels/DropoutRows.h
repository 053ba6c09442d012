// SPDX-License-Identifier: Apache-2.0
//
// Dropout (Srivastava et al. 2014) whose mask is a function of the text's key and the place inside
// the text: the same texts get the same masks in whatever batch, and on whatever processor.
#pragma once

#include <vector>

#include "../Internal.h"

namespace baskets {

/// x [N, W], whose texts end before the rows `ends`, keys [texts, 2] -> y, which may be x.
void drop_rows(const float *x, const uint32_t *keys, const std::vector<int32_t> &ends, size_t w,
               float rate, float *y);

/// The same from the library's operations.
mx::array dropped(const mx::array &x, const mx::array &keys, const std::vector<int32_t> &ends,
                  float rate);

/// Throws unless keys, ends and rate fit x.
void require_texts(const mx::array &x, const mx::array &keys, const int32_t *ends, int texts,
                   float rate);

}  // namespace baskets
