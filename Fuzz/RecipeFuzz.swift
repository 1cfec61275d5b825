import Foundation
import SegueCore
import SegueModels

@testable import SegueExperiments

/// Recipes. The first line is a setting to lay over it, the rest the recipe's text. Whatever they are, the outcome is a recipe
/// whose JSON is one too, or an error that says what to do, with an exit code of its own.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecipe(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let setting = bytes.prefix { $0 != 0x0A }
    let text = String(decoding: bytes.dropFirst(setting.count + 1), as: UTF8.self)
    let settings = setting.isEmpty ? [] : [String(decoding: setting, as: UTF8.self)]
    do {
        let recipe = try Recipe(yaml: text, file: "recipe.yaml", settings: settings)
        let json = try recipe.json()
        precondition((try? JSONSerialization.jsonObject(with: json)) != nil, "a recipe is written as JSON")
    } catch let error as any ExitCodeProviding {
        precondition(error.exitCode != 0 && error.exitCode != ExitCode.internalError, "\(error)")
        precondition(!"\(error)".isEmpty)
    } catch {
        preconditionFailure("an error of another kind: \(error)")
    }
    return 0
}
