/// The version of Segue.
public enum SegueVersion {
    /// This version, as semantic versioning writes it.
    public static let current = "0.1.0"
}
