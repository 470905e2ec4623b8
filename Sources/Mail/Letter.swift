import Domain

/// A message in words, for one recipient: the same as plain text and as HTML.
public struct Letter: Hashable, Sendable {
    public let recipient: String
    public let subject: String
    public let text: String
    /// A whole document, without images, scripts or anything else that is loaded.
    public let html: String

    /// - Parameters:
    ///   - message: what there is to say.
    ///   - link: the address that the message is about, its token behind `#`; nil for a message without a page.
    ///   - signature: who writes.
    public init(_ message: Message, to recipient: String, in language: Language, link: String?, from signature: Signature) {
        let draft =
            switch language {
            case .english: EnglishLetters.draft(of: message, from: signature)
            case .german: GermanLetters.draft(of: message, from: signature)
            }
        self.recipient = recipient
        subject = draft.subject.plain
        text = draft.text(link: link, from: signature)
        html = draft.html(link: link, from: signature, in: language)
    }
}

/// What a letter says, in one language.
struct LetterDraft {
    let subject: Words
    /// Nil for people of whom nobody knows the name.
    var greeting: Words?
    let opening: [Words]
    /// What following the link does.
    var action: Words?
    var closing: [Words] = []

    func text(link: String?, from signature: Signature) -> String {
        var paragraphs = [greeting].compactMap { $0?.plain } + opening.map(\.plain)
        if let action, let link { paragraphs.append("\(action.plain):\n\(link)") }
        return (paragraphs + closing.map(\.plain) + [signature.line.plain]).joined(separator: "\n\n")
    }

    func html(link: String?, from signature: Signature, in language: Language) -> String {
        var paragraphs = ([greeting].compactMap { $0 } + opening).map { "<p>\($0.html)</p>" }
        if let action, let link {
            paragraphs.append("<p><a href=\"\(link.escapedForHTML)\" style=\"\(Self.actionStyle)\">\(action.html)</a></p>")
        }
        paragraphs += closing.map { "<p>\($0.html)</p>" }
        paragraphs.append("<p style=\"\(Self.signatureStyle)\">\(signature.line.html)</p>")
        return """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
            <title>\(subject.html(isolating: false))</title>
            </head>
            <body style="\(Self.bodyStyle)">
            \(paragraphs.joined(separator: "\n"))
            </body>
            </html>

            """
    }

    private static let bodyStyle = "margin:0 auto;max-width:34em;padding:24px;font:16px/1.5 system-ui,sans-serif"
    private static let signatureStyle = "margin-top:32px;font-size:14px;opacity:0.75"
    /// The colours of the pages' main button; they stand out from light and from dark.
    private static let actionStyle = [
        "display:inline-block", "padding:11px 20px", "border-radius:8px", "background:#0b6b5c", "color:#ffffff", "font-weight:600",
        "text-decoration:none",
    ].joined(separator: ";")
}
