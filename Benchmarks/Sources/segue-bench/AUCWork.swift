import ArgumentParser
import SegueEvaluation

/// The exact AUC of many scores, which follow from whole numbers so that a peer can make the same.
struct AUCWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auc", abstract: "Computes the area under the ROC curve of many scores.")

    @Option(help: "Number of scores.")
    var count = 100_000_000

    @OptionGroup var worker: WorkerOptions

    func run() throws {
        try worker.start()
        var scores = [Float](repeating: 0, count: count)
        var clicks = [Bool](repeating: false, count: count)
        for index in 0..<count {
            let word = UInt64(index) &* 2_654_435_761 & 0xFFFF_FFFF
            scores[index] = Float(word >> 8) / 2_097_152 - 4
            clicks[index] = (UInt64(index) * 48_271 % 65_521) << 25 < (word >> 8) * 65_521
        }
        try Worker.serve(worker, facts: ["scores": Double(count)]) {
            scores.withUnsafeBufferPointer { scores in
                clicks.withUnsafeBufferPointer { AreaUnderCurve.exact(scores, clicks: $0) ?? 0 }
            }
        } describe: {
            ["auc": $0]
        }
    }
}
