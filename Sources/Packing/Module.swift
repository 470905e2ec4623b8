/// A JavaScript module, without its imports, exports and comments.
struct Module {
    /// `import { name as local } from "path"`.
    struct Import {
        let path: String
        let line: Int
        /// `default` is the name of a default export.
        var names: [(name: String, local: String)] = []
        /// What `* as` calls the whole.
        var namespace: String?
    }

    let path: String
    var imports: [Import] = []
    /// What `import("path")` loads once it is wanted.
    var parts: [(path: String, line: Int)] = []
    var exports: [(name: String, local: String)] = []
    var body = ""
    /// Words in it that begin with `$`, which a bundle must not use for something else.
    var dollarNames: Set<String> = []
    /// The line of the first `await` that is surely outside every function.
    var awaitingLine: Int?
}
