/// How sequences are cut into the windows of stateful recurrent training.
public struct WindowConfiguration: Codable, Equatable, Sendable {
    /// Where a sequence whose length is no multiple of the window has its short window.
    public enum Alignment: String, Codable, CaseIterable, Sendable {
        /// Windows are full from the start; the last one is short.
        case start
        /// Windows are full up to the end; the first one is short.
        case end
    }

    /// The number of transitions that gradients flow through, the paper's "unfold dimension".
    public var windowLength: Int
    /// The number of sequences walked side by side.
    public var batchSize: Int
    /// Where the short window is.
    public var alignment: Alignment
    /// Whether a window starts from the hidden state that the window before it ended with. If false, each starts
    /// afresh.
    public var carriesState: Bool

    /// 20 transitions and 1,000 sequences by default, as in Donkers, Loepp and Ziegler (RecSys 2017), Table 1. The
    /// paper is silent on alignment and on carrying the state; carrying is assumed, for otherwise "user consumption
    /// sequences" would be cut.
    public init(
        windowLength: Int = 20, batchSize: Int = 1_000, alignment: Alignment = .start, carriesState: Bool = true
    ) {
        self.windowLength = windowLength
        self.batchSize = batchSize
        self.alignment = alignment
        self.carriesState = carriesState
    }

    /// Reads the parameters; those absent keep their defaults.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        windowLength = try values.decodeIfPresent(Int.self, forKey: .windowLength) ?? windowLength
        batchSize = try values.decodeIfPresent(Int.self, forKey: .batchSize) ?? batchSize
        alignment = try values.decodeIfPresent(Alignment.self, forKey: .alignment) ?? alignment
        carriesState = try values.decodeIfPresent(Bool.self, forKey: .carriesState) ?? carriesState
    }

    /// Checks that both sizes lie in 1…1,000,000.
    ///
    /// - Throws: `PreparationError.invalidParameter` naming the parameter.
    public func validate() throws {
        for (parameter, value) in [("windowLength", windowLength), ("batchSize", batchSize)] {
            guard (1...1_000_000).contains(value) else {
                throw PreparationError.invalidParameter(
                    operation: "batching", parameter: parameter, problem: "must lie in 1…1000000, found \(value)")
            }
        }
    }
}
