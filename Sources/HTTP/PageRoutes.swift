import Assets
import Domain
import Hummingbird

/// The pages and what they load. A file that is added to `web/` or `Public/` is served without being named here.
struct PageRoutes {
    /// The shell for everything that needs a session; it renders by the path.
    private static let shellPaths: [RouterPath] = ["/", "/account", "/organizations/new", "/o/{slug}", "/o/{slug}/**"]

    let web: AssetFolder
    let publicFiles: AssetFolder
    let settings: Settings

    func add(to router: Router<AnonymousContext>) throws {
        let assets = try Dictionary(uniqueKeysWithValues: web.assets.map { ($0.path, try StoredFile($0, lifetime: .immutable)) })
        let prefix = "/assets/\(web.hash)/"
        router.get("/assets/{hash}/**") { request, _ in
            guard request.uri.path.hasPrefix(prefix), let file = assets[String(request.uri.path.dropFirst(prefix.count))] else {
                throw HTTPError(.notFound)
            }
            return file.response(to: request)
        }
        for asset in web.pages where asset.path != "not-found.html" {
            let page = try page(asset)
            let paths = asset.path == "app.html" ? Self.shellPaths : [RouterPath("/" + asset.path.dropLast(".html".count))]
            for path in paths { router.get(path) { request, _ in page.response(to: request) } }
        }
        for asset in publicFiles.assets {
            let file = try StoredFile(asset, lifetime: .revalidated)
            router.get(RouterPath("/" + asset.path)) { request, _ in file.response(to: request) }
        }
    }

    func notFoundPage() throws -> StoredFile? {
        try web.assets.first { $0.path == "not-found.html" }.map(page)
    }

    /// With what its script must know before it asks: how long passwords are here.
    private func page(_ asset: Asset) throws -> StoredFile {
        let minimum = String(settings.passwordRules.minimum)
        return try StoredFile(asset.replacing("{{passwordMinimum}}", with: minimum), lifetime: .revalidated)
    }
}

extension AssetFolder {
    /// HTML files at the top of the folder: `login.html` is the page `/login`.
    fileprivate var pages: [Asset] {
        assets.filter { $0.path.hasSuffix(".html") && !$0.path.contains("/") }
    }
}
