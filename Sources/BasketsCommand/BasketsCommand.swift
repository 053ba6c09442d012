// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Baskets

@main
struct BasketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baskets",
        abstract: "Whose answers should a model be tuned on? From a study file to a verdict.",
        version: Version.current,
        subcommands: [
            RunCommand.self, StatusCommand.self, DumpCommand.self, RowsCommand.self,
            ReportCommand.self, ViewCommand.self, MergeCommand.self, AuditCommand.self,
            GateCommand.self, JobsCommand.self,
            MeasureCommand.self,
            AskCommand.self, ScoreCommand.self, TrainCommand.self, JudgeCommand.self,
            PlanCommand.self, ExportCommand.self,
            ImportCommand.self, FetchCommand.self, DoctorCommand.self, SelftestCommand.self,
            BenchCommand.self, WorkersCommand.self, WorkCommand.self,
        ])
}
