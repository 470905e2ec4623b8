import Domain

/// The keys that an issuer publishes (RFC 7517 §5). What can't be used is passed over, as §5 wants it.
struct ProviderKeySet: Sendable {
    /// How many are read, and how many of them are tried for one token.
    private static let (most, mostTried) = (64, 4)

    private let keys: [ProviderKey]

    init(_ bytes: [UInt8]) throws(OpenIDFailure) {
        guard let elements = JSONValue.parsedObject(bytes)?["keys"]?.elements else { throw .keysMalformed }
        keys = elements.prefix(Self.most).compactMap(ProviderKey.init)
    }

    /// The key of that id. Without an id it is clear only where one key fits (OpenID Connect Core §10.1).
    func keys(for header: IDTokenHeader) throws(OpenIDFailure) -> [ProviderKey] {
        let named = header.keyID.map { id in keys.filter { $0.id == id } } ?? keys
        guard !named.isEmpty else { throw .idTokenKey }
        let fitting = named.filter { $0.fits(header.algorithm) }
        guard !fitting.isEmpty else { throw .idTokenAlgorithm }
        guard fitting.count == 1 || header.keyID != nil else { throw .idTokenKey }
        return Array(fitting.prefix(Self.mostTried))
    }
}
