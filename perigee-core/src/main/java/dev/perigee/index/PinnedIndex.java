package dev.perigee.index;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
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

  /// Copies the vector of an ordinal, without padding. The caller holds a pin.
  ///
  /// @return the target
  MemorySegment readVector(int ordinal, MemorySegment target, long targetOffset) {
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
