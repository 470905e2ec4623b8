/// Makes one file of a module and everything that it imports, so that a page asks once.
///
/// A dependency becomes a function that runs at once and returns what it exports. The module itself stays at the top level.
struct Bundler {
    private let folder: SourceFolder
    private var modules: [String: Module] = [:]

    init(_ folder: SourceFolder) {
        self.folder = folder
    }

    /// - Parameter language: whose texts take the place of `texts/en.js`.
    mutating func bundle(_ path: String, language: String, namedBy page: PackingFault.Place) throws(PackingFault) -> String {
        var order: [Module] = []
        try visit(path, language, from: page, above: [], into: &order)
        var names = BundleNames(taken: order.reduce(["$default"]) { $0.union($1.dollarNames) })
        var parts: [String] = []
        for module in order.dropLast().map({ $0.path == Texts.path(of: language) ? Texts.trimmed($0, for: order) : $0 }) {
            names.add(module.path)
            let exports = module.exports.map { $0.name == $0.local ? $0.name : "\($0.name): \($0.local)" }
            parts += ["const \(names[module.path]) = (() => {"] + imports(of: module, language, names) + [module.body]
            parts += ["return { \(exports.joined(separator: ", ")) };", "})();"]
        }
        parts += order.last.map { imports(of: $0, language, names) + [$0.body] } ?? []
        return parts.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// Dependencies first, each once.
    private mutating func visit(
        _ path: String, _ language: String, from place: PackingFault.Place, above: [String], into order: inout [Module]
    ) throws(PackingFault) {
        guard !above.contains(path) else {
            throw place.fault("modules import each other: \((above.drop { $0 != path } + [path]).joined(separator: " → "))")
        }
        guard !order.contains(where: { $0.path == path }) else { return }
        let module = try module(path, from: place)
        for wanted in module.imports {
            let place = PackingFault.Place(path: path, line: wanted.line)
            let target = Self.localized(wanted.path, language)
            try visit(target, language, from: place, above: above + [path], into: &order)
            try check(wanted, modules[target], at: place)
        }
        if !above.isEmpty, let line = module.awaitingLine {
            throw PackingFault(path: path, line: line, message: "only the module that a page names may await outside of functions")
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

    private func imports(of module: Module, _ language: String, _ names: BundleNames) -> [String] {
        module.imports.flatMap { wanted in
            let whole = names[Self.localized(wanted.path, language)]
            let parts = wanted.names.map { $0.name == $0.local ? $0.name : "\($0.name): \($0.local)" }
            return (wanted.namespace.map { ["const \($0) = \(whole);"] } ?? [])
                + (parts.isEmpty ? [] : ["const { \(parts.joined(separator: ", ")) } = \(whole);"])
        }
    }

    private static func localized(_ path: String, _ language: String) -> String {
        path == Texts.path(of: Texts.reference) ? Texts.path(of: language) : path
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
        let file = path.split(separator: "/").last?.split(separator: ".").first ?? ""
        var name = "$" + String(file.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        while !taken.insert(name).inserted { name += "$" }
        names[path] = name
    }
}
