// SPDX-License-Identifier: Apache-2.0
import BasketsTensor
import Testing

/// All tests of the engine, one after another: the switch for fused kernels and the thread count
/// belong to the whole process.
@Suite(.serialized) struct EngineTests {}

/// What `body` gives with the fused kernels replaced by plain operations.
func withoutFusedKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
    Engine.useFusedKernels(false)
    defer { Engine.useFusedKernels(true) }
    return try body()
}

/// What `body` gives with `count` threads.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = Engine.threads
    Engine.threads = count
    defer { Engine.threads = before }
    return try body()
}
