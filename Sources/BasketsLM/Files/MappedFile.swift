// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// The bytes of a file, mapped rather than read: pages come in as they are touched.
///
/// The file must not be cut short while it is in use; the system ends a program that touches a
/// mapped page which is no longer there.
package struct MappedFile: Sendable {
    /// The name that errors carry.
    package let path: String
    package let data: Data

    /// - Throws: `LMError.notFound` when there is no such file, or it is no plain file.
    package init(_ url: URL) throws {
        path = url.path(percentEncoded: false)
        let kind: FileAttributeType?
        do {
            let place = url.resolvingSymlinksInPath().path(percentEncoded: false)
            kind =
                try FileManager.default.attributesOfItem(atPath: place)[.type] as? FileAttributeType
        } catch {
            throw LMError(
                .notFound, item: path, "cannot be opened: \(error.localizedDescription)",
                remedy: "Check the path, and that the file may be read.")
        }
        guard kind == .typeRegular else {
            throw LMError(.notFound, item: path, "is not a plain file.")
        }
        do {
            data = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw LMError(
                .notFound, item: path, "cannot be read: \(error.localizedDescription)",
                remedy: "Check that the file may be read.")
        }
        readAhead()
    }

    /// More is not asked for at once, so that a file larger than the memory does not drive others out.
    private static let mostAhead = 4 << 30

    /// Asks the system to fetch the file while the caller is still busy with its header. Whether it
    /// does is its own affair.
    private func readAhead() {
        data.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = madvise(
                UnsafeMutableRawPointer(mutating: start), min(bytes.count, Self.mostAhead),
                MADV_WILLNEED)
        }
    }

    /// Bytes that are in memory already.
    package init(_ data: Data, path: String) {
        self.path = path
        self.data = data
    }

    var count: Int { data.count }

    /// - Parameter range: within `0..<count`; the caller has checked it.
    func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows
        -> R
    {
        try data.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
