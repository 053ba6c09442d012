// SPDX-License-Identifier: Apache-2.0
package import Foundation
import Yams

extension UnsafeRequests {
    /// Larger files are refused.
    private static let mostSeedBytes = 1024 * 1024

    /// The asset `adv-bench`: a YAML file with a list `seeds`, each with a text `value` and a list
    /// `harm_categories`, of which the first is the category.
    ///
    /// - Throws: `QuestionError` naming file and number of the seed, never a text.
    package static func seeds(_ file: URL) throws -> UnsafeRequests {
        let name = file.lastPathComponent
        func fault(_ finding: String) -> QuestionError {
            QuestionError(
                .broken, file: name, finding, remedy: "Run `baskets fetch adv-bench` again.")
        }
        let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize
        guard (size ?? 0) <= mostSeedBytes else { throw fault("is larger than 1 MB.") }
        guard let root = (try? Yams.compose(yaml: questionText(file)))?.mapping,
            let seeds = root["seeds"]?.sequence, !seeds.isEmpty
        else { throw fault("has no list of seeds.") }
        return UnsafeRequests(
            try seeds.enumerated().map { number, seed in
                let fields = seed.mapping
                guard fields?["data_type"]?.scalar?.string ?? "text" == "text",
                    let text = fields?["value"]?.scalar?.string, text.wordCount > 0
                else { throw fault("has no text in seed \(number + 1).") }
                let harms = fields?["harm_categories"]?.sequence?.compactMap { $0.scalar?.string }
                return UnsafeRequest(
                    category: harms?.first?.lowercased() ?? "none", text: text)
            })
    }
}
