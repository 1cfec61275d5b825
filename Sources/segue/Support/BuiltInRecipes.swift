import Foundation

/// The recipes of the folder `Recipes`, compiled into the program so that it needs no files beside it.
enum BuiltInRecipes {
    private static let all: [String: [UInt8]] = [
        "demo": PackageResources.demo_yaml,
        "fiscl-ml-100k": PackageResources.fiscl_ml_100k_yaml,
        "fiscl-ml-1m": PackageResources.fiscl_ml_1m_yaml,
        "fiscl-paper": PackageResources.fiscl_paper_yaml,
        "item2vec": PackageResources.item2vec_yaml,
        "user-gru-ml-100k": PackageResources.user_gru_ml_100k_yaml,
        "user-gru-ml-1m": PackageResources.user_gru_ml_1m_yaml,
        "user-gru-paper": PackageResources.user_gru_paper_yaml,
    ]

    /// Names of the recipes.
    static var names: [String] { all.keys.sorted() }

    /// A recipe's text; nil when there is none of that name.
    static func text(named name: String) -> String? { all[name].flatMap { String(validating: $0, as: UTF8.self) } }
}
