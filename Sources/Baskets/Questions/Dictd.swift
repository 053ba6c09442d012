// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A dictionary in the format of dictd: an index of words with places in one compressed text.
struct Dictd {
    /// Larger texts are refused: the known ones have 6 MB.
    static let mostBytes = 256 * 1024 * 1024

    /// Entries in the order of the text; an entry that several words point to is there once.
    let entries: [String]

    /// - Throws: `QuestionError` naming the line of the index.
    init(index: String, text: [UInt8], file: String) throws {
        var places: Set<Range<Int>> = []
        for (number, line) in index.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated() where !line.isEmpty
        {
            places.insert(try Self.place(line, number + 1, text.count, file))
        }
        entries = places.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
            .map { String(decoding: text[$0], as: UTF8.self) }
    }

    /// Reads `NAME.index` and `NAME.dict.dz` of a folder.
    static func read(folder: URL, name: String) async throws -> Dictd {
        let index = try questionText(folder.appending(path: "\(name).index"))
        let file = folder.appending(path: "\(name).dict.dz")
        guard FileManager.default.isReadableFile(atPath: file.path) else {
            throw QuestionError(
                .unreadable, file: file.lastPathComponent, "cannot be read.",
                remedy: "Run `baskets fetch \(name)`.")
        }
        // `.dz` is gzip with marks for random access, which gzip passes over.
        let text = try await Gzip.unpack(
            file, most: mostBytes, remedy: "Fetch the asset again: `baskets fetch \(name)`.")
        return try Dictd(index: index, text: text, file: "\(name).index")
    }

    private static func place(
        _ line: Substring, _ number: Int, _ size: Int, _ file: String
    ) throws -> Range<Int> {
        func broken(_ finding: String) -> QuestionError {
            QuestionError(
                .broken, file: file, line: number, finding, remedy: "Fetch the dictionary again.")
        }
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard parts.count >= 3, let start = base64(parts[1]), let count = base64(parts[2]) else {
            throw broken("is not a word, a place and a length.")
        }
        guard start <= size, count <= size - start else {
            throw broken("points to bytes \(start) to \(start + count) of a text of \(size).")
        }
        return start..<start + count
    }

    /// A number in base 64, most significant digit first, of at most six digits.
    static func base64(_ digits: Substring) -> Int? {
        guard (1...6).contains(digits.utf8.count) else { return nil }
        var value = 0
        for byte in digits.utf8 {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            value = value * 64 + digit
        }
        return value
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
