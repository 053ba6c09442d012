// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import Testing

@testable import BasketsStore

@Test func aDumpDoesNotDependOnOrderTimeOrMachine() throws {
    let first = try withStore { store in
        try store.makeCurrent(StudyRow(key: "s", name: "n", resolved: "r"))
        try store.add(everything(seconds: 1))
        return try store.dump()
    }
    let second = try withStore { store in
        var batch = everything(seconds: 99)
        batch.facts = [FactRow(.machine, "threads", "64"), FactRow(.method, "split", "1")]
        batch.questions.reverse()
        batch.answers.reverse()
        batch.splits.reverse()
        batch.curves.reverse()
        batch.events = []
        try store.add(batch)
        try store.makeCurrent(StudyRow(key: "s", name: "n", resolved: "r"))
        return try store.dump()
    }
    #expect(first == second)
}

@Test func aDumpHasALineForEveryRow() throws {
    try withStore { store in
        try store.add(everything())
        let lines = try store.dump().split(separator: "\n")
        // 1 fact, 2 questions, 2 splits, 2 answers, 1 basket, 1 cell, 2 curve points, 1 text
        // score, 1 embedding, 1 sentence vector, 1 divergence, 1 question with choices and its score,
        // 1 verdict, 1 prompt with its draw, its answer and its refusal, 1 score, 1 resample; the machine and the event are none.
        #expect(lines.count == 24)
        #expect(lines.contains { $0.hasPrefix("answer {\"key\":\"a1\",\"writer\":\"smol\"") })
        // printf '\x00\x00\x00\x3f\x00\x00\x80\xbf\xda\x0f\x49\x40' | sha256sum
        #expect(
            lines.contains {
                $0.contains(
                    "\"vector\":\"sha256:4148b05209ceecba9fabc1a59aafe3dd34f7d13372f2a5d06c7aa81607337e7f\""
                )
            })
    }
}

@Test func aDumpEscapesWhatWouldBreakALine() throws {
    try withStore { store in
        let odd = Question(
            id: "q", instruction: "a\nb\t\"c\" \\ \u{1}é😀", category: "c", humanAnswer: "a")
        try store.add(StoreBatch(questions: [odd]))
        #expect(
            try store.dump() == """
                question {"key":"q","instruction":"a\\nb\\t\\"c\\" \\\\ \\u0001é😀","context":null,\
                "category":"c","humanAnswer":"a"}

                """)
    }
}

@Test func anyChangeOfAResultShowsInTheDump() throws {
    let first = try withStore { store in
        try store.add(everything())
        return try store.dump()
    }
    var changed = everything()
    changed.embeddings[0] = EmbeddingRow(
        key: "e1", encoder: "mini", answer: "a1", vector: [0.5, -1, 3])
    let second = try withStore { store in
        try store.add(changed)
        return try store.dump()
    }
    #expect(first != second)
}
