/// How far a fit has come.
public struct FitProgress: Sendable, Equatable {
    /// Part of the work done, from 0 to 1.
    public var fraction: Double
    /// What was just done, for people: "iteration 3 of 30, …".
    public var message: String

    /// Reports `fraction` (0…1) of the work with a message for people.
    public init(fraction: Double, message: String) {
        self.fraction = fraction
        self.message = message
    }
}
