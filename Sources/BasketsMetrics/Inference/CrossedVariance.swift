// SPDX-License-Identifier: Apache-2.0

/// Variance of a mean over two crossed groupings, from what each of them gives it.
///
/// The total is rows plus columns less what both hold. Satterthwaite's degrees of freedom fail where
/// a part has one or two of its own: by chance it is then often far too small, and counts for
/// little just when it should count for much. So each part is taken 4 / d larger, twice the relative
/// variance of a variance with d degrees of freedom, where the parts are weighed against each other,
/// and as it is in the total.
/// Source: Satterthwaite 1946; the enlargement is ours, and `Coverage.md` has what it holds.
struct CrossedVariance {
    /// A variance of the mean with the degrees of freedom that it is known by.
    struct Part {
        let variance: Double
        let degreesOfFreedom: Double

        init(_ variance: Double, _ degreesOfFreedom: Double) {
            self.variance = variance
            self.degreesOfFreedom = degreesOfFreedom
        }

        var enlarged: Part { Part(variance * (1 + 4 / degreesOfFreedom), degreesOfFreedom) }
        var spread: Double { variance * variance / degreesOfFreedom }
    }

    let total: Double
    let degreesOfFreedom: Double

    /// Of what both hold: the total is never below this share of it, where simulated tests of nothing
    /// find neither too much nor too little.
    private static let leastShare = 0.7

    init(rows: Part, columns: Part, both: Part) {
        func sum(_ rows: Part, _ columns: Part) -> Double {
            max(rows.variance + columns.variance - both.variance, Self.leastShare * both.variance)
        }
        total = sum(rows, columns)
        let weighed = sum(rows.enlarged, columns.enlarged)
        let spread = rows.enlarged.spread + columns.enlarged.spread + both.spread
        let least = min(rows.degreesOfFreedom, columns.degreesOfFreedom)
        degreesOfFreedom = spread > 0 ? max(weighed * weighed / spread, least) : least
    }
}
