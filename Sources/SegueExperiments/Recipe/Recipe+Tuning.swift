import SegueCore

extension Recipe {
    /// What a search may vary: how a model is and learns. All else would change what is measured, or on what.
    private static let tuned: Set = ["model", "models", "training"]
    /// Settings of a model's training that belong to the search itself.
    private static let ownedBySearch = [
        "epochs": "a search gives trials their epochs, up to the recipe's `epochs`",
        "validationMetric": "trials are compared on one metric, `tune.metric`",
    ]

    /// Checks that the paths of `tune.ranges` are settings, that these can have all their values, and that they have an effect.
    /// - Parameters:
    ///   - tree: The recipe, with what was laid over it.
    ///   - forModels: What is laid over models.
    /// - Throws: ``RecipeError`` at the range.
    static func checkRanges(_ ranges: [String: SettingRange], in tree: SettingsTree, forModels: [Assignment]) throws {
        guard case .map(let entries, _)? = tree["tune"]?["ranges"] else { return }
        for entry in entries {
            guard let range = ranges[entry.key] else { continue }
            try checkPath(entry)
            let recipes = try range.extremes.map { value in
                let assignment = Assignment(entry.key, value, location: entry.keyLocation)
                var tree = tree.removing("tune")
                let isForModels = assignment.path.first == "model"
                if !isForModels { try tree.set(assignment.path, to: assignment.value) }
                return try Recipe(laid: tree, forModels: forModels + (isForModels ? [assignment] : [])).json()
            }
            guard recipes.contains(where: { $0 != recipes.first }) else {
                throw RecipeError(
                    location: entry.keyLocation, path: "tune.ranges.\(entry.key)",
                    problem: "has no effect: each model's own settings stand over it; name the model's, as "
                        + "models.0.\(entry.key)")
            }
        }
    }

    private static func checkPath(_ entry: SettingsTree.Entry) throws {
        let path = entry.key.split(separator: ".").map(String.init)
        func failure(_ problem: String) -> RecipeError {
            RecipeError(location: entry.keyLocation, path: "tune.ranges.\(entry.key)", problem: problem)
        }
        guard let head = path.first, tuned.contains(head) else {
            let hint = NearestName.find(path.first ?? "", among: tuned).map { "; did you mean '\($0)'?" } ?? ""
            throw failure("expected a setting below `training`, or of a model: model.NAME\(hint)")
        }
        if path.contains("training"), let name = path.last, let reason = ownedBySearch[name] { throw failure(reason) }
    }
}

extension Assignment {
    /// A setting that a program lays over a recipe.
    init(_ path: String, _ value: JSONValue, location: String) {
        self.init(path: path.split(separator: ".").map(String.init), value: SettingsTree(value, location: location))
    }
}
