package dev.perigee.index;

import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.StorageException;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.PinnedArena;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import dev.perigee.vector.CodeKind;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Builds an index in off-heap memory, or with its vectors in a temporary file
/// ([IndexOptions#withSpillFolder]): vectors one by one or many at once, then a file or an index.
///
/// **Threads.** Any number may add at once. Writing waits for running additions and holds off new
/// ones.
///
/// **Refusals.** A refused call changes nothing; that holds for a bulk addition as a whole.
///
/// **Lifetime.** Whoever made the builder closes it; that frees its memory.
public final class IndexBuilder implements AutoCloseable {

  /// Most vectors of one index.
  public static final int COUNT_MAX = Integer.MAX_VALUE - 1;

  private final IndexOptions options;
  private final VectorSpace space;
  private final SourceDoor door;
  private final Arena arena = Arena.ofShared();
  private final GrowingIndex index;
  private final ConcurrentLinkedQueue<MemorySegment> scratch = new ConcurrentLinkedQueue<>();
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private final Object reservation = new Object();
  private volatile boolean closed;

  private IndexBuilder(IndexOptions options, IndexData source) {
    this.options = options;
    space = options.space();
    door = new SourceDoor(space);
    try {
      index = new GrowingIndex(arena, options, source);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  static IndexBuilder empty(IndexOptions options) {
    return new IndexBuilder(options, null);
  }

  /// @param options fit the graph of `source`
  static IndexBuilder copyOf(IndexData source, IndexOptions options) {
    return new IndexBuilder(options, source);
  }

  /// Adds one vector of floats; for F32, F16 and F64.
  ///
  /// @param id the caller's id
  /// @param vector `dimension` finite floats; not all zero for COSINE
  /// @throws InvalidRequestException if the vector does not fit
  /// @throws ConflictException if ids are unique and this one is taken
  public void add(long id, float[] vector) {
    add(id, target -> space.encode("vector", vector, target, 0));
  }

  /// Adds one vector of int8 values or packed bits.
  ///
  /// @param id the caller's id
  /// @param vector `dimension` values, or `(dimension + 7) / 8` bytes of bits
  /// @throws InvalidRequestException if the vector does not fit
  /// @throws ConflictException if ids are unique and this one is taken
  public void add(long id, byte[] vector) {
    add(id, target -> space.encode("vector", vector, target, 0));
  }

  /// Adds one vector in the element type of the index.
  ///
  /// @param id the caller's id
  /// @param vector little-endian, without padding
  /// @throws InvalidRequestException if the vector does not fit
  /// @throws ConflictException if ids are unique and this one is taken
  public void add(long id, MemorySegment vector) {
    add(
        id,
        target -> {
          if (vector.byteSize() != space.vectorBytes()) {
            throw InvalidRequestException.of(
                "vector", space.vectorBytes() + " bytes", vector.byteSize());
          }
          target.copyFrom(vector);
        });
  }

  private void add(long id, Consumer<MemorySegment> vector) {
    lifecycle.readLock().lock();
    try {
      checkOpen();
      MemorySegment encoded = scratch.poll();
      if (encoded == null) {
        encoded = Arena.ofAuto().allocate(space.vectorBytes(), 64);
      }
      vector.accept(encoded);
      float inverseNorm = space.check("vector", encoded, 0);
      int node;
      synchronized (reservation) {
        node = index.reserve("id", id, encoded, inverseNorm);
      }
      scratch.add(encoded);
      index.graph().link(node);
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /// Adds every row of a source, on the threads of the options.
  ///
  /// @throws InvalidRequestException naming the row, if a vector does not fit
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  public void addAll(VectorSource source) {
    addAll(source, BuildProgress.silent());
  }

  /// Adds every row of a source, telling how far it has come.
  ///
  /// Rows are read and checked first, then linked. Into an empty builder they are linked all at
  /// once, where the metric allows; if such a build is cancelled (by `progress`, or by interrupting
  /// the calling thread) none of the rows is kept. Otherwise they are linked one by one, and a
  /// cancelled build keeps those linked so far: the first ones of the source.
  ///
  /// @throws InvalidRequestException naming the row, if a vector does not fit
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  /// @throws dev.perigee.error.CancelledException if it was cancelled
  public void addAll(VectorSource source, BuildProgress progress) {
    options.requireFit("source", source);
    lifecycle.writeLock().lock();
    try {
      checkOpen();
      int from = index.count();
      try {
        reserveAll(source, 0);
        index.prepareLinking();
      } catch (RuntimeException | Error e) {
        index.truncate(from);
        throw e;
      }
      if (!options.linked()) {
        progress.update(index.count() - from, index.count() - from);
      } else if (from == 0 && index.count() > 0 && index.fitForPartition()) {
        index.linkByPartition(progress);
      } else {
        new BulkLinker(index, options.threads()).link(from, from == 0, progress);
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /// Adds every row of a source with a graph of them that was built elsewhere, which is taken over
  /// as it is: levels, links and entry point. What no link leads to is linked in when the index is
  /// finished. The builder is empty, and its options leave room for the links.
  ///
  /// @param links of the rows, by their numbers
  /// @throws InvalidRequestException if the builder is not empty or not for a graph, if the graph
  ///   has another number of nodes or more links than `m` and `m0` allow, or naming the row, if a
  ///   vector does not fit
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  /// @throws dev.perigee.error.CancelledException if it was cancelled; no row is kept
  public void addAll(VectorSource source, LinkSource links, BuildProgress progress) {
    options.requireFit("source", source);
    lifecycle.writeLock().lock();
    try {
      checkOpen();
      GraphAdoption.require(options, index.count(), source, links);
      try {
        index.graph().adopt(links);
        reserveAll(source, 0);
        index.prepareLinking();
        GraphAdoption.copy(index.graph(), links, options.threads(), progress);
      } catch (RuntimeException | Error e) {
        index.truncate(0);
        throw e;
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /// Adds the rows of a source behind as many as there are here, one by one; now and then what is
  /// linked so far is written.
  ///
  /// @param writingIsDue asked now and then
  /// @param as the options it is written with
  void addRest(
      VectorSource source,
      BuildProgress progress,
      BooleanSupplier writingIsDue,
      Path path,
      IndexOptions as) {
    lifecycle.writeLock().lock();
    try {
      int from = index.count();
      reserveAll(source, from);
      index.prepareLinking();
      new BulkLinker(index, options.threads(), writingIsDue, linked -> writeRows(path, as, linked))
          .link(from, true, progress);
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /// Stores the vectors of the rows that are here without.
  void restore(VectorSource source) {
    door.forEach(
        source, 0, index.count(), (row, vector, norm) -> index.restore((int) row, vector, norm));
  }

  /// Whether a row's vector is that of a row in another index; told by their codes, where they have
  /// any.
  boolean isLikeIn(PinnedIndex other, int row) {
    return options.codes() == CodeKind.NONE
        ? other.pinned(() -> index.hasVector(row, other.data()))
        : index.codes().isRight(row);
  }

  private void writeRows(Path path, IndexOptions as, int count) {
    try (Arena temporary = Arena.ofShared()) {
      IndexData rows = index.firstRows(temporary, as, count);
      AtomicFile.publish(FileLayer.SYSTEM, path, out -> IndexSegment.write(out, rows));
    }
  }

  /// Adds every vector of an open index, with its id, on the threads of the options.
  ///
  /// @throws InvalidRequestException if its dimension, metric or element type is another, or it
  ///   does not keep its vectors
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  public void addAll(VectorIndex other) {
    addAll(other, BuildProgress.silent());
  }

  /// The same, telling how far it has come; cancelled as [#addAll(VectorSource, BuildProgress)] is.
  ///
  /// @throws InvalidRequestException if its dimension, metric or element type is another, or it
  ///   does not keep its vectors
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  /// @throws dev.perigee.error.CancelledException if it was cancelled
  public void addAll(VectorIndex other, BuildProgress progress) {
    other.parts().requireAlike("other", options, "the builder");
    addAll(new IndexRows(List.of(other.parts())), progress);
  }

  private void reserveAll(VectorSource source, long first) {
    door.forEach(
        source,
        first,
        source.count(),
        (row, vector, norm) ->
            index.reserve(SourceDoor.name(source, row) + ": id", source.id(row), vector, norm));
  }

  /// Measures what recall costs on queries like those to come, in place of own vectors. Own vectors
  /// serve where queries are drawn as the vectors were; queries of another kind may need more. The
  /// measurement is made when the index is finished, and is stored with it; none is made of an
  /// unlinked index.
  ///
  /// @param queries a few hundred, at most 10,000, which are copied; none for own vectors
  /// @throws InvalidRequestException if a query does not fit
  public void calibrateWith(VectorSource queries) {
    lifecycle.writeLock().lock();
    try {
      checkOpen();
      index.setSampleQueries(CalibrationSample.copyOf(queries, options));
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /// Whether a vector with this id was added.
  public boolean contains(long id) {
    lifecycle.readLock().lock();
    try {
      checkOpen();
      synchronized (reservation) {
        return index.ids().find(id) >= 0;
      }
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /// Number of vectors added.
  public int count() {
    checkOpen();
    return index.count();
  }

  /// What the index holds and how it is built.
  public IndexOptions options() {
    checkOpen();
    return options;
  }

  /// Writes the index as one file, all at once: whoever opens the path sees the old file or the new
  /// one, and whoever has the old one open keeps it.
  ///
  /// @param path the file; its folder exists
  /// @return bytes written
  /// @throws StorageException if it could not be written; the path is as it was
  public long write(Path path) {
    return write(FileLayer.SYSTEM, path);
  }

  long write(FileLayer files, Path path) {
    long[] bytes = new long[1];
    finished(
        data -> AtomicFile.publish(files, path, out -> bytes[0] = IndexSegment.write(out, data)));
    return bytes[0];
  }

  /// Writes the index as a segment to any channel, front to back.
  ///
  /// @param out where to; not closed
  /// @return bytes written
  /// @throws StorageException if the channel refuses
  public long write(WritableByteChannel out) {
    long[] bytes = new long[1];
    finished(data -> {
      try {
        bytes[0] = IndexSegment.write(out, data);
      } catch (IOException e) {
        throw new StorageException("could not write the segment", e);
      }
    });
    return bytes[0];
  }

  /// Turns this builder into an index in memory, without a file. The builder is closed by it.
  public VectorIndex toIndex() {
    lifecycle.writeLock().lock();
    try {
      checkOpen();
      VectorIndex inMemory =
          new VectorIndex(index.finish(arena), new PinnedArena(arena, "index in memory"));
      if (index.spilled() != null) {
        inMemory.parts().memory().closeAlong(index.spilled());
      }
      closed = true;
      return inMemory;
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private void finished(Consumer<IndexData> action) {
    lifecycle.writeLock().lock();
    try (Arena temporary = Arena.ofShared()) {
      checkOpen();
      action.accept(index.finish(temporary));
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("builder: expected it to be open, but it was closed");
    }
  }

  /// Frees the memory. Repeated calls do nothing.
  @Override
  public void close() {
    lifecycle.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        arena.close();
        index.closeSpilled();
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }
}
