// SPDX-License-Identifier: Apache-2.0
#include "Internal.h"

using namespace baskets;

/// Handles that live as long as one call of the caller's function.
struct Handles {
    std::vector<bt_array *> items;
    explicit Handles(const std::vector<mx::array> &values) {
        for (const auto &value : values) items.push_back(new bt_array{value});
    }
    ~Handles() {
        for (auto *item : items) delete item;
    }
};

static mx::array call(bt_function function, void *context, const std::vector<mx::array> &inputs) {
    Handles handles(inputs);
    bt_array *out = nullptr;
    if (function(context, handles.items.data(), int(handles.items.size()), &out) != 0 || !out) {
        throw std::runtime_error("the differentiated function failed");
    }
    mx::array value = out->value;
    delete out;
    if (value.ndim() != 0) {
        throw std::invalid_argument("the differentiated function must give a scalar");
    }
    return value;
}

int bt_value_and_gradients(bt_array **value, bt_array **gradients, bt_function function,
                           void *context, bt_array *const *inputs, int count) {
    return guarded([&] {
        std::vector<mx::array> primals;
        std::vector<int> places;
        for (int i = 0; i < count; i++) {
            primals.push_back(inputs[i]->value);
            places.push_back(i);
        }
        auto body = [&](const std::vector<mx::array> &x) { return call(function, context, x); };
        auto [result, parts] =
            mx::value_and_grad(std::function<mx::array(const std::vector<mx::array> &)>(body),
                               places)(primals);
        *value = new bt_array{result};
        for (int i = 0; i < count; i++) gradients[i] = new bt_array{parts[i]};
    });
}
