/// What is asked for. `Host`, `Connection`, `Content-Length`, `Accept-Encoding` and `User-Agent` are the client's.
public struct OutboundRequest: Sendable {
    public enum Method: Sendable {
        case get
        case post(body: [UInt8], contentType: String)
    }

    public let method: Method
    public let url: OutboundURL
    /// Names and values; another origin gets only `Accept`.
    public let headers: [(name: String, value: String)]

    private init(_ method: Method, _ url: OutboundURL, _ headers: [(name: String, value: String)]) {
        self.method = method
        self.url = url
        self.headers = headers
    }

    public static func get(_ url: OutboundURL, headers: [(name: String, value: String)] = []) -> OutboundRequest {
        OutboundRequest(.get, url, headers)
    }

    public static func post(
        _ body: [UInt8], as contentType: String, to url: OutboundURL, headers: [(name: String, value: String)] = []
    ) -> OutboundRequest {
        OutboundRequest(.post(body: body, contentType: contentType), url, headers)
    }

    func redirected(to target: OutboundURL) -> OutboundRequest {
        let kept = target.origin == url.origin ? headers : headers.filter { $0.name.lowercased() == "accept" }
        return OutboundRequest(method, target, kept)
    }
}
