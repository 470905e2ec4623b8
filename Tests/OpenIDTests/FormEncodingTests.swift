import Testing

@testable import OpenID

@Suite struct FormEncodingTests {
    @Test(arguments: [
        ("aZ09-._", "aZ09-._"), (" ", "%20"), ("+&=%?/:", "%2B%26%3D%25%3F%2F%3A"), ("ä€", "%C3%A4%E2%82%AC"), ("~*'", "%7E%2A%27"),
    ])
    func whatIsNotPlainIsEncoded(_ text: String, _ encoded: String) {
        #expect(FormEncoding.encoded(text) == encoded)
    }

    @Test func whatHasNoValueIsLeftOut() {
        #expect(FormEncoding.text(of: [("a", "1"), ("b", nil), ("c d", "&")]) == "a=1&c%20d=%26")
    }
}
