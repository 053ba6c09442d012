// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsReport

/// A table of a row; each cell holds the number of its column.
private func table(columns count: Int, repeated: Int = 1) -> Table {
    Table(
        caption: "Numbers",
        columns: (0..<count).map { Table.Column(title: "\($0)") },
        rows: [
            Table.Row(header: "0", cells: (1..<count).map { Table.Cell(Phrase("\($0)")) })
        ], repeated: repeated)
}

@Suite struct PrintedTableTests {
    @Test func aTableThatFitsIsPrintedAsItIs() {
        #expect(table(columns: 8).printedParts.isEmpty)
    }

    @Test func aWiderOneIsPrintedInPartsAlikeWide() {
        // Eight columns beside the first: two parts of four.
        let parts = table(columns: 9).printedParts
        #expect(
            parts.map { $0.columns.map(\.title) }
                == [["0", "1", "2", "3", "4"], ["0", "5", "6", "7", "8"]])
        #expect(
            parts.map { $0.rows[0].cells.map(\.text.plain) }
                == [["1", "2", "3", "4"], ["5", "6", "7", "8"]])
        #expect(
            parts.map(\.caption.plain) == ["Numbers (part 1 of 2)", "Numbers (part 2 of 2)"])
    }

    @Test func everyPartRepeatsTheColumnsThatNameARow() {
        // Thirteen columns beside two: three parts of 4, 4 and 5.
        let parts = table(columns: 15, repeated: 2).printedParts
        #expect(parts.map { $0.columns.count } == [6, 6, 7])
        #expect(parts.allSatisfy { $0.columns[1].title == "1" })
        #expect(parts.map { $0.rows[0].cells.count } == [5, 5, 6])
    }

    @Test func thePageHoldsBoth() {
        // Twelve cells.
        let html = HTMLReport.text(SampleReport.large)
        #expect(html.contains("class=\"scroll unprinted\""))
        #expect(html.contains("untuned target. (part 2 of 2)"))
        #expect(!HTMLReport.text(SampleReport.quickstart).contains("class=\"scroll printed\""))
    }
}
