import Configuration
import Testing

@Suite struct ConfigValueTests {
    @Test(arguments: [
        ("5", ConfigType.int, ConfigValue.int(5)), (" -7 ", .long, .long(-7)),
        ("+3", .short, .short(3)),
        ("TRUE", .boolean, .boolean(true)), ("false\t", .boolean, .boolean(false)),
        ("0.5", .double, .double(0.5)),
        ("1.7976931348623157E308", .double, .double(.greatestFiniteMagnitude)),
        (" a b ", .string, .string("a b")), ("", .list, .list([])),
        ("a , b,c", .list, .list(["a", "b", "c"])),
        (" secret ", .password, .password(" secret ")),
    ])
    func readsValuesOfEveryType(text: String, type: ConfigType, value: ConfigValue) throws {
        #expect(try ConfigValue(text, as: type) == value)
    }

    @Test(arguments: [
        ("abc", ConfigType.long, "Not a number of type LONG"),
        ("2147483648", .int, "Not a number of type INT"),
        ("", .short, "Not a number of type SHORT"),
        ("1.5", .long, "Not a number of type LONG"), ("x", .double, "Not a number of type DOUBLE"),
        ("nan", .double, "Not a number of type DOUBLE"),
        ("yes", .boolean, "Expected value to be either true or false"),
    ])
    func tellsWhatIsWrongInKafkasWords(text: String, type: ConfigType, reason: String) {
        #expect(throws: ConfigValueError(reason)) { try ConfigValue(text, as: type) }
    }

    @Test(arguments: [
        (ConfigValue.double(.greatestFiniteMagnitude), "1.7976931348623157E308"),
        (.double(0.5), "0.5"),
        (.list(["compact", "delete"]), "compact,delete"), (.long(.max), "9223372036854775807"),
        (.boolean(true), "true"),
    ])
    func printsValuesAsKafkaDoes(value: ConfigValue, text: String) {
        #expect(value.text == text)
    }

    @Test func neverPrintsAPassword() {
        #expect(ConfigValue.password("secret").text == nil)
    }
}
