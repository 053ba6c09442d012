// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore
package import Foundation

/// Takes runs of one study that were made apart, as on several machines, into one: rows by their
/// fingerprints, adapters by their cells, sealed texts by their keys.
package struct RunMerge {
    let folder: URL
    /// Where the key of sealed texts lies.
    let keyFolder: URL

    /// - Parameter keyFolder: nil for the user's own.
    package init(into folder: URL, keyFolder: URL? = nil) {
        self.folder = folder
        self.keyFolder = keyFolder ?? SealKey.standardFolder()
    }

    /// What came of a folder's rows: those that were new, those that both had, and of these those that
    /// said something else, of which the first is kept.
    package struct Outcome: Sendable, Hashable {
        package let added: Int
        package let shared: Int
        package let differing: Int
    }

    /// What a kill leaves is taken in by the same merge once more.
    ///
    /// - Parameter others: folders of runs that nobody works on.
    /// - Returns: one outcome a folder.
    /// - Throws: `StoreError` for what is no run, `RunError` for one of another study or one that is
    ///   being worked on.
    package func take(_ others: [URL]) throws -> [Outcome] {
        let lock = try RunLock(folder)
        defer { lock.release() }
        let store = try Store.existing(folder)
        return try others.map { other in
            guard other.standardizedFileURL != folder.standardizedFileURL else {
                throw RunError(
                    .badSetting, item: other.path, "is the run itself.",
                    remedy: "Name other folders of runs.")
            }
            let theirs = try Store.existing(other)
            let lock = try RunLock(other)
            defer { lock.release() }
            try check(theirs, beside: store, in: other)
            // What rows name is there before the rows are.
            try takeSealedTexts(of: other)
            try takeAdapters(of: theirs, in: other)
            let count = try store.merge(other)
            return Outcome(
                added: count.added, shared: count.shared, differing: count.differing)
        }
    }

    private func check(_ theirs: Store, beside store: Store, in other: URL) throws {
        let (mine, name) = (try store.study()?.name, try theirs.study()?.name)
        guard mine == name else {
            throw RunError(
                .badSetting, item: other.path,
                "is a run of \(name ?? "no study"), not of \(mine ?? "a study").",
                remedy: "Merge runs of one study file.")
        }
        for cell in try theirs.cells(keys: theirs.keys(of: .cell)).values {
            guard let place = cell.folder else { continue }
            let others = try store.cells(inFolder: place).subtracting([cell.key])
            guard others.isEmpty else {
                throw RunError(
                    .badSetting, item: cell.name,
                    "was trained by another version of the study in \(other.path).",
                    remedy: "Run both with the same study file, then merge.")
            }
        }
    }

    private func takeSealedTexts(of other: URL) throws {
        guard SealedStore.exists(in: other) else { return }
        let key = try SealKey.open(keyFolder)
        let theirs = try SealedStore.open(other, key: key)
        let mine = try SealedStore.open(folder, key: key)
        let missing = try theirs.keys().subtracting(mine.keys()).sorted()
        for start in stride(from: 0, to: missing.count, by: 256) {
            let part = missing[start..<min(start + 256, missing.count)]
            let texts = try theirs.texts(keys: part)
            try mine.add(texts.sorted { $0.key < $1.key }.map { SealedText(key: $0, text: $1) })
        }
    }

    /// A folder takes its place by a rename, so that none is there in part.
    private func takeAdapters(of theirs: Store, in other: URL) throws {
        let files = FileManager.default
        for place in try theirs.cells(keys: theirs.keys(of: .cell)).values.compactMap(\.folder) {
            let (from, to) = (other.appending(path: place), folder.appending(path: place))
            guard files.fileExists(atPath: from.path), !files.fileExists(atPath: to.path) else {
                continue
            }
            let part = to.appendingPathExtension("merging")
            try? files.removeItem(at: part)
            try files.createDirectory(
                at: part.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.copyItem(at: from, to: part)
            try files.moveItem(at: part, to: to)
        }
    }
}
