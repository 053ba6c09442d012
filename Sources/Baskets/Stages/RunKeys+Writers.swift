// SPDX-License-Identifier: Apache-2.0
import BasketsCore
import BasketsStore

extension RunKeys {
    /// Who a source is, for whoever asks of an answer.
    func writerRow(_ source: Source) -> WriterRow {
        let identity = models[source.model]
        var row = WriterRow(
            key: writer(source), name: source.name, model: identity?.name ?? source.model,
            fingerprint: identity?.sha256 ?? "")
        row.terms = source.terms ?? identity?.terms
        guard source.answers == nil else { return row }
        row.prompting = source.prompting.rawValue
        row.system = source.system
        row.template = source.template
        row.seed = "\(source.seed ?? study.seed)"
        describe(source.decoding, in: &row)
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
