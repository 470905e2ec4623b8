/// A day that somebody was born at, or thinks of: `19870412`, `12.04.1987`, `04/12/1987`.
enum DateOfEightDigits {
    static func matches(_ password: String) -> Bool {
        let digits = password.filter { !".-/ ".contains($0) }.compactMap { $0.isASCII ? $0.wholeNumberValue : nil }
        guard digits.count == 8, password.allSatisfy({ $0.isASCII && ($0.isNumber || ".-/ ".contains($0)) }) else { return false }
        let (front, back) = (number(digits[..<4]), number(digits[4...]))
        return isYear(front) && isDay(back) || isYear(back) && isDay(front)
    }

    private static func number(_ digits: ArraySlice<Int>) -> Int { digits.reduce(0) { 10 * $0 + $1 } }

    private static func isYear(_ number: Int) -> Bool { (1900...2039).contains(number) }

    /// A month and a day, in either order. That some months are shorter doesn't matter here.
    private static func isDay(_ number: Int) -> Bool {
        let (one, other) = (number / 100, number % 100)
        return (1...12).contains(one) && (1...31).contains(other) || (1...12).contains(other) && (1...31).contains(one)
    }
}
