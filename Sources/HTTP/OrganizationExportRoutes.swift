import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// All that an organization has, as a zip file for its owners.
struct OrganizationExportRoutes {
    private static let piece = 64 * 1024

    let services: Services

    @Sendable func export(_ request: Request, context: MemberContext) async throws -> Response {
        let now = services.clock.now
        let export = try await services.storage.exportOrganization(in: context.scope, at: now)
        var response = Response(
            status: .ok, headers: [.contentType: "application/zip"],
            body: ResponseBody(contentLength: export.size) { writer in
                var offset = 0
                while offset < export.size {
                    let bytes = try export.bytes(Self.piece, at: offset)
                    try await writer.write(ByteBuffer(bytes: bytes))
                    offset += bytes.count
                }
                try await writer.finish(nil)
            }
        )
        response.headers[.contentDisposition] = "attachment; filename=\"organization-\(now.description.prefix(10)).zip\""
        return response
    }
}
