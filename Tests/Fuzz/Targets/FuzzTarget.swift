/// Something that reads what strangers send, with what must hold of it for whatever bytes there are.
struct FuzzTarget: Sendable {
    let name: String
    /// In bytes, of the inputs that a fuzzer makes.
    let longest: Int
    /// Valid inputs, from which others are made.
    let seeds: [[UInt8]]
    /// Reads the bytes. Throws a `Fault` where it finds a property broken; a crash is one, too.
    let check: @Sendable ([UInt8]) throws -> Void

    static let all: [FuzzTarget] = [.cbor, .passkey, .clientData, .cookie, .cursor, .email, .json, .id, .stripe]
}

/// A property that does not hold.
struct Fault: Error {
    let property: String
}

/// Fails with a `Fault` unless the property holds.
func require(_ holds: Bool, _ property: @autoclosure () -> String) throws {
    if !holds { throw Fault(property: property()) }
}
