// SPDX-License-Identifier: Apache-2.0
//
// C interface over the tensor library's C++ core. No policy: each function does one thing, returns
// 0 or an error status, and leaves the message of the last error on this thread in bt_error().
//
// Letters in shapes: B batch, T tokens, S key columns, H heads, K key heads, D width of a head,
// W width, V vocabulary, M rows.
#ifndef BASKETS_TENSOR_H
#define BASKETS_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bt_array bt_array;

typedef enum { BT_FLOAT32 = 0, BT_INT32 = 1, BT_UINT32 = 2, BT_BFLOAT16 = 3, BT_FLOAT16 = 4,
               BT_BOOL = 5, BT_FLOAT64 = 6 } bt_type;

/// Message of the last failed call on this thread.
const char *bt_error(void);

// ---- Arrays ------------------------------------------------------------------------------------

/// A new array with a copy of `data` (row-major).
int bt_new(bt_array **out, const void *data, const int32_t *shape, int rank, bt_type type);
/// A new array whose memory the caller fills through `*memory` before the array's first use.
int bt_new_uninitialized(bt_array **out, void **memory, const int32_t *shape, int rank,
                         bt_type type);
int bt_full(bt_array **out, const int32_t *shape, int rank, double value, bt_type type);
/// Another handle to the same array.
int bt_copy(bt_array **out, const bt_array *a);
void bt_free(bt_array *a);
int bt_rank(const bt_array *a);
int bt_dimension(const bt_array *a, int axis);
bt_type bt_type_of(const bt_array *a);
int bt_eval(bt_array *const *arrays, int count);
/// Evaluates, and copies all values, row-major, as float32, float64 or int32.
int bt_read_float32(const bt_array *a, float *out, size_t count);
int bt_read_float64(const bt_array *a, double *out, size_t count);
int bt_read_int32(const bt_array *a, int32_t *out, size_t count);
/// Bytes in live arrays, and the most there ever were.
size_t bt_active_memory(void);
size_t bt_peak_memory(void);
/// Most bytes of this process in the machine's memory.
size_t bt_peak_resident(void);
/// Gives memory that is kept for reuse back to the system.
void bt_clear_memory(void);

// ---- Operations --------------------------------------------------------------------------------

typedef enum { BT_ADD, BT_SUBTRACT, BT_MULTIPLY, BT_DIVIDE, BT_MAXIMUM, BT_LESS } bt_binary_op;
typedef enum { BT_EXP, BT_LOG, BT_SQRT, BT_SQUARE, BT_TANH, BT_NEGATE, BT_STOP_GRADIENT,
               BT_CONTIGUOUS, BT_SIN, BT_COS, BT_ERF } bt_unary_op;
typedef enum { BT_SUM, BT_MEAN, BT_MAX, BT_ARGMAX, BT_LOGSUMEXP, BT_SOFTMAX } bt_reduce_op;

int bt_binary(bt_array **out, bt_binary_op op, const bt_array *a, const bt_array *b);
int bt_unary(bt_array **out, bt_unary_op op, const bt_array *a);
/// Over one axis, or over all when `axis` is BT_ALL. Softmax keeps the shape.
#define BT_ALL INT32_MIN
int bt_reduce(bt_array **out, bt_reduce_op op, const bt_array *a, int axis, bool keep);
int bt_cast(bt_array **out, const bt_array *a, bt_type type);
int bt_matmul(bt_array **out, const bt_array *a, const bt_array *b);
/// alpha * a b + c
int bt_add_matmul(bt_array **out, const bt_array *c, const bt_array *a, const bt_array *b,
                  float alpha);
int bt_reshape(bt_array **out, const bt_array *a, const int32_t *shape, int rank);
int bt_transpose(bt_array **out, const bt_array *a, const int32_t *axes, int rank);
int bt_slice(bt_array **out, const bt_array *a, const int32_t *start, const int32_t *stop,
             int rank);
/// `a` with `update` in place of a[start..<stop]; in place when nobody else holds `a`.
int bt_slice_update(bt_array **out, const bt_array *a, const bt_array *update,
                    const int32_t *start, const int32_t *stop, int rank);
/// Writes `update` to a[start..<stop] in place: all who hold `a` see it.
int bt_write(bt_array *a, const bt_array *update, const int32_t *start, const int32_t *stop,
             int rank);
int bt_concatenate(bt_array **out, bt_array *const *arrays, int count, int axis);
/// Rows of `a` along axis 0 at int32 `indices`.
int bt_take(bt_array **out, const bt_array *a, const bt_array *indices, int axis);

// ---- Fused kernels (float32 on CPU; the same from plain operations elsewhere) --------------------

/// false: fused kernels are replaced by plain operations everywhere (their slow twins).
void bt_set_fused(bool fused);

/// x [.., W] weight [W] -> x / rms(x) * weight
int bt_rms_norm(bt_array **out, const bt_array *x, const bt_array *weight, float epsilon);
/// x [.., W] weight, bias [W] -> (x - mean) / sd * weight + bias. Forward only.
int bt_layer_norm(bt_array **out, const bt_array *x, const bt_array *weight, const bt_array *bias,
                  float epsilon);
typedef enum { BT_SILU = 0, BT_GELU_TANH = 1 } bt_activation;
/// gate, up [.., F] -> activation(gate) * up
int bt_gated(bt_array **out, bt_activation activation, const bt_array *gate, const bt_array *up);
/// x -> x / 2 (1 + erf(x / sqrt 2)). Forward only.
int bt_gelu(bt_array **out, const bt_array *x);
/// x [B, T, H, D], table [B, T, D / 2, 2] of cosine and sine -> x with halves rotated.
int bt_rope(bt_array **out, const bt_array *x, const bt_array *table);
/// Attention of q [B, T, H, D] over k, v [B, S, K, D]; query t stands at column offset + t.
/// Keys of row b: columns start[b] ..< end[b], at most the query's own when `causal`, at least
/// own - window + 1 when window > 0. A query without keys gives zeros.
int bt_attention(bt_array **out, const bt_array *q, const bt_array *k, const bt_array *v,
                 const bt_array *start, const bt_array *end, float scale, int offset, int window,
                 bool causal);
/// The same for texts that lie one behind the other: q [N, H, D], k and v [S, K, D]. Text i has the
/// queries before query_ends[i] and the keys before key_ends[i]; its queries stand at the last of
/// its keys.
int bt_attention_of_texts(bt_array **out, const bt_array *q, const bt_array *k, const bt_array *v,
                          const int32_t *query_ends, const int32_t *key_ends, int texts,
                          float scale, int window, bool causal);
/// logits [M, V], targets [M] int32 -> log-probability of each target [M]
int bt_log_probability(bt_array **out, const bt_array *logits, const bt_array *targets);
/// x [N, ..], rows of texts that end before `ends`, with elements kept with probability 1 - rate and
/// scaled by 1 / (1 - rate); the mask depends on keys [texts, 2] uint32 and the place inside the
/// text alone.
int bt_dropout(bt_array **out, const bt_array *x, const bt_array *keys, const int32_t *ends,
               int texts, float rate);
/// One AdamW step (Loshchilov and Hutter 2019, as torch.optim.AdamW). Step counts from 1.
/// out[0] parameter, out[1] first moment, out[2] second moment.
int bt_adamw(bt_array **out, const bt_array *parameter, const bt_array *gradient,
             const bt_array *first, const bt_array *second, float gradientScale, float rate,
             float beta1, float beta2, float epsilon, float weightDecay, int step);

// ---- Packed matrices: bfloat16, laid out for products on CPU -------------------------------------

/// w [N, K] float32, K even -> its numbers rounded to bfloat16, packed. Evaluated.
int bt_pack(bt_array **out, const bt_array *w);
/// The same of w = scales * codes + leasts, kept as codes: codes [n, k], a scale and a least number
/// for each 16 of them [n, k / 16]; k a multiple of 32, all numbers finite. Evaluated.
int bt_pack_codes(bt_array **out, int n, int k, const uint8_t *codes, const float *scales,
                  const float *leasts);
/// The packed matrix as float32 [n, K].
int bt_unpack(bt_array **out, const bt_array *packed, int n);
/// Rows of a packed matrix of n rows at int32 indices [M] -> float32 [M, K]. Without a gradient.
int bt_packed_rows(bt_array **out, const bt_array *packed, int n, const bt_array *indices);

/// scale * (drop(x) a^T) b^T for a [R, K], b [N, R]; rate, keys and ends as in bt_dropout, without
/// dropout 0 and null.
typedef struct {
    const bt_array *a, *b;
    float scale, rate;
    const bt_array *keys;
    const int32_t *ends;
    int texts;
} bt_low_rank;

/// x [M, K], packed w [n, K] -> x w^T + bias + the low-rank update [M, n]; n even; bias [n] and
/// update may be null. Gradients for x, a and b.
int bt_packed_linear(bt_array **out, const bt_array *x, const bt_array *packed, int n,
                     const bt_array *bias, const bt_low_rank *low);
/// x [M, K], packed head [v, K], targets [M] int32 -> log-probability of each target [M] under the
/// logits x head^T. With a gradient for x where `differentiated`.
int bt_packed_log_probability(bt_array **out, const bt_array *x, const bt_array *packed, int v,
                              const bt_array *targets, bool differentiated);

// ---- Sampling --------------------------------------------------------------------------------------

/// Evaluates logits [M, V] and draws one token per row: the likeliest at temperature 0; else by
/// uniforms [M] in [0, 1) from the fewest likeliest that hold top_p of the probability.
int bt_choose(const bt_array *logits, const double *uniforms, double temperature, double top_p,
              int32_t *out);

// ---- Gradients -----------------------------------------------------------------------------------

/// Fills *out with a new scalar array, given `count` inputs that the function may keep a copy of.
typedef int (*bt_function)(void *context, bt_array *const *inputs, int count, bt_array **out);
/// Value of a scalar function and its gradient with respect to each input.
int bt_value_and_gradients(bt_array **value, bt_array **gradients, bt_function function,
                           void *context, bt_array *const *inputs, int count);

// ---- Several processes -----------------------------------------------------------------------------

/// Joins the processes that the environment names, by the library's backend ("ring", "nccl"). Waits
/// for all of them.
int bt_join(const char *backend, int *rank, int *size);
/// The sum of x over all joined processes; all have to ask for the same sums in the same order.
int bt_all_sum(bt_array **out, const bt_array *x);

// ---- Machine -------------------------------------------------------------------------------------

bool bt_has_gpu(void);
/// Computes on the processor from now on, or again where the library would by itself.
void bt_use_processor(bool alone);
/// Name of the matrix library in use and its build.
const char *bt_blas_description(void);
/// Instructions that products with packed matrices use: avx512bf16, avx512, avx2 or plain. The best
/// that the processor has, unless the environment's BASKETS_CPU names others.
const char *bt_product_instructions(void);
/// Uses these from now on; false where the processor has them not.
bool bt_use_product_instructions(const char *name);
int bt_threads(void);
void bt_set_threads(int count);
/// Keeps freed memory in the process, so that each step does not fault it in again.
void bt_keep_memory(void);

#ifdef __cplusplus
}
#endif
#endif
