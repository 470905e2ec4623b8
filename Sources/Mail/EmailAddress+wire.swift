import Domain

extension EmailAddress {
    /// As every mail server understands it where only the domain has letters beyond ASCII. A local part has no such form.
    var wireText: String {
        let local = text.prefix { $0 != "@" }
        let domain = text.dropFirst(local.count + 1)
        return "\(local)@\(domain.utf8.allSatisfy { $0 < 0x80 } ? String(domain) : asciiDomain)"
    }

    /// Whether only a server that knows RFC 6531 can take it.
    var isInternational: Bool { !wireText.utf8.allSatisfy { $0 < 0x80 } }
}
