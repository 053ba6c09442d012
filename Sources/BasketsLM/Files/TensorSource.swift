// SPDX-License-Identifier: Apache-2.0
public import BasketsTensor

/// Named tensors that can be read as 32-bit floating-point numbers.
public protocol TensorSource: Sendable {
    /// The file or folder that errors name.
    var path: String { get }
    /// Sorted.
    var names: [String] { get }
    /// Row-major, [out, in] for a projection; nil when there is no such tensor.
    func shape(of name: String) -> [Int]?
    /// Writes the tensor, row-major, into memory of the caller's.
    ///
    /// - Parameter destination: exactly as many numbers as the tensor has.
    /// - Throws: `LMError` when there is no such tensor, or its numbers are not read.
    func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws
    /// The same numbers as the file's codes; nil where it has none, or no such tensor.
    func codes(of name: String) throws -> CodedNumbers?
}

extension TensorSource {
    public func codes(of name: String) throws -> CodedNumbers? { nil }

    /// The tensor's numbers, row-major.
    public func floats(_ name: String) throws -> [Float] {
        guard let shape = shape(of: name) else {
            throw LMError(.badInput, item: path, "has no tensor '\(name)'.")
        }
        let count = shape.reduce(1, *)
        return try [Float](unsafeUninitializedCapacity: count) { memory, written in
            try read(name, into: UnsafeMutableBufferPointer(rebasing: memory[..<count]))
            written = count
        }
    }
}
