package dev.perigee.formats.json;

import java.io.IOException;
import java.io.InputStream;

/// How values of JSON lie in a file: one a line, or one over all.
enum JsonLayout {
  /// A value a line: a damaged one can be passed over.
  LINES,
  /// One value, over as many lines as it likes.
  DOCUMENT;

  /// Finds out from the first value: whether it ends before the text does. One that is longer than
  /// a record may be is a document.
  static JsonLayout of(TextFile file) throws IOException {
    try (InputStream text = file.open()) {
      return new Scan(text, file.options().recordBytesMax()).layout();
    }
  }

  /// A walk over the brackets of the first value.
  private static final class Scan {

    private final InputStream text;
    private final int bytesMax;
    private int depth;
    private boolean inString;
    private boolean escaped;

    Scan(InputStream text, int bytesMax) {
      this.text = text;
      this.bytesMax = bytesMax;
    }

    JsonLayout layout() throws IOException {
      int first = next();
      if (first < 0) {
        return LINES; // none
      }
      int value = first;
      for (int i = 0; i < bytesMax && value >= 0; i++) {
        if (value == '\n' && (depth > 0 || inString)) {
          // Damage on the first line must not make one document of all lines.
          return first == '{' && text.read() == '{' ? LINES : DOCUMENT;
        }
        take(value);
        if (depth == 0 && !inString) {
          return next() < 0 ? DOCUMENT : LINES;
        }
        value = text.read();
      }
      return DOCUMENT;
    }

    private void take(int value) {
      if (inString) {
        inString = escaped || value != '"';
        escaped = !escaped && value == '\\';
      } else if (value == '"') {
        inString = true;
      } else if (value == '{' || value == '[') {
        depth++;
      } else if (value == '}' || value == ']') {
        depth--;
      }
    }

    /// The next byte that is no blank; -1 at the end.
    private int next() throws IOException {
      int value = text.read();
      while (value == ' ' || value == '\t' || value == '\r' || value == '\n') {
        value = text.read();
      }
      return value;
    }
  }
}
