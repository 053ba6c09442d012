// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Foundation

/// The user's key for sealed texts: 32 random bytes in a file of its own, mode 0600, outside of any
/// run, so that a run's folder can be shown around.
package struct SealKey: Sendable {
    let bytes: SymmetricKey
    /// Where it lies, for errors.
    package let file: URL

    static let fileName = "seal.key"
    static let byteCount = 32

    /// `BASKETS_CONFIG`, or `~/.config/baskets`.
    package static func standardFolder(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> URL {
        if let path = environment["BASKETS_CONFIG"], !path.isEmpty { return URL(filePath: path) }
        let home = environment["HOME"].map { URL(filePath: $0) } ?? .homeDirectory
        return home.appending(path: ".config/baskets")
    }

    /// The key in a folder; made where there is none yet.
    ///
    /// - Throws: `StoreError.badKey` when the folder cannot be written, or the file is no key or may
    ///   be read by others.
    package static func open(_ folder: URL = standardFolder()) throws -> SealKey {
        let file = folder.appending(path: fileName)
        if !FileManager.default.fileExists(atPath: file.path) { try make(file) }
        return try existing(folder)
    }

    /// The key in a folder.
    ///
    /// - Throws: `StoreError.badKey` when there is none, or it is no key or may be read by others.
    package static func existing(_ folder: URL = standardFolder()) throws -> SealKey {
        let file = folder.appending(path: fileName)
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw StoreError(
                .badKey, item: file.path, "is not there, or may not be read.",
                remedy: "Put the key back that the texts were sealed with. Without it they are "
                    + "lost: remove \(SealedStore.fileName) from the run and run it again, and they "
                    + "are made again.")
        }
        guard data.count == byteCount else {
            throw StoreError(
                .badKey, item: file.path,
                "has \(data.count) bytes; a key has \(byteCount).",
                remedy: "Put the whole key back, or move this file away for a new one.")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else {
            throw StoreError(
                .badKey, item: file.path, "may be read by others.",
                remedy: "Run `chmod 600 \(file.path)`.")
        }
        return SealKey(bytes: SymmetricKey(data: data), file: file)
    }

    /// Writes a new key beside its place and links it there: of two processes that make one at the
    /// same time, the first wins, and no half key is ever seen.
    private static func make(_ file: URL) throws {
        let folder = file.deletingLastPathComponent()
        let scratch = folder.appending(path: ".\(fileName).\(UUID().uuidString)")
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            defer { try? FileManager.default.removeItem(at: scratch) }
            guard Permissions.write(key, to: scratch) else { throw CocoaError(.fileWriteUnknown) }
            try FileManager.default.linkItem(at: scratch, to: file)
        } catch {
            if FileManager.default.fileExists(atPath: file.path) { return }
            throw StoreError(
                .badKey, item: file.path, "cannot be made.",
                remedy: "Name a folder that may be written with BASKETS_CONFIG.",
                underlying: error)
        }
    }
}

/// Files for their owner alone.
enum Permissions {
    /// Writes a new file that was never readable by others; false where it cannot.
    static func write(_ data: Data, to file: URL) -> Bool {
        let handle = open(file.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard handle >= 0 else { return false }
        let stream = FileHandle(fileDescriptor: handle, closeOnDealloc: true)
        do {
            try stream.write(contentsOf: data)
            try stream.synchronize()
            return true
        } catch {
            return false
        }
    }

    /// - Throws: what the file system says.
    static func restrict(_ file: URL) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
}
