import ArgumentParser
import Foundation
import SegueCore
import SegueExperiments

/// A search for the least value of a function; each run is one search, of the next seed.
struct TuneWork: ParsableCommand {
    /// Functions whose least value is known (Dixon and Szegő 1978).
    enum Function: String, ExpressibleByArgument, CaseIterable {
        case branin
        case hartmann

        /// What is searched.
        var space: [String: SettingRange] {
            switch self {
            case .branin: ["x0": .uniform(-5, 10), "x1": .uniform(0, 15)]
            case .hartmann:
                Dictionary((0..<6).map { ("x\($0)", .uniform(0, 1)) }, uniquingKeysWith: { first, _ in first })
            }
        }

        /// The value less the least one.
        func regret(_ x: [Double]) -> Double {
            switch self {
            case .branin:
                let inner = x[1] - 5.1 / (4 * .pi * .pi) * x[0] * x[0] + 5 / .pi * x[0] - 6
                return inner * inner + 10 * (1 - 1 / (8 * .pi)) * cos(x[0]) + 10 - 0.397887
            case .hartmann:
                let terms = zip([1, 1.2, 3, 3.2], zip(Self.widths, Self.centers)).map { weight, term in
                    weight
                        * exp(-zip(x, zip(term.0, term.1)).reduce(0) { $0 + $1.1.0 * pow($1.0 - $1.1.1 / 10_000, 2) })
                }
                return 3.32237 - terms.reduce(0, +)
            }
        }

        private static let widths: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
        ]
        private static let centers: [[Double]] = [
            [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
        ]
    }

    static let configuration = CommandConfiguration(
        commandName: "tune", abstract: "Searches for the least value of a function.")

    @Option(help: "The function.")
    var function = Function.branin

    @Option(help: "Number of trials.")
    var trials = 100

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        var seed: UInt64 = 0
        try Worker.serve(worker) {
            seed += 1
            return search(seed)
        } describe: {
            ["regret": $0]
        }
    }

    private func search(_ seed: UInt64) -> Double {
        let space = SearchSpace(function.space)
        var study = Study(
            space, settings: TuningSettings(), direction: .lower, maximumEpochs: 1, trialCount: trials, seed: seed)
        while let job = study.next() {
            let x = space.paths.map { path -> Double in
                guard case .real(let value)? = job.values[path] else { return .nan }
                return value
            }
            study.record(TrialResult(job, value: function.regret(x)))
        }
        return study.byValue.first.flatMap(study.value) ?? .nan
    }
}
