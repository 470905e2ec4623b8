import Assets
import Domain
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// A file for browsers, in memory as it goes to nearly all of them: compressed. Made when the first asks for it, for there are a hundred, and a
/// start waits for none.
final class StoredFile: Sendable {
    enum Lifetime: String, Sendable {
        /// Its address changes when its content does.
        case immutable = "public, max-age=31536000, immutable"
        /// Asked for again each time, and answered 304 while it is the same.
        case revalidated = "no-cache"
    }

    private let made = NIOLockedValueBox<Content?>(nil)
    private let make: @Sendable () throws -> Content

    /// - Parameters:
    ///   - language: of a page that comes in several.
    ///   - asset: what it is made of. Called again where it failed.
    init(lifetime: Lifetime, language: Language? = nil, of asset: @escaping @Sendable () throws -> Asset) {
        make = { Content(try asset(), lifetime, language) }
    }

    /// Fails as `asset` does.
    func response(to request: Request, status: HTTPResponse.Status = .ok) throws -> Response {
        try answer(to: request, status: status).response
    }

    /// - Returns: also what is in the body, where it is at hand: nil if it has to be decompressed.
    func answer(to request: Request, status: HTTPResponse.Status = .ok) throws -> (response: Response, content: ByteBuffer?) {
        let content = try made.withLockedValue { made in
            if let made { return made }
            let content = try make()
            made = content
            return content
        }
        let accepted = request.acceptsGzip ? content.gzip : nil
        let form = accepted ?? content.plain
        if status == .ok, request.has(form.tag) { return (Response(status: .notModified, headers: form.validity), ByteBuffer()) }
        guard accepted != nil else { return (Response(status: status, headers: form.headers, body: content.plainBody), nil) }
        let body = ResponseBody(byteBuffer: content.compressed)
        return (Response(status: status, headers: form.headers, body: body), content.compressed)
    }

    /// The file as it is, or compressed.
    private struct Form: Sendable {
        let tag: String
        /// What says that a browser's own copy is still good (RFC 9110 §15.4.5).
        let validity: HTTPFields
        let headers: HTTPFields
    }

    private struct Content: Sendable {
        let plain: Form
        /// Nil where it would be no smaller.
        let gzip: Form?
        let compressed: ByteBuffer
        private let plainCount: Int

        init(_ asset: Asset, _ lifetime: Lifetime, _ language: Language?) {
            let form = { (tag: String, encoding: String?) in
                let validity: HTTPFields = [
                    .eTag: tag, .vary: language == nil ? "Accept-Encoding" : "Accept-Encoding, Accept-Language, Cookie",
                    .cacheControl: lifetime.rawValue, .contentSecurityPolicy: policy,
                ]
                var headers = validity
                headers[.contentType] = mediaType(of: asset.path)
                headers[.contentLanguage] = language?.rawValue
                headers[.contentEncoding] = encoding
                return Form(tag: tag, validity: validity, headers: headers)
            }
            let bytes = asset.gzip
            plainCount = Gzip.plainCount(of: bytes)
            plain = form("\"\(asset.hash)\"", nil)
            gzip = bytes.count < plainCount ? form("\"\(asset.hash)-gzip\"", "gzip") : nil
            compressed = ByteBuffer(bytes: bytes)
        }

        var plainBody: ResponseBody {
            ResponseBody(contentLength: plainCount) { [compressed] writer in
                try await writer.write(ByteBuffer(bytes: Gzip.decompress(Array(compressed.readableBytesView))))
                try await writer.finish(nil)
            }
        }
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
