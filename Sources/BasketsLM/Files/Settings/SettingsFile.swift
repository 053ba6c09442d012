// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Small JSON files of a model's folder.
enum SettingsFile {
    /// In bytes; an index of thousands of tensors takes less.
    private static let largest = 1 << 24

    static func object(_ url: URL) throws -> [String: SettingValue] {
        let file = try MappedFile(url)
        guard file.count <= largest else {
            throw LMError(
                .unsupported, item: file.path,
                "has \(file.count) bytes; expected \(largest) at most.")
        }
        let value = try SettingValue(json: file.data, file: file.path)
        guard let object = value.object else {
            throw LMError(
                .brokenFile, item: file.path, offset: 0,
                "holds \(value.described); expected an object.", remedy: "Fetch the file again.")
        }
        return object
    }

    /// nil when there is no such file.
    static func optionalObject(_ url: URL) throws -> [String: SettingValue]? {
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
            return nil
        }
        return try object(url)
    }
}
