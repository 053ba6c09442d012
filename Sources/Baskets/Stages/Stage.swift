// SPDX-License-Identifier: Apache-2.0
package import BasketsStore

/// The steps of a run, in order.
package enum StageName: String, Sendable, Hashable, CaseIterable, Comparable {
    case prepare, generate, train, evaluate, report

    package static func < (a: StageName, b: StageName) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// A list of missing rows and a way to make the next batch of them.
///
/// Resume, cache, progress and interruption follow from this shape alone, in `StageLoop`. The
/// members of a batch are fixed by the plan, not by timing; a batch is stored in one transaction.
package struct Stage {
    package struct Batch {
        /// The source or cell that makes the rows.
        package let item: String
        /// In the stage's unit.
        package let count: Int
        /// Makes the rows. Long batches tell of their progress, and return nil when they ended
        /// early, with what is done kept aside.
        package let make: (BatchControl) async throws -> StoreBatch?

        package init(
            item: String, count: Int, make: @escaping (BatchControl) async throws -> StoreBatch?
        ) {
            self.item = item
            self.count = count
            self.make = make
        }
    }

    package let name: StageName
    /// What is counted, in the plural: "answers".
    package let unit: String
    /// Rows of the plan, those included that are there already.
    package let total: Int
    /// Batches with missing rows.
    package let batches: [Batch]

    package init(_ name: StageName, unit: String, total: Int, batches: [Batch]) {
        self.name = name
        self.unit = unit
        self.total = total
        self.batches = batches
    }

    package var missing: Int { batches.reduce(0) { $0 + $1.count } }
}

/// What was paid for requests whose question has no outcome yet.
package struct Unsettled: Sendable, Hashable {
    package var tokens = 0
    package var money = 0.0

    package init() {}
}

/// What a long batch asks and tells while it is made.
package struct BatchControl {
    /// False once the run should end.
    package let goesOn: () -> Bool
    /// False once the study's budget is spent, with what was paid for and is in no row yet.
    package let affords: (Unsettled) -> Bool
    /// Told what of it no row will tell, when a batch ends early.
    package let lost: (Unsettled) throws -> Void
    /// Told how many of the batch's rows are done.
    package let progress: (Int) -> Void
    /// Stores some of the batch's rows now, in a transaction of their own, and counts them as done:
    /// for rows that are paid for one by one.
    package let store: (_ rows: StoreBatch, _ count: Int) throws -> Void
}

extension Array {
    /// Windows of a plan, each without the rows that are there already; empty windows are left out.
    ///
    /// The windows are cut before rows are taken out, so that a run that was killed makes the same
    /// batches as one that was not.
    func windows(of size: Int, missing isMissing: (Element) -> Bool) -> [[Element]] {
        stride(from: 0, to: count, by: size)
            .map { self[$0..<Swift.min($0 + size, count)].filter(isMissing) }
            .filter { !$0.isEmpty }
    }
}
