import SegueData

/// What is known about items and users.
struct Catalogs: Sendable {
    var items = ItemCatalog.empty
    var users = UserCatalog.empty
}
