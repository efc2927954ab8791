package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.kernel.QueryScorer;
import dev.perigee.kernel.RowScorer;
import dev.perigee.kernel.VectorSpace;
import dev.perigee.memory.MappedFaults;
import dev.perigee.memory.PinnedArena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// The parts of an index and the memory they lie in, which is pinned while they are read.
///
/// @param data the parts
/// @param memory pinned by every reader
record PinnedIndex(IndexData data, PinnedArena memory) {

  /// Reads under a pin.
  ///
  /// @throws dev.perigee.error.ClosedException after the index was closed
  /// @throws dev.perigee.error.CorruptionException if a mapped page is no longer in the file
  <T> T pinned(Supplier<T> action) {
    memory.pin();
    try {
      T result = action.get();
      MappedFaults.raise();
      return result;
    } catch (InternalError e) {
      throw IndexFile.truncated(source());
    } finally {
      memory.unpin();
    }
  }

  /// What to call the index in an error.
  String source() {
    return memory.source();
  }

  int count() {
    return pinned(data::count);
  }

  IndexOptions options() {
    return pinned(data::options);
  }

  long id(int ordinal) {
    return pinned(() -> data.id(ordinal));
  }

  /// The id at a place in the order of the ids.
  long idOfRank(int rank) {
    return pinned(() -> data.id(Ids.ordinal(data.ordinalsById(), rank, data.count())));
  }

  /// The first ordinal of an id, or -1. The caller holds a pin.
  int find(long id) {
    return Ids.find(data.ids(), data.ordinalsById(), data.count(), id);
  }

  /// The first ordinal of an id. The caller holds a pin.
  ///
  /// @throws NotFoundException if no vector has this id
  int existing(long id) {
    int ordinal = find(id);
    if (ordinal < 0) {
      throw new NotFoundException("id: expected one of " + source() + ", got " + id);
    }
    return ordinal;
  }

  /// All ordinals of an id, ascending.
  int[] ordinals(long id) {
    return pinned(() -> Ids.findAll(data.ids(), data.ordinalsById(), data.count(), id));
  }

  /// The ids of ordinals, under one pin.
  ///
  /// @throws InvalidRequestException if there is no such ordinal
  void ids(int[] ordinals, int count, long[] ids) {
    pinned(() -> {
      requireOrdinals(ordinals, count);
      for (int i = 0; i < count; i++) {
        ids[i] = data.id(ordinals[i]);
      }
      return ids;
    });
  }

  /// Exact distances from a vector to those of ordinals, under one pin.
  ///
  /// @throws InvalidRequestException if the query does not fit, there is no such ordinal, or
  ///   vectors are not kept
  float[] distances(MemorySegment query, int[] ordinals, int count) {
    return pinned(() -> {
      requireVectors("ordinals");
      requireOrdinals(ordinals, count);
      QueryScorer scorer = RowScorer.create(data.space(), data.vectors(), data.inverseNorms());
      requireBytes("query", query, data.space());
      scorer.setQuery(query, 0, data.space().check("query", query, 0));
      float[] distances = new float[count];
      scorer.score(ordinals, count, distances);
      return distances;
    });
  }

  /// Copies the vector of an ordinal that may not exist, under a pin.
  ///
  /// @throws InvalidRequestException if there is no such ordinal, or vectors are not kept
  void readExisting(int ordinal, MemorySegment target, long targetOffset) {
    pinned(() -> {
      requireVectors("ordinal");
      requireOrdinal(ordinal);
      return readVector(ordinal, target, targetOffset);
    });
  }

  /// The id of an ordinal that may not exist.
  ///
  /// @throws InvalidRequestException if there is no such ordinal
  long existingId(int ordinal) {
    return pinned(() -> {
      requireOrdinal(ordinal);
      return data.id(ordinal);
    });
  }

  private void requireOrdinals(int[] ordinals, int count) {
    for (int i = 0; i < count; i++) {
      requireOrdinal(ordinals[i]);
    }
  }

  private void requireOrdinal(int ordinal) {
    if (ordinal < 0 || ordinal >= data.count()) {
      throw InvalidRequestException.of("ordinal", "0 to " + (data.count() - 1), ordinal);
    }
  }

  /// @param field what to call the vector if it is refused
  /// @throws InvalidRequestException if its length is not that of a vector of the space
  static void requireBytes(String field, MemorySegment vector, VectorSpace space) {
    if (vector.byteSize() != space.vectorBytes()) {
      throw InvalidRequestException.of(field, space.vectorBytes() + " bytes", vector.byteSize());
    }
  }

  /// Copies the vector of an ordinal, without padding. The caller holds a pin.
  ///
  /// @return the target
  MemorySegment readVector(int ordinal, MemorySegment target, long targetOffset) {
    data.vectors().check(ordinal);
    MemorySegment chunk = data.vectors().chunk(ordinal);
    long offset = data.vectors().chunkOffset(ordinal);
    MemorySegment.copy(chunk, offset, target, targetOffset, data.space().vectorBytes());
    return target;
  }

  /// A builder that starts with this index.
  ///
  /// @param options fit its graph
  IndexBuilder toBuilder(IndexOptions options) {
    return pinned(() -> IndexBuilder.copyOf(data, options));
  }

  /// @param field what to call this index if it is refused
  /// @throws InvalidRequestException if it does not keep its vectors
  void requireVectors(String field) {
    if (data.vectors() == null) {
      throw InvalidRequestException.of(
          field,
          "an index that keeps its vectors",
          source() + ", built with rerank " + data.options().rerank());
    }
  }

  /// @param field what to call this index if it is refused
  /// @param expected what it must agree with
  /// @param of whose options those are
  /// @throws InvalidRequestException if its vectors cannot be vectors of the other
  void requireAlike(String field, IndexOptions expected, String of) {
    IndexOptions got = options();
    requireEqual("dimension", expected.dimension(), of, got.dimension());
    requireEqual("metric", expected.metric(), of, got.metric());
    requireEqual("elementType", expected.elementType(), of, got.elementType());
    requireVectors(field);
  }

  private void requireEqual(String field, Object expected, String of, Object got) {
    if (!expected.equals(got)) {
      throw InvalidRequestException.of(
          field, expected + ", that of " + of, got + ", that of " + source());
    }
  }
}
