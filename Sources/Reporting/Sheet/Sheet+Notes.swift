/// What the sheet notes of its methods, below the tables.
extension Sheet {
  /// What is noted of a method, and where.
  private struct Note {
    let label: String
    let text: String
    let firstPoint: SheetPoint
    var pointCount = 1
  }

  func writeNotes(into buffer: inout ByteBuffer) {
    let notes = notes(\.notes)
    let withheld = self.notes { $0.hasWithheld ? [""] : [] }
    guard !notes.isEmpty || !withheld.isEmpty else { return }
    let head = style.paint("NOTE", .caution)
    buffer.append("\n")
    for note in notes.prefix(Self.noteLimit) {
      buffer.append("\(head) \(place(of: note)): \(TextGrid.printable(note.text))\n")
    }
    if notes.count > Self.noteLimit {
      buffer.append("NOTE and \(HumanNumber.count(notes.count - Self.noteLimit)) more of the same kind\n")
    }
    if !withheld.isEmpty {
      buffer.append(
        "\(head) P99 of \(withheld.map(place).joined(separator: ", ")): a blocked sender generated no more, and what"
          + " its schedule wanted meanwhile is not counted; blocking: false without a backlog counts it\n")
    }
  }

  /// Equal texts of one method are one note. O(points · methods).
  private func notes(_ texts: (MethodResult) -> [String]) -> [Note] {
    var notes: [Note] = []
    var known: [[String]: Int] = [:]
    for point in points {
      for method in point.methods {
        for text in texts(method) {
          if let index = known[[method.label, text]] {
            notes[index].pointCount += 1
          } else {
            known[[method.label, text]] = notes.count
            notes.append(Note(label: method.label, text: text, firstPoint: point))
          }
        }
      }
    }
    return notes
  }

  /// The method, and where there are several points the one at which it is so, or how many.
  private func place(of note: Note) -> String {
    let label = TextGrid.printable(note.label)
    guard points.count > 1 else { return label }
    guard note.pointCount > 1 else { return "\(label) (at \(TextGrid.printable(note.firstPoint.title)))" }
    return "\(label) (at \(HumanNumber.count(note.pointCount)) of \(HumanNumber.count(points.count)) points)"
  }
}
