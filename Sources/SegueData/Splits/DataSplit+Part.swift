extension DataSplit {
    /// The parts that a model is measured on.
    public enum Part: String, Codable, CaseIterable, Sendable {
        /// Chooses settings and stops training.
        case validation
        /// Is reported, and never chooses anything.
        case test
    }
}
