// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import BasketsMetrics
import Testing

@Suite struct JackknifeTests {
    /// The mean of given numbers: its standard error is known.
    func meanMeasure(_ values: [Double]) -> RowMeasure {
        RowMeasure(rows: Array(values.indices), leftOut: 0) { rows throws(MetricError) in
            rows.reduce(0) { $0 + values[$1] } / Double(rows.count)
        }
    }

    func numbers(_ count: Int, seed: UInt64 = 5) -> [Double] {
        var random = KeyedRandom(seed, "numbers")
        return (0..<count).map { _ in random.uniform() }
    }

    func standardError(_ values: [Double]) -> Double {
        let n = Double(values.count)
        let center = values.reduce(0, +) / n
        let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        return (squares / (n - 1) / n).squareRoot()
    }

    @Test(arguments: [0.1, 0.25, 0.5])
    func theErrorOfAMeanIsTheKnownOne(share: Double) throws {
        // For a mean, (n - d) / d times the variance over subsets is s^2 / n, whatever d is;
        // 4,000 subsets leave a Monte Carlo error of about 1.1 %.
        let values = numbers(80)
        let jackknife = Jackknife(seed: 1, subsets: 4_000, deletedShare: share)
        let measure = meanMeasure(values)
        let spread = try jackknife.spread(of: measure, around: measure.value(measure.rows))
        #expect(agree(spread.standardError, standardError(values), relative: 0.05))
    }

    @Test func theIntervalIsCentredAtTheFullValue() throws {
        let measure = meanMeasure(numbers(30))
        let value = try measure.value(measure.rows)
        let interval = try Jackknife(seed: 1).spread(of: measure, around: value).interval
        #expect(isClose((interval.lower + interval.upper) / 2, value, within: 1e-12))
        #expect(interval.level == 0.95)
        #expect(interval.method == "delete-8 jackknife, 200 subsets")
    }

    @Test func oneSeedGivesOneInterval() throws {
        let measure = meanMeasure(numbers(30))
        let first = try Jackknife(seed: 9).spread(of: measure, around: 0.5)
        #expect(try Jackknife(seed: 9).spread(of: measure, around: 0.5) == first)
        #expect(try Jackknife(seed: 10).spread(of: measure, around: 0.5) != first)
    }

    @Test func subsetsNeverRepeatARow() throws {
        let measure = RowMeasure(rows: Array(0..<20), leftOut: 0) { rows throws(MetricError) in
            let sound = rows.count == Set(rows).count && rows.count == 15
            return sound ? Double(rows[0]) : .infinity
        }
        let spread = try Jackknife(seed: 2).spread(of: measure, around: 1)
        #expect(spread.standardError > 0)
    }

    @Test func pairedSetsShareTheirSubsets() throws {
        // The second set is the first plus 1, but for one row: next to no spread is left.
        let values = numbers(40)
        var moved = values.map { $0 + 1 }
        moved[3] += 1e-6
        let found = try Jackknife(seed: 1).difference(
            of: meanMeasure(moved), and: meanMeasure(values))
        #expect(isClose(found.estimate, 1, within: 1e-7))
        #expect(found.interval.upper - found.interval.lower < 1e-6)
        #expect(found.probability < 1e-12)
        #expect(found.n == 40)
    }

    @Test func noSpreadIsNoInterval() throws {
        // No answer has a list: that is no proof that none ever will.
        let found = try MetricCatalog.measure(
            "list-share", of: ["a b", "c d", "e f", "g h"], interval: Jackknife(seed: 1))
        #expect(found.value == 0)
        #expect(found.interval == nil)
        #expect(found.smallestDifference == nil)
        #expect(found.note == "No interval: needs a spread, got the same value in all subsets.")
    }

    @Test func anIntervalStaysInTheRangeOfItsMetric() throws {
        let texts = (0..<9).map { "a\($0) b\($0)" } + ["a0 c"]
        let found = try MetricCatalog.measure("distinct-1", of: texts, interval: Jackknife(seed: 1))
        let interval = try #require(found.interval)
        #expect(interval.upper == 1 && interval.lower < found.value)
    }

    @Test func aPairedSmallestDifferenceIsItsErrorTimesBothQuantiles() throws {
        let first = numbers(50, seed: 1)
        let second = numbers(50, seed: 2)
        let found = try Jackknife(seed: 1, subsets: 4_000).difference(
            of: meanMeasure(first), and: meanMeasure(second))
        let error = standardError(zip(first, second).map { $0 - $1 })
        #expect(agree(try #require(found.smallestDifference), 2.8016 * error, relative: 0.05))
    }

    @Test func twoRowsAreTooFew() {
        let error = #expect(throws: MetricError.self) {
            try Jackknife(seed: 1).spread(of: meanMeasure([1, 2]), around: 1.5)
        }
        #expect(error?.code == .noData)
    }

    @Test func aMeasureWithoutAnIntervalSaysWhy() throws {
        let found = try MetricCatalog.measure(
            "self-bleu", of: ["a b c d", "a b c e"], interval: Jackknife(seed: 1))
        #expect(found.interval == nil)
        #expect(found.note == "No interval: needs three rows, got 2.")
    }

    @Test func shortAnswersAreCounted() throws {
        let found = try MetricCatalog.measure(
            "self-bleu", of: ["ok", "ok", "a b c d"], interval: Jackknife(seed: 1))
        #expect(found.note?.hasPrefix("2 answers have fewer words than 4") == true)
    }
}
