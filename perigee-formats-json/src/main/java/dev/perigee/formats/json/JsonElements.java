package dev.perigee.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.perigee.error.CorruptionException;
import dev.perigee.formats.record.BadRowException;
import java.io.IOException;
import java.util.List;

/// The entries of one list, or the values of one object, in a document of JSON, one after another.
///
/// At the end the rest of the document is read too, so that one that is cut short is noticed. Owned
/// by one thread.
final class JsonElements implements AutoCloseable {

  private final String name;
  private final long textOffset;
  private final JsonParser parser;
  private int depth;
  private String key;
  private long offset;
  private boolean unread;
  private boolean ended;

  /// Opens a document and goes to the list or object.
  ///
  /// @param path the keys that lead there from the document
  JsonElements(TextFile file, JsonFactory factory, List<String> path) throws IOException {
    this.name = file.name();
    this.textOffset = file.markBytes();
    this.parser = factory.createParser(file.open());
    try {
      descend(path);
    } catch (IOException | RuntimeException | Error e) {
      parser.close();
      throw e;
    }
  }

  private void descend(List<String> path) throws IOException {
    next();
    for (String wanted : path) {
      next();
      while (parser.currentToken() == JsonToken.FIELD_NAME
          && !parser.currentName().equals(wanted)) {
        next();
        skipChildren();
        next();
      }
      next();
    }
    depth = parser.getParsingContext().getNestingDepth();
  }

  /// Moves to the next entry, behind what is left of the one before.
  ///
  /// @return false at the end
  boolean advance() throws IOException {
    if (ended) {
      return false;
    }
    finishEntry();
    JsonToken token = next();
    if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
      ended = true;
      requireEnd();
      return false;
    }
    if (token == JsonToken.FIELD_NAME) {
      key = parser.currentName();
      next();
    }
    offset = textOffset + Math.max(0, parser.currentTokenLocation().getByteOffset());
    unread = true;
    return true;
  }

  private void finishEntry() throws IOException {
    if (unread) {
      skipChildren();
      unread = false;
    }
    while (parser.getParsingContext().getNestingDepth() > depth) {
      next();
    }
  }

  private void requireEnd() throws IOException {
    while (parser.getParsingContext().getNestingDepth() > 0) {
      next();
    }
    long end = here();
    try {
      if (parser.nextToken() != null) {
        throw new CorruptionException(name, end, "expected the end of the text, got more of it");
      }
    } catch (JacksonException e) {
      throw JsonErrors.damaged(name, end, e);
    }
  }

  /// The name of the entry in an object; null in a list.
  String key() {
    return key;
  }

  /// Where the entry begins in the text.
  long offset() {
    return offset;
  }

  /// The entry; called at most once.
  ///
  /// @throws BadRowException if it is larger than a record may be
  Object read(JsonValues values) throws IOException, BadRowException {
    unread = false;
    try {
      return values.record(parser);
    } catch (JacksonException e) {
      throw JsonErrors.damaged(name, here(), e);
    }
  }

  private JsonToken next() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new CorruptionException(name, here(), "expected more JSON, got the end of the text");
      }
      return token;
    } catch (JacksonException e) {
      throw JsonErrors.damaged(name, here(), e);
    }
  }

  private void skipChildren() throws IOException {
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw JsonErrors.damaged(name, here(), e);
    }
  }

  private long here() {
    return textOffset + Math.max(0, parser.currentLocation().getByteOffset());
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
