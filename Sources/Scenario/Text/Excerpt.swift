/// How many scalars of a user's text a message repeats.
let maximumExcerptScalars = 40

/// A user's text for a message: in single quotes, cut where it is long, and without control characters, so
/// that no input can flood or garble a terminal.
func quoted(_ text: some StringProtocol) -> String { "'\(excerpt(text))'" }

/// The text of `quoted` without the quotes.
func excerpt(_ text: some StringProtocol) -> String {
  excerpt(scalars: text.unicodeScalars)
}

/// The same for scalars of a document; looks at no more of them than it shows.
func excerpt(scalars: some Sequence<Unicode.Scalar>) -> String {
  var shown = ""
  var count = 0
  for scalar in scalars {
    guard count < maximumExcerptScalars else { return shown + "…" }
    if isInvisible(scalar) {
      shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
    count += 1
  }
  return shown
}

/// Whether a scalar shows nothing, or moves what is shown around it.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
  case .spaceSeparator: scalar != " "
  default: false
  }
}
