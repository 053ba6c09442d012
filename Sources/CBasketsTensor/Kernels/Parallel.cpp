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

/// Threads that wait for a part each. The caller takes the first part itself.
class Pool {
  public:
    void run(size_t parts, const std::function<void(size_t)> &body) {
        std::lock_guard<std::mutex> one_caller(callers_);
        grow(parts - 1);
        body_ = &body;
        parts_ = parts;
        left_.store(workers_, std::memory_order_relaxed);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            round_.fetch_add(1, std::memory_order_release);
        }
        if (sleepers_.load() > 0) wake_.notify_all();
        body(0);
        for (int look = 0; left_.load(std::memory_order_acquire) > 0; look++) {
            if (look < looks) {
                pause_briefly();
            } else {
                std::this_thread::yield();
            }
        }
    }

  private:
    void grow(size_t workers) {
        while (workers_ < workers) {
            const size_t part = ++workers_, seen = round_.load();
            std::thread([this, part, seen] { work(part, seen); }).detach();
        }
    }

    void work(size_t part, size_t seen) {
        while (true) {
            wait(seen);
            seen++;
            if (part < parts_) (*body_)(part);
            left_.fetch_sub(1, std::memory_order_release);
        }
    }

    void wait(size_t seen) {
        for (int look = 0; look < looks; look++) {
            if (round_.load(std::memory_order_acquire) != seen) return;
            pause_briefly();
        }
        std::unique_lock<std::mutex> lock(mutex_);
        sleepers_++;
        wake_.wait(lock, [&] { return round_.load(std::memory_order_acquire) != seen; });
        sleepers_--;
    }

    std::mutex callers_, mutex_;
    std::condition_variable wake_;
    const std::function<void(size_t)> *body_ = nullptr;
    size_t parts_ = 0, workers_ = 0;
    std::atomic<size_t> round_{0}, left_{0}, sleepers_{0};
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
