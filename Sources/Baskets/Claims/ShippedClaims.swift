// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// The claims that come with the tool: `Claims.yaml`.
enum ShippedClaims {
    /// - Throws: `StudyError` when the file that the command was built with has a fault.
    static func all() throws -> [Claim] {
        try Claim.list(
            yaml: String(decoding: PackageResources.Claims_yaml, as: UTF8.self),
            file: "Claims.yaml")
    }
}
