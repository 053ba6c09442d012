// SPDX-License-Identifier: Apache-2.0
#include "Internal.h"

#include <mlx/distributed/distributed.h>
#include <mlx/distributed/ops.h>

#include <optional>
#include <stdexcept>

using namespace baskets;

// Written once, by bt_join.
static std::optional<mx::distributed::Group> group;
static bool on_processor = true;

int bt_join(const char *backend, int *rank, int *size) {
    return guarded([&] {
        const std::string name = backend;
        on_processor = name != "nccl";
        group = mx::distributed::init(true, name);
        *rank = group->rank();
        *size = group->size();
    });
}

int bt_all_sum(bt_array **out, const bt_array *x) {
    return give(out, [&] {
        if (!group) throw std::logic_error("no processes were joined");
        // The ring moves bytes of the processor's memory.
        if (on_processor && mx::default_device() != mx::Device::cpu)
            return mx::distributed::all_sum(x->value, group, mx::Device(mx::Device::cpu));
        return mx::distributed::all_sum(x->value, group);
    });
}
