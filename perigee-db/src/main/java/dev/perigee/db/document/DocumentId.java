package dev.perigee.db.document;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// The name of a document: a long, a UUID or a string. The three never equal each other.
///
/// Its key is a byte for the kind and the value, so that keys in the order of their unsigned bytes
/// are ids in their order: longs by value, then UUIDs and strings by their bytes.
public final class DocumentId implements Comparable<DocumentId> {

  /// Most bytes of a string in UTF-8.
  public static final int STRING_BYTES_MAX = 512;

  private static final byte LONG = 1;
  private static final byte OF_UUID = 2;
  private static final byte STRING = 3;

  private final Object value;
  private final byte[] key;

  private DocumentId(Object value, byte[] key) {
    this.value = value;
    this.key = key;
  }

  /// An id that is a number.
  public static DocumentId of(long value) {
    byte[] key = ByteBuffer.allocate(9).put(LONG).putLong(value ^ Long.MIN_VALUE).array();
    return new DocumentId(value, key);
  }

  /// An id that is a UUID.
  public static DocumentId of(UUID value) {
    if (value == null) {
      throw InvalidRequestException.of("id", "a long, UUID or string", null);
    }
    byte[] key =
        ByteBuffer.allocate(17)
            .put(OF_UUID)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array();
    return new DocumentId(value, key);
  }

  /// An id that is a string.
  ///
  /// @param value 1 to 512 bytes in UTF-8
  /// @throws InvalidRequestException if it is none
  public static DocumentId of(String value) {
    if (value == null || value.isEmpty()) {
      throw InvalidRequestException.of("id", "a long, UUID or non-empty string", value);
    }
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw InvalidRequestException.of("id", "a string of whole characters", "half a surrogate");
    }
    if (bytes.remaining() > STRING_BYTES_MAX) {
      throw InvalidRequestException.of(
          "id", "at most " + STRING_BYTES_MAX + " bytes of UTF-8", bytes.remaining());
    }
    byte[] key = new byte[1 + bytes.remaining()];
    key[0] = STRING;
    bytes.get(key, 1, key.length - 1);
    return new DocumentId(value, key);
  }

  /// An id from its value.
  ///
  /// @param value a Long or other integral number, a UUID, a String or a DocumentId
  /// @throws InvalidRequestException if it is none of them
  public static DocumentId ofValue(Object value) {
    return switch (value) {
      case DocumentId id -> id;
      case Long number -> of(number);
      case Integer number -> of(number.longValue());
      case UUID uuid -> of(uuid);
      case String string -> of(string);
      case null, default ->
          throw InvalidRequestException.of("id", "a long, UUID or string", String.valueOf(value));
    };
  }

  /// An id from its key.
  ///
  /// @param source where the key was read, for the error
  /// @throws CorruptionException if it is no key
  public static DocumentId ofKey(byte[] key, String source) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    byte kind = key.length == 0 ? 0 : bytes.get();
    if (kind == LONG && key.length == 9) {
      return new DocumentId(bytes.getLong() ^ Long.MIN_VALUE, key);
    }
    if (kind == OF_UUID && key.length == 17) {
      return new DocumentId(new UUID(bytes.getLong(), bytes.getLong()), key);
    }
    if (kind == STRING && key.length > 1) {
      return new DocumentId(new String(key, 1, key.length - 1, StandardCharsets.UTF_8), key);
    }
    throw new CorruptionException(
        source, 0, "expected the key of an id, got " + HexFormat.of().formatHex(key));
  }

  /// The Long, UUID or String.
  public Object value() {
    return value;
  }

  /// A copy of the bytes that stand for it.
  public byte[] key() {
    return key.clone();
  }

  @Override
  public int compareTo(DocumentId other) {
    return Arrays.compareUnsigned(key, other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentId id && Arrays.equals(key, id.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
