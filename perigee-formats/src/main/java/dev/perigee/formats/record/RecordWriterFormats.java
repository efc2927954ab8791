package dev.perigee.formats.record;

import java.util.List;

/// The formats of a module that records are written in, found by `ServiceLoader`.
public interface RecordWriterFormats {

  /// All of them; they have no state.
  List<RecordWriterFormat> formats();
}
