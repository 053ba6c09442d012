// SPDX-License-Identifier: Apache-2.0
//
// One pool of threads for all products and loops of ours. Regions follow each other within
// microseconds, so a thread without work looks for the next region a while before it sleeps:
// waking a sleeping thread costs as much as many a region.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "../Internal.h"

namespace baskets {
namespace {

constexpr int looks = 2000;  // some 50 to 100 microseconds

void pause_briefly() {
#ifdef __x86_64__
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

/// Threads that take parts of a region as they come free, the caller among them: a thread that the
/// system keeps away holds nobody up, others do its part.
class Pool {
  public:
    void run(size_t parts, const std::function<void(size_t)> &body) {
        std::lock_guard<std::mutex> one_caller(callers_);
        grow(parts - 1);
        body_ = &body;
        done_.store(0, std::memory_order_relaxed);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            // Parts are counted from the end of the last region: a number is never given twice.
            const uint64_t first = end_.load(std::memory_order_relaxed);
            first_ = first;
            end_.store(first + parts, std::memory_order_release);
        }
        if (sleepers_.load() > 0) wake_.notify_all();
        while (take()) {
        }
        for (int look = 0; done_.load(std::memory_order_acquire) < parts; look++) {
            if (look < looks) {
                pause_briefly();
            } else {
                std::this_thread::yield();
            }
        }
    }

  private:
    void grow(size_t workers) {
        for (; workers_ < workers; workers_++) {
            std::thread([this] {
                while (true) {
                    wait();
                    take();
                }
            }).detach();
        }
    }

    bool is_open() const {
        return next_.load(std::memory_order_acquire) < end_.load(std::memory_order_acquire);
    }

    /// Does one part that nobody has taken; false where there is none. Who has taken one keeps the
    /// region open until it is done.
    bool take() {
        uint64_t part = next_.load(std::memory_order_acquire);
        do {
            if (part >= end_.load(std::memory_order_acquire)) return false;
        } while (!next_.compare_exchange_weak(part, part + 1, std::memory_order_acq_rel));
        (*body_)(size_t(part - first_));
        done_.fetch_add(1, std::memory_order_release);
        return true;
    }

    void wait() {
        for (int look = 0; look < looks; look++) {
            if (is_open()) return;
            pause_briefly();
        }
        std::unique_lock<std::mutex> lock(mutex_);
        sleepers_++;
        wake_.wait(lock, [&] { return is_open(); });
        sleepers_--;
    }

    std::mutex callers_, mutex_;
    std::condition_variable wake_;
    const std::function<void(size_t)> *body_ = nullptr;
    size_t workers_ = 0;
    uint64_t first_ = 0;  // number of the region's first part
    std::atomic<uint64_t> next_{0}, end_{0};
    std::atomic<size_t> done_{0}, sleepers_{0};
};

/// Never destroyed: its threads wait in it when the process ends.
Pool &pool() {
    static Pool *shared = new Pool;
    return *shared;
}

}  // namespace

void parallel(size_t count, size_t least, const std::function<void(size_t, size_t)> &body) {
    size_t parts = std::min<size_t>(size_t(bt_threads()), count / std::max<size_t>(least, 1));
    if (parts <= 1) {
        body(0, count);
    } else {
        pool().run(parts, [&](size_t part) {
            body(count * part / parts, count * (part + 1) / parts);
        });
    }
}

void parallel_each(size_t count, size_t grain, const std::function<void(size_t)> &body) {
    const size_t parts = std::min<size_t>(size_t(bt_threads()), (count + grain - 1) / grain);
    if (parts <= 1) {
        for (size_t i = 0; i < count; i++) body(i);
        return;
    }
    std::atomic<size_t> next{0};
    pool().run(parts, [&](size_t) {
        size_t begin;
        while ((begin = next.fetch_add(grain)) < count) {
            for (size_t i = begin; i < std::min(count, begin + grain); i++) body(i);
        }
    });
}

}  // namespace baskets
