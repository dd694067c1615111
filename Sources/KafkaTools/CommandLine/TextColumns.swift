extension String {
    /// This text with blanks behind it up to `width` characters; longer texts stay as they are
    /// (`%-<width>s`).
    package func padded(to width: Int) -> String {
        let missing = width - count
        return missing > 0 ? self + String(repeating: " ", count: missing) : self
    }

    /// Without blanks and line ends at both ends.
    var trimmed: String {
        String(trimmedSlice)
    }

    private var trimmedSlice: Substring {
        var slice = self[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return slice
    }
}
