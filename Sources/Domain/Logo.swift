/// The picture that an organization shows itself with: its bytes as they came.
public struct Logo: Hashable, Sendable {
    /// By content, whatever it was called.
    public enum MediaType: String, CaseIterable, Sendable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case webP = "image/webp"
    }

    /// In bytes.
    public static let largest = 256 * 1024
    /// Of width and height, in pixels: a browser decodes it whole, however few bytes it has.
    public static let sides = 16...2048

    public let type: MediaType
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) throws(Problem) {
        guard bytes.count <= Self.largest else { throw Problem("must have at most \(Self.largest) bytes") }
        guard let header = ImageHeader(bytes) else { throw Problem("is no PNG, JPEG or WebP picture") }
        guard Self.sides.contains(header.width), Self.sides.contains(header.height) else {
            throw Problem("must be \(Self.sides.lowerBound) to \(Self.sides.upperBound) pixels wide and high")
        }
        type = header.type
        self.bytes = bytes
    }
}

/// Where a logo is found by those who have been told: 256 random bits, new with each picture. It opens the picture and nothing else, and
/// stands in answers to members and to those who hold an invitation.
public struct LogoName: Hashable, Sendable {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(from randomness: Randomness) {
        text = Token(from: randomness).secret
    }
}
