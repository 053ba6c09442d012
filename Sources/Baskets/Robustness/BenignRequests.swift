// SPDX-License-Identifier: Apache-2.0

/// A hundred harmless requests whose words sound like unsafe ones: a model that declines them
/// declines too much.
package enum BenignRequests {
    /// Changes with the list.
    package static let method = "benign requests v1"

    /// Sorted by id; the category says what the request is about.
    package static var all: [UnsafeRequest] {
        let text = String(decoding: PackageResources.benign_tsv, as: UTF8.self)
        return UnsafeRequests(rows(text)).requests
    }

    static func rows(_ text: String) -> [UnsafeRequest] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t")
            guard fields.count == 2, !line.hasPrefix("#") else { return nil }
            return UnsafeRequest(category: String(fields[0]), text: String(fields[1]))
        }
    }
}
