import SafeTensors
import SegueCore
import SegueData
import SegueText

extension EncodedTexts {
    /// Encodes a text of each item.
    /// - Parameters:
    ///   - name: `title`, or a feature of the catalog that is a text.
    ///   - items: The items, by index.
    ///   - catalog: What has the texts.
    ///   - encoder: What encodes them.
    /// - Throws: `ConfigurationError` when no item has such a text; what the encoder throws.
    init(_ name: String, of items: Vocabulary, in catalog: ItemCatalog, by encoder: any TextEncoder) throws {
        var (texts, indices) = ([String](), [Int]())
        for (index, id) in items.ids.enumerated() {
            let text = name == "title" ? catalog.title(of: id) : catalog.text(name, of: id)
            guard let text, !text.isEmpty else { continue }
            texts.append(text)
            indices.append(index + 1)
        }
        guard !texts.isEmpty else {
            let titles = items.ids.contains { catalog.title(of: $0) != nil } ? ["title"] : []
            let known = titles + catalog.features.filter { $0.holdsTokens }.map(\.name)
            throw ConfigurationError(
                field: "features.texts",
                problem: "no item has a text '\(name)'; give the items by --items, or leave it out (known: "
                    + (known.isEmpty ? "none" : known.joined(separator: ", ")) + ")")
        }
        let vectors: [Float] = try encoder.encode(texts).array(of: Float.self)
        let dimension = encoder.dimension
        var values = [Float](repeating: 0, count: (items.count + 1) * dimension)
        for (row, index) in indices.enumerated() {
            values.replaceSubrange(
                index * dimension..<(index + 1) * dimension, with: vectors[row * dimension..<(row + 1) * dimension])
        }
        self.init(
            name: name, encoder: "\(encoder.name) \(encoder.identity)", dimension: dimension, values: values)
    }
}

extension ContextColumn {
    /// Whether its values are names.
    fileprivate var holdsTokens: Bool {
        if case .tokens = values { return true }
        return false
    }
}
