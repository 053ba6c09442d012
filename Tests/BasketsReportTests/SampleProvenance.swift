// SPDX-License-Identifier: Apache-2.0
import BasketsReport

/// How the invented study was made.
enum SampleProvenance {
    static func fill(_ report: inout StudyReport) {
        let decoding = "temperature 0.7, top-p 0.9, at most 130 tokens"
        report.sources = [
            SourceSummary(name: "human", model: "people", terms: report.questions.terms),
            SourceSummary(
                name: "smol", model: "SmolLM2-135M-Instruct", prompt: "the question alone",
                decoding: decoding, terms: "Apache-2.0: no condition on its answers"),
            SourceSummary(
                name: "gemma", model: "Gemma 3 270M", prompt: "few-shot, three examples",
                decoding: decoding,
                terms: "Gemma Terms of Use: they reach models trained on its answers"),
            SourceSummary(name: "remote", model: "some-model", prompt: "the question alone"),
        ]
        report.baskets = report.cells.filter(\.isTuned).map { cell in
            BasketSummary(
                cell: cell.name, rows: 102, tokens: 6_120, steps: 54,
                sources: cell.kind == .multi
                    ? [.init(source: "smol", rows: 51), .init(source: "gemma", rows: 51)]
                    : [.init(source: cell.kind == .human ? "human" : "smol", rows: 102)])
        }
        report.examples = [
            AnswerExample(
                questionID: "q-7", prompt: "What is a race condition?",
                replies: [
                    .init(
                        writer: "human",
                        text: "Anomalous behaviour due to unexpected critical dependence on the"
                            + " relative timing of events."),
                    .init(writer: "vanilla", text: "A race condition is when\ntwo <threads> race."),
                    .init(writer: "single (smol)", text: nil, note: "empty after 3 attempts"),
                ])
        ]
        report.leftOut = [
            LeftOut(
                stage: "generate", item: "gemma", what: "answers", count: 6, total: 108,
                reason: "stopped by the token limit; the question left all baskets")
        ]
        report.settings = [
            Setting("training.rank", "16"), Setting("training.alpha", "32"),
            Setting("decoding.temperature", "0.7"),
        ]
        report.seeds = [Setting("study", "42"), Setting("training", "1")]
        report.models = [
            ModelFile(
                name: "smollm2-135m-instruct", file: "SmolLM2-135M-Instruct.Q4_1.gguf",
                sha256: String(repeating: "0123456789abcdef", count: 4), licence: "Apache-2.0")
        ]
        report.methods = [Setting("split", "1"), Setting("chat format chatml", "1")]
        report.machine = [Setting("processor", "x86-64, AVX-512"), Setting("threads", "2")]
        report.stages = [
            StageTime(stage: "generate", rows: 432, seconds: 384),
            StageTime(stage: "train", rows: 4, seconds: 471.3),
        ]
    }
}
