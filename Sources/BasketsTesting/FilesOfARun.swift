// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// Forms in which a word may lie in a file.
package func forms(_ word: String) -> [Data] {
    let utf8 = Data(word.utf8)
    let wide = Data(word.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
    let escaped = word.utf16.map { "\\u" + String(format: "%04x", $0) }.joined()
    let hex = utf8.map { String(format: "%02x", $0) }.joined()
    // Base-64 of the word at each of the three places that it can have in a group.
    let encoded = (0..<3).map { shift in
        let text = (Data(repeating: 32, count: shift) + utf8).base64EncodedString()
        return Data(text.dropFirst(4).dropLast(4).utf8)
    }
    return [utf8, wide, Data(escaped.utf8), Data(hex.utf8), Data(hex.uppercased().utf8)] + encoded
}

/// All files under a folder, at any depth.
package func files(_ folder: URL) -> [URL] {
    (FileManager.default.subpaths(atPath: folder.path) ?? []).map { folder.appending(path: $0) }
        .filter { !$0.hasDirectoryPath }
}

extension Data {
    /// Whether some bytes, one at least, lie in these: as `range(of:)` says, which takes seconds for the
    /// files of a run.
    package func holds(_ form: Data) -> Bool {
        guard let first = form.first else { return false }
        return withUnsafeBytes { bytes in
            form.withUnsafeBytes { form in
                guard var place = bytes.baseAddress, let word = form.baseAddress else {
                    return false
                }
                let end = place + bytes.count
                while end - place >= form.count,
                    let next = memchr(place, Int32(first), end - place - form.count + 1)
                {
                    if memcmp(next, word, form.count) == 0 { return true }
                    place = UnsafeRawPointer(next) + 1
                }
                return false
            }
        }
    }
}
