import Testing

@testable import Domain

@Suite struct IDTests {
    private let now = Instant(milliseconds: 1_790_000_000_000)

    @Test func itIsATypeIDOfItsKind() {
        let randomness = Randomness.seeded(10)
        let digits = Set("0123456789abcdefghjkmnpqrstvwxyz")
        for _ in 0..<500 {
            let text = ID<Account>(at: now, from: randomness).description
            #expect(text.hasPrefix("acc_"))
            #expect(text.count == 30)
            #expect(text.dropFirst(4).allSatisfy(digits.contains))
            #expect(ID<Account>(text)?.description == text)
            #expect(ID<Organization>(text) == nil)
        }
    }

    /// The example of the specification, github.com/jetify-com/typeid: 0188bac7-4afa-78aa-bc3b-bd1eef28d881.
    @Test func theSuffixIsTheUUIDOfTheSpecification() {
        let suffix = TypeID.suffix(milliseconds: 0x0188_bac7_4afa, 0xffff_ffff_ffff_f8aa, 0x3c3b_bd1e_ef28_d881)
        #expect(suffix == "01h2xcejqtf2nbrexx3vqjhp41")
    }

    @Test func timeAndVersionStandWhereUUIDv7HasThem() {
        let highest = TypeID.suffix(milliseconds: 0xffff_ffff_ffff, .max, .max)
        #expect(highest.hasPrefix("7zzzzzzzzz"))
        #expect(ID<Account>("acc_" + highest) != nil)
    }

    @Test(arguments: [
        "", "acc", "acc_", "acc_01h2xcejqtf2nbrexx3vqjhp4", "acc_01h2xcejqtf2nbrexx3vqjhp411", "acc_81h2xcejqtf2nbrexx3vqjhp41",
        "acc_z1h2xcejqtf2nbrexx3vqjhp41", "acc_01H2XCEJQTF2NBREXX3VQJHP41", "ACC_01h2xcejqtf2nbrexx3vqjhp41",
        "org_01h2xcejqtf2nbrexx3vqjhp41", "acc-01h2xcejqtf2nbrexx3vqjhp41", "acc_01h2xcejqtf2nbrexx3vqjhpi1",
        "acc_01h2xcejqtf2nbrexx3vqjhpl1", "acc_01h2xcejqtf2nbrexx3vqjhpo1", "acc_01h2xcejqtf2nbrexx3vqjhpu1",
        "acc_01h2xcejqtf2nbrexx3vqjhp4\u{0}", "acc_01h2xcejqtf2nbrexx3vqjhp4é", " acc_01h2xcejqtf2nbrexx3vqjhp41",
        "acc_01h2xcejqtf2nbrexx3vqjhp41\n", "01h2xcejqtf2nbrexx3vqjhp41", "acc_0188bac74afa78aabc3bbd1eef28d881",
    ])
    func notCanonical(_ text: String) {
        #expect(ID<Account>(text) == nil)
    }

    @Test func theFirstDigitGoesToSeven() {
        for digit in "0123456789abcdefghjkmnpqrstvwxyz" {
            let id = ID<Account>("acc_\(digit)1h2xcejqtf2nbrexx3vqjhp41")
            #expect((id != nil) == ("0"..."7").contains(digit), "\(digit)")
        }
    }

    @Test func laterIsGreater() {
        let randomness = Randomness.seeded(11)
        var last = ""
        for millisecond in 0..<2000 {
            let id = ID<Session>(at: now + Span(milliseconds: Int64(millisecond) * 37), from: randomness).description
            #expect(id > last)
            last = id
        }
    }

    @Test func thoseOfOneMillisecondDiffer() {
        let randomness = Randomness.seeded(12)
        let ids = Set((0..<5000).map { _ in ID<Account>(at: now, from: randomness) })
        #expect(ids.count == 5000)
    }
}
