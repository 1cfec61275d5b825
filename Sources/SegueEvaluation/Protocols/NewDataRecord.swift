/// Data that a model was measured on without having been trained on it.
public struct NewDataRecord: Codable, Equatable, Sendable {
    /// The file.
    public var file: String
    /// SHA-256 of the file, as its source gives it.
    public var sha256: String
    /// Users that the model knows by id.
    public var knownUsers: Int
    /// Users that the model does not know: they are scored from their histories alone.
    public var unknownUsers: Int
    /// Items that the model does not know.
    public var unknownItems: Int
    /// Interactions with them: left out of histories, and as targets treated as the split's policy says.
    public var unknownItemInteractions: Int

    /// A record of the given values.
    public init(
        file: String, sha256: String, knownUsers: Int, unknownUsers: Int, unknownItems: Int,
        unknownItemInteractions: Int
    ) {
        self.file = file
        self.sha256 = sha256
        self.knownUsers = knownUsers
        self.unknownUsers = unknownUsers
        self.unknownItems = unknownItems
        self.unknownItemInteractions = unknownItemInteractions
    }

    /// The record in words.
    var text: String {
        let digest = sha256.isEmpty ? "" : " (SHA-256 \(sha256.prefix(12))…)"
        return "new data: \(file)\(digest) with \(NumberText.counted(knownUsers, "known user")), "
            + "\(NumberText.counted(unknownUsers, "unknown user")) and "
            + "\(NumberText.counted(unknownItemInteractions, "interaction")) with "
            + NumberText.counted(unknownItems, "unknown item")
    }
}
