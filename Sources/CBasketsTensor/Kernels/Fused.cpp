// SPDX-License-Identifier: Apache-2.0
// The library's own header binds its tasks with std::bind, which warns in C++20.
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#include <mlx/backend/cpu/encoder.h>
#include <mlx/primitives.h>

#include <algorithm>
#include <atomic>

#include "../Internal.h"

namespace baskets {

static std::atomic<bool> fused_enabled{true};

bool use_fused(const mx::array &x) {
    return fused_enabled && mx::default_device() == mx::Device::cpu && x.dtype() == mx::float32;
}

namespace {

class FusedPrimitive : public mx::Primitive {
  public:
    FusedPrimitive(mx::Stream stream, const char *name, Work work,
                   KeepingGradient gradient)
        : Primitive(stream), name_(name), work_(std::move(work)), gradient_(std::move(gradient)) {}

    void eval_cpu(const std::vector<mx::array> &inputs, std::vector<mx::array> &outputs) override {
        Pointers in;
        std::vector<void *> out;
        for (const auto &input : inputs) in.push_back(input.data<char>());
        for (auto &output : outputs) {
            output.set_data(mx::allocator::malloc(output.nbytes()));
            out.push_back(output.data<char>());
        }
        mx::cpu::get_command_encoder(stream()).dispatch(
            [work = work_, in = std::move(in), out = std::move(out)] { work(in, out); });
    }

    void eval_gpu(const std::vector<mx::array> &, std::vector<mx::array> &) override {
        throw std::runtime_error(std::string(name_) + " is a CPU kernel");
    }

    std::vector<mx::array> vjp(const std::vector<mx::array> &primals,
                               const std::vector<mx::array> &cotangents,
                               const std::vector<int> &argnums,
                               const std::vector<mx::array> &outputs) override {
        if (!gradient_) throw std::runtime_error(std::string(name_) + " has no gradient");
        auto all = gradient_(primals, cotangents, outputs);
        std::vector<mx::array> wanted;
        for (int argument : argnums) {
            if (argument >= int(all.size())) {
                throw std::runtime_error(std::string(name_) + ": no gradient for this input");
            }
            wanted.push_back(all[argument]);
        }
        return wanted;
    }

    const char *name() const override { return name_; }

  private:
    const char *name_;
    Work work_;
    KeepingGradient gradient_;
};

}  // namespace

std::vector<mx::array> fused(const char *name, std::vector<mx::array> inputs,
                             std::vector<mx::Shape> shapes, Work work, Gradient gradient) {
    KeepingGradient keeping;
    if (gradient) {
        keeping = [gradient = std::move(gradient)](const auto &x, const auto &dy, const auto &) {
            return gradient(x, dy);
        };
    }
    return fused_keeping(name, std::move(inputs), std::move(shapes), std::move(work),
                         std::move(keeping));
}

bool is_at_hand(const mx::array &x) {
    return x.is_available() && !x.is_tracer() && x.flags().row_contiguous &&
           mx::default_device() == mx::Device::cpu;
}

mx::array blank(mx::Shape shape, mx::Dtype type) {
    size_t bytes = type.size();
    for (auto size : shape) bytes *= size_t(size);
    return mx::array(mx::allocator::malloc(bytes), std::move(shape), type);
}

static std::vector<mx::array> at_once(const std::vector<mx::array> &inputs,
                                      std::vector<mx::Shape> shapes, const Work &work) {
    Pointers in;
    std::vector<void *> out;
    std::vector<mx::array> made;
    for (const auto &input : inputs) in.push_back(input.data<char>());
    for (auto &shape : shapes) {
        made.push_back(blank(std::move(shape), mx::float32));
        out.push_back(made.back().data<char>());
    }
    work(in, out);
    return made;
}

std::vector<mx::array> fused_keeping(const char *name, std::vector<mx::array> inputs,
                                     std::vector<mx::Shape> shapes, Work work,
                                     KeepingGradient gradient) {
    if (std::all_of(inputs.begin(), inputs.end(), is_at_hand)) {
        return at_once(inputs, std::move(shapes), work);
    }
    for (auto &input : inputs) input = mx::contiguous(input);
    auto primitive = std::make_shared<FusedPrimitive>(
        mx::default_stream(mx::default_device()), name, std::move(work), std::move(gradient));
    std::vector<mx::Dtype> types(shapes.size(), mx::float32);
    return mx::array::make_arrays(std::move(shapes), types, primitive, inputs);
}

}  // namespace baskets

void bt_set_fused(bool fused) { baskets::fused_enabled = fused; }
