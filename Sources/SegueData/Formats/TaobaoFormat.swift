/// Taobao UserBehavior: `user,item,category,behaviour,timestamp` without header.
///
/// The category is kept for every interaction as context column `category`, and in the catalogue for every item (from
/// its first row).
struct TaobaoFormat: InteractionFormat {
    let name = "taobao"
    let summary = "Taobao UserBehavior: user,item,category,behaviour,timestamp without header"
    let fileNames = ["UserBehavior.csv"]

    private static let behaviours: Set<String> = ["pv", "buy", "cart", "fav"]

    func recognizes(_ sample: FileSample) -> Bool {
        sample.mostLines { line in
            let fields = FileSample.fields(line, ",")
            return fields.count == 5 && Self.behaviours.contains(fields[3])
        }
    }

    func layout(for sample: FileSample, options: ReadOptions) throws -> FileLayout {
        .delimited(
            DelimitedLayout(
                separator: 0x2C,
                fields: InteractionLayout(
                    fieldCount: 5, user: 0, item: 1, time: 4, behaviour: 3,
                    contexts: [InteractionLayout.Context(name: "category", field: 2)], category: 2)))
    }
}
