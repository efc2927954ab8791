package dev.perigee.testkit;

import java.util.List;
import java.util.SplittableRandom;

/// One way to damage a file.
@FunctionalInterface
public interface Mutation {

  /// Damaged bytes.
  ///
  /// @param whole the file, which is not changed
  /// @param files all files of the test, as a source of bytes that look right
  byte[] damaged(byte[] whole, List<byte[]> files, SplittableRandom random);
}
