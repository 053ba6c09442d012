// SPDX-License-Identifier: Apache-2.0

/// Where a tensor of a GGUF file lies and how it is stored.
public struct GGUFTensor: Sendable, Hashable {
    public let name: String
    /// Row-major, [out, in]: the reverse of the order in the file.
    public let shape: [Int]
    public let type: WeightType
    /// Bytes from the start of the file.
    public let range: Range<Int>

    /// Number of weights.
    public var count: Int { shape.reduce(1, *) }
}

/// A tensor as the header states it, its place counted from the start of the data.
struct GGUFTensorHeader {
    let name: String
    let shape: [Int]
    let type: WeightType
    let relativeOffset: UInt64
    let byteCount: Int
    /// Of the header itself, for errors.
    let place: Int

    /// Bytes that the header of a tensor takes at least: name length, dimension count, one
    /// dimension, type, offset.
    static let leastSize = 8 + 4 + 8 + 4 + 8
}

extension ByteCursor {
    mutating func tensorHeader() throws -> GGUFTensorHeader {
        let place = offset
        let name = try text("the name of a tensor")
        guard !name.isEmpty else { throw broken(at: place, "expected a tensor's name.") }
        let shape = try dimensions(of: name)
        let type = try weightType(of: name)
        let count = shape.reduce(1, *)
        guard shape[shape.count - 1] % type.weightsPerBlock == 0,
            let byteCount = type.bytes(for: count)
        else {
            throw broken(
                at: place,
                "tensor '\(name)' has rows of \(shape[shape.count - 1]) weights; expected a multiple of "
                    + "\(type.weightsPerBlock), and bytes that can be counted, as \(type) needs.")
        }
        let start = try integer(UInt64.self, "the place of tensor '\(name)'")
        return GGUFTensorHeader(
            name: name, shape: shape, type: type, relativeOffset: start, byteCount: byteCount,
            place: place)
    }

    /// One to four sizes, row-major, whose product is a number.
    private mutating func dimensions(of name: String) throws -> [Int] {
        let place = offset
        let rank = try integer(UInt32.self, "the number of dimensions of tensor '\(name)'")
        guard (1...4).contains(rank) else {
            throw broken(
                at: place, "tensor '\(name)' has \(rank) dimensions; expected 1 to 4.")
        }
        var shape: [Int] = []
        var product = 1
        for _ in 0..<rank {
            let place = offset
            let size = try integer(UInt64.self, "a dimension of tensor '\(name)'")
            let (next, overflow) = product.multipliedReportingOverflow(
                by: Int(truncatingIfNeeded: size))
            guard size > 0, size <= UInt64(Int.max), !overflow else {
                throw broken(
                    at: place,
                    "tensor '\(name)' has a dimension of \(size); expected 1 or more, and a product "
                        + "that is a number of weights.")
            }
            product = next
            shape.insert(Int(size), at: 0)
        }
        return shape
    }

    private mutating func weightType(of name: String) throws -> WeightType {
        let place = offset
        let number = try integer(UInt32.self, "the type of tensor '\(name)'")
        if let type = WeightType(rawValue: number) { return type }
        guard let known = WeightType.otherNames[number] else {
            throw broken(
                at: place, "tensor '\(name)' has type \(number), which GGML does not know.")
        }
        throw LMError(
            .unsupported, item: file, offset: place, "tensor '\(name)' is stored as \(known).",
            remedy: "Take the model as Q4_K_M, Q5_K_M, Q6_K, Q8_0, F16 or BF16.")
    }
}
