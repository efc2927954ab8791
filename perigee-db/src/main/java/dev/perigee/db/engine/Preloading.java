package dev.perigee.db.engine;

import dev.perigee.db.rows.FieldRows;
import dev.perigee.db.rows.FieldView;
import dev.perigee.db.rows.RowPart;
import dev.perigee.db.rows.SegmentPart;
import dev.perigee.error.PerigeeException;
import dev.perigee.index.VectorAccess;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Reads the codes and links of segments ahead whose vectors are read, so that first searches do
/// not wait for them page by page. What cannot stay in memory is not read.
final class Preloading {

  private static final System.Logger LOG = System.getLogger("dev.perigee.db");

  private final long bytesMax;
  private Thread thread;
  private boolean stopped;

  /// @param bytesMax codes and links of all segments up to which they are read
  Preloading(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Starts to read what has not been read yet, if there is any, and does not wait.
  synchronized void start(Collection<CollectionState> collections) {
    boolean running = thread != null && thread.isAlive();
    if (!stopped && !running && awaits(collections)) {
      thread = BackgroundThread.of("perigee-preloader", () -> run(collections));
      thread.start();
    }
  }

  /// Reads what has not been read yet, until the thread is interrupted.
  void run(Collection<CollectionState> collections) {
    if (walkedBytes(collections) > bytesMax) {
      return;
    }
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        try (FieldView view = rows.acquire()) {
          view.parts().forEach(Preloading::preload);
        }
      }
    }
  }

  private static void preload(RowPart part) {
    boolean stop = Thread.currentThread().isInterrupted();
    if (!stop && part instanceof SegmentPart segment && segment.awaitsPreload()) {
      try {
        segment.preload();
      } catch (PerigeeException e) {
        LOG.log(Level.DEBUG, "not read ahead; a search will say why", e);
      }
    }
  }

  private boolean awaits(Collection<CollectionState> collections) {
    return segmentsRead(collections).stream().anyMatch(SegmentPart::awaitsPreload)
        && walkedBytes(collections) <= bytesMax;
  }

  private static long walkedBytes(Collection<CollectionState> collections) {
    return segmentsRead(collections).stream().mapToLong(SegmentPart::walkedBytes).sum();
  }

  private static List<SegmentPart> segmentsRead(Collection<CollectionState> collections) {
    List<SegmentPart> segments = new ArrayList<>();
    for (CollectionState collection : collections) {
      for (FieldRows rows : collection.vectors()) {
        for (RowPart part : rows.parts()) {
          if (part instanceof SegmentPart segment && segment.vectors() == VectorAccess.READ) {
            segments.add(segment);
          }
        }
      }
    }
    return segments;
  }

  /// Ends what runs, for good.
  synchronized void stop() {
    stopped = true;
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // it ends soon
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
