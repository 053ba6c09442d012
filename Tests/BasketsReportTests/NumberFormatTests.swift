// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BasketsReport

@Suite struct NumberFormatTests {
    @Test(
        arguments: [
            (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.126, 2, "\u{2212}0.13"),
            (1234.5, 1, "1,234.5"),
            (787_256.0, 0, "787,256"), (999_999.6, 0, "1,000,000"), (1.26e12, 1, "1.3 × 10¹²"),
            (.infinity, 1, "∞"), (-.infinity, 1, "\u{2212}∞"), (.nan, 1, "not a number"),
        ] as [(Double, Int, String)])
    func writesNumbersForReaders(value: Double, decimals: Int, words: String) {
        #expect(NumberFormat(decimals: decimals).text(value) == words)
    }

    @Test(
        arguments: [(0.1, "+0.10"), (-0.1, "\u{2212}0.10"), (0.001, "0.00"), (.infinity, "+∞")]
            as [(Double, String)])
    func writesTheSignOfDifferencesThatAreSeen(value: Double, words: String) {
        #expect(NumberFormat(decimals: 2).signed(value) == words)
    }

    @Test func takesThreeDigitsOfTheLargestAndTwoOfTheFinestPrecision() {
        // 44.5 has three digits with one decimal; a precision of 3.4 needs one; 0.034 needs three.
        #expect(NumberFormat(values: [30.5, 44.5]).decimals == 1)
        #expect(NumberFormat(values: [30.5, 44.5], precisions: [3.4]).decimals == 1)
        #expect(NumberFormat(values: [30.5, 44.5], precisions: [0.034]).decimals == 3)
        #expect(NumberFormat(values: [0.712]).decimals == 3)
        #expect(NumberFormat(values: [412, 468], precisions: [19]).decimals == 0)
        #expect(NumberFormat(values: []).decimals == 0)
        #expect(NumberFormat(values: [.infinity, .nan]).decimals == 0)
    }

    @Test(
        arguments: [
            (0.05, "0.1 s"), (9.94, "9.9 s"), (59.4, "59 s"), (725, "12 min 05 s"),
            (11_400, "3 h 10 min"),
            (-Double.infinity, "unknown"),
        ] as [(Double, String)])
    func writesTimes(seconds: Double, words: String) {
        #expect(NumberFormat.time(seconds: seconds) == words)
    }

    @Test(
        arguments: [(0.05, "0.05"), (20, "20"), (2_000, "2,000"), (0.1 + 0.2, "0.3")]
            as [(Double, String)])
    func writesTicksWithoutUselessZeros(value: Double, words: String) {
        #expect(NumberFormat.tick(value) == words)
    }
}
