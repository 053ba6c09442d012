// SPDX-License-Identifier: Apache-2.0
//
// The wheel of the tensor library carries a reference BLAS that is some seventy times slower than
// OpenBLAS. The dynamic linker takes the first definition it meets, and an executable comes before
// its libraries: the products defined here take the place of the wheel's and go to OpenBLAS.
#include <cblas.h>
#include <sys/resource.h>

#include "Internal.h"

extern "C" {

void cblas_sgemm(CBLAS_ORDER order, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, blasint m, blasint n,
                 blasint k, float alpha, const float *a, blasint lda, const float *b, blasint ldb,
                 float beta, float *c, blasint ldc) {
    scipy_cblas_sgemm(order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void cblas_dgemm(CBLAS_ORDER order, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, blasint m, blasint n,
                 blasint k, double alpha, const double *a, blasint lda, const double *b,
                 blasint ldb, double beta, double *c, blasint ldc) {
    scipy_cblas_dgemm(order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

}  // extern "C"

bool bt_has_gpu(void) { return mx::default_device() == mx::Device::gpu; }

void bt_use_processor(bool alone) {
    static const mx::Device usual = mx::default_device();
    mx::set_default_device(alone ? mx::Device(mx::Device::cpu) : usual);
}

const char *bt_blas_description(void) { return scipy_openblas_get_config(); }

int bt_threads(void) { return scipy_openblas_get_num_threads(); }

void bt_set_threads(int count) { scipy_openblas_set_num_threads(count); }

size_t bt_peak_resident(void) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return size_t(usage.ru_maxrss);
#else
    return size_t(usage.ru_maxrss) * 1024;  // Linux counts in KiB
#endif
}
