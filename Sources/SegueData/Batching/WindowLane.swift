/// One of the sequences being walked side by side.
struct WindowLane: Codable, Equatable, Sendable {
    /// The user whose sequence it is.
    var user: Int32
    /// The log row of the next input.
    var row: Int
    /// The log row of the sequence's last item, which is only ever a target.
    var lastRow: Int
    /// The row of the latest batch that held this lane's previous window, or −1 before the first.
    var previousRow: Int32 = -1

    /// Transitions still to come.
    var remaining: Int { lastRow - row }

    /// The length of the next window.
    func nextLength(_ configuration: WindowConfiguration) -> Int {
        let window = configuration.windowLength
        guard configuration.alignment == .end else { return min(window, remaining) }
        let first = remaining % window
        return first == 0 ? window : first
    }
}
