// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A file of rows: which kind it is, and its rows.
struct RowFile {
    /// Larger files are refused, and packed ones that unpack to more.
    static let mostBytes = 2_000_000_000
    static let kinds = [".jsonl", ".json", ".csv", ".tsv", ".parquet"]

    let url: URL
    private var name: String { url.lastPathComponent }

    var isPacked: Bool { url.pathExtension.lowercased() == "gz" }

    /// "jsonl" for `q.jsonl` and for `q.jsonl.gz`.
    var kind: String {
        let plain = isPacked ? url.deletingPathExtension() : url
        return plain.pathExtension.lowercased()
    }

    /// - Throws: `QuestionError` naming file and line.
    func rows() async throws -> [QuestionRow] {
        switch kind {
        case "jsonl": return try JSONRows.lines(of: await text(), name)
        case "json": return try JSONRows.array(of: await text(), name)
        case "csv": return try CSVRows.read(await text(), name)
        case "tsv":
            return try CSVRows.read(await text(), name, separator: UInt8(ascii: "\t"))
        case "parquet" where !isPacked:
            return try JSONRows.lines(of: await Parquet.lines(of: url), name)
        default:
            throw QuestionError(
                .unreadable, file: name, "is neither an asset nor a file of a known kind.",
                remedy: "Name `foldoc`, or a file that ends in "
                    + "\(Self.kinds.joined(separator: ", ")); all but the last may be packed "
                    + "with gzip (.gz).")
        }
    }

    private func text() async throws -> String {
        guard isPacked else { return try questionText(url) }
        guard FileManager.default.isReadableFile(atPath: url.path) else {
            throw QuestionError.unreadable(name)
        }
        let bytes = try await Gzip.unpack(
            url, most: Self.mostBytes, remedy: "Pack it again, or fetch it again.")
        return try questionText(Data(bytes), name)
    }
}

/// Reads a text file whole.
///
/// - Throws: `QuestionError` when it is absent, too large or no UTF-8.
func questionText(_ file: URL) throws -> String {
    let name = file.lastPathComponent
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    let bytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    guard bytes <= RowFile.mostBytes else {
        throw QuestionError(
            .broken, file: name, "holds more than \(RowFile.mostBytes / 1_000_000) MB.",
            remedy: "Cut it into smaller files.")
    }
    guard let data = try? Data(contentsOf: file) else { throw QuestionError.unreadable(name) }
    return try questionText(data, name)
}

private func questionText(_ data: Data, _ name: String) throws -> String {
    guard let text = String(data: data, encoding: .utf8) else {
        throw QuestionError(
            .broken, file: name, "is not UTF-8 text.", remedy: "Save it as UTF-8.")
    }
    return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
}

extension QuestionError {
    fileprivate static func unreadable(_ name: String) -> QuestionError {
        QuestionError(
            .unreadable, file: name, "cannot be read.",
            remedy: "Check that the file is there and that you may read it.")
    }
}
