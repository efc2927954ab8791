package dev.perigee.cli.bench.limit;

import dev.perigee.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A number of bytes as people write it: `307000000`, `307MB`, `300MiB`, or `64m` as the JVM has
/// it.
///
/// `kB`, `MB`, `GB` and `TB` are powers of 1,000; `KiB`, `MiB`, `GiB`, `TiB` and the JVM's single
/// letters are powers of 1,024. Case does not matter.
public final class ByteSize implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?([a-zA-Z]*)");
  private static final String POWERS = "kmgt";

  /// Made by picocli.
  public ByteSize() {}

  @Override
  public Long convert(String text) {
    try {
      return parse(text);
    } catch (InvalidRequestException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /// The number of bytes, rounded down.
  ///
  /// @throws InvalidRequestException if it is no size, or not one from 1 to 2^63 - 1
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    BigDecimal unit = matcher.matches() ? unit(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw refusal(text);
    }
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(unit).setScale(0, RoundingMode.DOWN);
    if (bytes.signum() == 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw refusal(text);
    }
    return bytes.longValueExact();
  }

  /// What one of the unit is; null if there is no such unit.
  private static BigDecimal unit(String name) {
    if (name.isEmpty() || name.equals("b")) {
      return BigDecimal.ONE;
    }
    int power = POWERS.indexOf(name.charAt(0)) + 1;
    if (power == 0) {
      return null;
    }
    return switch (name.substring(1)) {
      case "b" -> BigDecimal.valueOf(1000).pow(power);
      case "", "ib" -> BigDecimal.valueOf(1024).pow(power);
      default -> null;
    };
  }

  private static InvalidRequestException refusal(String text) {
    return InvalidRequestException.of(
        "size", "bytes such as 307000000, 307MB, 300MiB or 64m", text);
  }
}
