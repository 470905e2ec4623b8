import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// The pages and what they load. A file that is added to `web/` or `Public/` is served without being named here.
struct PageRoutes {
    /// The shell for everything that needs a session; it renders by the path.
    private static let shellPaths: [RouterPath] = ["/", "/account", "/organizations/new", "/o/{slug}", "/o/{slug}/**"]
    private static let shell = "app.html"
    /// Of those who run the instance: whoever else opens it is told so.
    private static let consolePaths: [RouterPath] = ["/admin", "/admin/**"]
    private static let console = "admin.html"
    /// Pages that render by the path, for those who are signed in.
    private static let pathsWithSession = [shell: shellPaths, console: consolePaths]
    /// Where providers send browsers back to, each to a path of its own.
    private static let loginReturn = (page: "login-return.html", path: RouterPath("/login/return/{provider}"))
    static let notFound = "not-found.html"
    /// Shows every part that pages are made of, to whoever works on them.
    private static let styleGuide = "styleguide.html"
    private static let assets = "/assets/{hash}/**"

    let site: Site
    let services: Services

    func add(to router: Router<AnonymousContext>) {
        router.get(RouterPath(Self.assets)) { [assets = site.assets] request, _ in
            guard let file = assets[request.uri.path] else { throw HTTPError(.notFound) }
            return try file.response(to: request)
        }
        for page in site.pages {
            if let paths = Self.pathsWithSession[page.name] {
                for path in paths { router.get(path) { try await response(with: page, to: $0, $1) } }
            } else if page.name == Self.loginReturn.page {
                router.get(Self.loginReturn.path) { request, _ in try page.response(to: request) }
            }
        }
        for (path, page) in pagesForAll { router.get(RouterPath(path)) { request, _ in try page.response(to: request) } }
        if services.settings.isDevelopment { LetterPreviews(services: services).add(to: router) }
        for (path, file) in site.publicFiles { router.get(RouterPath(path)) { request, _ in try file.response(to: request) } }
    }

    /// By path, which is also the pattern of their routes.
    private var pagesForAll: [(path: String, page: Page)] {
        let others = [Self.notFound, Self.loginReturn.page] + Self.pathsWithSession.keys
        return site.pages.filter { !others.contains($0.name) && ($0.name != Self.styleGuide || services.settings.isDevelopment) }
            .map { ("/" + $0.name.dropLast(".html".count), $0) }
    }

    /// What everybody gets at one path alike, whatever else they send: by that path.
    var openFiles: [String: OpenFile] {
        let pages = pagesForAll.map { path, page in (path, OpenFile(route: path, choose: page.file)) }
        let assets = site.assets.map { path, file in (path, OpenFile(route: Self.assets) { _ in file }) }
        let others = site.publicFiles.map { path, file in (path, OpenFile(route: path) { _ in file }) }
        return Dictionary(uniqueKeysWithValues: pages + assets + others)
    }

    /// The shell, for those who are signed in. Others are led to log in, and from there back, before anything is loaded in vain.
    private func response(with shell: Page, to request: Request, _ context: AnonymousContext) async throws -> Response {
        if await isSignedIn(request, context) { return try shell.response(to: request) }
        let path = request.uri.path
        return .redirect(to: path == "/" ? "/login" : "/login?next=\(path.percentEncoded)")
    }

    /// Also true where the database can't tell: the page then says so in its own words.
    private func isSignedIn(_ request: Request, _ context: AnonymousContext) async -> Bool {
        guard let token = request.presentedToken(services.cookie) else { return false }
        do {
            return try await services.storage.session(opening: token, at: services.clock.now) != nil
        } catch {
            context.logger.error("a session could not be looked up", metadata: ["error": "\(error)"])
            return true
        }
    }
}

extension String {
    /// As a value in a query (RFC 3986 §2.3).
    fileprivate var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            let isUnreserved = scalar.properties.isAlphabetic && scalar.isASCII || "0123456789-._~".unicodeScalars.contains(scalar)
            text += isUnreserved ? String(scalar) : "%" + String(UInt16(byte) + 0x100, radix: 16, uppercase: true).dropFirst()
        }
    }
}
