import Configuration
import Testing

@Suite struct PropertiesFileTests {
    @Test(arguments: [
        ("a=1", "a", "1"), ("a = 1 ", "a", "1 "), ("a:1", "a", "1"), ("a 1", "a", "1"),
        ("  a\t=\t1", "a", "1"), ("a", "a", ""), ("a=", "a", ""), ("a==1", "a", "=1"),
        ("a\\=b=1", "a=b", "1"), ("a\\ b=1", "a b", "1"), ("a=x\\ty", "a", "x\ty"),
        ("a=\\u00e9", "a", "é"), ("a=\\uD83D\\uDE00", "a", "😀"), ("a=c:\\\\d", "a", "c:\\d"),
        ("a=1\\\n  2", "a", "12"), ("a=1\\\\\nb=2", "a", "1\\"), ("a=#1", "a", "#1"),
        ("a=1\r\nb=2", "a", "1"), ("a=listeners=x", "a", "listeners=x"), ("a=ü", "a", "ü"),
        ("a=1\\", "a", "1"), ("a=\\uZZ", "a", "uZZ"),
    ])
    func readsALineAsJavaDoes(text: String, name: String, value: String) {
        #expect(PropertiesFile(text).entries.first == .init(name: name, value: value))
    }

    @Test(arguments: ["", "# a=1", "  ! a=1", "\n\n", "#a\\\n"])
    func skipsCommentsAndBlankLines(text: String) {
        #expect(PropertiesFile(text).entries == [])
    }

    @Test func aCommentIsNotContinued() {
        #expect(PropertiesFile("# a\\\nb=1").values == ["b": "1"])
    }

    @Test func theLastValueOfANameHolds() {
        #expect(PropertiesFile("a=1\nb=2\na=3").entries.map(\.value) == ["3", "2"])
    }
}
