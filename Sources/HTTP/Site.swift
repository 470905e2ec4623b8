import Assets
import PublicFiles
import WebAssets

/// What there is for browsers: the pages, what they load, and the files beside them.
public struct Site: Sendable {
    let pages: [Page]
    /// What pages load, by path.
    let assets: [String: StoredFile]
    /// By path.
    let publicFiles: [String: StoredFile]

    /// What the program was built with.
    public init(passwordMinimum: Int) {
        self.init(web: .webAssets, publicFiles: .publicFiles, passwordMinimum: passwordMinimum)
    }

    init(web: AssetFolder, publicFiles: AssetFolder = .publicFiles, passwordMinimum: Int) {
        pages = Page.all(in: web, passwordMinimum: passwordMinimum)
        let parts = web.assets.filter { $0.page == nil }
        // The hash in the address changes with each version of them.
        assets = Self.files(parts, at: "/assets/\(web.hash)/", lifetime: .immutable)
        self.publicFiles = Self.files(publicFiles.assets, at: "/", lifetime: .revalidated)
    }

    private static func files(_ assets: [Asset], at prefix: String, lifetime: StoredFile.Lifetime) -> [String: StoredFile] {
        Dictionary(uniqueKeysWithValues: assets.map { asset in (prefix + asset.path, StoredFile(lifetime: lifetime) { asset }) })
    }

    func page(_ name: String) -> Page? {
        pages.first { $0.name == name }
    }
}
