package dev.perigee.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.StorageException;
import dev.perigee.testkit.PowerLossFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails while a file is published: at every operation, and after the last.
///
/// A reader must then find the old file or the new one, whole; and the new one for good as soon as
/// the publication has returned. That this test can fail is shown by three publications that leave
/// out one step each.
final class PowerLossTest {

  private static final int SEEDS = 40;
  private static final String TARGET = "index";
  private static final byte[] OLD = randomBytes(1, 5_000);
  private static final byte[] NEW = randomBytes(2, 9_001);

  @TempDir private Path scratch;
  private int crashes;

  /// A way to publish a file.
  private interface Publication {
    void publish(FileLayer files, Path target, AtomicFile.Content content) throws IOException;
  }

  @Test
  void oldOrNewIsFoundWhenThePowerFailsAtAnyOperation() throws IOException {
    assertThat(violations(AtomicFile::publish, true)).isEmpty();
    assertThat(crashes).as("crashes").isGreaterThan(SEEDS * 8);
  }

  @Test
  void nothingOrNewIsFoundWhereThereWasNoFile() throws IOException {
    assertThat(violations(AtomicFile::publish, false)).isEmpty();
  }

  @Test
  void forgettingToForceTheFileIsNoticed() throws IOException {
    assertThat(
            violations(
                (files, target, content) -> {
                  Path temporary = writeTemporary(files, target, content, false);
                  files.rename(temporary, target);
                  files.forceFolder(target.getParent());
                },
                true))
        .anyMatch(violation -> violation.contains("torn"));
  }

  @Test
  void renamingBeforeForcingIsNoticed() throws IOException {
    assertThat(
            violations(
                (files, target, content) -> {
                  Path temporary = target.resolveSibling("temporary");
                  try (FileLayer.Output out = files.create(temporary)) {
                    content.writeTo(out);
                    files.rename(temporary, target);
                    out.force();
                  }
                  files.forceFolder(target.getParent());
                },
                true))
        .anyMatch(violation -> violation.contains("torn"));
  }

  @Test
  void forgettingToForceTheFolderIsNoticed() throws IOException {
    assertThat(
            violations(
                (files, target, content) ->
                    files.rename(writeTemporary(files, target, content, true), target),
                true))
        .anyMatch(violation -> violation.contains("old after the publication returned"));
  }

  @Test
  void deletingTheOldFileFirstIsNoticed() throws IOException {
    assertThat(
            violations(
                (files, target, content) -> {
                  files.delete(target);
                  AtomicFile.publish(files, target, content);
                },
                true))
        .anyMatch(violation -> violation.contains("missing"));
  }

  private static Path writeTemporary(
      FileLayer files, Path target, AtomicFile.Content content, boolean force) throws IOException {
    Path temporary = target.resolveSibling("temporary");
    try (FileLayer.Output out = files.create(temporary)) {
      content.writeTo(out);
      if (force) {
        out.force();
      }
    }
    return temporary;
  }

  private List<String> violations(Publication publication, boolean oldExists) throws IOException {
    List<String> violations = new ArrayList<>();
    int operations = crashAt(publication, oldExists, PowerLossFiles.NEVER, 0, violations);
    for (int operation = 0; operation < operations; operation++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        crashAt(publication, oldExists, operation, seed, violations);
      }
    }
    for (int seed = 1; seed < SEEDS; seed++) {
      crashAt(publication, oldExists, PowerLossFiles.NEVER, seed, violations);
    }
    return violations;
  }

  private int crashAt(
      Publication publication, boolean oldExists, int operation, int seed, List<String> violations)
      throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("run" + crashes));
    Path found = Files.createDirectory(scratch.resolve("found" + crashes++));
    if (oldExists) {
      Files.write(folder.resolve(TARGET), OLD);
    }
    PowerLossFiles files = new PowerLossFiles(folder, seed, operation);
    boolean returned = false;
    try {
      publication.publish(files, folder.resolve(TARGET), PowerLossTest::writeNew);
      returned = true;
    } catch (IOException | StorageException e) {
      assertThat(operation).as("the power failed, else: " + e).isLessThan(files.operations());
    }
    files.crash(found);
    String fault = fault(found.resolve(TARGET), oldExists, returned);
    if (fault != null) {
      violations.add(fault + " (operation " + operation + ", seed " + seed + ")");
    }
    return files.operations();
  }

  /// What is wrong with the file that was found, or null.
  private static String fault(Path target, boolean oldExists, boolean returned) throws IOException {
    if (!Files.exists(target)) {
      return oldExists || returned ? "missing" : null;
    }
    byte[] bytes = Files.readAllBytes(target);
    if (Arrays.equals(bytes, NEW)) {
      return null;
    }
    if (!oldExists || !Arrays.equals(bytes, OLD)) {
      return "torn: " + bytes.length + " bytes";
    }
    return returned ? "old after the publication returned" : null;
  }

  private static void writeNew(java.nio.channels.WritableByteChannel out) throws IOException {
    for (int at = 0; at < NEW.length; at += 2_500) {
      out.write(ByteBuffer.wrap(NEW, at, Math.min(2_500, NEW.length - at)));
    }
  }

  private static byte[] randomBytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
