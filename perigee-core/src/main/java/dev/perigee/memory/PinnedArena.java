package dev.perigee.memory;

import dev.perigee.error.ClosedException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// An arena that is freed when it has been closed and nobody reads it any more.
///
/// | state | [#pin()] | the memory |
/// |---|---|---|
/// | open | succeeds | stays |
/// | closed, readers inside | refused | stays until the last leaves |
/// | closed, nobody inside | refused | is freed by a background thread |
///
/// Freeing a shared arena stops every thread of the JVM for a moment, so no searching thread does
/// it.
public final class PinnedArena implements AutoCloseable {

  private final Arena arena;
  private final String source;
  private final List<Closeable> along = new CopyOnWriteArrayList<>();
  private final AtomicInteger pins = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param arena freed in the end; null where the memory belongs to somebody else
  /// @param source what to call the memory in an error
  public PinnedArena(Arena arena, String source) {
    this.arena = arena;
    this.source = source;
  }

  /// Has something closed when the memory is freed. Before anybody else closes the arena.
  public void closeAlong(Closeable file) {
    along.add(file);
  }

  /// What to call the memory in an error.
  public String source() {
    return source;
  }

  /// Keeps the memory until [#unpin()].
  ///
  /// @throws ClosedException after [#close()]
  public void pin() {
    int current = pins.get();
    while (!closed.get() && current > 0) {
      if (pins.compareAndSet(current, current + 1)) {
        return;
      }
      current = pins.get();
    }
    throw new ClosedException("index: expected it to be open, but " + source + " was closed");
  }

  /// Ends what [#pin()] began.
  public void unpin() {
    if (pins.decrementAndGet() == 0 && arena != null) {
      Thread.ofVirtual().name("perigee-free").start(this::free);
    }
  }

  private void free() {
    arena.close();
    for (Closeable file : along) {
      try {
        file.close();
      } catch (IOException e) {
        // it was only read
      }
    }
  }

  /// Refuses further pins. Repeated calls do nothing.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unpin();
    }
  }
}
