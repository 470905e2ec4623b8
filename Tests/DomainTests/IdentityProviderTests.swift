import Testing

@testable import Domain

@Suite struct IdentityProviderTests {
    /// Every combination of what the provider says and what is known here.
    @Test(arguments: [nil, false, true] as [Bool?])
    func itsWordCountsAsFarAsItMayGo(account isProven: Bool?) {
        for isVerified in [false, true] {
            for isOrganizations in [false, true] {
                for isOfProvenDomain in [false, true] {
                    let claim = ProviderVerdict.Claim(
                        isVerified: isVerified, isOrganizations: isOrganizations, isOfProvenDomain: isOfProvenDomain
                    )
                    let verdict = ProviderVerdict(claim, account: isProven)
                    let expected: ProviderVerdict
                    if !isVerified {
                        expected = .refuse
                    } else if isOrganizations {
                        expected = isProven == nil && isOfProvenDomain ? .signUp : .refuse
                    } else {
                        expected = isProven.map { $0 ? .link : .proveAndLink } ?? .signUp
                    }
                    #expect(verdict == expected, "\(claim), \(String(describing: isProven))")
                }
            }
        }
    }

    @Test func aClientIDIsVisibleASCII() throws {
        #expect(try ClientID(" 0oa-1.apps \n").text == "0oa-1.apps")
        for text in ["", "  ", "a b", "é", "a\u{0}b", String(repeating: "a", count: 256)] {
            #expect(throws: Problem.self) { try ClientID(text) }
        }
        #expect(try ClientID(String(repeating: "a", count: 255)).text.count == 255)
    }
}
