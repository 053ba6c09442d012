// SPDX-License-Identifier: Apache-2.0

import BasketsMetrics
import Testing

/// What must hold for every metric of answers, on small worlds of every kind.
@Suite struct PropertyTests {
    /// The published recipes are as they were, and depend on the order of the file.
    static let names = MetricCatalog.names(madeFrom: .answers)
        .filter { !$0.hasPrefix("published") }

    static func worlds() throws -> [[String]] {
        try Reference.lexicalSets().map(\.texts) + [
            ["A b c. D e f.", "A b c. D e f.", "G h. I j k l m n o."],
            ["🙂🙂 👍 🙂🙂 . 👍", "👍🏽 a", "🙂🙂 👍 🙂🙂"],
            ["你好。你好。", "你好。再见。", "一 二 三 四 五 六 七 八 九 十 一 二。"],
        ]
    }

    func value(_ name: String, _ texts: [String]) -> Double? {
        try? MetricCatalog.measure(name, of: texts).value
    }

    @Test(arguments: names)
    func theOrderOfTheAnswersDoesNotMatter(name: String) throws {
        for texts in try Self.worlds() {
            guard let forward = value(name, texts) else { continue }
            let backward = try #require(value(name, texts.reversed()))
            #expect(isClose(forward, backward, within: 1e-12))
        }
    }

    @Test(arguments: names)
    func valuesStayInTheirStatedRange(name: String) throws {
        let info = try MetricCatalog.metric(named: name).info
        for texts in try Self.worlds() {
            guard let found = value(name, texts) else { continue }
            #expect(found >= info.lowest - 1e-12 && found <= info.highest + 1e-12)
            #expect(found.isFinite)
        }
    }

    @Test(arguments: names)
    func emptyAnswersChangeNothing(name: String) throws {
        for texts in try Self.worlds() {
            guard let plain = value(name, texts) else { continue }
            let padded = try #require(value(name, [""] + texts + [" \n", "\u{3000}"]))
            #expect(isClose(plain, padded, within: 1e-12))
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("distinct") })
    func aCopyNeverRaisesDistinctN(name: String) throws {
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            for text in texts {
                #expect(try #require(value(name, texts + [text])) <= before + 1e-15)
            }
        }
    }

    @Test(arguments: SelfBLEU.orders)
    func aCopyNeverLowersSelfBLEU(order: Int) throws {
        // Of answers that have an n-gram; shorter ones keep the smoothed value of the source.
        for texts in try Self.worlds() {
            let long = texts.filter { WhitespaceWords.words(of: $0).count >= order }
            let metric = try SelfBLEU(order: order)
            guard let before = try? metric.measure(AnswerSet(long)).value else { continue }
            for text in long {
                #expect(try metric.measure(AnswerSet(long + [text])).value >= before - 1e-12)
            }
        }
    }

    /// Measures that say how varied a set is, and not at a fixed number of words.
    static let varieties = names.filter { name in
        ["distinct", "self-bleu", "mtld", "mattr", "ngram-entropy", "long-repetition"].contains {
            name.hasPrefix($0)
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("ngram-entropy") })
    func doublingASetLeavesItsEntropyUnchanged(name: String) throws {
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            #expect(isClose(try #require(value(name, texts + texts)), before, within: 1e-12))
        }
    }

    @Test(arguments: varieties)
    func doublingASetMakesItNoMoreVaried(name: String) throws {
        let sign = try MetricCatalog.metric(named: name).info.higherMeans == .moreVaried ? 1.0 : -1
        for texts in try Self.worlds() {
            guard let before = value(name, texts) else { continue }
            let after = try #require(value(name, texts + texts))
            #expect(sign * after <= sign * before + 1e-12)
        }
    }
}
