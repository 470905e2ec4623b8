import Assets
import Hummingbird
import NIOConcurrencyHelpers

/// What the API is, for programs: made when it is first asked for, of `APIDescription`.
struct OpenAPIRoutes {
    let services: Services
    private let made = NIOLockedValueBox<StoredFile?>(nil)

    init(services: Services) {
        self.services = services
    }

    @Sendable func show(_ request: Request, context: AnonymousContext) throws -> Response {
        try made.withLockedValue { made in
            if let made { return made }
            let description = APIDescription.json(version: services.instance.version, publicURL: services.settings.publicURL.origin)
            let asset = try Asset(path: "openapi.json", content: Array(JSONWriter.buffer(description).readableBytesView))
            let file = StoredFile(asset, lifetime: .revalidated)
            made = file
            return file
        }.response(to: request)
    }
}
