package dev.perigee.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/// What mutations are made of, and the one for binary files of records.
///
/// Whatever changes bytes changes the array that it is given and returns it.
public final class Mutations {

  private static final int LENGTH_MIN = 16;
  private static final int HEAD_BYTES = 200;
  private static final int FOOTER_BYTES = 1500;

  private Mutations() {}

  /// Cuts, flips, splices and enlarges numbers, up to four times; for files with a head and a
  /// footer. At least 16 bytes are left.
  public static byte[] binary(byte[] whole, List<byte[]> files, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > LENGTH_MIN; i++) {
      bytes =
          switch (random.nextInt(8)) {
            case 0 ->
                random.nextInt(8) == 0 ? truncate(bytes, LENGTH_MIN, random) : flip(bytes, random);
            case 1 -> splice(bytes, files, random);
            case 2 -> fill(bytes, random);
            default -> flip(bytes, random);
          };
    }
    return bytes;
  }

  /// The first bytes.
  ///
  /// @param lengthMin fewer than there are
  public static byte[] truncate(byte[] bytes, int lengthMin, SplittableRandom random) {
    return Arrays.copyOf(bytes, lengthMin + random.nextInt(bytes.length - lengthMin));
  }

  /// Turns one bit of a byte over.
  public static byte[] flip(byte[] bytes, int at, SplittableRandom random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /// Overwrites bytes with some of another file.
  ///
  /// @param lengthMax how many at most
  /// @param place gives a place for that many bytes
  public static byte[] splice(
      byte[] bytes, byte[] other, int lengthMax, IntUnaryOperator place, SplittableRandom random) {
    int length = 1 + random.nextInt(Math.min(lengthMax, Math.min(bytes.length, other.length)));
    int from = random.nextInt(other.length - length + 1);
    System.arraycopy(other, from, bytes, place.applyAsInt(length), length);
    return bytes;
  }

  private static byte[] flip(byte[] bytes, SplittableRandom random) {
    return flip(bytes, somewhere(bytes.length, random), random);
  }

  private static byte[] splice(byte[] bytes, List<byte[]> files, SplittableRandom random) {
    IntUnaryOperator place =
        length -> Math.min(somewhere(bytes.length, random), bytes.length - length);
    return splice(bytes, files.get(random.nextInt(files.size())), 64, place, random);
  }

  /// Makes a number large.
  private static byte[] fill(byte[] bytes, SplittableRandom random) {
    int at = somewhere(bytes.length - 5, random);
    Arrays.fill(bytes, at, at + 1 + random.nextInt(4), (byte) 0xff);
    return bytes;
  }

  /// A third hits the footer, a third the schema or the first pages.
  private static int somewhere(int length, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> length - 1 - random.nextInt(Math.min(length, FOOTER_BYTES));
      case 1 -> random.nextInt(Math.min(length, HEAD_BYTES));
      default -> random.nextInt(length);
    };
  }
}
