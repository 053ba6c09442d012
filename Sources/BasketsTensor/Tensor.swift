// SPDX-License-Identifier: Apache-2.0
internal import CBasketsTensor

/// Type of a tensor's elements.
public enum ElementType: UInt32, Sendable, Hashable {
    case float32, int32, uint32, bfloat16, float16, bool, float64
}

/// An n-dimensional array, or the recipe for one: operations are recorded and done when a value is
/// read or ``evaluate(_:)`` is called.
///
/// Not `Sendable`: a tensor and all that is computed from it belong to one caller at a time.
public final class Tensor {
    let handle: OpaquePointer

    init(handle: OpaquePointer) { self.handle = handle }

    deinit { bt_free(handle) }

    /// A tensor with a copy of `values` in row-major order.
    public convenience init(_ values: [Float], shape: [Int]) throws(TensorError) {
        self.init(handle: try Self.copy(values, shape, .float32))
    }

    public convenience init(_ values: [Double], shape: [Int]) throws(TensorError) {
        self.init(handle: try Self.copy(values, shape, .float64))
    }

    public convenience init(_ values: [Int32], shape: [Int]) throws(TensorError) {
        self.init(handle: try Self.copy(values, shape, .int32))
    }

    public convenience init(_ values: [UInt32], shape: [Int]) throws(TensorError) {
        self.init(handle: try Self.copy(values, shape, .uint32))
    }

    /// A float32 tensor whose memory `fill` writes, without a copy between.
    public static func filled<Failure: Error>(
        shape: [Int], by fill: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
    ) throws -> Tensor {
        var memory: UnsafeMutableRawPointer?
        let tensor = try make("new") {
            bt_new_uninitialized($0, &memory, shape.dimensions, Int32(shape.count), BT_FLOAT32)
        }
        let count = shape.reduce(1, *)
        let start = memory?.bindMemory(to: Float.self, capacity: count)
        try fill(UnsafeMutableBufferPointer(start: start, count: count))
        return tensor
    }

    /// A tensor with one value everywhere.
    public static func full(
        _ shape: [Int], _ value: Double, type: ElementType = .float32
    ) throws(TensorError) -> Tensor {
        try make("full") {
            bt_full($0, shape.dimensions, Int32(shape.count), value, type.native)
        }
    }

    public var shape: [Int] {
        (0..<bt_rank(handle)).map { Int(bt_dimension(handle, $0)) }
    }

    public var count: Int { shape.reduce(1, *) }

    public var type: ElementType { ElementType(rawValue: bt_type_of(handle).rawValue) ?? .float32 }

    /// All values, row-major, converted to `Float`.
    public func floats() throws(TensorError) -> [Float] {
        try read("read", 0) { bt_read_float32(handle, $0, $1) }
    }

    public func doubles() throws(TensorError) -> [Double] {
        try read("read", 0) { bt_read_float64(handle, $0, $1) }
    }

    public func integers() throws(TensorError) -> [Int32] {
        try read("read", 0) { bt_read_int32(handle, $0, $1) }
    }

    /// The value of a tensor with one element.
    public func scalar() throws(TensorError) -> Double {
        let values = try doubles()
        guard values.count == 1, let value = values.first else {
            throw TensorError(operation: "scalar", message: "the tensor has \(values.count) values")
        }
        return value
    }

    private func read<Value>(
        _ operation: String, _ zero: Value,
        _ body: (UnsafeMutablePointer<Value>?, Int) -> Int32
    ) throws(TensorError) -> [Value] {
        var status: Int32 = 0
        let count = count
        let values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            status = body(buffer.baseAddress, count)
            initialized = status == 0 ? count : 0
        }
        try check(operation, status)
        return values
    }

    private static func copy<Value>(
        _ values: [Value], _ shape: [Int], _ type: ElementType
    ) throws(TensorError) -> OpaquePointer {
        guard values.count == shape.reduce(1, *) else {
            throw TensorError(
                operation: "new", message: "\(values.count) values do not fill shape \(shape)")
        }
        var handle: OpaquePointer?
        let status = values.withUnsafeBytes { bytes in
            bt_new(&handle, bytes.baseAddress, shape.dimensions, Int32(shape.count), type.native)
        }
        try check("new", status)
        guard let handle else { throw TensorError(operation: "new", message: "gave no array") }
        return handle
    }
}

/// Computes tensors whose recipes share work in one go.
public func evaluate(_ tensors: [Tensor]) throws(TensorError) {
    let handles: [OpaquePointer?] = tensors.map(\.handle)
    try check("evaluate", bt_eval(handles, Int32(handles.count)))
}

extension ElementType {
    var native: bt_type { bt_type(rawValue: rawValue) }
}

extension [Int] {
    /// Sizes as the C interface takes them.
    var dimensions: [Int32] { map(Int32.init) }
}
