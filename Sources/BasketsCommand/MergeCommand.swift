// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets
import Foundation

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Takes runs of one study that were made apart into one.",
        discussion: """
            Made for several machines: `baskets run STUDY --through generate` once, its folder \
            copied to each, `baskets run STUDY --run COPY --cell NAME` there, then merge, and \
            `baskets run STUDY` makes what is still missing: scores, claims and the report. In the \
            same way `--source NAME` lets one source answer, after `--through prepare`. Rows are \
            the same where they were made from the same; merging twice changes nothing.
            """)

    @OptionGroup var into: RunFolder

    @Argument(help: "Folders of the other runs.", completion: .directory)
    var others: [String]

    func run() throws {
        let found = try RunMerge(into: into.url).take(others.map { URL(filePath: $0) })
        for (other, count) in zip(others, found) {
            let differing =
                count.differing > 0
                ? "; \(count.differing) of these say something else there, and are kept as they were"
                : ""
            Output.result(
                "\(other): \(count.added) rows are new, \(count.shared) were there\(differing)")
        }
    }
}
