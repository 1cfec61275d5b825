/// Taobao UserBehavior: `user,item,category,behavior,timestamp` without header.
///
/// The category is kept for every interaction as context column `category`, and in the catalog for every item (from
/// its first row).
struct TaobaoFormat: TableFormat {
    let name = "taobao"
    let summary = "Taobao UserBehavior: user,item,category,behavior,timestamp without header"
    let fileNames = ["UserBehavior.csv"]

    private static let behaviors: Set<String> = ["pv", "buy", "cart", "fav"]

    let delimiters = [Delimiter.comma]
    let fieldCount: Int? = 5
    let columns = ColumnMapping(user: "1", item: "2", time: "5", behavior: "4", context: ["3"])

    func recognizes(_ table: TableShape) -> Bool {
        table.delimiter == .comma && table.header == nil
            && table.mostRows { $0.count == 5 && Self.behaviors.contains($0[3]) }
    }

    func complete(_ layout: inout InteractionLayout, of table: TableShape) {
        guard table.header == nil, let index = layout.contexts.firstIndex(where: { $0.name == "3" }) else { return }
        layout.contexts[index].name = "category"
        layout.category = layout.contexts[index].field
    }
}
