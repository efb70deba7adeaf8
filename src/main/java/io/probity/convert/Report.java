package io.probity.convert;

import io.probity.convert.Conversion.Kind;
import io.probity.convert.Conversion.Note;
import java.util.ArrayList;
import java.util.List;

/** Collects what is lost on the way. Not thread-safe. */
final class Report {
  private final List<Note> notes;
  private final String source;

  private Report(List<Note> notes, String source) {
    this.notes = notes;
    this.source = source;
  }

  static Report empty() {
    return new Report(new ArrayList<>(), "");
  }

  /** The same report, about one thing. */
  Report of(String what) {
    return new Report(notes, what);
  }

  void approximate(String detail) {
    notes.add(new Note(source, Kind.APPROXIMATE, detail));
  }

  void ignored(String detail) {
    notes.add(new Note(source, Kind.IGNORED, detail));
  }

  void skipped(String detail) {
    notes.add(new Note(source, Kind.SKIPPED, detail));
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }
}
