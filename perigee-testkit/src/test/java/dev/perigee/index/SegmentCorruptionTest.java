package dev.perigee.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.error.UnsupportedVersionException;
import dev.perigee.segment.SegmentForgery;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a file that is no segment, or no longer one, is refused with: by verification, by opening
/// and by copying alike. Every message names the file and the offset.
final class SegmentCorruptionTest {

  private static final int VERSION_AT = 8;
  private static final byte[] SOUND =
      SegmentSample.of(Metric.L2, ElementType.F32, 8, 20, true).bytes();

  @TempDir private Path folder;

  /// A damaged file.
  ///
  /// @param name what is wrong with it
  /// @param bytes the file
  /// @param offset where it is found to be wrong
  /// @param says a part of the message
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Damaged(String name, byte[] bytes, long offset, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Damaged> damaged() {
    byte[] versionBit = SOUND.clone();
    versionBit[VERSION_AT] ^= 4;
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};
    byte[] text = "a text, and not a short one. ".repeat(200).getBytes(UTF_8);
    byte[] lineEnds = SOUND.clone();
    lineEnds[5] = 0x0d;
    int size = SOUND.length;
    return Stream.of(
        new Damaged("empty", new byte[0], 0, "an empty file"),
        new Damaged("of 10 bytes", Arrays.copyOf(SOUND, 10), 10, "got 10 bytes"),
        new Damaged("a header but for a byte", Arrays.copyOf(SOUND, 4095), 4095, "got 4095 bytes"),
        new Damaged("a header alone", Arrays.copyOf(SOUND, 4096), 4096, "got 4096"),
        new Damaged("a picture", Arrays.copyOf(png, 5000), 2, "another kind of file"),
        new Damaged("a text", text, 0, "another kind of file"),
        new Damaged("zeros", new byte[8192], 0, "another kind of file"),
        new Damaged("with line ends translated", lineEnds, 5, "another kind of file"),
        new Damaged("with a bit of the version flipped", versionBit, 0, "checksum"),
        new Damaged("a byte short", Arrays.copyOf(SOUND, size - 1), size - 1, "got " + (size - 1)),
        new Damaged("a byte long", Arrays.copyOf(SOUND, size + 1), size, "got " + (size + 1)));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void damageIsRefusedWithFileAndOffset(Damaged damaged) throws IOException {
    Path file = Files.write(folder.resolve("damaged"), damaged.bytes());
    for (ThrowingCallable call : calls(file)) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              CorruptionException.class,
              e -> {
                assertThat(e.source()).isEqualTo(file.toString());
                assertThat(e.offsetBytes()).isEqualTo(damaged.offset());
              })
          .hasMessageStartingWith(file + " at byte " + damaged.offset() + ": ")
          .hasMessageContaining(damaged.says());
    }
  }

  @Test
  void newerVersionIsToldFromDamage() throws IOException {
    byte[] newer = SOUND.clone();
    SegmentForgery.view(newer).putInt(VERSION_AT, 2);
    Path file = Files.write(folder.resolve("newer"), SegmentForgery.seal(newer));
    for (ThrowingCallable call : calls(file)) {
      assertThatThrownBy(call)
          .isInstanceOf(UnsupportedVersionException.class)
          .hasMessage(
              file
                  + " at byte 8: expected format version 1 to 1, got 2; "
                  + "open it with a newer Perigee");
    }
  }

  @Test
  void missingFileIsNotFound() {
    Path file = folder.resolve("missing");
    for (ThrowingCallable call : calls(file)) {
      assertThatThrownBy(call)
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void folderIsNotReadAsAFile() {
    for (ThrowingCallable call : calls(folder)) {
      assertThatThrownBy(call)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(folder.toString());
    }
  }

  @Test
  void folderIsNotReplacedByAFile() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    try (IndexBuilder builder = VectorIndex.builder(IndexOptions.of(4, Metric.L2))) {
      assertThatThrownBy(() -> builder.write(target))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(target.toString());
      assertThatThrownBy(() -> builder.write(folder.resolve("none").resolve("index")))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("none");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("nothing else is left").containsExactly(target);
    }
  }

  @Test
  void soundFileIsAccepted() throws IOException {
    Path file = Files.write(folder.resolve("sound"), SOUND);
    assertThat(VectorIndex.verify(file)).isEqualTo(SOUND.length);
    byte[] forged = SegmentForgery.assemble(SOUND, SegmentForgery.takeApart(SOUND));
    assertThat(forged).as("forged as it was").isEqualTo(SOUND);
  }

  private static List<ThrowingCallable> calls(Path file) {
    return List.of(
        () -> VectorIndex.verify(file),
        () -> VectorIndex.open(file).close(),
        () -> VectorIndex.builder(file).close());
  }
}
