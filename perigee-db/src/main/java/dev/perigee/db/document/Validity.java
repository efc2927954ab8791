package dev.perigee.db.document;

import dev.perigee.error.InvalidRequestException;
import java.time.Instant;

/// When a document holds in the world, beside when it was written.
///
/// @param from first instant at which it holds; null for always before
/// @param until first instant at which it holds no more; null for ever
/// @param reason why it ends; null if nobody said
public record Validity(Instant from, Instant until, String reason) {

  /// Valid always.
  public static final Validity ALWAYS = new Validity(null, null, null);

  /// @throws InvalidRequestException if it ends before it begins
  public Validity {
    from = from == null ? null : FieldType.instant(FieldType.micros("validFrom", from));
    until = until == null ? null : FieldType.instant(FieldType.micros("validUntil", until));
    if (from != null && until != null && until.isBefore(from)) {
      throw InvalidRequestException.of("validUntil", "an instant not before " + from, until);
    }
  }

  /// Whether it holds at an instant.
  public boolean holdsAt(Instant instant) {
    return (from == null || !instant.isBefore(from)) && (until == null || instant.isBefore(until));
  }
}
