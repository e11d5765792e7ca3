import Reporting

extension Console {
  /// Prints a sheet, apart from the one before it by a blank line.
  func show(_ input: SheetInput, isFirst: Bool) {
    var buffer = ByteBuffer()
    Sheet(input, style: hasColor ? .ansi : .plain).write(into: &buffer)
    out((isFirst ? "" : "\n") + buffer.text)
  }
}
