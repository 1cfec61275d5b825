import Foundation

extension FolderOwnership {
    /// Owns a model bundle: the manifest, its digest, and the files that the manifest lists. The files themselves may be
    /// damaged; a folder whose manifest cannot be read is nobody's bundle.
    public static let modelBundle = FolderOwnership("a model bundle") { path in
        guard let manifest = BundleManifest(claimedBy: path) else { return [] }
        return Set(manifest.files.keys).union([BundleManifest.fileName, BundleManifest.digestFileName])
    }
}
