import Assets
import Domain
import Hummingbird

/// The pages and what they load. A file that is added to `web/` or `Public/` is served without being named here.
struct PageRoutes {
    /// The shell for everything that needs a session; it renders by the path.
    private static let shellPaths: [RouterPath] = ["/", "/account", "/organizations/new", "/o/{slug}", "/o/{slug}/**"]
    private static let shell = "app.html"
    private static let notFound = "not-found.html"
    /// Shows every part that pages are made of, to whoever works on them.
    private static let styleGuide = "styleguide.html"

    let web: AssetFolder
    let publicFiles: AssetFolder
    let settings: Settings

    func add(to router: Router<AnonymousContext>) throws {
        try addAssets(to: router)
        for page in try pages() where page.name != Self.notFound && (page.name != Self.styleGuide || settings.isDevelopment) {
            let paths = page.name == Self.shell ? Self.shellPaths : [RouterPath("/" + page.name.dropLast(".html".count))]
            for path in paths { router.get(path) { request, _ in page.response(to: request) } }
        }
        for asset in publicFiles.assets {
            let file = try StoredFile(asset, lifetime: .revalidated)
            router.get(RouterPath("/" + asset.path)) { request, _ in file.response(to: request) }
        }
    }

    func notFoundPage() throws -> Page? {
        try pages().first { $0.name == Self.notFound }
    }

    private func addAssets(to router: Router<AnonymousContext>) throws {
        let files = try web.assets.filter { $0.page == nil }.map { ($0.path, try StoredFile($0, lifetime: .immutable)) }
        let assets = Dictionary(uniqueKeysWithValues: files)
        let prefix = "/assets/\(web.hash)/"
        router.get("/assets/{hash}/**") { request, _ in
            guard request.uri.path.hasPrefix(prefix), let file = assets[String(request.uri.path.dropFirst(prefix.count))] else {
                throw HTTPError(.notFound)
            }
            return file.response(to: request)
        }
    }

    private func pages() throws -> [Page] {
        try Page.all(in: web, passwordMinimum: settings.passwordRules.minimum)
    }
}
