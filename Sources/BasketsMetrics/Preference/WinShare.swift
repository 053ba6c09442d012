// SPDX-License-Identifier: Apache-2.0

/// How often one writer's texts come out better than those they were compared with, by one judge: a
/// place of a preference matrix.
public struct WinShare: Sendable, Hashable {
    public let writer: JudgedItem.Writer
    /// Mean probability in [0, 1] over questions, both orders together; of a question over its pairs.
    /// 0.5: as often as not.
    public let estimate: Estimate

    /// Whose verdicts count, and how.
    public enum View: Sendable, Hashable {
        /// The judge's own.
        case judge
        /// What the judges outside said of the same pairs.
        case outside
        /// What people say, by choice or by ratings of both texts.
        case people
        /// The judge's, scored as the published study did: every two texts but its own.
        case published
    }

    /// The writers that a judge compared, in the order in which they first come up; planted texts, and
    /// writers with fewer than two questions, are left out.
    public static func all(of items: [JudgedItem], _ view: View = .judge) -> [WinShare] {
        var writers: [JudgedItem.Writer] = []
        for comparison in items.flatMap({ comparisons($0, view) }) {
            for writer in [comparison.first, comparison.second] where !writers.contains(writer) {
                writers.append(writer)
            }
        }
        return writers.compactMap { writer in
            let values = items.compactMap { share(of: writer, in: $0, view) }
            guard values.count > 1, let estimate = try? Estimate.mean(of: values) else {
                return nil
            }
            return WinShare(writer: writer, estimate: estimate)
        }
    }

    private static func comparisons(
        _ item: JudgedItem, _ view: View
    ) -> [JudgedItem.Comparison] {
        view == .published
            ? item.roundRobin : item.comparisons.filter { $0.second != .broken }
    }

    /// Of one question; nil where no pair has what is asked for.
    private static func share(
        of writer: JudgedItem.Writer, in item: JudgedItem, _ view: View
    ) -> Double? {
        if view == .published {
            let scores = PublishedPreference.scores(of: writer, in: item)
            return scores.isEmpty ? nil : mean(scores)
        }
        let found = comparisons(item, view).compactMap { comparison -> Double? in
            guard comparison.first == writer || comparison.second == writer else { return nil }
            let first =
                switch view {
                case .outside: comparison.outside
                case .people: comparison.people
                case .judge, .published: comparison.pair.preference
                }
            return first.map { comparison.first == writer ? $0 : 1 - $0 }
        }
        return found.isEmpty ? nil : mean(found)
    }
}
