// SPDX-License-Identifier: Apache-2.0

/// What the split patterns of byte-level tokenizers tell apart.
///
/// Classes are those of Unicode 16, which the regular expressions of the reference know, whatever
/// newer version the Swift runtime has.
enum ScalarClass: UInt8, Sendable {
    case other = 0
    /// `\p{L}`
    case letter = 1
    /// `\p{N}`
    case number = 2
    /// `\s`, which is the property White_Space.
    case space = 3

    init(_ scalar: Unicode.Scalar) {
        if scalar.properties.isWhitespace {
            self = .space
            return
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = Self.isKnown(scalar) ? .letter : .other
        case .decimalNumber, .letterNumber, .otherNumber:
            self = Self.isKnown(scalar) ? .number : .other
        default:
            self = .other
        }
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major <= 16 } ?? false
    }

    /// Classes of the Basic Multilingual Plane, worked out once.
    static let basicPlane: [ScalarClass] = (UInt32(0)..<0x10000).map { value in
        Unicode.Scalar(value).map(ScalarClass.init) ?? .other
    }
}

/// UTF-8 known to be valid (it comes from a `String`), read scalar by scalar.
struct UTF8Text {
    let bytes: UnsafeBufferPointer<UInt8>
    private let classes = ScalarClass.basicPlane

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The scalar that begins at `index` and its length in bytes.
    @inline(__always)
    func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        let second = UInt32(bytes[index + 1] & 0x3f)
        if first < 0xe0 { return ((first & 0x1f) << 6 | second, 2) }
        let third = UInt32(bytes[index + 2] & 0x3f)
        if first < 0xf0 { return ((first & 0x0f) << 12 | second << 6 | third, 3) }
        let fourth = UInt32(bytes[index + 3] & 0x3f)
        return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
    }

    /// The class of the scalar that begins at `index` and its length in bytes.
    @inline(__always)
    func kind(at index: Int) -> (class: ScalarClass, length: Int) {
        let (value, length) = scalar(at: index)
        if value < 0x10000 { return (classes[Int(value)], length) }
        return (Unicode.Scalar(value).map(ScalarClass.init) ?? .other, length)
    }

    /// Whether the scalar that begins at `index` is a number to the step that isolates numbers,
    /// which knows newer ones than the patterns.
    @inline(__always)
    func isNumber(at index: Int) -> (isNumber: Bool, length: Int) {
        let (kind, length) = kind(at: index)
        guard kind == .other, length == 4 else { return (kind == .number, length) }
        switch Unicode.Scalar(scalar(at: index).value)?.properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return (true, length)
        default: return (false, length)
        }
    }

    /// The end of the run of `kind` that begins at `index`.
    @inline(__always)
    func endOfRun(_ kind: ScalarClass, from index: Int, to end: Int) -> Int {
        var index = index
        while index < end {
            let (found, length) = self.kind(at: index)
            guard found == kind else { break }
            index += length
        }
        return index
    }
}
