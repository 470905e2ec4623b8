import Domain
import HTTPTypes
import Hummingbird
import NIOCore

@testable import HTTP

extension FuzzTarget {
    /// Cookie headers, one a line, as all that reads them does. A cookie that stands there once has its value, whatever is around it, and
    /// one that differs from another of its name has none.
    static let cookie = FuzzTarget(name: "cookie", longest: 256, seeds: samples.map { Array($0.utf8) }) { bytes in
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        for cookie in cookies {
            let request = asking(with: lines)
            let values = plainly(cookie.name, request)
            let token = cookie.token(in: request)?.secret
            try require(
                token == (values.count == 1 && values.first != [] ? String(decoding: values.first ?? [], as: UTF8.self) : nil), "its value")
            try require(request.presentedToken(cookie)?.secret == token, "what is presented")
            let more = asking(with: lines + ["\(cookie.name)=probe"])
            let isAlone = values.isEmpty || values == [Array("probe".utf8)]
            try require(cookie.token(in: more)?.secret == (isAlone ? "probe" : nil), "one of several")
        }
        let language = LanguagePreference(cookies: lines.first, accepted: lines.last).language
        try require(Language.allCases.contains(language), "a language")
        let german = LanguagePreference(cookies: "tenantry-language=de; " + (lines.first ?? ""), accepted: lines.last).language
        try require(german == .german, "the language that was chosen")
        try require(
            LanguagePreference(cookies: nil, accepted: "de," + (lines.last ?? "")).language == .german, "the language of most weight")
        let forwarded = IPAddress.client(peer: proxy, forwardedFor: lines, trusting: proxies)
        try require(forwarded != nil, "an address of the client")
    }

    private static let proxy = IPAddress("127.0.0.1")
    private static let proxies = [try? IPNetwork("127.0.0.0/8"), try? IPNetwork("10.0.0.0/8"), try? IPNetwork("fd00::/8")].compactMap(
        \.self)

    private static let cookies = [
        (try? PublicURL("http://localhost:8080")).map(TokenCookie.session),
        (try? PublicURL("https://accounts.example.com")).map(TokenCookie.browser),
    ].compactMap(\.self)

    private static func asking(with lines: [String]) -> Request {
        var headers = HTTPFields()
        for line in lines { headers.append(HTTPField(name: .cookie, value: line)) }
        let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// The different values of a name, found one byte after the other.
    private static func plainly(_ name: String, _ request: Request) -> Set<[UInt8]> {
        var values: Set<[UInt8]> = []
        for header in request.headers[values: .cookie] {
            var pair: [UInt8] = []
            for byte in Array(header.utf8) + [UInt8(ascii: ";")] {
                guard byte == UInt8(ascii: ";") else {
                    if byte != UInt8(ascii: " ") || !pair.isEmpty { pair.append(byte) }
                    continue
                }
                let start = Array("\(name)=".utf8)
                if pair.starts(with: start) { values.insert(Array(pair.dropFirst(start.count))) }
                pair = []
            }
        }
        return values
    }

    private static let samples = [
        "tenantry=abc", "tenantry=abc; tenantry=abc", "a=b; tenantry=abc; c=d\ntenantry=xyz", "__Host-tenantry=abc;tenantry-browser=b",
        "tenantry-language=de; tenantry-factor=x\nde-AT;q=0.8, en;q=0.9, *;q=0.1", " __Host-tenantry-browser=; =; ;;",
        "127.0.0.2, 203.0.113.9\n10.1.2.3,fd00::1, ::ffff:10.0.0.1",
    ]
}
