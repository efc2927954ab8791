package dev.perigee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.error.PerigeeException;
import dev.perigee.formats.record.RecordOptions;
import dev.perigee.formats.record.RecordSource;
import dev.perigee.formats.record.SourceRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// Damages files of records, and checks that a reading gives records that keep the rules, bad rows
/// or an error of Perigee that names the file; nothing else may come out.
///
/// The seed is printed; `-Dperigee.fuzz.seed=N` replays it, `-Dperigee.fuzz.mutations=N` goes on
/// for longer.
public final class RecordFuzz {

  /// How often each file is damaged.
  public static final int MUTATIONS_PER_FILE = Integer.getInteger("perigee.fuzz.mutations", 150);

  /// A reading ends at this row, for a damaged footer may invent billions.
  private static final int ROWS_MAX = 5000;

  private final String test;
  private final Path folder;
  private final String extension;
  private final Mutation mutation;
  private final long rowsMax;
  private final long seed = Long.getLong("perigee.fuzz.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private long records;
  private long badRows;
  private long refused;

  private RecordFuzz(
      Class<?> test, Path folder, String extension, Mutation mutation, long rowsMax) {
    this.test = test.getSimpleName();
    this.folder = folder;
    this.extension = extension;
    this.mutation = mutation;
    this.rowsMax = rowsMax;
    System.out.println(this.test + " seed " + seed);
  }

  /// For files that hold their rows: each is read to its end.
  ///
  /// @param extension of the damaged files, which come to lie in the folder
  public static RecordFuzz wholeFiles(
      Class<?> test, Path folder, String extension, Mutation mutation) {
    return new RecordFuzz(test, folder, extension, mutation, Long.MAX_VALUE);
  }

  /// For files that say how many rows they have: only the first rows of each are read.
  ///
  /// @param extension of the damaged files, which come to lie in the folder
  public static RecordFuzz firstRows(
      Class<?> test, Path folder, String extension, Mutation mutation) {
    return new RecordFuzz(test, folder, extension, mutation, ROWS_MAX);
  }

  /// What came out of all files.
  ///
  /// @param refused how many files ended in an error
  public record Outcome(long records, long badRows, long refused) {}

  /// Damages each file as often as the property says, and reads it.
  public Outcome run(List<byte[]> files) {
    for (int file = 0; file < files.size(); file++) {
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        attempt(file, i, mutation.damaged(files.get(file), files, random));
      }
    }
    System.out.printf(
        "%s: %d files, %,d records, %,d bad rows, %,d refused%n",
        test, files.size(), records, badRows, refused);
    return new Outcome(records, badRows, refused);
  }

  private void attempt(int file, int mutation, byte[] bytes) {
    String name = "fuzz-" + file + "." + extension;
    Path path = Records.write(folder.resolve(name), bytes);
    try (RecordSource source = RecordSource.open(path, options(), random.nextInt(3))) {
      SourceRecord next = source.next();
      while (next != null && next.position().row() < rowsMax) {
        records++;
        next.vectors().forEach((vector, components) -> requireFinite(components));
        next = source.next();
      }
    } catch (Enough e) {
      records++;
    } catch (PerigeeException e) {
      refused++;
      assertThat(e).hasMessageContaining(name);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d, mutation %d of file %d gave %s".formatted(seed, mutation, file, e), e);
    }
  }

  private RecordOptions options() {
    return RecordOptions.DEFAULT
        .withRecordBytesMax(1 << 16)
        .withBadRows(problem -> {
          badRows++;
          if (problem.position().row() > rowsMax) {
            throw new Enough();
          }
        });
  }

  private static void requireFinite(float[] components) {
    for (float component : components) {
      if (!Float.isFinite(component)) {
        throw new AssertionError("got " + component);
      }
    }
  }

  /// Ends the reading of rows that a footer invents.
  private static final class Enough extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
