import Domain

/// What a server says in answer to EHLO that it knows beyond RFC 5321.
struct SMTPExtensions: Sendable {
    private let parametersByKeyword: [String: [String]]

    init(_ reply: SMTPReply) {
        var parameters: [String: [String]] = [:]
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(separator: " ").map(String.init)
            if let keyword = words.first { parameters[keyword] = Array(words.dropFirst()) }
        }
        parametersByKeyword = parameters
    }

    func has(_ keyword: String) -> Bool { parametersByKeyword[keyword] != nil }

    /// Nil where the server doesn't name that extension.
    func parameters(of keyword: String) -> [String]? { parametersByKeyword[keyword] }

    /// What follows the address in `MAIL FROM`.
    func parameters(for email: Email, bytes: Int) -> String {
        var parameters = has("SIZE") ? " SIZE=\(bytes)" : ""  // RFC 1870
        if email.isInternational {
            parameters += has("8BITMIME") ? " BODY=8BITMIME SMTPUTF8" : " SMTPUTF8"  // RFC 6531 §3.6
        }
        return parameters
    }

    /// Why the server can't take `email`, whatever happens.
    func obstacle(to email: Email, bytes: Int) -> String? {
        if email.isInternational, !has("SMTPUTF8") {
            let address = email.to.address.isInternational ? email.to.address : email.from.address
            return "the server doesn't know international addresses (SMTPUTF8, RFC 6531), which \(address.text) is"
        }
        guard let limit = parameters(of: "SIZE")?.first.flatMap(Int.init), limit > 0, bytes > limit else { return nil }
        return "the server takes at most \(limit) bytes, and this message has \(bytes)"
    }
}
