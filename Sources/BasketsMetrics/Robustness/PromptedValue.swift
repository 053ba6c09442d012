// SPDX-License-Identifier: Apache-2.0

public import BasketsCore

/// What one answer to a prompt was given, such as 1 for a refusal, with what the prompt was made of.
public struct PromptedValue: Sendable, Hashable {
    /// nil where the answer was given nothing: an empty one, or no verdict.
    public let value: Double?
    public let request: String
    /// nil for a request that stands alone.
    public let template: String?

    public init(_ value: Double?, request: String, template: String? = nil) {
        self.value = value
        self.request = request
        self.template = template
    }
}

/// Means over prompts whose answers depend on each other: several answers to one prompt count as
/// their mean, and requests crossed with templates as a crossed design.
public struct PromptedMean: Sendable, Hashable {
    /// One for each prompt with a value, in the order of their first answers.
    private let prompts: [Prompt]
    private let requests: [String]
    private let templates: [String]

    private struct Prompt: Hashable, Sendable {
        let request: String
        let template: String?
        let value: Double
    }

    private struct Place: Hashable {
        let request: String
        let template: String?
    }

    /// - Throws: `MetricError.noData` where no answer has a value.
    public init(_ values: [PromptedValue]) throws(MetricError) {
        var order: [Place] = []
        var found: [Place: [Double]] = [:]
        for row in values {
            guard let value = row.value else { continue }
            let place = Place(request: row.request, template: row.template)
            if found[place] == nil { order.append(place) }
            found[place, default: []].append(value)
        }
        guard !order.isEmpty else {
            throw .noData("mean over prompts", needs: "an answer with a value", got: "none")
        }
        prompts = order.map { place in
            Prompt(
                request: place.request, template: place.template,
                value: BasketsMetrics.mean(found[place] ?? []))
        }
        requests = Set(order.map(\.request)).sorted()
        templates = Set(order.compactMap(\.template)).sorted()
    }

    /// What the mean could be if the answers without a value had one: from all of them the lowest to
    /// all of them the highest.
    ///
    /// - Returns: nil where every answer has a value.
    public static func bounds(
        of values: [PromptedValue], in range: ClosedRange<Double>
    ) -> ClosedRange<Double>? {
        bounds(
            values.map { value in
                let ends = value.value.map { $0...$0 } ?? range
                return (ends, value)
            })
    }

    /// The same of differences, of which each lacks a value where one of its two answers does.
    public static func bounds(
        ofDifferences pairs: [(own: PromptedValue, other: PromptedValue)],
        in range: ClosedRange<Double>
    ) -> ClosedRange<Double>? {
        bounds(
            pairs.map { own, other in
                let mine = own.value.map { $0...$0 } ?? range
                let its = other.value.map { $0...$0 } ?? range
                return (
                    (mine.lowerBound - its.upperBound)...(mine.upperBound - its.lowerBound), own
                )
            })
    }

    private static func bounds(
        _ values: [(ends: ClosedRange<Double>, of: PromptedValue)]
    ) -> ClosedRange<Double>? {
        func mean(_ end: KeyPath<ClosedRange<Double>, Double>) -> Double? {
            let filled = values.map {
                PromptedValue(
                    $0.ends[keyPath: end], request: $0.of.request, template: $0.of.template)
            }
            return (try? PromptedMean(filled))?.value
        }
        guard values.contains(where: { $0.ends.lowerBound < $0.ends.upperBound }),
            let lower = mean(\.lowerBound), let upper = mean(\.upperBound)
        else { return nil }
        return lower...upper
    }

    /// Prompts with a value.
    public var n: Int { prompts.count }

    public var value: Double { mean(prompts.map(\.value)) }

    /// The mean with its error: of prompts that share nothing, or of the crossed design.
    ///
    /// - Throws: `MetricError.noData` for too few prompts.
    public func estimate() throws(MetricError) -> Estimate {
        guard !templates.isEmpty else {
            let places = Self.places(requests)
            return try .mean(
                of: prompts.map(\.value), clusters: prompts.map { places[$0.request] ?? 0 })
        }
        return try .mean(ofCrossed: crossed)
    }

    private var crossed: [CrossedValue] {
        let (rows, columns) = (Self.places(requests), Self.places(templates))
        return prompts.map {
            CrossedValue(
                row: rows[$0.request] ?? 0, column: columns[$0.template ?? ""] ?? 0,
                value: $0.value)
        }
    }

    /// How many prompts could differ freely: all that stand alone, else the fewer of requests and
    /// templates.
    public var independent: Int {
        templates.isEmpty ? requests.count : min(requests.count, templates.count)
    }

    /// How many independent prompts a share is worth: p (1 - p) over the variance of its mean, at most
    /// the prompts there are. Where all prompts are alike and no variance can be seen, `independent`.
    public var effectiveRows: Double {
        let error = (try? estimate())?.standardError ?? 0
        guard error > 0, value > 0, value < 1 else { return Double(independent) }
        return min(Double(n), max(1, value * (1 - value) / (error * error)))
    }

    private static func places(_ names: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The interval of a mean: by `estimate`, ended at the range. A fraction, whose range is 0 to 1,
    /// has a score interval: of its prompts, or of the crossed share where requests are crossed with
    /// templates.
    ///
    /// - Parameter range: of the measure, as its `MetricInfo` has it.
    /// - Throws: `MetricError.noData` for too few prompts, and where a mean that is no fraction has
    ///   no spread: one value everywhere is no proof that there is no other.
    public func interval(
        in range: ClosedRange<Double>, level: Double = 0.95
    ) throws(MetricError) -> Interval {
        if range == 0...1 {
            return templates.isEmpty
                ? try Proportion.interval(ofShares: prompts.map(\.value), level: level)
                : try Proportion.interval(ofCrossed: crossed, level: level)
        }
        let found = try estimate()
        guard found.standardError > 0 else {
            throw .noData("interval", needs: "a spread", got: "the same value for all prompts")
        }
        return found.interval(level: level).ended(at: range)
    }
}
