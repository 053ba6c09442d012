// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Puts a GGUF file of float32 tensors together (gguf specification, version 3).
struct GGUFWriter {
    private static let alignment = 32

    private var entries = Data()
    private var entryCount: UInt64 = 0
    private var headers = Data()
    private var tensorCount: UInt64 = 0
    private var weights = Data()

    mutating func set(_ key: String, _ value: String) {
        begin(key, .string)
        entries.append(text: value)
    }

    mutating func set(_ key: String, _ value: Float) {
        begin(key, .float32)
        entries.append(number: value.bitPattern)
    }

    private mutating func begin(_ key: String, _ type: GGUFValueType) {
        entries.append(text: key)
        entries.append(number: type.rawValue)
        entryCount += 1
    }

    /// - Parameter shape: row-major, [out, in]; a file has the reverse.
    mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
        precondition(shape.reduce(1, *) == values.count, "a shape of its values")
        headers.append(text: name)
        headers.append(number: UInt32(shape.count))
        for size in shape.reversed() { headers.append(number: UInt64(size)) }
        headers.append(number: WeightType.f32.rawValue)
        headers.append(number: UInt64(weights.count))
        for value in values { weights.append(number: value.bitPattern) }
        weights.pad(to: Self.alignment)
        tensorCount += 1
    }

    var data: Data {
        var file = Data("GGUF".utf8)
        file.append(number: UInt32(3))
        file.append(number: tensorCount)
        file.append(number: entryCount)
        file += entries + headers
        file.pad(to: Self.alignment)
        return file + weights
    }
}

extension Data {
    fileprivate mutating func append(number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(text: String) {
        append(number: UInt64(text.utf8.count))
        append(contentsOf: Array(text.utf8))
    }

    fileprivate mutating func pad(to size: Int) {
        append(contentsOf: [UInt8](repeating: 0, count: (size - count % size) % size))
    }
}
