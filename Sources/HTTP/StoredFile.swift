import Assets
import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// A file for browsers, in memory as it goes to nearly all of them: compressed.
struct StoredFile: Sendable {
    enum Lifetime: String, Sendable {
        /// Its address changes when its content does.
        case immutable = "public, max-age=31536000, immutable"
        /// Asked for again each time, and answered 304 while it is the same.
        case revalidated = "no-cache"
    }

    /// The file as it is, or compressed.
    private struct Form: Sendable {
        let tag: String
        /// What says that a browser's own copy is still good (RFC 9110 §15.4.5).
        let validity: HTTPFields
        let headers: HTTPFields
    }

    private let plain: Form
    /// Nil where it would be no smaller.
    private let gzip: Form?
    private let compressed: ByteBuffer
    private let plainCount: Int

    /// - Parameter language: of a page that comes in several.
    init(_ asset: Asset, lifetime: Lifetime, language: Language? = nil) {
        let form = { (tag: String, encoding: String?) in
            let validity: HTTPFields = [
                .eTag: tag, .vary: language == nil ? "Accept-Encoding" : "Accept-Encoding, Accept-Language, Cookie",
                .cacheControl: lifetime.rawValue, .contentSecurityPolicy: Self.policy,
            ]
            var headers = validity
            headers[.contentType] = Self.mediaType(of: asset.path)
            headers[.contentLanguage] = language?.rawValue
            headers[.contentEncoding] = encoding
            return Form(tag: tag, validity: validity, headers: headers)
        }
        plain = form("\"\(asset.hash)\"", nil)
        gzip = asset.gzip.count < asset.plainCount ? form("\"\(asset.hash)-gzip\"", "gzip") : nil
        compressed = ByteBuffer(bytes: asset.gzip)
        plainCount = asset.plainCount
    }

    func response(to request: Request, status: HTTPResponse.Status = .ok) -> Response {
        answer(to: request, status: status).response
    }

    /// - Returns: also what is in the body, where it is at hand: nil if it has to be decompressed.
    func answer(to request: Request, status: HTTPResponse.Status = .ok) -> (response: Response, content: ByteBuffer?) {
        let accepted = request.acceptsGzip ? gzip : nil
        let form = accepted ?? plain
        if status == .ok, request.has(form.tag) { return (Response(status: .notModified, headers: form.validity), ByteBuffer()) }
        guard accepted != nil else { return (Response(status: status, headers: form.headers, body: plainBody), nil) }
        return (Response(status: status, headers: form.headers, body: ResponseBody(byteBuffer: compressed)), compressed)
    }

    private var plainBody: ResponseBody {
        ResponseBody(contentLength: plainCount) { [compressed] writer in
            try await writer.write(ByteBuffer(bytes: Gzip.decompress(Array(compressed.readableBytesView))))
            try await writer.finish(nil)
        }
    }

    /// Everything from this origin, nothing inline, and no text becomes markup except through the one policy of `web/lib/html.js`.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types tenantry",
    ].joined(separator: "; ")

    private static func mediaType(of path: String) -> String {
        switch path.utf8.lastIndex(of: UInt8(ascii: ".")).map({ path[path.index(after: $0)...] }) {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json": "application/json"
        case "svg": "image/svg+xml; charset=utf-8"
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
        guard let accepted = headers[.acceptEncoding] else { return false }
        var accepts = false
        for item in accepted.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let coding = parts.first, coding == "gzip" || coding == "*" else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if coding == "gzip" { return weight > 0 }
            accepts = weight > 0
        }
        return accepts
    }

    /// Weak comparison, RFC 9110 §8.8.3.2.
    func has(_ tag: String) -> Bool {
        guard let tags = headers[.ifNoneMatch] else { return false }
        return tags.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }
            return candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }
}
