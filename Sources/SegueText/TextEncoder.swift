import SafeTensors

/// Turns texts into vectors of one length: titles, descriptions, reviews.
///
/// A model that takes text asks for one of these and need not know which it is.
public protocol TextEncoder: AnyObject {
    /// What kind of encoder it is, to be shown beside every result: ``SentenceEncoder/kind``,
    /// ``HashedNGramEncoder/kind``.
    var name: String { get }
    /// Length of a vector.
    var dimension: Int { get }
    /// A SHA-256, in hexadecimal digits, of everything that a text's vector depends on beside the text: weights,
    /// vocabulary, settings. Equal identities give equal vectors, up to rounding.
    var identity: String { get }

    /// Encodes texts; a text's vector does not depend on the texts beside it, up to rounding.
    /// - Returns: `[texts, dimension]`, `F32`, in the order given.
    /// - Throws: When computing fails.
    func encode(_ texts: [String]) throws -> HostTensor
}

extension TextEncoder {
    /// Which encoder it is, for people: `sentence-encoder, 384 numbers, SHA-256 4f1c88a0`.
    public var label: String { "\(name), \(dimension) numbers, SHA-256 \(identity.prefix(8))" }
}
