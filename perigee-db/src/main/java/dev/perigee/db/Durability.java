package dev.perigee.db;

import dev.perigee.error.InvalidRequestException;
import java.time.Duration;

/// When a write is safe from a power failure. From the death of the process it is safe in every
/// case, once it was acknowledged.
///
/// @param sync whether before it is acknowledged
/// @param interval else how often the log is made durable; zero for when the system likes
public record Durability(boolean sync, Duration interval) {

  /// Acknowledged is durable; writers that wait share a sync.
  public static final Durability SYNC = new Durability(true, Duration.ZERO);

  /// Durable some time after it was acknowledged.
  public static final Durability NONE = new Durability(false, Duration.ZERO);

  /// @throws InvalidRequestException if the interval is negative
  public Durability {
    if (interval.isNegative()) {
      throw InvalidRequestException.of("interval", "a duration of at least 0", interval);
    }
  }

  /// Durable at most so long after it was acknowledged.
  ///
  /// @param millis 1 to 3,600,000
  public static Durability interval(long millis) {
    if (millis < 1 || millis > 3_600_000) {
      throw InvalidRequestException.of("millis", "1 to 3,600,000", millis);
    }
    return new Durability(false, Duration.ofMillis(millis));
  }
}
