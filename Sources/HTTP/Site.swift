import Assets

/// What there is for browsers, made once when the server starts: the pages, what they load, and the files beside them.
struct Site: Sendable {
    let pages: [Page]
    /// By path in their folder.
    let assets: [String: StoredFile]
    /// Stands in the address of each of them.
    let hash: String
    let publicFiles: [(path: String, file: StoredFile)]

    init(web: AssetFolder, publicFiles: AssetFolder, passwordMinimum: Int) throws {
        pages = try Page.all(in: web, passwordMinimum: passwordMinimum)
        let parts = web.assets.filter { $0.page == nil }
        assets = Dictionary(uniqueKeysWithValues: parts.map { ($0.path, StoredFile($0, lifetime: .immutable)) })
        hash = web.hash
        self.publicFiles = publicFiles.assets.map { ($0.path, StoredFile($0, lifetime: .revalidated)) }
    }

    func page(_ name: String) -> Page? {
        pages.first { $0.name == name }
    }
}
