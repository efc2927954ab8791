package dev.perigee.index;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.NotFoundException;
import dev.perigee.memory.PinnedArena;
import dev.perigee.segment.SegmentView;
import dev.perigee.vector.AcceptSet;
import dev.perigee.vector.DistanceFunction;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.VectorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A read-only index of vectors, searched by any number of threads at once.
///
/// Opening maps a file and checks its header: the same few milliseconds for any size; nothing is
/// read into the heap or rebuilt. A file may be open many times, in many processes, and be replaced
/// meanwhile: who has it open keeps what was opened.
///
/// **Lifetime.** Whoever opens an index closes it. Searches that are running finish first; the
/// memory is freed after the last one. Every later call is refused with a
/// [ClosedException][dev.perigee.error.ClosedException].
///
/// **Damage.** Opening fails on what the header shows. Deeper damage that would lead a search
/// astray ends it with a [CorruptionException]; flipped bits inside a vector are found by
/// [#verify(Path)].
public final class VectorIndex implements AutoCloseable {

  private final IndexData data;
  private final PinnedIndex parts;
  private final ContextPool contexts;
  private volatile Calibration calibration;
  private volatile BitSet excluded;

  VectorIndex(IndexData data, PinnedArena memory) {
    this.data = data;
    this.parts = new PinnedIndex(data, memory);
    this.contexts = new ContextPool(data);
    this.calibration = data.calibration();
  }

  /// An empty builder.
  public static IndexBuilder builder(IndexOptions options) {
    return IndexBuilder.empty(options);
  }

  /// A builder that holds a copy of a file's vectors and graph; the graph is not rebuilt.
  ///
  /// @throws CorruptionException if the file is damaged: all of it is verified before it is copied
  /// @throws NotFoundException if there is no such file
  public static IndexBuilder builder(Path from) {
    return builder(from, null);
  }

  /// The same for a file with the metric CUSTOM.
  public static IndexBuilder builder(Path from, DistanceFunction function) {
    verify(from);
    try (VectorIndex index = open(from, OpenOptions.defaults().withDistanceFunction(function))) {
      index.parts.requireVectors("from");
      return index.parts.toBuilder(index.options());
    }
  }

  /// A builder that holds a copy of an open index's vectors and graph. Its rows are checked for
  /// sense before they are copied, but not against checksums: see [#verify(Path)].
  ///
  /// @throws CorruptionException if the index does not make sense
  /// @throws InvalidRequestException if it does not keep its vectors
  public static IndexBuilder builder(VectorIndex from) {
    from.parts.requireVectors("from");
    return from.pinned(() -> {
      new IndexInspection(from.data).verify();
      return IndexBuilder.copyOf(from.data, from.data.options());
    });
  }

  /// A builder that holds the vectors of several files: a copy of the largest, into which the
  /// vectors of the others are inserted, with the options of the largest.
  ///
  /// @throws dev.perigee.error.ConflictException as the other `merge` does
  /// @throws CorruptionException if a file is damaged: all of them are verified first
  /// @throws InvalidRequestException as the other `merge` does
  /// @throws NotFoundException if one of the files does not exist
  public static IndexBuilder merge(List<Path> paths) {
    return merge(paths, UnaryOperator.identity(), BuildProgress.silent());
  }

  /// The same with other options, telling how far it has come. Files with the metric CUSTOM are
  /// merged by [#builder(Path, DistanceFunction)] and [IndexBuilder#addAll(VectorIndex)].
  ///
  /// Vectors keep their ids; ordinals follow the largest file, then the others as they are given.
  /// Any of the files may be replaced by what is built. If the merge fails or is cancelled, by
  /// `progress` or by interrupting the calling thread, there is no builder.
  ///
  /// @param paths 2 to 1,024 files of one dimension, metric and element type
  /// @param options makes the options of the merged index from those of the largest; the graph is
  ///   copied if linked, m, m0, level factor, seed and codes stay as they are, else built anew
  /// @param progress told of the vectors inserted
  /// @throws dev.perigee.error.ConflictException if ids are unique and two vectors share one
  /// @throws CorruptionException if a file is damaged: all of them are verified first
  /// @throws InvalidRequestException if the files do not agree, or one does not keep its vectors
  /// @throws NotFoundException if one of the files does not exist
  /// @throws dev.perigee.error.CancelledException if it was cancelled
  public static IndexBuilder merge(
      List<Path> paths, UnaryOperator<IndexOptions> options, BuildProgress progress) {
    return IndexMerge.ofFiles(paths, options, progress);
  }

  /// Opens a file.
  ///
  /// @throws CorruptionException if its header shows damage
  /// @throws dev.perigee.error.UnsupportedVersionException if its format is newer
  /// @throws NotFoundException if there is no such file
  public static VectorIndex open(Path path) {
    return open(path, OpenOptions.defaults());
  }

  /// Opens a file in another way, or one of a distance of the caller's own.
  ///
  /// @throws InvalidRequestException if vectors are to be read that are not kept, or are needed for
  ///   the walk
  public static VectorIndex open(Path path, OpenOptions options) {
    return IndexFile.open(path, options);
  }

  /// Reads codes and links once, front to back, until the thread is interrupted: for where they fit
  /// into memory.
  ///
  /// @return bytes read
  public long preload() {
    return pinned(data::preload);
  }

  /// Opens a segment that lies in memory.
  ///
  /// @param segment exactly the bytes of one segment, at any alignment; stays the caller's, who
  ///   keeps it alive and unchanged until the index is closed and its last search has ended
  /// @param name what to call it in errors
  public static VectorIndex open(MemorySegment segment, String name) {
    SegmentView view = SegmentView.of(segment, name);
    return new VectorIndex(IndexSegment.read(view, null), new PinnedArena(null, name));
  }

  /// Opens a file, building and writing it first if there is none.
  ///
  /// @param source what to build from
  /// @param options how to build, and what an existing file must hold
  /// @throws InvalidRequestException if an existing file has another dimension, metric or element
  ///   type
  public static VectorIndex openOrBuild(Path path, VectorSource source, IndexOptions options) {
    return IndexFile.openOrBuild(path, source, options);
  }

  /// Reads all of a file and checks it against its checksums and for sense.
  ///
  /// @return bytes verified
  /// @throws CorruptionException at the first damage, with file and offset
  /// @throws dev.perigee.error.UnsupportedVersionException if its format is newer
  /// @throws NotFoundException if there is no such file
  public static long verify(Path path) {
    return IndexFile.verify(path);
  }

  /// Reads all of a file and tells what of it is damaged.
  ///
  /// @throws CorruptionException if its header or its checksums are damaged: then nothing of it can
  ///   be told
  /// @throws NotFoundException if there is no such file
  public static IndexDamage examine(Path path) {
    return IndexDamage.of(path);
  }

  /// Finds the nearest vectors to floats.
  ///
  /// @param query `dimension` floats; for an index of F32, F16 or F64
  /// @throws InvalidRequestException if the query does not fit the index
  public SearchResult search(float[] query, SearchOptions options) {
    return withContext(context -> {
      data.space().encode("query", query, context.query(), 0);
      return context.search(options.without(excluded), calibration);
    });
  }

  /// Finds the nearest vectors to int8 values or packed bits.
  ///
  /// @param query `dimension` int8 values, or `(dimension + 7) / 8` bytes of bits
  /// @throws InvalidRequestException if the query does not fit the index
  public SearchResult search(byte[] query, SearchOptions options) {
    return withContext(context -> {
      data.space().encode("query", query, context.query(), 0);
      return context.search(options.without(excluded), calibration);
    });
  }

  /// Finds the nearest vectors to one in memory, in the element type of the index.
  ///
  /// @param query little-endian, without padding
  /// @throws InvalidRequestException if the query does not fit the index
  public SearchResult search(MemorySegment query, SearchOptions options) {
    return withContext(context -> {
      PinnedIndex.requireBytes("query", query, data.space());
      context.query().copyFrom(query);
      return context.search(options.without(excluded), calibration);
    });
  }

  /// Finds the nearest vectors to each of many queries, on several threads.
  ///
  /// Every query is checked first: one that does not fit refuses the call, and nothing is searched.
  /// Closing the index lets the whole call finish. A timeout holds for each query; an accept-set is
  /// asked by several threads at once.
  ///
  /// @param queries at most 1,000,000 rows in the dimension and element type of the index, the same
  ///   each time they are read
  /// @param threads threads of this call, 1 to 1,024
  /// @return what [#search(MemorySegment, SearchOptions)] returns for each, in the order of the
  ///   rows
  /// @throws InvalidRequestException naming the row, if a query does not fit the index
  /// @throws dev.perigee.error.CancelledException if the calling thread was interrupted
  public List<SearchResult> searchAll(VectorSource queries, SearchOptions options, int threads) {
    return pinned(() ->
        new BatchSearch(data, contexts, calibration)
            .run(queries, options.without(excluded), threads));
  }

  /// The same for floats; for an index of F32, F16 or F64.
  ///
  /// @param queries `[count x dimension]`, left unchanged by the caller until they are searched
  public List<SearchResult> searchAll(float[][] queries, SearchOptions options, int threads) {
    return searchAll(new FloatQueries(data.space(), queries), options, threads);
  }

  /// The ordinals whose ids pass a test, to be given to a search.
  public AcceptSet acceptIds(LongPredicate test) {
    return (ordinals, count) ->
        pinned(() -> {
          int kept = 0;
          for (int i = 0; i < count; i++) {
            if (test.test(data.id(ordinals[i]))) {
              ordinals[kept++] = ordinals[i];
            }
          }
          return kept;
        });
  }

  /// Whether a vector has this id.
  public boolean contains(long id) {
    return pinned(() -> parts.find(id) >= 0);
  }

  /// The vector of an id exactly as it was added; the first one where several share the id.
  ///
  /// @return its bytes in the element type of the index, little-endian, without padding
  /// @throws NotFoundException if no vector has this id
  public byte[] vectorBytes(long id) {
    parts.requireVectors("id");
    byte[] vector = new byte[data.space().vectorBytes()];
    pinned(() -> parts.readVector(parts.existing(id), MemorySegment.ofArray(vector), 0));
    return vector;
  }

  /// The floats of an id as they were added: halves widened, doubles rounded to the nearest float.
  ///
  /// @throws NotFoundException if no vector has this id
  /// @throws InvalidRequestException if the index holds no floats
  public float[] vector(long id) {
    ElementType type = data.options().elementType();
    if (!type.isFloating()) {
      throw InvalidRequestException.of("elementType", "F32, F16 or F64 to read floats", type);
    }
    MemorySegment bytes = MemorySegment.ofArray(vectorBytes(id));
    float[] vector = new float[data.options().dimension()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = data.space().component(bytes, 0, i);
    }
    return vector;
  }

  /// Measures anew what recall costs, on queries like those to come: the index has done so on its
  /// own vectors, and queries of another kind may need more. Holds for this object; nothing is
  /// written. An unlinked index has nothing to measure. Takes about as long as an exact search for
  /// each query.
  ///
  /// @param queries a few hundred, at most 10,000; the more, the narrower the margin
  /// @throws InvalidRequestException if a query does not fit the index
  public void calibrate(VectorSource queries) {
    List<MemorySegment> vectors = CalibrationSample.copyOf(queries, data.options());
    pinned(() -> {
      if (!vectors.isEmpty() && data.count() > 0 && data.options().linked()) {
        calibration = new Calibrator(data, data.options().threads()).on(vectors);
      }
      return null;
    });
  }

  /// Leaves vectors out of every search from now on: those that are lost in a damaged file, whose
  /// other vectors are found all the same. Holds for this object; nothing is written.
  ///
  /// @param ordinals as of [IndexDamage#rows()]
  public void exclude(BitSet ordinals) {
    excluded = (BitSet) ordinals.clone();
  }

  /// Number of vectors.
  public int count() {
    return pinned(data::count);
  }

  /// The caller's id of an ordinal.
  ///
  /// @param ordinal 0 to `count() - 1`
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

  /// All ordinals of an id, ascending; none if no vector has it.
  public int[] ordinals(long id) {
    return parts.ordinals(id);
  }

  /// Copies the vector of an ordinal exactly as it was added.
  ///
  /// @param ordinal 0 to `count() - 1`
  /// @param target receives its bytes in the element type of the index, without padding
  /// @param targetOffset where in `target`, in bytes
  /// @throws InvalidRequestException if there is no such ordinal, or the index does not keep its
  ///   vectors
  public void readVector(int ordinal, MemorySegment target, long targetOffset) {
    parts.readExisting(ordinal, target, targetOffset);
  }

  /// Exact distances from a query to the vectors of ordinals.
  ///
  /// @param query in the element type of the index, little-endian, without padding
  /// @param ordinals each 0 to `count() - 1`; the first `count` are compared
  /// @return `count` distances
  /// @throws InvalidRequestException if the query does not fit, there is no such ordinal, or the
  ///   index does not keep its vectors
  public float[] distances(MemorySegment query, int[] ordinals, int count) {
    return parts.distances(query, ordinals, count);
  }

  /// How the index was built.
  public IndexOptions options() {
    return pinned(data::options);
  }

  /// Describes the index. Reads every row of the graph: time grows with the number of vectors.
  public IndexStatistics statistics() {
    return pinned(() -> new IndexInspection(data.withCalibration(calibration)).statistics());
  }

  /// Refuses further calls; running searches finish, then the memory is freed.
  @Override
  public void close() {
    parts.memory().close();
  }

  /// What recall costs; null if that is unknown.
  Calibration calibration() {
    return calibration;
  }

  /// What merging and batches read.
  PinnedIndex parts() {
    return parts;
  }

  private SearchResult withContext(Function<SearchContext, SearchResult> search) {
    return pinned(() -> {
      SearchContext context = contexts.take();
      SearchResult result = search.apply(context);
      contexts.give(context);
      return result;
    });
  }

  private <T> T pinned(Supplier<T> action) {
    return parts.pinned(action);
  }
}
