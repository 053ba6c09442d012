// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "../Internal.h"

namespace baskets {
namespace {

/// Threads that wait for a range each. The caller takes the first range itself.
class Pool {
  public:
    void run(size_t count, size_t parts, const std::function<void(size_t, size_t)> &body) {
        std::lock_guard<std::mutex> one_caller(callers_);
        grow(parts - 1);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            body_ = &body;
            count_ = count;
            parts_ = parts;
            left_ = parts - 1;
            round_++;
        }
        wake_.notify_all();
        body(0, count / parts);
        std::unique_lock<std::mutex> lock(mutex_);
        done_.wait(lock, [&] { return left_ == 0; });
    }

  private:
    void grow(size_t workers) {
        while (workers_ < workers) {
            size_t part = ++workers_;
            std::thread([this, part] { work(part); }).detach();
        }
    }

    void work(size_t part) {
        size_t seen = 0;
        while (true) {
            std::unique_lock<std::mutex> lock(mutex_);
            wake_.wait(lock, [&] { return round_ != seen; });
            seen = round_;
            if (part >= parts_) continue;
            auto *body = body_;
            size_t begin = count_ * part / parts_, end = count_ * (part + 1) / parts_;
            lock.unlock();
            (*body)(begin, end);
            lock.lock();
            if (--left_ == 0) done_.notify_one();
        }
    }

    std::mutex callers_, mutex_;
    std::condition_variable wake_, done_;
    const std::function<void(size_t, size_t)> *body_ = nullptr;
    size_t count_ = 0, parts_ = 0, left_ = 0, round_ = 0, workers_ = 0;
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
        pool().run(count, parts, body);
    }
}

}  // namespace baskets
