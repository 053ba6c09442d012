// SPDX-License-Identifier: Apache-2.0

/// Cohen's kappa: how far two raters agree beyond what their own habits give by chance.
///
/// kappa = 1 - observed / expected disagreement, each weighted. Unit: agreement in [-1, 1]; 1 is
/// full agreement, 0 is chance.
/// Source: Cohen 1960; weights Cohen 1968.
public struct CohenKappa: Sendable, Hashable {
    /// What the distance between two places of the scale counts.
    public enum Weights: String, Sendable, Hashable, Codable, CaseIterable {
        /// All differences count the same.
        case none
        case linear
        case quadratic
    }

    public static let version = "1"
    public let weights: Weights
    /// All possible ratings, in order: also those that nobody gave.
    public let scale: [Double]

    public init(_ weights: Weights = .none, scale: [Double]) {
        precondition(scale.count > 1 && Set(scale).count == scale.count, "a scale of two or more")
        self.weights = weights
        self.scale = scale
    }

    public var name: String {
        weights == .none ? "cohen-kappa" : "cohen-kappa-\(weights.rawValue)"
    }

    /// - Parameters:
    ///   - pairs: both raters' ratings of each unit; a unit that one of them did not rate is left
    ///     out, and counted.
    ///   - groups: the group of each unit, such as its request; nil: each is its own.
    ///   - bootstrap: for the interval; nil: none.
    /// - Throws: `MetricError.noData` where no unit has both ratings, or both raters gave one and
    ///   the same rating everywhere; `badRow` for a rating that is not on the scale.
    public func measure(
        _ pairs: [(first: Double?, second: Double?)], groups: [String]? = nil,
        bootstrap: ClusterBootstrap? = nil
    ) throws(MetricError) -> MetricValue {
        Agreement.check(groups, count: pairs.count)
        let rated = pairs.indices.filter { pairs[$0].first != nil && pairs[$0].second != nil }
        guard !rated.isEmpty else {
            throw .noData(name, needs: "a unit with both ratings", got: "none")
        }
        var places: [(Int, Int)] = []
        for row in rated {
            places.append(
                (try place(pairs[row].first, row: row), try place(pairs[row].second, row: row)))
        }
        return try Agreement.value(
            metric: name, version: Self.version, rows: rated.count,
            leftOut: pairs.count - rated.count, groups: groups.map { all in rated.map { all[$0] } },
            bootstrap: bootstrap
        ) { [places] rows in kappa(rows.map { places[$0] }) }
    }

    private func place(_ rating: Double?, row: Int) throws(MetricError) -> Int {
        if let rating, let place = scale.firstIndex(of: rating) { return place }
        throw MetricError(
            .badRow, metric: name, row: row,
            "the rating \(rating.map { "\($0)" } ?? "nil") is not on the scale.",
            remedy: "Ratings are \(scale.map { "\($0)" }.joined(separator: ", ")).")
    }

    private func kappa(_ places: [(Int, Int)]) -> Double? {
        var first = [Double](repeating: 0, count: scale.count)
        var second = first
        var observed = 0.0
        for (one, other) in places {
            first[one] += 1
            second[other] += 1
            observed += weight(one, other)
        }
        var expected = 0.0
        for one in scale.indices {
            for other in scale.indices {
                expected += weight(one, other) * first[one] * second[other]
            }
        }
        return expected > 0 ? 1 - observed * Double(places.count) / expected : nil
    }

    private func weight(_ one: Int, _ other: Int) -> Double {
        switch weights {
        case .none: one == other ? 0 : 1
        case .linear: Double(abs(one - other))
        case .quadratic: Double((one - other) * (one - other))
        }
    }
}
