/// Reads a module: statements with `import` and `export` start at the beginning of a line and end with a semicolon.
struct ModuleReader {
    private let bytes: [UInt8]
    private let tokens: [JavaScriptToken]
    private var module: Module
    private var index = 0
    private var body: [UInt8] = []
    /// Where in the source that ended which is in the body so far.
    private var copied = 0
    /// A function without braces has begun in this statement.
    private var isBehindArrow = false

    static func module(_ bytes: [UInt8], path: String) throws(PackingFault) -> Module {
        var reader = try ModuleReader(bytes, path: path)
        return try reader.read()
    }

    private init(_ bytes: [UInt8], path: String) throws(PackingFault) {
        self.bytes = bytes
        tokens = try JavaScriptScanner.tokens(of: bytes, path: path)
        module = Module(path: path)
    }

    private mutating func read() throws(PackingFault) -> Module {
        while index < tokens.count {
            switch text(index) {
            case "import" where isStatement: try readImport()
            case "export" where isStatement: try readExport()
            default: try copyToken()
            }
        }
        module.body = String(decoding: body, as: UTF8.self)
        return module
    }

    // MARK: Imports

    private mutating func readImport() throws(PackingFault) {
        let line = line(index)
        var names: [(name: String, local: String)] = []
        var namespace: String?
        index += 1
        guard !["(", "."].contains(text(index)) else {
            throw fault("this import must have its promise used, and import.meta doesn’t work in a bundle")
        }
        while !isString {
            switch text(index) {
            case "{": names += try readNames()
            case "*": namespace = try readNamespace()
            default: names.append(("default", try readWord()))
            }
            guard text(index) == "," || text(index) == "from" else { throw fault("“,” or “from” is expected here") }
            index += 1
        }
        module.imports.append(Module.Import(path: try readPath(), line: line, names: names, namespace: namespace))
        try readSemicolon()
    }

    private mutating func readNamespace() throws(PackingFault) -> String {
        index += 1
        guard text(index) == "as" else { throw fault("“* as name” is expected here") }
        index += 1
        return try readWord()
    }

    /// `{ a, b as c }`
    private mutating func readNames() throws(PackingFault) -> [(name: String, local: String)] {
        var names: [(name: String, local: String)] = []
        index += 1
        while text(index) != "}" {
            let name = try readWord()
            var local = name
            if text(index) == "as" {
                index += 1
                local = try readWord()
            }
            names.append((name, local))
            if text(index) == "," { index += 1 } else if text(index) != "}" { throw fault("“,” or “}” is expected here") }
        }
        index += 1
        return names
    }

    private mutating func readPath() throws(PackingFault) -> String {
        let path = try path(at: index)
        index += 1
        return path
    }

    private func path(at index: Int) throws(PackingFault) -> String {
        let quoted = text(index)
        guard let path = SourceFolder.path(of: String(quoted.dropFirst().dropLast()), in: module.path) else {
            throw fault("\(quoted) is no file of this folder: write “./” or “../” and its path")
        }
        return path
    }

    // MARK: Exports

    private mutating func readExport() throws(PackingFault) {
        index += 1
        switch text(index) {
        case "default": try readDefaultExport()
        case "{": try readExportList()
        case "const": try readConstant()
        case "class": try addExport(index + 1)
        case "function": try addExport(text(index + 1) == "*" ? index + 2 : index + 1)
        case "async": try addExport(text(index + 2) == "*" ? index + 3 : index + 2)
        case "let", "var": throw fault("a variable can’t be exported from a bundle: export a function that returns it")
        default: throw fault("this export can’t be bundled: name what is exported")
        }
    }

    private mutating func readDefaultExport() throws(PackingFault) {
        guard !["function", "class", "async"].contains(text(index + 1)) else {
            throw fault("the default export must be an expression: give a function or class a name")
        }
        append("const $default =", copiedUpTo: tokens[index].range.upperBound)
        module.exports.append(("default", "$default"))
        index += 1
    }

    private mutating func readExportList() throws(PackingFault) {
        let names = try readNames()
        guard text(index) != "from" else { throw fault("“export … from” can’t be bundled: import, then export") }
        module.exports += names.map { (name: $0.local, local: $0.name) }
        try readSemicolon()
    }

    /// One constant to a statement, since only the first would be found.
    private mutating func readConstant() throws(PackingFault) {
        try addExport(index + 1)
        guard text(index + 2) == "=" else { throw fault("“export const name = …” is expected here") }
        let end = tokens.indices[index...].first { tokens[$0].depth == 0 && [",", ";"].contains(text($0)) }
        guard end.map(text) != "," else { throw fault("only one constant can be exported by a statement") }
    }

    private mutating func addExport(_ index: Int) throws(PackingFault) {
        guard tokens.indices.contains(index), tokens[index].kind == .word else { throw fault("a name is expected here") }
        module.exports.append((text(index), text(index)))
    }

    // MARK: The rest

    private mutating func copyToken() throws(PackingFault) {
        let token = tokens[index]
        if token.kind == .word {
            try check(word: text(index))
            if text(index).hasPrefix("$") { module.dollarNames.insert(text(index)) }
        }
        if token.depth == 0 { notice(text(index)) }
        append(bytes[token.range], copiedFrom: token.range.lowerBound, to: token.range.upperBound)
        index += 1
    }

    private mutating func check(word: String) throws(PackingFault) {
        guard word == "import" || word == "export", text(index - 1) != ".", text(index + 1) != ":" else { return }
        if word == "import", text(index + 1) == "(", tokens.indices.contains(index + 2), tokens[index + 2].kind == .string,
            text(index + 3) == ")"
        {
            module.parts.append((try path(at: index + 2), line(index)))
            return
        }
        guard !["(", "."].contains(text(index + 1)) else {
            throw fault("import.meta, and import() of anything but a path, don’t work in a bundle")
        }
        throw fault("“\(word)” must be at the start of its line, outside of all brackets")
    }

    private mutating func notice(_ text: String) {
        switch text {
        case ";": isBehindArrow = false
        case ">" where self.text(index - 1) == "=": isBehindArrow = true
        case "await" where !isBehindArrow && self.text(index - 1) != ".": module.awaitingLine = module.awaitingLine ?? line(index)
        default: break
        }
    }

    private mutating func append(_ text: String, copiedUpTo end: Int) {
        append(text.utf8, copiedFrom: end, to: end)
    }

    /// A line break may be the end of a statement, so one is kept wherever there were any.
    private mutating func append(_ text: some Collection<UInt8>, copiedFrom start: Int, to end: Int) {
        let gap = bytes[copied..<start]
        if !body.isEmpty, !gap.isEmpty { body.append(gap.contains(UInt8(ascii: "\n")) ? UInt8(ascii: "\n") : UInt8(ascii: " ")) }
        body += text
        copied = end
    }

    // MARK: Tokens

    private var isStatement: Bool {
        let token = tokens[index]
        let isFirst = token.range.lowerBound == 0 || bytes[token.range.lowerBound - 1] == UInt8(ascii: "\n")
        return token.kind == .word && token.depth == 0 && isFirst
    }

    private var isString: Bool { tokens.indices.contains(index) && tokens[index].kind == .string }

    /// Empty beyond the ends.
    private func text(_ index: Int) -> String {
        tokens.indices.contains(index) ? String(decoding: bytes[tokens[index].range], as: UTF8.self) : ""
    }

    private mutating func readWord() throws(PackingFault) -> String {
        guard tokens.indices.contains(index), tokens[index].kind == .word else { throw fault("a name is expected here") }
        index += 1
        return text(index - 1)
    }

    private mutating func readSemicolon() throws(PackingFault) {
        guard text(index) == ";" else { throw fault("a semicolon is expected here") }
        index += 1
    }

    private func line(_ index: Int) -> Int {
        bytes[..<(tokens.indices.contains(index) ? tokens[index].range.lowerBound : bytes.count)].nextLine
    }

    private func fault(_ message: String) -> PackingFault {
        PackingFault(path: module.path, line: line(index), message: message)
    }
}
