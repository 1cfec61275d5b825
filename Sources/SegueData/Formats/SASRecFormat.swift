/// The text format of SASRec and its followers: `user item`, one interaction a line, in the order of events; no times.
struct SASRecFormat: InteractionFormat {
    let name = "sasrec"
    let summary = "SASRec text: user item, in the order of events"

    func recognizes(_ sample: FileSample) -> Bool {
        let separator = Self.separator(of: sample)
        return sample.lines.allSatisfy { line in
            let fields = FileSample.fields(line, separator)
            return fields.count == 2 && fields.allSatisfy { FileSample.isNumber($0) }
        } && !sample.lines.isEmpty
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        .delimited(
            DelimitedLayout(
                separator: Self.separator(of: sample) == " " ? 0x20 : 0x09,
                fields: InteractionLayout(fieldCount: 2, user: 0, item: 1)))
    }

    private static func separator(of sample: FileSample) -> Character {
        sample.header.contains("\t") ? "\t" : " "
    }
}
