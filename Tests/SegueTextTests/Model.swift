import Foundation
import Testing

@testable import SegueText

/// The sentence model that tests of real vectors need: SEGUE_TEXT_MODEL, or what `make setup-text` installs.
enum Model {
    static let missing: Comment = "no sentence model: `make setup-text`, or set SEGUE_TEXT_MODEL to a folder with one"

    static let folder: TextModelFolder? = {
        if let named = TextModelFolder.named() { return named }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let installed = root.standardizedFileURL.appendingPathComponent(".text-model")
        guard FileManager.default.fileExists(atPath: installed.appendingPathComponent("config.json").path) else {
            return nil
        }
        return TextModelFolder(installed)
    }()
}
