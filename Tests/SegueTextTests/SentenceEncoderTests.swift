import Foundation
import SafeTensors
import TestSupport
import Testing
import Torch

@testable import SegueText

@Suite struct SentenceEncoderTests {
    private func tiny() throws -> TextModelFolder { TextModelFolder(try fixtureURL("tiny")) }

    private func titles(_ count: Int) throws -> [String] {
        var generator = try Generator(seed: 2)
        return Array(generator.titles().prefix(count))
    }

    private func tensor(_ host: HostTensor) throws -> Tensor {
        Tensor(try host.array(of: Float.self), shape: host.shape)
    }

    @Test func meansEqualTheReference() throws {
        let encoder = try SentenceEncoder(tiny())
        #expect(encoder.dimension == 16)
        #expect(encoder.maximumLength == 32)
        #expect(encoder.pooling == .mean)
        #expect(encoder.normalizes)
        let vectors = try tensor(encoder.encode(titles(120)))
        #expect(try distance(vectors, Fixture("tiny-vectors", in: .module).tensor("mean")) < 1e-5)
    }

    @Test func firstTokensEqualTheReference() throws {
        var options = SentenceEncoder.Options()
        (options.pooling, options.normalizes) = (.cls, false)
        let encoder = try SentenceEncoder(tiny(), options: options)
        let vectors = try tensor(encoder.encode(titles(120)))
        #expect(try distance(vectors, Fixture("tiny-vectors", in: .module).tensor("cls")) < 1e-5)
    }

    @Test func batchesChangeNothing() throws {
        let texts = try titles(120)
        let together = try tensor(SentenceEncoder(tiny()).encode(texts))
        var options = SentenceEncoder.Options()
        options.tokenBudget = 1
        let alone = try SentenceEncoder(tiny(), options: options)
        #expect(try distance(tensor(alone.encode(texts)), together) < 1e-6)
        let backwards = try tensor(alone.encode(texts.reversed())).array(Float.self)
        let rows = stride(from: 0, to: backwards.count, by: 16).map { Array(backwards[$0..<$0 + 16]) }
        #expect(try distance(Tensor(Array(rows.reversed().joined()), shape: [120, 16]), together) < 1e-6)
        #expect(try alone.encode([]).shape == [0, 16])
    }

    @Test func oldNamesOfWeightsAreKnown() throws {
        let folder = try TemporaryFolder(copying: tiny().url)
        let weights = folder.url.appendingPathComponent("model.safetensors")
        let tensors = try SafeTensorsFile(contentsOf: weights).tensors()
        var renamed: [String: HostTensor] = [:]
        for (name, tensor) in tensors {
            let old = name.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
                .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
            renamed["bert.\(old)"] = tensor
        }
        try SafeTensorsWriter.write(renamed, to: weights)
        let texts = try titles(10)
        let (new, old) = try (SentenceEncoder(tiny()), SentenceEncoder(TextModelFolder(folder.url)))
        #expect(try new.encode(texts) == old.encode(texts))
        #expect(new.identity != old.identity)
    }

    @Test func tokenizersOfBothFilesAreAlike() throws {
        let folder = try TemporaryFolder(copying: tiny().url)
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("vocab.txt"))
        let (both, one) = try (tiny().tokenizer(), TextModelFolder(folder.url).tokenizer())
        for text in try titles(120) { #expect(both.ids(of: text) == one.ids(of: text)) }
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("tokenizer.json"))
        #expect(throws: TextModelError.self) { try TextModelFolder(folder.url).tokenizer() }
    }

    @Test func identityCoversOptions() throws {
        var options = SentenceEncoder.Options()
        options.maximumLength = 16
        let (whole, short) = try (SentenceEncoder(tiny()), SentenceEncoder(tiny(), options: options))
        #expect(whole.identity.count == 64)
        #expect(whole.identity != short.identity)
        #expect(try SentenceEncoder(tiny()).identity == whole.identity)
        options.maximumLength = 41
        #expect(throws: (any Error).self) { try SentenceEncoder(tiny(), options: options) }
    }

    /// What is wrong is named, with what was expected.
    @Test(arguments: [
        (#""hidden_size": 16"#, #""hidden_size": 18"#, "'embeddings.word_embeddings.weight' has shape"),
        (
            #""num_hidden_layers": 2"#, #""num_hidden_layers": 3"#,
            "'encoder.layer.2.attention.self.query.weight' is missing"
        ),
        (#""num_attention_heads": 2"#, #""num_attention_heads": 3"#, "3 heads cannot share hidden_size 16"),
        (#""hidden_act": "gelu""#, #""hidden_act": "swish""#, "the key 'hidden_act'"),
        (#""hidden_size": 16"#, #""width": 16"#, "the key 'hidden_size' is missing"),
        (#""hidden_size": 16"#, #""hidden_size": "16""#, "the key 'hidden_size' has a value of another kind"),
        (#""model_type": "bert""#, #""model_type": "mpnet""#, "a model of type 'mpnet'"),
        (#""vocab_size": "#, #""vocab_size": 4, "x": "#, "vocab_size 4 is less than"),
        ("{", "", "this is not JSON"),
    ])
    func errorsNameWhatIsWrong(text: String, replacement: String, message: String) throws {
        let folder = try TemporaryFolder(copying: tiny().url)
        let file = folder.url.appendingPathComponent("config.json")
        let contents = try String(contentsOf: file, encoding: .utf8)
        try #require(contents.contains(text))
        try contents.replacingOccurrences(of: text, with: replacement).write(
            to: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: TextModelError.self) { try SentenceEncoder(TextModelFolder(folder.url)) }
        #expect(try #require(error).description.contains(message))
    }

    @Test func missingFilesAreNamed() throws {
        for name in ["config.json", "model.safetensors"] {
            let folder = try TemporaryFolder(copying: tiny().url)
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
            let error = #expect(throws: TextModelError.self) { try SentenceEncoder(TextModelFolder(folder.url)) }
            #expect(try #require(error).description.contains("\(name): no such file"))
        }
        #expect(TextModelFolder.named(by: nil, environment: [:]) == nil)
        #expect(TextModelFolder.named(by: nil, environment: ["SEGUE_TEXT_MODEL": "/a"])?.url.path == "/a")
    }

    /// 1,000 titles with accents, ideographs, emoji, controls, none at all and too many words.
    @Test(.enabled(if: Model.folder != nil, Model.missing))
    func titlesEqualSentenceTransformers() throws {
        let encoder = try SentenceEncoder(#require(Model.folder))
        let vectors = try tensor(encoder.encode(titles(1000)))
        let fixture = try Fixture("minilm-vectors", in: .module)
        let (sums, first, full) = try (fixture.tensor("sums"), fixture.tensor("first"), fixture.tensor("full"))
        #expect(try distance(vectors.slice(0, 0..<full.size(0)), full) < 1e-5)
        #expect(try distance(vectors.slice(1, 0..<first.size(1)), first) < 1e-5)
        // Sums of all components with signs of their own: an error that is spread over them adds up here.
        var generator = try Generator(seed: 3)
        let signs = (0..<sums.size(1) * 384).map { _ in Float(generator.below(2) == 1 ? 1 : -1) }
        let found = vectors.matmul(Tensor(signs, shape: [sums.size(1), 384]).transposed())
        #expect(try distance(found, sums) < 3e-5)
    }
}
