import Assets
import HTTPTypes
import Hummingbird
import NIOCore

/// A file for browsers, in memory in both of its forms.
struct StoredFile: Sendable {
    enum Lifetime: String, Sendable {
        /// Its address changes when its content does.
        case immutable = "public, max-age=31536000, immutable"
        /// Asked for again each time, and answered 304 while it is the same.
        case revalidated = "no-cache"
    }

    private let type: String
    private let lifetime: Lifetime
    private let hash: String
    private let gzip: ByteBuffer
    private let plain: ByteBuffer

    init(_ asset: Asset, lifetime: Lifetime) throws {
        type = Self.mediaType(of: asset.path)
        self.lifetime = lifetime
        hash = asset.hash
        gzip = ByteBuffer(bytes: asset.gzip)
        plain = ByteBuffer(bytes: try asset.plain())
    }

    func response(to request: Request, status: HTTPResponse.Status = .ok) -> Response {
        let isCompressed = request.acceptsGzip && gzip.readableBytes < plain.readableBytes
        let tag = "\"\(hash)\(isCompressed ? "-gzip" : "")\""
        var headers: HTTPFields = [
            .eTag: tag, .vary: "Accept-Encoding", .cacheControl: lifetime.rawValue, .contentSecurityPolicy: Self.policy,
        ]
        if status == .ok, request.has(tag) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        if isCompressed { headers[.contentEncoding] = "gzip" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: isCompressed ? gzip : plain))
    }

    /// Everything from this origin, nothing inline, and no text becomes markup except through the one policy of `web/lib/html.js`.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types tenantry",
    ].joined(separator: "; ")

    private static func mediaType(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json": "application/json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "webp": "image/webp"
        case "jpg", "jpeg": "image/jpeg"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}

extension Request {
    /// RFC 9110 §12.5.3: named, or covered by `*`, and not with weight 0.
    fileprivate var acceptsGzip: Bool {
        var accepts = false
        for item in (headers[.acceptEncoding] ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if coding == "gzip" { return weight > 0 }
            accepts = weight > 0
        }
        return accepts
    }

    /// Weak comparison, RFC 9110 §8.8.3.2.
    fileprivate func has(_ tag: String) -> Bool {
        (headers[.ifNoneMatch] ?? "").split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }
            return candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }
}
