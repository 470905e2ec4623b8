/// A piece of a module that is neither blank nor comment.
struct JavaScriptToken {
    enum Kind {
        case word, punctuation, string, pattern
        /// Text of a template, up to where an expression begins or from where it ends.
        case template
    }

    let kind: Kind
    let range: Range<Int>
    /// How many brackets are open around it.
    let depth: Int
}

/// Takes a module apart, as far as it must be understood to find its imports and exports and to leave out comments.
///
/// Whether `/` divides or starts a pattern is told by what is before it. That is wrong only for a pattern right behind `)` or `}`,
/// which ends in a fault or in a text that is taken over as it stands.
struct JavaScriptScanner {
    private let path: String
    private let bytes: [UInt8]
    private var position = 0
    /// Brackets, and a backtick for an expression in a template.
    private var open: [UInt8] = []
    private var tokens: [JavaScriptToken] = []

    static func tokens(of bytes: [UInt8], path: String) throws(PackingFault) -> [JavaScriptToken] {
        var scanner = JavaScriptScanner(bytes: bytes, path: path)
        try scanner.scan()
        return scanner.tokens
    }

    private init(bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    private mutating func scan() throws(PackingFault) {
        while position < bytes.count {
            if bytes[position].isBlank {
                position += 1
            } else if starts(with: "//") {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if starts(with: "/*") {
                try skipBlockComment()
            } else {
                try scanToken()
            }
        }
        guard open.isEmpty else { throw fault("a bracket is never closed", at: bytes.count) }
    }

    private mutating func skipBlockComment() throws(PackingFault) {
        let start = position
        position += 2
        while !starts(with: "*/") {
            guard position < bytes.count else { throw fault("a comment never ends", at: start) }
            position += 1
        }
        position += 2
    }

    private mutating func scanToken() throws(PackingFault) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            try scanQuoted(.string, until: byte)
        case UInt8(ascii: "`"):
            try scanTemplate()
        case UInt8(ascii: "/") where patternMayStart:
            try scanPattern()
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            add(.punctuation, from: position, to: position + 1)
            open.append(byte)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            try close(byte)
        case _ where byte.isPartOfWord:
            add(.word, from: position, to: bytes[position...].firstIndex { !$0.isPartOfWord } ?? bytes.count)
        default:
            add(.punctuation, from: position, to: position + 1)
        }
    }

    private mutating func close(_ byte: UInt8) throws(PackingFault) {
        let opened = open.popLast()
        switch (opened, byte) {
        case (UInt8(ascii: "("), UInt8(ascii: ")")), (UInt8(ascii: "["), UInt8(ascii: "]")), (UInt8(ascii: "{"), UInt8(ascii: "}")):
            add(.punctuation, from: position, to: position + 1)
        case (UInt8(ascii: "`"), UInt8(ascii: "}")):
            try scanTemplate()
        default:
            throw fault("a bracket is closed that isn't open", at: position)
        }
    }

    /// From a backtick, or from the `}` that ends an expression, to the next backtick or `${`.
    private mutating func scanTemplate() throws(PackingFault) {
        let start = position
        position += 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "`") {
                return add(.template, from: start, to: position + 1)
            }
            if starts(with: "${") {
                add(.template, from: start, to: position + 2)
                open.append(UInt8(ascii: "`"))
                return
            }
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        throw fault("a template never ends", at: start)
    }

    private mutating func scanQuoted(_ kind: JavaScriptToken.Kind, until end: UInt8) throws(PackingFault) {
        let start = position
        var isInClass = false
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            switch bytes[position] {
            case end where !isInClass: return add(kind, from: start, to: position + 1)
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "[") where kind == .pattern: isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            default: break
            }
            position += 1
        }
        throw fault("a string or pattern doesn't end on its line", at: start)
    }

    private mutating func scanPattern() throws(PackingFault) {
        try scanQuoted(.pattern, until: UInt8(ascii: "/"))
    }

    private mutating func add(_ kind: JavaScriptToken.Kind, from start: Int, to end: Int) {
        tokens.append(JavaScriptToken(kind: kind, range: start..<end, depth: open.count))
        position = end
    }

    private var patternMayStart: Bool {
        guard let last = tokens.last else { return true }
        let text = bytes[last.range]
        switch last.kind {
        case .word:
            return Self.wordsBeforeValues.contains(String(decoding: text, as: UTF8.self))
        case .string, .pattern:
            return false
        case .template:
            return text.last == UInt8(ascii: "{")
        case .punctuation:
            let isIncrement =
                tokens.count > 1 && bytes[tokens[tokens.count - 2].range] == text && text.first.map(Self.increments.contains) == true
            return !isIncrement && text.first.map(Self.ends.contains) == false
        }
    }

    private static let wordsBeforeValues: Set<String> = [
        "await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw", "typeof", "void", "yield",
    ]
    private static let increments = Set("+-".utf8)
    private static let ends = Set(")]}".utf8)

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private func fault(_ message: String, at place: Int) -> PackingFault {
        PackingFault(path: path, line: bytes[..<place].nextLine, message: message)
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }

    /// Letters, digits, `_`, `$`, `#`, `\`, and everything beyond ASCII.
    fileprivate var isPartOfWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "\\"), 0x80...: true
        default: false
        }
    }
}
