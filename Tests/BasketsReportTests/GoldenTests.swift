// SPDX-License-Identifier: Apache-2.0
import BasketsReport
import Testing

@Suite struct GoldenTests {
    @Test func theReportLooksAsItDid() throws {
        let report = SampleReport.quickstart
        try expectGolden(HTMLReport.text(report), "quickstart.html")
        try expectGolden(MarkdownReport.text(report), "quickstart.md")
        try expectGolden(CSVReport.text(report), "quickstart.csv")
        try expectGolden(JSONReport.text(report), "quickstart.json")
    }

    @Test func theSameStudyGivesTheSameBytes() throws {
        // Through JSON and back, so that dictionaries are built in another order.
        let copy = try JSONReport.study(JSONReport.text(SampleReport.large))
        #expect(HTMLReport.text(copy) == HTMLReport.text(SampleReport.large))
        #expect(MarkdownReport.text(copy) == MarkdownReport.text(SampleReport.large))
        #expect(CSVReport.text(copy) == CSVReport.text(SampleReport.large))
    }

    @Test func theStudyComesBackFromJSONAsItWas() throws {
        var report = SampleReport.quickstart
        report.rowsIDs = ["distinct-2 | smol-vanilla": "a1b2"]
        #expect(try JSONReport.study(JSONReport.text(report)) == report)
    }
}
