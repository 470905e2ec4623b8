import Domain
import Mail

/// What an operator has decided, as far as it concerns HTTP.
public struct Settings: Sendable {
    public enum SignUpMode: String, CaseIterable, Sendable {
        case open, verified, invited, closed
    }

    /// What links and origin checks use.
    public let publicURL: PublicURL
    public let trustedProxies: [IPNetwork]
    public let signUp: SignUpMode
    public let passwordRules: PasswordRules
    /// Whether those who work on Tenantry get what its users don't need: the style guide.
    public let isDevelopment: Bool
    /// Whether messages reach mailboxes, and within which limits.
    public let mailing: Mailing
    /// What letters call the service.
    public let serviceName: String
    /// With which Stripe signs what it sends; nil where it has nothing to say.
    public let stripeSecret: String?
    /// Opens the metrics from elsewhere; nil keeps them to this machine.
    public let metricsToken: MetricsToken?
    /// Nil lets everything be done as often as one likes.
    public let limits: Limits?

    public init(
        publicURL: PublicURL, trustedProxies: [IPNetwork] = [], signUp: SignUpMode = .open, passwordRules: PasswordRules = PasswordRules(),
        isDevelopment: Bool = false, mailing: Mailing = .off, serviceName: String = "Tenantry",
        stripeSecret: String? = nil, metricsToken: MetricsToken? = nil, limits: Limits? = nil
    ) {
        self.publicURL = publicURL
        self.trustedProxies = trustedProxies
        self.signUp = signUp
        self.passwordRules = passwordRules
        self.isDevelopment = isDevelopment
        self.mailing = mailing
        self.serviceName = serviceName
        self.stripeSecret = stripeSecret
        self.metricsToken = metricsToken
        self.limits = limits
    }

    func trusts(_ peer: IPAddress) -> Bool { trustedProxies.contains { $0.contains(peer) } }

    public var signature: Signature { Signature(service: serviceName, host: publicURL.host) }
}

/// Where browsers find this server: scheme, host and port, nothing more. `https://accounts.example.com`
public struct PublicURL: Hashable, Sendable {
    /// The origin as browsers write it (RFC 6454 §6.1).
    public let origin: String

    /// With its port, where that is not the scheme's own.
    var host: String { String(origin.drop { $0 != "/" }.dropFirst(2)) }
    public let isSecure: Bool

    /// Plain http to another machine.
    public var isReadableOnTheWay: Bool {
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
        return !isSecure && name != "localhost" && !name.hasPrefix("127.") && name != "::1"
    }

    public init(_ text: String) throws(Problem) {
        let problem = Problem("must be an address such as https://accounts.example.com, without a path")
        let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = plain.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https", parts[1].hasPrefix("//") else { throw problem }
        let (host, port) = try Self.hostAndPort(parts[1].dropFirst(2), orThrow: problem)
        isSecure = parts[0] == "https"
        let isDefaultPort = port == nil || port == (isSecure ? 443 : 80)
        origin = "\(parts[0])://\(host)" + (isDefaultPort ? "" : ":\(port ?? 0)")
    }

    private static func hostAndPort(_ authority: Substring, orThrow problem: Problem) throws(Problem) -> (String, Int?) {
        let closing = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[closing...].lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789-."
        let isAddress = host.hasPrefix("[") && host.hasSuffix("]") && IPAddress(String(host.dropFirst().dropLast())) != nil
        guard !host.isEmpty, isAddress || host.allSatisfy(allowed.contains) else { throw problem }
        guard let colon else { return (String(host), nil) }
        guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else { throw problem }
        return (String(host), Int(port))
    }

    /// A link whose token reaches no server and no log, because browsers keep what follows `#` to themselves.
    public func link(to page: String, carrying token: Token) -> String {
        "\(origin)\(page)#\(token.secret)"
    }

    /// What a message's link opens; nil for a message without one.
    public func link(of message: Message, carrying token: Token?) -> String? {
        guard let page = message.page else { return nil }
        guard let token, message.showsToken else { return origin + page }
        return link(to: page, carrying: token)
    }
}
