package dev.perigee.cli.bench;

import dev.perigee.cli.bench.limit.Confinement;
import java.util.ArrayList;
import java.util.List;

/// Runs processes without a limit, so that everything but the limit can be tested anywhere, and
/// remembers the limits they would have had.
final class Unconfined implements Confinement {

  final List<Long> limits = new ArrayList<>();
  int open;

  @Override
  public void require() {}

  @Override
  public Cell begin(long limitBytes) {
    limits.add(limitBytes);
    open++;
    return new Cell() {
      @Override
      public List<String> confine(List<String> command) {
        return command;
      }

      @Override
      public long peakBytes() {
        return 4711;
      }

      @Override
      public boolean hasKilled() {
        return false;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }
}
