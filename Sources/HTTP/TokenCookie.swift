import Domain
import HTTPTypes
import Hummingbird

/// A cookie that holds a token, for no script to read. Its name and attributes follow from the public URL.
struct TokenCookie: Sendable {
    let name: String
    private let isSecure: Bool

    private init(_ name: String, _ url: PublicURL) {
        isSecure = url.isSecure
        self.name = url.isSecure ? "__Host-\(name)" : name
    }

    /// Keeps a browser signed in.
    static func session(_ url: PublicURL) -> TokenCookie { TokenCookie("tenantry", url) }

    /// Leads an operator who acts as somebody else back to their own session.
    static func operating(_ url: PublicURL) -> TokenCookie { TokenCookie("tenantry-operator", url) }

    /// Leads from a right password to the factor that is due. It opens nothing else.
    static func half(_ url: PublicURL) -> TokenCookie { TokenCookie("tenantry-factor", url) }

    /// Waits for the answer of a provider. It opens nothing without that.
    static func provider(_ url: PublicURL) -> TokenCookie { TokenCookie("tenantry-sign-in", url) }

    /// Lets accounts know a browser again, signed in or not. It opens nothing.
    static func browser(_ url: PublicURL) -> TokenCookie { TokenCookie("tenantry-browser", url) }

    /// - Parameter lifetime: nil for a cookie that ends with the browser.
    func setting(_ token: Token, for lifetime: Span?) -> String {
        header(value: token.secret) + (lifetime.map { "; Max-Age=\($0.seconds)" } ?? "")
    }

    var removal: String { header(value: "") + "; Max-Age=0" }

    private func header(value: String) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// The value that a browser sends; none when it sends several, for then one of them may be somebody else's doing.
    ///
    /// Read and compared by bytes: characters that Unicode holds equal to `;` are part of a value to a browser.
    func token(in request: Request) -> Token? {
        var found: Substring.UTF8View?
        for field in request.headers where field.name == .cookie {
            var rest = field.value.utf8[...]
            while !rest.isEmpty {
                let pair = rest.prefix { $0 != UInt8(ascii: ";") }.drop { $0 == UInt8(ascii: " ") }
                rest = rest[pair.endIndex...].dropFirst()
                guard pair.starts(with: name.utf8), pair.dropFirst(name.utf8.count).first == UInt8(ascii: "=") else { continue }
                let value = pair.dropFirst(name.utf8.count + 1)
                if let found, !found.elementsEqual(value) { return nil }
                found = value
            }
        }
        guard let found, !found.isEmpty else { return nil }
        return Token(presented: String(Substring(found)))
    }
}

extension Request {
    /// What the client presents. With `Authorization` there, the cookie counts for nothing, whatever that header holds.
    func presentedToken(_ cookie: TokenCookie) -> Token? {
        guard headers[.authorization] != nil else { return cookie.token(in: self) }
        return bearer.map { Token(presented: $0) }
    }

    /// Whether what the client presents is meant to be an API key. Only `Authorization` can hold one.
    var presentsKey: Bool { bearer?.utf8.starts(with: APIKeySecret.mark.utf8) ?? false }

    /// Nil for what is none: a typo is seen without anything being looked up.
    var presentedKey: APIKeySecret? { bearer.flatMap(APIKeySecret.init(presented:)) }

    private var bearer: String? {
        guard let parts = headers[.authorization]?.split(separator: " ", omittingEmptySubsequences: false) else { return nil }
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }
}
