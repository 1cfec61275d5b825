/// The hyper-parameters of a model. `init()` gives the defaults: the paper's values.
public protocol ModelConfiguration: Codable, Sendable, Equatable {
    /// The default hyper-parameters.
    init()

    /// Checks every field.
    ///
    /// - Throws: `ConfigurationError` naming the first field with an impossible value.
    func validate() throws
}
