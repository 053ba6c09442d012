// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Foundation

/// The report for programs: all that the other forms show, unrounded.
package enum JSONReport {
    /// What a reader of the file must know to understand it.
    static let format = "baskets-report-1"

    /// The difference of a cell to its untuned target, and what may be read from it.
    struct Reading: Codable, Equatable {
        let measure: String
        let cell: String
        let reference: String
        let difference: Double
        let n: Int
        let smallestDifference: Double?
        let isPaired: Bool
        /// In words, as in the report: "higher", "too small to tell at n = 12".
        let reading: String
    }

    struct File: Codable {
        let format: String
        let readings: [Reading]
        let study: StudyReport
    }

    /// The whole file, keys sorted. An unbounded number is the string "infinity".
    /// - Throws: `EncodingError`, which no value of this type should meet.
    package static func text(_ report: StudyReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        let file = File(format: format, readings: readings(report), study: report)
        return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
    }

    /// The study of a file that `text` wrote.
    /// - Throws: `DecodingError` for anything else.
    package static func study(_ text: String) throws -> StudyReport {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        return try decoder.decode(File.self, from: Data(text.utf8)).study
    }

    private static func readings(_ report: StudyReport) -> [Reading] {
        report.measureTables().flatMap { table in
            table.rows.compactMap { row in
                guard let contrast = row.contrast, let reference = row.reference else { return nil }
                return Reading(
                    measure: table.measure.name, cell: row.cell.name, reference: reference.name,
                    difference: contrast.difference, n: contrast.n,
                    smallestDifference: contrast.smallestDifference, isPaired: contrast.isPaired,
                    reading: contrast.reading.words(n: contrast.n))
            }
        }
    }
}
