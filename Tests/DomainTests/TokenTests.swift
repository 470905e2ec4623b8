import Synchronization
import Testing

@testable import Domain

@Suite struct TokenTests {
    @Test func itIs43CharactersOfBase64URL() {
        let randomness = Randomness.seeded(16)
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for _ in 0..<1000 {
            let secret = Token(from: randomness).secret
            #expect(secret.count == 43)
            #expect(secret.allSatisfy(alphabet.contains))
        }
    }

    @Test func allItsBitsAreRandomOnes() {
        #expect(Token(from: Randomness { 0 }).secret == String(repeating: "A", count: 43))
        #expect(Token(from: Randomness { .max }).secret == String(repeating: "_", count: 42) + "8")
        let seen = (0..<4).map { word in
            let count = Mutex(0)
            return Token(
                from: Randomness {
                    count.withLock {
                        $0 += 1; return $0 - 1 == word ? 0x0123_4567_89ab_cdef : 0
                    }
                }
            ).secret
        }
        #expect(Set(seen).count == 4)
        #expect(!seen.contains(String(repeating: "A", count: 43)))
    }

    @Test func twoAreNeverTheSame() {
        let secrets = Set((0..<2000).map { _ in Token(from: .system).secret })
        #expect(secrets.count == 2000)
    }

    @Test func whatIsPresentedIsKeptAsItStands() {
        for text in ["", "short", "with space ", "\u{0}", "émoji 😀", String(repeating: "A", count: 5000)] {
            #expect(Array(Token(presented: text).secret.utf8) == Array(text.utf8))
        }
    }

    @Test func itIsInNoDescription() {
        let token = Token(from: .seeded(17))
        var dumped = ""
        dump(token, to: &dumped)
        var nested = ""
        dump(["held": (token, Optional(token))], to: &nested)
        let texts = [
            "\(token)", String(describing: token), String(reflecting: token), token.description, token.debugDescription, dumped, nested,
            "\([token])", "\(Optional(token) as Any)", String(reflecting: (1, token)),
        ]
        for text in texts {
            #expect(!text.contains(token.secret))
            #expect(!text.contains(token.secret.prefix(8)))
        }
        #expect(Mirror(reflecting: token).children.isEmpty)
    }

    @Test func bytesAreAsManyAsAskedFor() {
        let randomness = Randomness.seeded(18)
        for count in 0...100 { #expect(randomness.bytes(count).count == count) }
        #expect(Randomness.seeded(19).bytes(64) == Randomness.seeded(19).bytes(64))
        #expect(Randomness.seeded(19).bytes(64) != Randomness.seeded(20).bytes(64))
    }
}
