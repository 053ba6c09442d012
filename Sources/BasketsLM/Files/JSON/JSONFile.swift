// SPDX-License-Identifier: Apache-2.0
package import Foundation

/// JSON files of a model's folder.
package enum JSONFile {
    /// More than any tokenizer takes, in bytes.
    private static let largest = 1 << 28

    package static func value(_ url: URL) throws -> JSONValue {
        let file = try MappedFile(url)
        guard file.count <= largest else {
            throw LMError(
                .unsupported, item: file.path,
                "has \(file.count) bytes; expected \(largest) at most.")
        }
        return try JSONParser.value([UInt8](file.data), file: file.path)
    }

    package static func object(_ url: URL) throws -> [String: JSONValue] {
        let value = try value(url)
        guard let object = value.object else {
            throw LMError(
                .brokenFile, item: url.path(percentEncoded: false), offset: 0,
                "holds \(value.described); expected an object.", remedy: "Fetch the file again.")
        }
        return object
    }

    /// nil when there is no such file.
    package static func optionalObject(_ url: URL) throws -> [String: JSONValue]? {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            return nil
        }
        return try object(url)
    }
}
