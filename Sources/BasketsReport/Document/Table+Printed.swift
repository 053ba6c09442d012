// SPDX-License-Identifier: Apache-2.0

extension Table {
    /// So many columns fit on a sheet of paper.
    private static let widest = 8
    /// Columns of a part beside those that every part repeats.
    private static let columnsOfPart = 6

    /// The parts that a table is printed in, alike wide; none where it fits as it is.
    var printedParts: [Table] {
        guard columns.count > Self.widest else { return [] }
        let others = columns.count - repeated
        let count = (others + Self.columnsOfPart - 1) / Self.columnsOfPart
        return (0..<count).map { part in
            let start = repeated + others * part / count
            let end = repeated + others * (part + 1) / count
            return printed(
                Array(0..<repeated) + Array(start..<end),
                caption + Phrase(.text(" (part \(part + 1) of \(count))")))
        }
    }

    /// Some of the columns, the first among them.
    private func printed(_ chosen: [Int], _ caption: Phrase) -> Table {
        Table(
            caption: caption, columns: chosen.map { columns[$0] },
            rows: rows.map { row in
                Row(
                    header: row.header, style: row.style,
                    cells: chosen.dropFirst().map {
                        $0 <= row.cells.count ? row.cells[$0 - 1] : Cell.none
                    })
            }, repeated: repeated, hasSentences: hasSentences)
    }
}
