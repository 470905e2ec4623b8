import Domain
import HTTPTypes
import Hummingbird

extension Language {
    /// What a browser wants to read.
    static func preferred(by request: Request) -> Language {
        LanguagePreference(cookies: request.headers[.cookie], accepted: request.headers[.acceptLanguage]).language
    }
}

/// What a browser says about languages: its own choice in a cookie, else what it accepts, else English.
///
/// Read by bytes, in time proportional to the length. What can't be read counts for nothing.
struct LanguagePreference {
    /// The cookies in which our pages keep a choice: `tenantry-language=de`, and where they are secure, as no other host can set it.
    static let cookies = ["tenantry-language=", "__Host-tenantry-language="]

    /// The `Cookie` header.
    let cookies: String?
    /// The `Accept-Language` header.
    let accepted: String?

    var language: Language { chosen ?? best ?? .english }

    private var chosen: Language? {
        guard let cookies else { return nil }
        for pair in cookies.utf8.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard let name = Self.cookies.first(where: { pair.starts(with: $0.utf8) }) else { continue }
            let value = pair.dropFirst(name.utf8.count)
            if let language = Language.allCases.first(where: { $0.rawValue.utf8.elementsEqual(value) }) { return language }
        }
        return nil
    }

    /// The language of greatest weight, the first of equals (RFC 9110 §12.5.4). `*` stands for those that aren't named.
    private var best: Language? {
        guard let accepted else { return nil }
        var best: (language: Language, weight: Int)?
        var named: [Language] = []
        var others = 0
        var rest = accepted.utf8[...]
        while !rest.isEmpty {
            let item = rest.prefix { $0 != UInt8(ascii: ",") }
            rest = rest[item.endIndex...].dropFirst()
            guard let range = LanguageRange(item) else { continue }
            if range.isWildcard { others = max(others, range.weight) }
            guard let language = range.language else { continue }
            if range.weight == LanguageRange.full { return language }
            if !named.contains(language) { named.append(language) }
            if range.weight > best?.weight ?? 0 { best = (language, range.weight) }
        }
        guard others > best?.weight ?? 0 else { return best?.language }
        return Language.allCases.first { !named.contains($0) } ?? best?.language
    }
}

/// One item of `Accept-Language`: `de-AT;q=0.8`.
private struct LanguageRange {
    /// Of ours; `de-AT` means German.
    let language: Language?
    let isWildcard: Bool
    /// In thousandths. 0 refuses.
    let weight: Int

    static let full = 1000

    /// Nil for what breaks the grammar.
    init?(_ item: Substring.UTF8View) {
        let parts = item.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(\.trimmed)
        guard let range = parts.first, parts.count <= 2 else { return nil }
        guard let weight = parts.count == 2 ? Self.weight(parts[1]) : Self.full else { return nil }
        let primary = range.prefix { $0 != UInt8(ascii: "-") }
        language = Language.allCases.first { $0.rawValue.utf8.elementsEqual(primary.lazy.map(\.lowercased)) }
        isWildcard = range.elementsEqual("*".utf8)
        self.weight = weight
    }

    /// `q=0.8`: 0 or 1 and up to three digits, RFC 9110 §12.4.2.
    private static func weight(_ parameter: Substring.UTF8View) -> Int? {
        let name = parameter.prefix(2)
        let digits = parameter.dropFirst(2)
        guard name.elementsEqual("q=".utf8) || name.elementsEqual("Q=".utf8), (1...5).contains(digits.count) else { return nil }
        guard digits.count == 1 || digits.dropFirst().first == UInt8(ascii: ".") else { return nil }
        var weight = 0
        var scale = full
        for (place, digit) in digits.enumerated() where place != 1 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            weight += Int(digit - UInt8(ascii: "0")) * scale
            scale /= 10
        }
        return weight <= full ? weight : nil
    }
}

extension Substring.UTF8View {
    fileprivate var trimmed: Self {
        guard let start = firstIndex(where: { !$0.isBlank }), let end = lastIndex(where: { !$0.isBlank }) else { return self[endIndex...] }
        return self[start...end]
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    fileprivate var lowercased: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
