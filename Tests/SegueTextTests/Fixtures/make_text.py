#!/usr/bin/env python3
"""Reference tokens and vectors for SegueTextTests, by `tokenizers` and sentence-transformers.

    python3 -m venv .venv && .venv/bin/pip install tokenizers transformers sentence-transformers
    .venv/bin/python Tests/SegueTextTests/Fixtures/make_text.py [--model .text-model]

Texts are made by a generator that the tests have too (splitmix64 over the fragments and ranges of texts.json), so that only hashes
and vectors are kept. Written beside this file:

    texts.json            the generator's fragments and ranges, the version of Unicode that scalars.u32 goes by
    scalars.u32           for every 256 scalars a hash of the words that `a` + scalar + `b` becomes, assigned ones only
    tiny/                 a random BERT of two layers with a vocabulary of its own, as sentence-transformers stores models
    tiny-tokens.u32       for each of 10,000 random strings a hash of its ids by that vocabulary
    tiny-vectors.safetensors   vectors of texts by that model: mean, normalized; first token, as it is
    minilm-tokens.u32     hashes of ids by the vocabulary of all-MiniLM-L6-v2 (with --model)
    minilm-vectors.safetensors   1,000 made-up titles: eight signed sums and the first eight components of each, 50 vectors in full
"""
import argparse
import collections
import json
import pathlib
import shutil
import unicodedata

import numpy
import torch
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

HERE = pathlib.Path(__file__).resolve().parent
MASK = (1 << 64) - 1
STRINGS, TITLES, FULL, SIGNED, FIRST = 10_000, 1_000, 50, 8, 8
FRAGMENTS = [
    "the", "a", "of", "and", "in", "love", "story", "night", "star", "wars", "return", "dead", "king", "city", "man", "woman", "Episode",
    "THE", "iPhone", "unbelievably", "antidisestablishmentarianism", "xqzzkvw", "don't", "l'amour", "d’été", "rock-and-roll", "U.S.A.",
    "(1995)", "(2001)", "[Director's", "Cut]", "II", "IV", "3", "1984", "007", "10,000", "50%", "$9.99", "€5", "½", "#1", "@home", "&",
    "Misérables,", "café", "naïve", "Ångström", "Amélie", "Łódź", "Straße", "STRASSE", "ﬁn", "Ærø", "cafe\u0301", "e\u0301\u0323", "İstanbul",
    "ΣΊΣΥΦΟΣ", "Ωmega", "Война", "и", "мир", "ЁЛКА", "שָׁלוֹם", "سلام", "हिन्दी", "กำลัง", "서울의", "봄", "東京物語", "千と千尋", "七人の侍", "臥虎藏龍",
    "カタカナ", "ﾊﾝｶｸ", "Ｆｕｌｌ", "🎬", "🍿🎥", "👨‍👩‍👧", "🇫🇷", "❤️", "☕", "🤖", "½", "…", "—", "“quoted”", "«guillemets»", "¿qué?", "¡sí!", "x²", "№5",
    "zero\u200bwidth", "soft\u00adhyphen", "no\u00a0break", "line\u2028break", "bell\u0007", "nul\u0000", "tab\tbed", "new\nline", "next\u0085line",
    "unit\u001fsep", "\ufffd", "\ufeffbom", "\u202eRTL\u202c", "\u0301", "\ue000", "\uffff", "\U0010ffff", "𝔘𝔫𝔦", "𠀀𪚥", "豈", "\U0002b820",
    "_under_score_", "a/b\\c", "~tilde^", "`tick`", "<tag>", "a|b", "{x}", "w" * 99, "v" * 101, "##ing", "ing", "\u166d", "\u1734", "ǅ", "ŉ", "ΐ",
]
RANGES = [
    (0x20, 0x7E), (0x00, 0x1F), (0x80, 0xFF), (0x100, 0x24F), (0x250, 0x2AF), (0x2B0, 0x36F), (0x370, 0x377), (0x384, 0x38A), (0x38E, 0x3A1),
    (0x3A3, 0x3FF), (0x400, 0x52F), (0x5D0, 0x5EA), (0x600, 0x6FF), (0x904, 0x939), (0xE01, 0xE3A), (0x1100, 0x11FF), (0x1E00, 0x1F15),
    (0x2000, 0x2064), (0x2070, 0x2071), (0x20A0, 0x20BE), (0x20D0, 0x20F0), (0x2100, 0x218A), (0x2190, 0x23FA), (0x2460, 0x2BD1),
    (0x3000, 0x303F), (0x3041, 0x3096), (0x3099, 0x30FF), (0x3400, 0x4DB5), (0x4E00, 0x9FD5), (0xAC00, 0xD7A3), (0xE000, 0xF8FF),
    (0xF900, 0xFA6D), (0xFB00, 0xFB06), (0xFB1D, 0xFB36), (0xFE00, 0xFE0F), (0xFF01, 0xFFBE), (0xFFF9, 0xFFFD), (0x10400, 0x1044F),
    (0x1D400, 0x1D454), (0x1D15E, 0x1D164), (0x1F300, 0x1F579), (0x1F600, 0x1F6D0), (0x20000, 0x2A6D6), (0x2A700, 0x2B734),
    (0x2F800, 0x2FA1D), (0xE0100, 0xE01EF), (0xF0000, 0xF00FF),
]


class Texts:
    """The generator; Generator.swift is its twin."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % bound

    def fragment(self):
        return FRAGMENTS[self.below(len(FRAGMENTS))]

    def string(self):
        text = ""
        for _ in range(self.below(14)):
            kind = self.below(10)
            if kind < 4:
                text += self.fragment()
            elif kind < 7:
                first, last = RANGES[self.below(len(RANGES))]
                text += chr(first + self.below(last - first + 1))
            elif kind < 9:
                text += " "
            else:
                text += chr(0x61 + self.below(26))
        return text

    def title(self, index):
        if index % 50 == 0:
            return ""
        return " ".join(self.fragment() for _ in range(300 if index % 50 == 1 else 1 + self.below(9)))


def fnv(data):
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def write_hashes(name, hashes):
    numpy.array(hashes, dtype="<u4").tofile(HERE / name)


def ids_hash(ids):
    return fnv(b"".join(i.to_bytes(4, "little") for i in ids))


def token_hashes(tokenizer):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    generator = Texts(1)
    return [ids_hash(encoding.ids) for encoding in tokenizer.encode_batch([generator.string() for _ in range(STRINGS)])]


def scalar_hashes():
    normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    splitter = pre_tokenizers.BertPreTokenizer()
    hashes = []
    for block in range(0, 0x110000, 256):
        data = b""
        for scalar in range(block, block + 256):
            if 0xD800 <= scalar <= 0xDFFF or unicodedata.category(chr(scalar)) == "Cn":
                continue
            words = splitter.pre_tokenize_str(normalizer.normalize_str(f"a{chr(scalar)}b"))
            data += b"\x01".join(word.encode() for word, _ in words) + b"\x00"
        hashes.append(fnv(data))
    return hashes


def tiny_vocabulary():
    """Special tokens, the commonest scalars alone and in the middle of a word, the commonest words and beginnings."""
    normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    splitter = pre_tokenizers.BertPreTokenizer()
    scalars, pieces = collections.Counter(), collections.Counter()
    generator = Texts(1)
    for _ in range(STRINGS):
        for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(generator.string())):
            scalars.update(word)
            pieces.update({word[:2], word[:4], word, "##" + word[1:3], "##" + word[2:]} - {"##", "#"})
    chosen = [s for s, _ in sorted(scalars.items(), key=lambda pair: (-pair[1], pair[0]))[:350]]
    longer = [p for p, _ in sorted(pieces.items(), key=lambda pair: (-pair[1], pair[0])) if 1 < len(p) < 30][:250]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return list(dict.fromkeys(special + chosen + ["##" + s for s in chosen] + longer))


def make_tiny(folder):
    """A model folder as sentence-transformers has them, with random weights large enough for every part to matter."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "1_Pooling").mkdir(parents=True)
    vocabulary = tiny_vocabulary()
    (folder / "vocab.txt").write_bytes("".join(piece + "\n" for piece in vocabulary).encode())
    torch.manual_seed(7)
    model = BertModel(BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-12, hidden_act="gelu"), add_pooling_layer=False).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    model.save_pretrained(folder, safe_serialization=True)

    def write(name, value):
        (folder / name).write_text(json.dumps(value, indent=1) + "\n")

    write("config.json", {
        "model_type": "bert", "architectures": ["BertModel"], "vocab_size": len(vocabulary), "hidden_size": 16, "num_hidden_layers": 2,
        "num_attention_heads": 2, "intermediate_size": 32, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "max_position_embeddings": 40, "type_vocab_size": 2, "pad_token_id": 0, "position_embedding_type": "absolute"})
    write("tokenizer_config.json", {
        "do_lower_case": True, "strip_accents": None, "tokenize_chinese_chars": True, "tokenizer_class": "BertTokenizer",
        "model_max_length": 40, "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
        "mask_token": "[MASK]"})
    write("sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": False})
    write("1_Pooling/config.json", {"word_embedding_dimension": 16, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True,
                                    "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False})
    kinds = ("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")
    write("modules.json", [{"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
                           for i, (kind, path) in enumerate(kinds)])
    (folder / "generation_config.json").unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)
    wordpiece(folder).save(str(folder / "tokenizer.json"), pretty=False)


def wordpiece(folder):
    """The library's tokenizer over a folder's vocabulary, with the rules of BERT, uncased. Names of special tokens are text to it."""
    pieces = (folder / "vocab.txt").read_bytes().decode().split("\n")[:-1]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    assert len(vocabulary) == len(pieces)
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")])
    return tokenizer


def titles():
    generator = Texts(2)
    return [generator.title(index) for index in range(TITLES)]


def tiny_vectors(folder):
    model = SentenceTransformer(str(folder), device="cpu")
    texts = titles()[:120]
    normalized = model.encode(texts, batch_size=16)
    output = model.encode(texts, output_value="token_embeddings", batch_size=16)
    first = numpy.stack([row[0].numpy() for row in output])
    save_file({"mean": normalized, "cls": first}, HERE / "tiny-vectors.safetensors")


def minilm_vectors(folder):
    model = SentenceTransformer(str(folder), device="cpu")
    vectors = model.encode(titles(), batch_size=32)
    generator = Texts(3)
    signs = numpy.array([[1.0 if generator.below(2) else -1.0 for _ in range(vectors.shape[1])] for _ in range(SIGNED)])
    sums = (vectors.astype(numpy.float64) @ signs.T).astype(numpy.float32)
    save_file({"sums": sums, "first": vectors[:, :FIRST].copy(), "full": vectors[:FULL].copy()}, HERE / "minilm-vectors.safetensors")
    return vectors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--vectors", type=pathlib.Path, help="write all vectors of the titles here too, as .npy")
    options = parser.parse_args()
    version = [int(part) for part in unicodedata.unidata_version.split(".")[:2]]
    (HERE / "texts.json").write_text(json.dumps(
        {"unicode": version, "ranges": RANGES, "fragments": FRAGMENTS}, indent=0, separators=(",", ":")) + "\n")
    write_hashes("scalars.u32", scalar_hashes())
    make_tiny(HERE / "tiny")
    write_hashes("tiny-tokens.u32", token_hashes(wordpiece(HERE / "tiny")))
    tiny_vectors(HERE / "tiny")
    if options.model:
        write_hashes("minilm-tokens.u32", token_hashes(wordpiece(options.model)))
        vectors = minilm_vectors(options.model)
        if options.vectors:
            numpy.save(options.vectors, vectors)


if __name__ == "__main__":
    main()
