// SPDX-License-Identifier: Apache-2.0

/// How often one writer's texts come out better than those they were compared with, by one judge: a
/// place of a preference matrix.
public struct WinShare: Sendable, Hashable {
    public let writer: JudgedItem.Writer
    /// Mean probability in [0, 1] over questions, both orders together; of a question over its pairs.
    /// 0.5: as often as not.
    public let estimate: Estimate

    /// The writers that a judge compared, in the order in which they first come up; planted texts, and
    /// writers with fewer than two questions, are left out.
    ///
    /// - Parameter byOutside: what the judges outside said of the same pairs.
    public static func all(of items: [JudgedItem], byOutside: Bool = false) -> [WinShare] {
        var writers: [JudgedItem.Writer] = []
        for comparison in items.flatMap(\.comparisons) where comparison.second != .broken {
            for writer in [comparison.first, comparison.second] where !writers.contains(writer) {
                writers.append(writer)
            }
        }
        return writers.compactMap { writer in
            let values = items.compactMap { share(of: writer, in: $0, byOutside) }
            guard values.count > 1, let estimate = try? Estimate.mean(of: values) else {
                return nil
            }
            return WinShare(writer: writer, estimate: estimate)
        }
    }

    /// Of one question; nil where no pair has what is asked for.
    private static func share(
        of writer: JudgedItem.Writer, in item: JudgedItem, _ byOutside: Bool
    ) -> Double? {
        let found = item.comparisons.compactMap { comparison -> Double? in
            guard comparison.second != .broken,
                comparison.first == writer || comparison.second == writer
            else { return nil }
            let first = byOutside ? comparison.outside : comparison.pair.preference
            return first.map { comparison.first == writer ? $0 : 1 - $0 }
        }
        return found.isEmpty ? nil : mean(found)
    }
}
