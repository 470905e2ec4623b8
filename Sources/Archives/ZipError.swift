/// Why a zip file can't be written or read, in words for the person whose it is.
public enum ZipError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the system says.
    case file(String)
    /// A file or an archive of 4 GiB or more, which the plain format has no numbers for.
    case tooLarge
    /// It is no archive that the plain format allows.
    case malformed(String)
    case entry(String, problem: String)

    public var description: String {
        switch self {
        case .file(let reason): "the file can't be used: \(reason)"
        case .tooLarge: "it has 4 GiB or more"
        case .malformed(let problem): "it is no zip file that can be read: \(problem)"
        case .entry(let name, let problem): "\(name) in it \(problem)"
        }
    }
}
