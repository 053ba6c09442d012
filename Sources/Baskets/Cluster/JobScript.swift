// SPDX-License-Identifier: Apache-2.0
import BasketsCore

/// A script for Slurm that works off an array of jobs, one by task. Keys are in no script and no
/// argument: the scheduler hands variables over, and is told their names alone.
struct JobScript {
    /// Variables that the command reads, and where programs and libraries are.
    static let variables = [
        "PATH", "HOME", "LD_LIBRARY_PATH", "BASKETS_CACHE", "BASKETS_CONFIG", "BASKETS_CPU",
        "BASKETS_SLOW",
    ]

    let array: JobArray
    /// Name of the study.
    let study: String
    /// nil: the cluster's own.
    let partition: String?
    /// Absolute path of the run's folder.
    let run: String
    /// Absolute path of `baskets`.
    let command: String
    /// Where the command was started: paths of models may begin there.
    let place: String
    /// How often a command that failed is tried again; what is stored is not made again.
    var retries = 0

    /// A task writes `RUN/jobs/ID/log`, and at its end `RUN/jobs/ID/exit`: 0, 2 where items failed,
    /// anything else where it has to be run again; in a second line the scheduler's number of the
    /// array.
    var text: String {
        var lines = ["#!/bin/bash"] + requests.map { "#SBATCH \($0)" }
        lines += array.resources.extra
        lines += [
            "set -eu", "run=\(quoted(run))", "command=\(quoted(command))", "retries=\(retries)",
            "export OPENBLAS_NUM_THREADS=\(array.resources.threads)",
        ]
        lines += [Self.functions, "cd \(quoted(place))", "case \"${SLURM_ARRAY_TASK_ID:-0}\" in"]
        for (number, job) in array.jobs.enumerated() { lines += task(number, job) }
        lines += ["*) exit 64 ;;", "esac", "outcome=$worst"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What `sbatch` is told beside the script.
    ///
    /// - Parameters:
    ///   - file: path of the script.
    ///   - numbers: the scheduler's numbers of arrays that were given to it, by their ids; those that
    ///     are not there have ended.
    func arguments(file: String, numbers: [String: String]) -> [String] {
        arguments(
            file: file,
            conditions: array.dependencies.compactMap { other in
                numbers[other.array].map { (other.isJobByJob ? "aftercorr:" : "afterok:") + $0 }
            })
    }

    /// - Parameters:
    ///   - tasks: those of the array that are given; nil: all.
    ///   - conditions: what has to be so before they begin.
    ///   - comment: by which the array is known again in the queue.
    func arguments(
        file: String, tasks: [Int]? = nil, conditions: [String], comment: String? = nil
    ) -> [String] {
        let names = Self.variables + array.keys.filter { !Self.variables.contains($0) }
        // A percent sign stands for something else there.
        let log = "\(run)/jobs/\(array.id)".replacing("%", with: "%%")
        let ending = isMany ? ".%a.out" : ".out"
        var arguments = ["--parsable", "--export=\(names.joined(separator: ","))"]
        arguments.append("--output=\(log)\(ending)")
        if let tasks, isMany { arguments.append("--array=\(Self.list(tasks))") }
        if let comment { arguments.append("--comment=\(comment)") }
        if !conditions.isEmpty {
            arguments.append("--dependency=\(conditions.joined(separator: ","))")
            arguments.append("--kill-on-invalid-dep=yes")
        }
        return arguments + [file]
    }

    var isMany: Bool { array.jobs.count > 1 }

    /// "0-3,7": those in a row as one.
    static func list(_ tasks: [Int]) -> String {
        var rows: [ClosedRange<Int>] = []
        for task in tasks.sorted() {
            if let last = rows.last, last.upperBound == task - 1 {
                rows[rows.count - 1] = last.lowerBound...task
            } else {
                rows.append(task...task)
            }
        }
        return rows.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    /// Without the word before each.
    private var requests: [String] {
        let resources = array.resources
        var requests = ["--job-name=\(study)-\(array.id)"]
        if let partition { requests.append("--partition=\(partition)") }
        requests += ["--nodes=1", "--ntasks=1", "--cpus-per-task=\(resources.threads)"]
        requests += ["--mem=\(resources.memory)", "--time=\(resources.time)"]
        if resources.gpus > 0 { requests.append("--gres=gpu:\(resources.gpus)") }
        if isMany { requests.append("--array=0-\(array.jobs.count - 1)") }
        return requests
    }

    private func task(_ number: Int, _ job: Job) -> [String] {
        let folder = quoted(job.folder)
        let beginning: [String] =
            switch job.beginning {
            case .asItIs: []
            case .copy: ["    copy \(folder) \"$run\""]
            case .copyWithAdapters: ["    copy \(folder) \"$run\"", "    link \(folder)"]
            case .copyOf(let other): ["    copy \(folder) \(quoted(other))"]
            }
        let awaited = job.dependencies.map { "    await \(quoted($0))" }
        let steps = job.commands.map { "    step \($0.map(quoted).joined(separator: " "))" }
        return ["\(number))", "    begin \(quoted(job.id))"] + awaited + beginning + steps
            + ["    ;;"]
    }

    /// As one word of the shell.
    private func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "'\\''"))'"
    }

    /// The exit file comes by a rename, so that none is there in part; a script that is stopped
    /// lets its command store the batch at hand, and leaves one that is not 0, or none. What another
    /// machine wrote may be seen late: a task waits for the exit files of those before it. Rows are
    /// copied with the store last: where it is, the rest is too.
    private static let functions = """
        worst=0
        outcome=1
        number=${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-}}
        finish() {
            status=$?
            if [ "$status" -eq 0 ]; then status=$outcome; fi
            printf '%s\\n' "$status" $number > "$place/exit.part"
            mv "$place/exit.part" "$place/exit"
        }
        begin() {
            place="$run/jobs/$1"
            mkdir -p "$place"
            rm -f "$place/exit"
            trap finish EXIT
            trap stop TERM
            export \(JobHours.variable)="$place"
            exec >> "$place/log" 2>&1
        }
        stop() {
            trap '' TERM
            if [ -n "${child:-}" ]; then
                kill -TERM "$child" 2>/dev/null || :
                wait "$child" || :
            fi
            exit 143
        }
        await() {
            waited=0
            while :; do
                ls "$run/jobs/$1" >/dev/null 2>&1 || :
                ended=$(head -n 1 "$run/jobs/$1/exit" 2>/dev/null || :)
                case "$ended" in 0|2) return 0 ;; esac
                if [ "$waited" -ge "${BASKETS_PATIENCE:-180}" ]; then
                    echo "what $1 made is not to be seen on this machine"
                    exit 75
                fi
                sleep 1
                waited=$((waited + 1))
            done
        }
        copy() {
            if [ -e "$1/study.sqlite" ] || [ ! -e "$2/study.sqlite" ]; then return 0; fi
            for file in shared labels.jsonl sealed.sqlite-journal sealed.sqlite-wal sealed.sqlite \
                study.sqlite-journal study.sqlite-wal study.sqlite; do
                rm -f "$1/$file"
                if [ -e "$2/$file" ]; then
                    cp "$2/$file" "$1/$file.part"
                    mv "$1/$file.part" "$1/$file"
                fi
            done
        }
        link() {
            if [ -e "$1/adapters" ] || [ -L "$1/adapters" ]; then return 0; fi
            ln -s "$run/adapters" "$1/adapters"
        }
        step() {
            tries=0
            while :; do
                status=0
                "$command" "$@" &
                child=$!
                wait "$child" || status=$?
                child=
                case "$status" in
                0) return 0 ;;
                2) worst=2; return 0 ;;
                64|130|143) exit "$status" ;;
                esac
                if [ "$tries" -ge "$retries" ]; then exit "$status"; fi
                tries=$((tries + 1))
                echo "status $status; tried again, $tries of $retries"
            done
        }
        """
}
