/// Makes one file of a module and everything that it imports, so that a page asks once, and one of each part that it loads only once it
/// is wanted, by `import("…")`.
///
/// A dependency becomes a function that runs at once and returns what it exports. The module itself stays at the top level. A part has what
/// is its own alone, and takes the rest from the bundle, where it is already: so nothing is there twice.
struct Bundler {
    private let folder: SourceFolder
    private var modules: [String: Module] = [:]

    init(_ folder: SourceFolder) {
        self.folder = folder
    }

    /// The bundle of a module, and its parts, by path.
    mutating func bundles(_ path: String, namedBy page: PackingFault.Place) throws(PackingFault) -> [String: String] {
        var order: [Module] = []
        try visit(path, from: page, above: [], into: &order)
        let main = order.removeLast()
        if let line = main.awaitingLine, !main.parts.isEmpty {
            throw PackingFault(path: path, line: line, message: "its parts would wait for this await, and it for them: leave it out")
        }
        var parts: [[Module]] = []
        for part in main.parts where !parts.contains(where: { $0.last?.path == part.path }) {
            var needed: [Module] = []
            try visit(part.path, from: PackingFault.Place(path: path, line: part.line), above: [path], into: &needed)
            parts.append(needed)
        }
        order += shared(by: parts, besides: order)
        let mine = Set(order.map(\.path))
        for part in main.parts where mine.contains(part.path) {
            throw PackingFault(path: path, line: part.line, message: "\(part.path) is imported besides, so it can’t be a part")
        }
        let bundle = Bundle(main: main, dependencies: order, parts: parts.map { $0.filter { !mine.contains($0.path) } })
        return Dictionary(uniqueKeysWithValues: [(path, bundle.text)] + bundle.parts.map { ($0[$0.count - 1].path, bundle.text(of: $0)) })
    }

    /// What more than one part needs, in the order in which it is needed, belongs to all.
    private func shared(by parts: [[Module]], besides known: [Module]) -> [Module] {
        let counts = parts.joined().reduce(into: [:]) { $0[$1.path, default: 0] += 1 }
        var seen = Set(known.map(\.path))
        return parts.joined().filter { counts[$0.path, default: 0] > 1 && seen.insert($0.path).inserted }
    }

    /// Dependencies first, each once.
    private mutating func visit(
        _ path: String, from place: PackingFault.Place, above: [String], into order: inout [Module]
    ) throws(PackingFault) {
        guard !above.contains(path) else {
            throw place.fault("modules import each other: \((above.drop { $0 != path } + [path]).joined(separator: " → "))")
        }
        guard !order.contains(where: { $0.path == path }) else { return }
        let module = try module(path, from: place)
        for wanted in module.imports {
            let place = PackingFault.Place(path: path, line: wanted.line)
            try visit(wanted.path, from: place, above: above + [path], into: &order)
            try check(wanted, modules[wanted.path], at: place)
        }
        if !above.isEmpty, let line = module.awaitingLine {
            throw PackingFault(path: path, line: line, message: "only the module that a page names may await outside of functions")
        }
        if !above.isEmpty, let part = module.parts.first {
            throw PackingFault(path: path, line: part.line, message: "only the module that a page names may have parts")
        }
        order.append(module)
    }

    private mutating func module(_ path: String, from place: PackingFault.Place) throws(PackingFault) -> Module {
        if let known = modules[path] { return known }
        guard path.hasSuffix(".js"), let bytes = folder.files[path] else { throw place.fault("there is no module \(path)") }
        let module = try ModuleReader.module(bytes, path: path)
        modules[path] = module
        return module
    }

    private func check(_ wanted: Module.Import, _ target: Module?, at place: PackingFault.Place) throws(PackingFault) {
        let exported = target?.exports.map(\.name) ?? []
        for (name, _) in wanted.names where !exported.contains(name) {
            throw place.fault("\(target?.path ?? wanted.path) doesn’t export “\(name)”")
        }
    }
}

/// What is written into the files.
private struct Bundle {
    let main: Module
    let dependencies: [Module]
    /// Each with the module that gives it its name at the end.
    let parts: [[Module]]
    private let names: BundleNames

    init(main: Module, dependencies: [Module], parts: [[Module]]) {
        (self.main, self.dependencies, self.parts) = (main, dependencies, parts)
        let all = dependencies + [main] + parts.joined()
        var names = BundleNames(taken: all.reduce(["$default"]) { $0.union($1.dollarNames) })
        for module in all { names.add(module.path) }
        self.names = names
    }

    var text: String {
        let taken = self.taken(by: parts.flatMap { $0 })
        return joined(
            dependencies.flatMap(function) + imports(of: main) + [main.body]
                + (taken.isEmpty ? [] : ["export { \(taken.joined(separator: ", ")) };"])
        )
    }

    func text(of modules: [Module]) -> String {
        let part = modules[modules.count - 1]
        let (taken, exports) = (taken(by: modules), part.exports.map { $0.name == $0.local ? $0.name : "\($0.local) as \($0.name)" })
        return joined(
            (taken.isEmpty ? [] : ["import { \(taken.joined(separator: ", ")) } from \"\(main.path.reference(from: part.path))\";"])
                + modules.dropLast().flatMap(function) + imports(of: part)
                + [part.body, "export { \(exports.joined(separator: ", ")) };"]
        )
    }

    /// What those modules have from the bundle.
    private func taken(by modules: [Module]) -> [String] {
        let wanted = Set(modules.flatMap { $0.imports.map(\.path) })
        return dependencies.filter { wanted.contains($0.path) }.map { names[$0.path] }
    }

    private func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n") + "\n" }

    private func function(of module: Module) -> [String] {
        let exports = module.exports.map { $0.name == $0.local ? $0.name : "\($0.name): \($0.local)" }
        return ["const \(names[module.path]) = (() => {"] + imports(of: module) + [module.body]
            + ["return { \(exports.joined(separator: ", ")) };", "})();"]
    }

    private func imports(of module: Module) -> [String] {
        module.imports.flatMap { wanted in
            let whole = names[wanted.path]
            let parts = wanted.names.map { $0.name == $0.local ? $0.name : "\($0.name): \($0.local)" }
            return (wanted.namespace.map { ["const \($0) = \(whole);"] } ?? [])
                + (parts.isEmpty ? [] : ["const { \(parts.joined(separator: ", ")) } = \(whole);"])
        }
    }
}

extension String {
    /// How a file at `path` names the one at this path, both relative to the same folder.
    fileprivate func reference(from path: String) -> String {
        let up = path.split(separator: "/").count - 1
        return (up == 0 ? "./" : String(repeating: "../", count: up)) + self
    }
}

/// What modules are called in a bundle: `lib/next-path.js` is `$next_path`.
private struct BundleNames {
    private var names: [String: String] = [:]
    private var taken: Set<String>

    init(taken: Set<String>) {
        self.taken = taken
    }

    subscript(path: String) -> String { names[path] ?? "" }

    mutating func add(_ path: String) {
        guard names[path] == nil else { return }
        let file = path.split(separator: "/").last?.split(separator: ".").first ?? ""
        var name = "$" + String(file.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        while !taken.insert(name).inserted { name += "$" }
        names[path] = name
    }
}
