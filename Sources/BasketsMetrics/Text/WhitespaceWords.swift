// SPDX-License-Identifier: Apache-2.0

/// Words as the metrics see them: runs of text between white space, case and punctuation kept.
///
/// White space is what Python's `str.split()` cuts at: Unicode's `White_Space`, and U+001C to
/// U+001F. Words are compared byte for byte in UTF-8, without normalization.
public enum WhitespaceWords {
    public static let version = "whitespace-1"

    /// The words of a text, in order.
    public static func words(of text: String) -> [String] {
        var found: [String] = []
        forEachWord(of: text) { found.append(String(decoding: $0, as: UTF8.self)) }
        return found
    }

    public static func count(of text: String) -> Int {
        var count = 0
        forEachWord(of: text) { _ in count += 1 }
        return count
    }

    /// Hands over the bytes of each word; they are valid only during the call.
    static func forEachWord(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        var text = text
        text.withUTF8 { bytes in
            forEachWord(in: bytes) { body(UnsafeBufferPointer(rebasing: $0)) }
        }
    }

    /// Hands over the place of each word in the bytes of a text.
    static func forEachWord(
        in bytes: UnsafeBufferPointer<UInt8>, _ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void
    ) {
        var start = 0
        var place = 0
        while place < bytes.count {
            let width = whitespaceWidth(bytes, at: place)
            if width == 0 {
                place += 1
                continue
            }
            if place > start { body(bytes[start..<place]) }
            place += width
            start = place
        }
        if place > start { body(bytes[start..<place]) }
    }

    /// Bytes of the white-space scalar that begins at `place`; 0 where none begins there.
    private static func whitespaceWidth(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
        let first = bytes[place]
        if first < 0x80 {
            return first == 0x20 || (0x09...0x0d).contains(first) || (0x1c...0x1f).contains(first)
                ? 1 : 0
        }
        switch first {
        case 0xc2 where place + 1 < bytes.count:  // U+0085, U+00A0
            return bytes[place + 1] == 0x85 || bytes[place + 1] == 0xa0 ? 2 : 0
        case 0xe1...0xe3 where place + 2 < bytes.count:
            return isWideSpace(first, bytes[place + 1], bytes[place + 2]) ? 3 : 0
        default:
            return 0
        }
    }

    /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private static func isWideSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second, third) {
        case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9),
            (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
            true
        default:
            false
        }
    }
}
