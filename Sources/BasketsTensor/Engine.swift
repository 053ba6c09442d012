// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// The machine as the tensor library sees it.
public enum Engine {
    public static var hasGPU: Bool { bt_has_gpu() }

    /// What `body` computes is computed on the processor, where a GPU would do it else: a GPU knows
    /// no float64.
    public static func onProcessor<Value>(_ body: () throws -> Value) rethrows -> Value {
        bt_use_processor(true)
        defer { bt_use_processor(false) }
        return try body()
    }

    /// Name and build of the matrix library.
    public static var matrixLibrary: String { String(cString: bt_blas_description()) }

    /// Instructions of products with packed matrices: avx512bf16, avx512, avx2 or plain.
    public static var productInstructions: String { String(cString: bt_product_instructions()) }

    /// Uses these instructions from now on, for tests; false where the processor has them not.
    public static func useProductInstructions(_ name: String) -> Bool {
        bt_use_product_instructions(name)
    }

    /// Threads of products and kernels. Results are the same from run to run at one count.
    public static var threads: Int {
        get { Int(bt_threads()) }
        set { bt_set_threads(Int32(newValue)) }
    }

    /// Bytes in live tensors now, and the most there were.
    public static var activeMemory: Int { bt_active_memory() }
    public static var peakMemory: Int { bt_peak_memory() }

    /// Most memory that the process had in the machine's memory, in bytes.
    public static var peakResidentBytes: Int { bt_peak_resident() }

    /// Gives memory kept for reuse back to the system.
    public static func clearMemory() { bt_clear_memory() }

    /// Keeps freed memory in the process: each training step would else fault it in again.
    public static func keepMemory() { bt_keep_memory() }

    /// Replaces the fused kernels by their slow plain twins, for tests.
    public static func useFusedKernels(_ fused: Bool) { bt_set_fused(fused) }
}
