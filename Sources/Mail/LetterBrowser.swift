/// A browser in words, made of what it says of itself: the same names as on the page of sessions (`web/lib/user-agent.js`).
struct Browser {
    /// `Firefox`; of a client that is no browser its first word, as `curl`.
    let name: String
    /// `Linux`
    let system: String?

    init(userAgent: String) {
        guard let browser = Self.browsers.first(where: { userAgent.mentions($0.marks) }) else {
            let word = userAgent.unicodeScalars.prefix { $0 != "/" && !$0.properties.isWhitespace }
            name = String(String.UnicodeScalarView(word.prefix(40)))
            system = nil
            return
        }
        name = browser.name
        system = Self.systems.first { userAgent.mentions($0.marks) }?.name
    }

    var inEnglish: Words {
        if name.isEmpty { return "unknown" }
        return system.map { "\(name) on \($0)" } ?? "\(name)"
    }

    var inGerman: Words {
        if name.isEmpty { return "unbekannt" }
        return system.map { "\(name) auf \($0)" } ?? "\(name)"
    }

    /// Most specific first: Edge and Opera also call themselves Chrome, Chrome also Safari.
    private static let browsers: [(name: String, marks: [String])] = [
        ("Edge", ["Edg/", "EdgA/", "EdgiOS/"]), ("Opera", ["OPR/"]), ("Firefox", ["Firefox/", "FxiOS/"]),
        ("Chrome", ["Chrome/", "CriOS/", "HeadlessChrome/"]), ("Safari", ["Safari/"]),
    ]

    private static let systems: [(name: String, marks: [String])] = [
        ("Android", ["Android"]), ("iOS", ["iPhone", "iPad"]), ("Windows", ["Windows"]), ("macOS", ["Mac OS X"]), ("ChromeOS", ["CrOS"]),
        ("Linux", ["Linux"]),
    ]
}

extension String {
    fileprivate func mentions(_ marks: [String]) -> Bool {
        marks.contains { contains($0) }
    }
}
