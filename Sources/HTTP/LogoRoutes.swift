import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

struct LogoRoutes {
    let services: Services

    /// The picture as it is, with its media type.
    @Sendable func set(_ request: Request, context: MemberContext) async throws -> Response {
        guard Logo.MediaType(rawValue: request.mediaType) != nil else {
            throw Failure.unsupportedMediaType(expected: Logo.MediaType.allCases.map(\.rawValue))
        }
        let body = try await request.wholeBody(upTo: Logo.largest)
        let logo = try Field("logo") { () throws(Problem) in try Logo(Array(body.readableBytesView)) }.value
        return Response(json: try await services.storage.setLogo(logo, in: context.scope, at: services.clock.now))
    }

    @Sendable func remove(_ request: Request, context: MemberContext) async throws -> HTTPResponse.Status {
        try await services.storage.removeLogo(in: context.scope, at: services.clock.now)
        return .noContent
    }

    /// To members, at an address that stays while the picture changes.
    @Sendable func show(_ request: Request, context: MemberContext) async throws -> Response {
        try await services.storage.logo(in: context.scope).response(to: request, caching: "private, no-cache")
    }

    /// To whoever has been told its name, which changes with the picture.
    @Sendable func showNamed(_ request: Request, context: AnonymousContext) async throws -> Response {
        let name = LogoName(context.parameters.get("logo") ?? "")
        return try await services.storage.logo(named: name).response(to: request, caching: StoredFile.Lifetime.immutable.rawValue)
    }
}

extension StoredLogo {
    /// As a picture and nothing else, whatever else its bytes may be: every answer has `nosniff`, and a policy under which nothing in it runs.
    fileprivate func response(to request: Request, caching: String) -> Response {
        let tag = "\"\(name.text)\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: caching]
        if request.has(tag) { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        headers[.contentDisposition] = "inline"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension LogoName {
    /// Where browsers find it.
    var path: String { "/api/v1/logos/\(text)" }
}
