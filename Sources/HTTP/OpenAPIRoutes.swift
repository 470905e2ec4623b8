import Assets
import Hummingbird

/// What the API is, for programs: made of `APIDescription`.
struct OpenAPIRoutes {
    private let file: StoredFile

    init(services: Services) {
        file = StoredFile(lifetime: .revalidated) {
            let description = APIDescription.json(version: services.instance.version, publicURL: services.settings.publicURL.origin)
            return try Asset(path: "openapi.json", content: Array(JSONWriter.buffer(description).readableBytesView))
        }
    }

    @Sendable func show(_ request: Request, context: AnonymousContext) throws -> Response {
        try file.response(to: request)
    }
}
