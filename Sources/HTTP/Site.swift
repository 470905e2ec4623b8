import Assets
import PublicFiles
import WebAssets

/// What there is for browsers, made once when the server starts: the pages, what they load, and the files beside them.
public struct Site: Sendable {
    let pages: [Page]
    /// What pages load, by path.
    let assets: [String: StoredFile]
    /// By path.
    let publicFiles: [String: StoredFile]

    /// What the program was built with.
    public init(passwordMinimum: Int) throws {
        try self.init(web: .webAssets, publicFiles: .publicFiles, passwordMinimum: passwordMinimum)
    }

    init(web: AssetFolder, publicFiles: AssetFolder = .publicFiles, passwordMinimum: Int) throws {
        pages = try Page.all(in: web, passwordMinimum: passwordMinimum)
        let parts = web.assets.filter { $0.page == nil }
        // The hash in the address changes with each version of them.
        assets = Dictionary(uniqueKeysWithValues: parts.map { ("/assets/\(web.hash)/\($0.path)", StoredFile($0, lifetime: .immutable)) })
        let others = publicFiles.assets.map { ("/" + $0.path, StoredFile($0, lifetime: .revalidated)) }
        self.publicFiles = Dictionary(uniqueKeysWithValues: others)
    }

    /// Does what can be done before anything is known, once. What is made later has it then.
    public static func unpack() {
        _ = (AssetFolder.webAssets, AssetFolder.publicFiles)
    }

    func page(_ name: String) -> Page? {
        pages.first { $0.name == name }
    }
}
