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

    /// Who a cell is.
    func writerRow(_ cell: Cell, key: String) -> WriterRow {
        let target = study.target(named: cell.target)
        var row = WriterRow(
            key: outputs(cell, key: key), name: cell.name,
            model: models[target?.model ?? ""]?.name ?? "", fingerprint: key)
        guard !cell.condition.isOutputs else { return row }
        row.prompting = target?.prompting.rawValue
        row.system = target?.system
        row.seed = "\(study.seed)"
        describe(study.decoding, in: &row)
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
