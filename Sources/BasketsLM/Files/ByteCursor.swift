// SPDX-License-Identifier: Apache-2.0

/// Reads little-endian values one behind the other, and never past the end.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    /// The file that errors name.
    let file: String
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, file: String) {
        self.bytes = bytes
        self.file = file
    }

    var remaining: Int { bytes.count - offset }

    func broken(at place: Int? = nil, _ finding: String) -> LMError {
        LMError(
            .brokenFile, item: file, offset: place ?? offset, finding,
            remedy: "Fetch the file again.")
    }

    /// - Parameter what: what is read, for the error.
    mutating func integer<T: FixedWidthInteger>(
        _ type: T.Type, _ what: @autoclosure () -> String
    ) throws -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else {
            throw broken("expected \(what()) of \(size) bytes, and \(remaining) are left.")
        }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
        offset += size
        return T(littleEndian: value)
    }

    /// A count of items that take `size` bytes each at least: more than fit in the rest of the file
    /// are refused before anything is allocated for them.
    mutating func count(ofSize size: Int, _ what: @autoclosure () -> String) throws -> Int {
        let place = offset
        let value = try integer(UInt64.self, "the number of \(what())")
        guard value <= UInt64(remaining / size) else {
            throw broken(
                at: place,
                "says it has \(value) \(what()), and \(remaining) bytes are left for them.")
        }
        return Int(value)
    }

    /// UTF-8 text behind its length of 8 bytes.
    mutating func text(_ what: @autoclosure () -> String) throws -> String {
        let length = try count(ofSize: 1, "bytes in \(what())")
        let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw broken("expected \(what()) in UTF-8.")
        }
        offset += length
        return text
    }
}
