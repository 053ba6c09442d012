// SPDX-License-Identifier: Apache-2.0

import BasketsCore
import Foundation

/// What was simulated, against what is asked of it.
struct CoverageLine: Sendable {
    enum Kind: Sendable {
        /// Share of intervals of 95 % that hold the truth.
        case coverage
        /// Share of tests at 5 % that reject what is true.
        case falsePositives
    }

    let method: String
    let world: String
    let kind: Kind
    let share: Double
    /// Independent units, for the bar that it is held to; nil for lines without a bar, such as the
    /// naive method beside ours.
    let units: Int?
    /// Whether the test has so few outcomes that it cannot come near the stated rate.
    var isDiscrete = false
    /// Why the bar is known not to be met.
    var known: String?
    /// What a printed table says of it, where the line is from one.
    private(set) var printed: String?

    var verdict: String {
        if let printed { return printed }
        guard let units else { return "for comparison" }
        let isMet: Bool
        switch kind {
        case .coverage: isMet = share >= (units >= 50 ? 0.92 : 0.88)
        case .falsePositives: isMet = share <= 0.06 && (isDiscrete || share >= 0.035)
        }
        return isMet ? "met" : known.map { "**not met**: \($0)" } ?? "**not met**"
    }

    var isUnexpected: Bool { verdict == "**not met**" }

    init(
        method: String, world: String, kind: Kind, share: Double, units: Int?,
        isDiscrete: Bool = false, known: String? = nil
    ) {
        self.method = method
        self.world = world
        self.kind = kind
        self.share = share
        self.units = units
        self.isDiscrete = isDiscrete
        self.known = known
    }

    /// A row of a printed table; nil for anything else.
    init?(printed row: Substring, _ kind: Kind) {
        let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 4, cells[2].hasSuffix(" %"),
            let percent = Double(cells[2].dropLast(2))
        else { return nil }
        self.init(
            method: cells[0], world: cells[1], kind: kind, share: percent / 100,
            units: cells[3] == "for comparison" ? nil : 50)
        printed = cells[3]
    }
}

/// The document with the lines of both proofs: those of tests and intervals above, those of measures
/// of sets below, so that each can be made again alone.
enum CoverageFile {
    private static let heading = "## Measures of sets"

    /// - Parameter inPart: whether lines that the table lacks stay as they stand.
    /// - Returns: the table with these.
    static func write(
        _ table: CoverageTable, to file: URL, inPart: Bool
    ) throws -> CoverageTable {
        let (above, below) = try parts(of: file)
        var table = table
        if inPart { table.merge(into: above) }
        try Data((table.document + below).utf8).write(to: file)
        return table
    }

    static func write(sets lines: [CoverageLine], to file: URL) throws {
        let above = try parts(of: file).above
        let text = """
            \(heading)

            Of 60 answers, questions or pairs, 500 worlds a line; `make proofs-sets` makes this part alone. These measures depend on the size of a
            set, so the truth is the mean over 2,000 sets of the size. The share is known to about one point.

            \(CoverageTable.rows(lines, .coverage))

            """
        try Data((above + text).utf8).write(to: file)
    }

    private static func parts(of file: URL) throws -> (above: String, below: String) {
        guard FileManager.default.fileExists(atPath: file.path) else { return ("", "") }
        let text = try String(contentsOf: file, encoding: .utf8)
        guard let place = text.range(of: "\n\(heading)") else {
            return (text.trimmingCharacters(in: .newlines) + "\n\n", "")
        }
        return (String(text[..<place.lowerBound]) + "\n", String(text[place.lowerBound...]))
    }
}

/// All lines, as the document that they are printed into.
struct CoverageTable {
    private(set) var lines: [CoverageLine]

    init(lines: [CoverageLine]) { self.lines = lines }

    /// Puts these lines in the places of the same ones of a printed table, and behind it those that
    /// it lacks.
    mutating func merge(into document: String) {
        var merged: [CoverageLine] = []
        var kind = CoverageLine.Kind.coverage
        for row in document.split(separator: "\n") {
            if row.hasPrefix("## Tests") { kind = .falsePositives }
            if let line = CoverageLine(printed: row, kind) { merged.append(line) }
        }
        for line in lines {
            let place = merged.firstIndex {
                $0.method == line.method && $0.world == line.world && $0.kind == line.kind
            }
            if let place { merged[place] = line } else { merged.append(line) }
        }
        lines = merged
    }

    /// Mean coverage of the lines that have a bar.
    var meanCoverage: Double {
        let shares = lines.filter { $0.kind == .coverage && $0.units != nil }.map(\.share)
        return shares.reduce(0, +) / Double(shares.count)
    }

    var document: String {
        """
        # Coverage

        How often intervals of 95 % hold the truth, and how often tests at 5 % find a difference that is not there, in simulated
        data whose truth is known: 4,000 worlds a line. `make proofs` makes this file again, digit for digit; it is not edited.

        Bars: coverage at least 92 % from 50 independent units on, 88 % below, and 94 to 96.5 % in the mean of all lines; false positives at
        most 6 %, and at least 3.5 % where the test is not discrete. Lines marked *for comparison* are methods that are not used, or
        settings outside of the bars. The share itself is known to about 0.7 points.

        Mean coverage: **\(Self.percent(meanCoverage))**.

        \(section("Intervals", .coverage))

        \(section("Tests where nothing differs", .falsePositives))

        """
    }

    private func section(_ title: String, _ kind: CoverageLine.Kind) -> String {
        "## \(title)\n\n" + Self.rows(lines, kind)
    }

    static func rows(_ lines: [CoverageLine], _ kind: CoverageLine.Kind) -> String {
        let rows = lines.filter { $0.kind == kind }.map { line in
            "| \(line.method) | \(line.world) | \(percent(line.share)) | \(line.verdict) |"
        }
        let what = kind == .coverage ? "holds the truth" : "false positives"
        return (["| method | data | \(what) | bar |", "|:--|:--|--:|:--|"] + rows)
            .joined(separator: "\n")
    }

    static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
