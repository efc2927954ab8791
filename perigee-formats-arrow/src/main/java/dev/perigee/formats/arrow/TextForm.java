package dev.perigee.formats.arrow;

import dev.perigee.formats.record.BadRowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text or bytes, from bytes.
final class TextForm {

  /// What stands for bytes that are no text, unless it stands for itself.
  private static final char REPLACEMENT = '\ufffd';

  private TextForm() {}

  /// A String or the bytes.
  ///
  /// @throws BadRowException if it should be text and is none: to replace what is wrong would
  ///   change ids
  static Object of(byte[] bytes, boolean isText, String name) throws BadRowException {
    if (!isText) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw BadRowException.of(name, "text in UTF-8", text);
      }
    }
    return text;
  }
}
