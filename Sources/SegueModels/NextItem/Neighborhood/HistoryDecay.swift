import Foundation
import SegueData

/// How much the items of a history count, by their age.
public struct HistoryDecay: Sendable {
    /// What the age Δ of a history item is counted in.
    public enum Unit: String, Codable, Sendable, CaseIterable {
        /// Events since then.
        case steps
        /// Days between it and the last event.
        case days
    }

    /// λ of e^(−λΔ); 0 for no decay.
    public let rate: Double
    /// What Δ is counted in.
    public let unit: Unit
    /// Number of last items that count; 0 for all.
    public let historyLength: Int

    /// Describes a decay.
    public init(rate: Double, unit: Unit, historyLength: Int) {
        self.rate = rate
        self.unit = unit
        self.historyLength = historyLength
    }

    /// λ × the age that all earlier items gain when the item at `offset` is added to the history; never negative.
    func step(at offset: Int, previous: Int?, in query: NextItemQuery) -> Double {
        guard rate > 0, let previous else { return 0 }
        guard unit == .days, let times = query.times, times.count >= query.items.count else { return rate }
        let seconds = query.timeUnit.seconds(
            from: times[times.startIndex + previous], to: times[times.startIndex + offset])
        return rate * max(0, seconds) / 86_400
    }
}
