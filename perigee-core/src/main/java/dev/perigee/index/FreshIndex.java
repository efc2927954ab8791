package dev.perigee.index;

import dev.perigee.error.ClosedException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.StorageException;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.PinnedArena;
import dev.perigee.quant.Codebook;
import dev.perigee.segment.AtomicFile;
import dev.perigee.segment.FileLayer;
import dev.perigee.vector.CodeKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/// Vectors that arrive one by one and can be found at once: a search reads the codes of all of
/// them, or the vectors while there are few. Nothing is ever changed or removed. Where the options
/// ask for links, [#link(int)] makes a graph of what is there, and a search reads only what is not
/// linked yet.
///
/// For tens of thousands of vectors on their way into an index: [#write(Path)] makes a file of them
/// that is opened, and merged, like any other.
///
/// **Codes.** Where the options ask for codes, a codebook is learnt from the first 1,024 vectors,
/// within the call that adds the last of them; or it is that of another index from the start. It is
/// never learnt anew. Where codes of sub-spaces are asked for, these are of 4 bits a component:
/// their centroids are learnt from more vectors than are here, and for longer than a writer can
/// wait.
///
/// **Threads.** One thread at a time appends. Any number search and read meanwhile, without locks:
/// each sees at least what was appended before it began.
///
/// **Lifetime.** Whoever created it closes it. Calls that are running finish first; the memory is
/// freed after the last one. Every later call is refused with a [ClosedException].
public final class FreshIndex implements AutoCloseable {

  /// Linked vectors below which reading all of them is as fast.
  private static final int LINKED_MIN = 2048;

  private final FreshTables tables;
  private final VectorSpace space;
  private final PinnedIndex parts;
  private final Calibration calibration;
  private volatile View view;

  /// What searches work on: all that changes when there are codes, in one place.
  private record View(IndexData data, ContextPool contexts) {
    View(IndexData data) {
      this(data, new ContextPool(data));
    }
  }

  private FreshIndex(IndexOptions options, IndexData like, Calibration calibration) {
    this.calibration = calibration;
    Arena arena = Arena.ofShared();
    try {
      IndexOptions coded = coded(options);
      Codebook borrowed = like == null || options.codes().isProduct() ? null : like.codebook();
      tables = new FreshTables(arena, coded, borrowed);
      space = options.space();
      view = new View(tables.data());
      parts = new PinnedIndex(view.data, new PinnedArena(arena, "fresh index"));
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static IndexOptions coded(IndexOptions options) {
    return options.codes().isProduct() ? options.withCodes(CodeKind.INT4) : options;
  }

  /// An empty one.
  ///
  /// @param options what vectors are, how they are coded, and whether and how they are linked; ids
  ///   may repeat, whatever the options say
  public static FreshIndex create(IndexOptions options) {
    return new FreshIndex(options, null, null);
  }

  /// An empty one that has the codebook of another index from the start, if that has one for the
  /// same dimension, metric, element type, codes and seed; and its calibration, so that a search by
  /// recall walks as far as it would have to there.
  ///
  /// @param options as above
  /// @param like only read during this call
  /// @throws ClosedException if `like` was closed
  public static FreshIndex create(IndexOptions options, VectorIndex like) {
    PinnedIndex other = like.parts();
    return other.pinned(() -> {
      IndexOptions built = other.data().options();
      boolean alike =
          options.dimension() == built.dimension()
              && options.metric() == built.metric()
              && options.elementType() == built.elementType()
              && options.codes() == built.codes()
              && options.subspaces() == built.subspaces()
              && options.seed() == built.seed();
      return alike ? new FreshIndex(options, other.data(), like.calibration()) : create(options);
    });
  }

  /// Adds a vector. One thread at a time.
  ///
  /// @param id the caller's id; may be one that was added before
  /// @param vector in the element type of the options, little-endian, without padding
  /// @return its ordinal: the number of vectors before it
  /// @throws InvalidRequestException if the vector does not fit; nothing was added
  /// @throws LimitExceededException if there are [IndexBuilder#COUNT_MAX] vectors
  public int append(long id, MemorySegment vector) {
    parts.memory().pin();
    try {
      PinnedIndex.requireBytes("vector", vector, space);
      if (tables.append(id, vector)) {
        view = new View(tables.data());
      }
      return tables.publish();
    } finally {
      parts.memory().unpin();
    }
  }

  /// Refuses what [#append] would refuse, and adds nothing. Any thread.
  ///
  /// @param field what to call the vector in the error
  /// @throws InvalidRequestException if the vector does not fit
  public void check(String field, MemorySegment vector) {
    parts.pinned(() -> {
      PinnedIndex.requireBytes(field, vector, space);
      return space.check(field, vector, 0);
    });
  }

  /// Number of vectors.
  public int count() {
    return parts.count();
  }

  /// The caller's id of an ordinal.
  ///
  /// @param ordinal 0 to `count() - 1`
  /// @throws InvalidRequestException if there is no such ordinal
  public long id(int ordinal) {
    return parts.existingId(ordinal);
  }

  /// The caller's ids of many ordinals.
  ///
  /// @param ordinals each 0 to `count() - 1`; the first `count` are read
  /// @param ids receives `count` ids
  /// @throws InvalidRequestException if there is no such ordinal
  public void ids(int[] ordinals, int count, long[] ids) {
    parts.ids(ordinals, count, ids);
  }

  /// Copies the vector of an ordinal exactly as it was added.
  ///
  /// @param ordinal 0 to `count() - 1`
  /// @param target receives its bytes, little-endian, without padding
  /// @param targetOffset where in `target`, in bytes
  /// @throws InvalidRequestException if there is no such ordinal
  public void readVector(int ordinal, MemorySegment target, long targetOffset) {
    parts.readExisting(ordinal, target, targetOffset);
  }

  /// Exact distances from a query to the vectors of ordinals.
  ///
  /// @param query in the element type of the options, little-endian, without padding
  /// @param ordinals each 0 to `count() - 1`; the first `count` are compared
  /// @return `count` distances
  /// @throws InvalidRequestException if the query does not fit, or there is no such ordinal
  public float[] distances(MemorySegment query, int[] ordinals, int count) {
    return parts.distances(query, ordinals, count);
  }

  /// Finds the nearest vectors. Each is a hit of its own, whatever its id: [Hit#ordinal()] tells
  /// which.
  ///
  /// @param query in the element type of the options, little-endian, without padding
  /// @param options `ef` counts among linked vectors, as does a recall where the calibration of
  ///   another index is known; an accept-set is asked with ordinals
  /// @throws InvalidRequestException if the query does not fit
  public SearchResult search(MemorySegment query, SearchOptions options) {
    return parts.pinned(() -> {
      PinnedIndex.requireBytes("query", query, space);
      ContextPool contexts = view.contexts;
      SearchContext context = contexts.take();
      context.query().copyFrom(query);
      int linked = tables.linkedCount();
      SearchResult result =
          linked < LINKED_MIN || options.exact()
              ? context.search(options, null)
              : context.searchPartlyLinked(options, linked, calibration);
      contexts.give(context);
      return result;
    });
  }

  /// Links vectors into a graph, the oldest first, so that searches need not read them all. One
  /// thread at a time, which may be another than the one that appends. Does nothing unless the
  /// options ask for links, and before there are codes, where they ask for those.
  ///
  /// @param max most vectors to link now
  /// @return how many were linked
  public int link(int max) {
    return parts.pinned(() -> canLink() ? tables.link(max) : 0);
  }

  private boolean canLink() {
    IndexOptions options = tables.options();
    return options.linked() && (options.codes() == CodeKind.NONE || view.data.codebook() != null);
  }

  /// Vectors that are linked: those with the ordinals from 0 on.
  public int linkedCount() {
    return tables.linkedCount();
  }

  /// Bytes of off-heap memory held.
  public long memoryBytes() {
    return parts.pinned(tables::memoryBytes);
  }

  /// Writes the vectors there are now as the file of an unlinked index with shared ids, all at
  /// once. Ordinals stay as they are. What is appended meanwhile is not in it.
  ///
  /// If all of them are linked, the index in the file is linked too; then nobody may append or link
  /// meanwhile.
  ///
  /// @param path the file; its folder exists
  /// @return bytes written
  /// @throws StorageException if it could not be written; the path is as it was
  public long write(Path path) {
    long[] bytes = new long[1];
    AtomicFile.publish(FileLayer.SYSTEM, path, out -> bytes[0] = write(out));
    return bytes[0];
  }

  /// The same to any channel, front to back.
  ///
  /// @param out where to; not closed
  /// @return bytes written
  /// @throws StorageException if the channel refuses
  public long write(WritableByteChannel out) {
    return parts.pinned(() -> tables.write(out, view.data.codebook()));
  }

  /// Refuses further calls; running ones finish, then the memory is freed.
  @Override
  public void close() {
    parts.memory().close();
  }
}
