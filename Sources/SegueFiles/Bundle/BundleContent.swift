import Foundation

/// What goes into a file of a bundle.
public enum BundleContent {
    /// The bytes of the file.
    case data(Data)
    /// Something that writes the file, for contents that need not be in memory at once. It gets the file's place; nothing
    /// exists there yet.
    case file((URL) throws -> Void)
}
