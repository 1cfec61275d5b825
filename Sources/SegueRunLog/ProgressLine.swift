/// One line that tells how far a training run is: a bar, the fraction, predictions per second, the time left, the loss.
///
/// ```
/// epoch 3  ━━━━━━━━━━━━━━───────  62.5 %  18,400 predictions/s  1:12 left  loss 5.8134
/// ```
/// On a terminal the line is overwritten, at most ten times a second. Elsewhere, in a log file say, a plain line is
/// written every so often; what is done before the first of them is due leaves none.
public struct ProgressLine {
    /// Where the run is.
    public struct State: Sendable, Equatable {
        /// What is going on, such as `epoch 3`.
        public var label: String
        /// What is done, predictions for example, before a resumption included.
        public var completed: Int
        /// What there is to do in all.
        public var total: Int
        /// What is counted, in the plural; nil when the speed says nothing.
        public var unit: String?
        /// The current loss, if there is one.
        public var loss: Double?

        /// Describes where the run is.
        ///
        /// - Parameters:
        ///   - label: What is going on.
        ///   - completed: What is done.
        ///   - total: What there is to do in all.
        ///   - unit: What is counted, in the plural; nil when the speed says nothing.
        ///   - loss: The current loss.
        public init(
            label: String, completed: Int, total: Int, unit: String? = "predictions", loss: Double? = nil
        ) {
            self.label = label
            self.completed = completed
            self.total = total
            self.unit = unit
            self.loss = loss
        }
    }

    private let terminal: Terminal
    private let now: () -> Double
    private let interval: Double
    private var start: (time: Double, completed: Int)?
    private var lastShown = -Double.infinity
    private var lastState: State?

    /// Makes a progress line. Nothing is written yet.
    ///
    /// - Parameters:
    ///   - terminal: Where to write.
    ///   - plainInterval: The seconds between two lines where lines cannot be overwritten.
    ///   - now: A clock in seconds that never runs backwards.
    public init(
        terminal: Terminal = .standardError(), plainInterval: Double = 30,
        now: @escaping () -> Double = ProgressLine.secondsSinceFirstUse
    ) {
        self.terminal = terminal
        self.now = now
        interval = terminal.isInteractive ? 0.1 : plainInterval
    }

    /// Shows where the run is, if it is time to. The speed counts from the first call.
    ///
    /// - Parameter state: Where the run is.
    public mutating func update(_ state: State) {
        let time = now()
        lastState = state
        if start == nil {
            start = (time, state.completed)
            if !terminal.isInteractive { lastShown = time }
        }
        guard time - lastShown >= interval else { return }
        lastShown = time
        show(state, at: time)
    }

    /// Shows where the run ended and ends the line.
    public mutating func finish() {
        guard let state = lastState else { return }
        if terminal.isInteractive {
            show(state, at: now())
            terminal.write("\n")
        }
        (start, lastState, lastShown) = (nil, nil, -.infinity)
    }

    /// Clears the line, so that something else can be printed; the next update writes it again.
    public mutating func clear() {
        guard terminal.isInteractive else { return }
        terminal.write(Terminal.clearingLine)
        lastShown = -.infinity
    }

    private func show(_ state: State, at time: Double) {
        let start = start ?? (time, state.completed)
        let text = ProgressText(
            state: state, seconds: time - start.time, completedSince: state.completed - start.completed)
        guard terminal.isInteractive else { return terminal.write(text.plain + "\n") }
        terminal.write("\r" + text.line(width: terminal.width(), usesColor: terminal.usesColor) + "\u{1B}[K")
    }

    private static let origin = ContinuousClock.now

    /// A clock in seconds that never runs backwards; it starts when it is first asked.
    public static func secondsSinceFirstUse() -> Double {
        let (seconds, attoseconds) = origin.duration(to: .now).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
