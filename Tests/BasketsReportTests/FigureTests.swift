// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsReport

@Suite struct FigureTests {
    @Test func aScalePutsValuesInProportion() {
        // 0 to 100 with a margin of 4 at both ends: 50 is in the middle.
        let linear = Scale(covering: [0, 100], axis: .linear, from: 0, to: 216)
        #expect(linear.place(50) == 108)
        #expect(linear.place(0) == 8)
        #expect(linear.place(1_000) == 216)
        // On a logarithmic axis 10 is in the middle of 1 and 100, and 0 is at the low end.
        let log = Scale(covering: [1, 100], axis: .logarithmic, from: 0, to: 100)
        #expect(abs(log.place(10) - 50) < 1e-9)
        #expect(log.place(0) == 0)
    }

    @Test func ticksAreRoundAndInside() {
        let linear = Scale(covering: [0.61, 0.84], axis: .linear, from: 0, to: 1)
        #expect(linear.ticks(5).map(NumberFormat.tick) == ["0.65", "0.7", "0.75", "0.8"])
        let log = Scale(covering: [3, 900], axis: .logarithmic, from: 0, to: 1)
        #expect(log.ticks(6).map(NumberFormat.tick) == ["3", "10", "30", "100", "300", "1,000"])
    }

    @Test(arguments: [[], [5.0], [.nan, .infinity], [0.0, 0.0], [-3.0]])
    func aScaleOfLittleDataIsStillAScale(values: [Double]) {
        for axis in [ReportMeasure.Axis.linear, .logarithmic] {
            let scale = Scale(covering: values, axis: axis, from: 10, to: 20)
            #expect((10...20).contains(scale.place(values.first { $0.isFinite } ?? 1)))
            #expect(scale.ticks(5).count < 20)
        }
    }

    @Test func labelsKeepTheirOrderAndTheirDistance() {
        let places = LabelLayout.spread([50, 51, 52, 10], gap: 10, within: 0...60)
        #expect(places == [40, 50, 60, 10])
    }

    @Test func quantilesInterpolate() {
        // Type 7: the median of 1 2 4 8 is 3, the lower quartile 1 + 0.75.
        #expect(Quantile.of([1, 2, 4, 8], 0.5) == 3)
        #expect(Quantile.of([1, 2, 4, 8], 0.25) == 1.75)
        #expect(Quantile.of([7], 0.5) == 7)
    }

    @Test func aLongNameIsCutAndKeptAsATooltip() {
        var drawing = Drawing(width: 100, height: 20)
        drawing.fitted("a name that is far too long", room: 60, 0, 10)
        let svg = drawing.rendered(id: "x", className: "wide", title: "t", description: "d")
        #expect(svg.contains("<title>a name that is far too long</title>"))
        #expect(svg.contains("…</text>"))
        #expect(svg.contains("role=\"img\" aria-labelledby=\"x-t x-d\""))
    }

    /// A letter or a digit is 7.5 wide, the ellipsis 11.2: of 60 the half is room for three, a fifth for
    /// one.
    @Test func namesAreCutWhereTheyStayDifferent() {
        #expect(TextWidth.fit(names: ["short"], 60) == ["short"])
        #expect(
            TextWidth.fit(names: ["aaaaaaaaaa1", "aaaaaaaaaa2"], 60) == ["aaa…aa1", "aaa…aa2"])
        #expect(
            TextWidth.fit(names: ["aaaa1aaaaaa", "aaaa2aaaaaa"], 60) == ["aaaa1…a", "aaaa2…a"])
    }

    @Test func coordinatesAreShort() {
        #expect(Drawing.number(12.04) == "12")
        #expect(Drawing.number(-0.06) == "-0.1")
        #expect(Drawing.number(-0.04) == "0")
        #expect(Drawing.number(.nan) == "0")
    }

    /// Three letters are 22.5 wide, a space 4.6, an ellipsis 11.2: two words and the space 49.6; two
    /// letters and the ellipsis 26.2.
    @Test func aTitleTakesAsManyLinesAsItNeeds() {
        let title = "aaa bbb ccc"
        #expect(TextWidth.lines(title, 90, most: 2) == ["aaa bbb ccc"])
        #expect(TextWidth.lines(title, 50, most: 2) == ["aaa bbb", "ccc"])
        #expect(TextWidth.lines(title, 30, most: 2) == ["aaa", "bb…"])
        #expect(TextWidth.lines("", 30, most: 2) == [""])
    }

    @Test func ratesOfNothingHaveNoAxisBelowZero() {
        let scale = Scale(covering: [0, 0], axis: .linear, from: 0, to: 1)
        #expect(scale.lower == 0 && scale.ticks(4).allSatisfy { $0 >= 0 })
        #expect(scale.place(0) == 0)
    }

    @Test func thinningKeepsTheEnds() {
        #expect(Array(0...100).thinned(to: 3) == [0, 50, 100])
        #expect([1, 2].thinned(to: 3) == [1, 2])
    }

    @Test func manyTextsAreDrawnAsADensity() {
        let html = HTMLReport.text(SampleReport.large)
        #expect(html.contains("class=\"density"))
        #expect(!html.contains("class=\"dots"))
        #expect(HTMLReport.text(SampleReport.quickstart).contains("class=\"dots"))
    }
}
