/// The recipes of the folder `Recipes`, compiled in so that programs need no files beside them.
public enum BuiltInRecipes {
    /// Names of the recipes, which are their files' without `.yaml`.
    public static var names: [String] { texts.keys.sorted() }

    /// A recipe's text; nil when there is none of that name.
    public static func text(named name: String) -> String? { texts[name] }
}
