// SPDX-License-Identifier: Apache-2.0
import BasketsChat
import BasketsCore
import BasketsStore

extension RunKeys {
    /// Who a source is, for whoever asks of an answer.
    func writerRow(_ source: Source) -> WriterRow {
        var row = WriterRow(
            key: writer(source), name: source.name, model: modelName(source),
            fingerprint: source.remote?.endpoint ?? models[source.model]?.sha256 ?? "")
        row.terms = terms(source)
        guard source.answers == nil else { return row }
        row.prompting = source.prompting.rawValue
        row.system = source.system
        row.template = source.template
        row.seed = "\(source.seed ?? study.seed)"
        describe(source.decoding, in: &row)
        if source.remote != nil {
            row.prompts = "chat \(ChatRequest.method)"
            row.sampler = nil
        }
        return row
    }

    /// Who a cell is, as it is asked for a set of answers.
    func writerRow(_ cell: Cell, key: String, _ set: OutputSet) -> WriterRow {
        let target = study.target(named: cell.target)
        var row = WriterRow(
            key: outputs(cell, key: key, set.kind), name: cell.name,
            model: models[target?.model ?? ""]?.name ?? "", fingerprint: key)
        guard !cell.condition.isOutputs else { return row }
        let asked = set.kind == .plain ? [] : [set.kind.name]
        row.prompting = ([target?.prompting.rawValue].compactMap { $0 } + asked)
            .joined(separator: ", ")
        row.system = set.addsSystem ? target?.system : nil
        row.seed = "\(study.seed)"
        describe(set.decoding, in: &row)
        return row
    }

    private func describe(_ decoding: DecodingSettings, in row: inout WriterRow) {
        row.prompts = methods["prompts"]
        row.sampler = methods["sampler"]
        row.temperature = decoding.temperature
        row.topP = decoding.topP
        row.maxTokens = decoding.maxTokens
    }
}
