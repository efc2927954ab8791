package dev.perigee.index;

import dev.perigee.error.ClosedException;
import dev.perigee.error.ConflictException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.graph.HnswBuilder;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.PinnedArena;
import dev.perigee.memory.RowAllocator;
import dev.perigee.memory.Rows;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import dev.perigee.vector.VectorSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/// Builds an index in off-heap memory: vectors one by one or many at once, then a file or an index.
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
  private final Arena arena = Arena.ofShared();
  private final RowAllocator vectors;
  private final RowAllocator inverseNorms;
  private final IdTable ids = new IdTable(arena);
  private final HnswBuilder graph;
  private final ConcurrentLinkedQueue<MemorySegment> scratch = new ConcurrentLinkedQueue<>();
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();
  private final Object reservation = new Object();
  private volatile boolean closed;

  private IndexBuilder(IndexOptions options, IndexData source) {
    this.options = options;
    space = options.space();
    vectors = new RowAllocator(arena, space.strideBytes());
    inverseNorms = space.needsNorms() ? new RowAllocator(arena, Float.BYTES) : null;
    graph =
        source == null
            ? new HnswBuilder(arena, options.parameters(), this::scorer)
            : HnswBuilder.copyOf(source.graph(), arena, options.parameters(), this::scorer);
  }

  static IndexBuilder empty(IndexOptions options) {
    return new IndexBuilder(options, null);
  }

  static IndexBuilder copyOf(IndexData source) {
    IndexBuilder builder = new IndexBuilder(source.options(), source);
    int count = source.count();
    builder.vectors.reserve(count);
    builder.vectors.rows().copyFrom(source.vectors(), count);
    if (builder.inverseNorms != null) {
      builder.inverseNorms.reserve(count);
      builder.inverseNorms.rows().copyFrom(source.inverseNorms(), count);
    }
    for (int ordinal = 0; ordinal < count; ordinal++) {
      builder.ids.add(source.id(ordinal));
    }
    return builder;
  }

  /// Adds one vector of floats; for F32 and F16.
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
        node = reserve("id", id, encoded, inverseNorm);
      }
      scratch.add(encoded);
      graph.link(node);
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
  /// Rows are read and checked first, then linked. A cancelled build (by `progress`, or by
  /// interrupting the calling thread) keeps the rows linked so far: the first ones of the source.
  ///
  /// @throws InvalidRequestException naming the row, if a vector does not fit
  /// @throws ConflictException naming the row, if ids are unique and one is taken
  /// @throws dev.perigee.error.CancelledException if it was cancelled
  public void addAll(VectorSource source, BuildProgress progress) {
    if (source.dimension() != options.dimension()) {
      throw InvalidRequestException.of(
          "source", "dimension " + options.dimension(), source.dimension());
    }
    if (source.elementType() != options.elementType()) {
      throw InvalidRequestException.of(
          "source", options.elementType() + " values", source.elementType());
    }
    lifecycle.writeLock().lock();
    try {
      checkOpen();
      int from = graph.graph().count();
      try {
        reserveAll(source);
      } catch (RuntimeException | Error e) {
        truncate(from);
        throw e;
      }
      BulkLinker linker = new BulkLinker(graph, options.threads());
      int done = linker.link(from, progress);
      if (done < graph.graph().count()) {
        truncate(done);
      }
      linker.rethrowFailure();
      if (done - from < source.count()) {
        throw BulkLinker.cancelled(done - from, source.count());
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private void reserveAll(VectorSource source) {
    MemorySegment encoded = Arena.ofAuto().allocate(space.vectorBytes(), 64);
    for (long row = 0; row < source.count(); row++) {
      source.read(row, encoded, 0);
      float inverseNorm;
      try {
        inverseNorm = space.check("vector", encoded, 0);
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException("row " + row + ": " + e.getMessage());
      }
      reserve("row " + row + ": id", source.id(row), encoded, inverseNorm);
    }
  }

  private void truncate(int count) {
    graph.truncate(count);
    ids.truncate(count);
  }

  private int reserve(String field, long id, MemorySegment vector, float inverseNorm) {
    int node = graph.graph().count();
    if (node == COUNT_MAX) {
      throw new LimitExceededException("count: expected at most " + COUNT_MAX + " vectors");
    }
    if (options.uniqueIds() && ids.find(id) >= 0) {
      throw new ConflictException(field + ": expected a new id, got " + id + ", which is taken");
    }
    vectors.reserve(node + 1);
    Rows rows = vectors.rows();
    MemorySegment.copy(vector, 0, rows.chunk(node), rows.chunkOffset(node), space.vectorBytes());
    if (inverseNorms != null) {
      inverseNorms.reserve(node + 1);
      Rows norms = inverseNorms.rows();
      norms
          .chunk(node)
          .set(java.lang.foreign.ValueLayout.JAVA_FLOAT, norms.chunkOffset(node), inverseNorm);
    }
    ids.add(id);
    return graph.reserve();
  }

  /// Whether a vector with this id was added.
  public boolean contains(long id) {
    lifecycle.readLock().lock();
    try {
      checkOpen();
      synchronized (reservation) {
        return ids.find(id) >= 0;
      }
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /// Number of vectors added.
  public int count() {
    checkOpen();
    return graph.graph().count();
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
    VectorIndex[] index = new VectorIndex[1];
    finished(data -> {
      PinnedArena memory = new PinnedArena(arena, "index in memory");
      MemorySegment order = IdSorter.sort(arena, ids.ids(), data.count());
      index[0] = new VectorIndex(data(order), memory);
      closed = true;
    });
    return index[0];
  }

  private void finished(Consumer<IndexData> action) {
    lifecycle.writeLock().lock();
    try (Arena temporary = Arena.ofConfined()) {
      checkOpen();
      graph.repairReachability();
      action.accept(data(IdSorter.sort(temporary, ids.ids(), graph.graph().count())));
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private IndexData data(MemorySegment ordinalsById) {
    return new IndexData(
        space,
        options,
        graph.graph(),
        vectors.rows(),
        inverseNorms == null ? null : inverseNorms.rows(),
        ids.ids(),
        Rows.over(ordinalsById, Integer.BYTES, "memory", 0));
  }

  private RowScorer scorer() {
    return RowScorer.create(
        space, vectors.rows(), inverseNorms == null ? null : inverseNorms.rows());
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
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }
}
