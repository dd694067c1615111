/// Times and durations as `--to-datetime` and `--by-duration` give them.
enum TimeText {
    /// Milliseconds since 1970 of `YYYY-MM-DDTHH:mm:SS.sss`, with `Z`, `+hh:mm` or `-hh:mm` behind it
    /// for another zone than UTC. `nil` for anything else.
    static func milliseconds(_ text: String) -> Int64? {
        let pattern =
            /(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(?:Z|([+-])(\d{2}):?(\d{2})?)?/
        guard let match = text.wholeMatch(of: pattern),
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3),
            let hour = Int64(match.4), let minute = Int64(match.5), let second = Int64(match.6),
            (1...12).contains(month), (1...daysInMonth(month, year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = match.7.flatMap { Int64($0) } ?? 0
        var seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        if let sign = match.8, let hours = match.9.flatMap({ Int64($0) }) {
            let offset = hours * 3600 + (match.10.flatMap { Int64($0) } ?? 0) * 60
            seconds += sign == "+" ? -offset : offset
        }
        return seconds * 1000 + fraction
    }

    /// Milliseconds of a duration such as `P1DT2H3M4.5S`; `nil` for anything else.
    static func duration(_ text: String) -> Int64? {
        let pattern =
            /([-+])?P(?:([-+]?\d+)D)?(?:T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{1,9}))?S)?)?/
            .ignoresCase()
        guard let match = text.wholeMatch(of: pattern),
            match.2 != nil || match.3 != nil || match.4 != nil || match.5 != nil
        else { return nil }
        var total: Int64 = 0
        for (part, unit) in [(match.2, 86_400), (match.3, 3600), (match.4, 60), (match.5, 1)] {
            guard let part else { continue }
            guard let number = Int64(part) else { return nil }
            let (value, overflow) = number.multipliedReportingOverflow(by: Int64(unit) * 1000)
            let (sum, carried) = total.addingReportingOverflow(value)
            if overflow || carried { return nil }
            total = sum
        }
        if let fraction = match.6 {
            let digits = (String(fraction) + "00").prefix(3)
            let isNegative = match.5?.hasPrefix("-") ?? false
            total += (Int64(digits) ?? 0) * (isNegative ? -1 : 1)
        }
        return match.1 == "-" ? -total : total
    }

    private static func daysInMonth(_ month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day
    /// comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
