package dev.perigee.index;

import dev.perigee.vector.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A process that replaces an index file by a larger one again and again, until it is killed.
///
/// It says `started COUNT` when it has the file open, then `count COUNT` after each batch whose
/// replacements have returned: an acknowledgement. It keeps open what it opened first, and says
/// `broken ...` if that ever changes.
final class ReplacingChild {

  /// Vectors added by one replacement; ids count up from 0.
  static final int BATCH = 50;

  /// What each id stands for.
  static final SeededVectors VECTORS = new SeededVectors(21, ElementType.F32, 16, 0);

  /// Times that each batch is written, so that most of the time is spent in writing.
  private static final int WRITES = 5;

  private static final int COUNT_MAX = 20_000;

  private ReplacingChild() {}

  /// Runs the child on a file.
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    AtomicBoolean parentIsGone = new AtomicBoolean();
    Thread.ofPlatform().daemon().start(() -> awaitEndOfInput(parentIsGone));
    try (VectorIndex before = VectorIndex.open(path)) {
      int countBefore = before.count();
      System.out.println("started " + countBefore);
      int count = countBefore;
      while (!parentIsGone.get() && count < COUNT_MAX) {
        count = replace(path);
        System.out.println("count " + count);
        if (before.count() != countBefore || before.contains(countBefore)) {
          System.out.println("broken: what was opened first has changed");
        }
      }
    }
  }

  private static int replace(Path path) {
    try (IndexBuilder builder = VectorIndex.builder(path)) {
      int from = builder.count();
      for (int id = from; id < from + BATCH; id++) {
        builder.add(id, VECTORS.segment(id));
      }
      for (int i = 0; i < WRITES; i++) {
        builder.write(path);
      }
      return builder.count();
    }
  }

  private static void awaitEndOfInput(AtomicBoolean ended) {
    try {
      while (System.in.read() >= 0) {
        // nothing is said to this child; only the end counts
      }
    } catch (IOException e) {
      // a broken pipe is an end as well
    }
    ended.set(true);
  }
}
