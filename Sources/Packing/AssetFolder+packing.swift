import Assets

extension AssetFolder {
    /// Makes of a folder what browsers get, and compresses it.
    ///
    /// A folder with `texts/` is packed in each of its languages: `login.html` as `de/login.html`, and each module that a page names
    /// as `de/pages/login.js`, with everything that it imports and the texts of that language. Any other folder is packed as it is.
    ///
    /// - Parameter files: path relative to the folder, and content.
    public init(packing files: [(path: String, content: [UInt8])]) throws {
        let folder = SourceFolder(files: Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.content) }))
        let languages = try Texts.all(in: folder)
        var parts = languages.isEmpty ? folder.files : try folder.parts(in: languages)
        let hash = Self.hash(languages.isEmpty ? [folder.files] : [folder.files, parts])
        for page in folder.pages {
            if languages.isEmpty { parts[page.path] = page.filled(assets: "/assets/\(hash)") }
            for texts in languages { parts["\(texts.language)/\(page.path)"] = try page.filled(assets: "/assets/\(hash)", texts) }
        }
        self.init(hash: hash, assets: try parts.sorted { $0.key < $1.key }.map { try Asset(path: $0.key, content: $0.value) })
    }

    /// Of what was packed, and of what was made of it, which changes with the program that makes it, too.
    private static func hash(_ all: [[String: [UInt8]]]) -> String {
        var hash = FNV1a()
        for files in all {
            for (path, content) in files.sorted(by: { $0.key < $1.key }) {
                hash.add(Array("\(path)\0\(content.count)\0".utf8))
                hash.add(content)
            }
        }
        return hash.text
    }
}

extension SourceFolder {
    var pages: [PageSource] {
        files.filter { $0.key.hasSuffix(".html") }.map { PageSource(path: $0.key, content: $0.value) }.sorted { $0.path < $1.path }
    }

    /// What pages load: a bundle in each language for each module that a page names, and for each of its parts, one for each stylesheet, and the files that are
    /// neither. Modules and stylesheets that no page names are parts of others, or nothing.
    func parts(in languages: [Texts]) throws(PackingFault) -> [String: [UInt8]] {
        var parts = files.filter { path, _ in ![".html", ".js", ".css"].contains { path.hasSuffix($0) } }
        let references = pages.flatMap(\.references)
        for reference in references where reference.path.hasSuffix(".css") {
            parts[reference.path] = try Stylesheet.bundle(reference.path, in: self, namedBy: reference.place)
        }
        for texts in languages {
            var bundler = Bundler(speaking(texts.language))
            for reference in references {
                guard let module = reference.module else { continue }
                for (path, bundle) in try bundler.bundles(module, namedBy: reference.place) {
                    let (name, bytes) = ("\(texts.language)/\(path)", Array(bundle.utf8))
                    guard parts[name] == nil || parts[name] == bytes else {
                        throw reference.place.fault("\(path) is a part of one page, and something else for another")
                    }
                    parts[name] = bytes
                }
            }
        }
        for reference in references {
            for texts in languages where parts[reference.path(in: texts.language)] == nil {
                throw reference.place.fault("there is no file \(reference.path(in: texts.language))")
            }
        }
        return parts
    }
}
