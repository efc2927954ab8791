package dev.perigee.formats.faiss;

import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.error.LimitExceededException;
import dev.perigee.error.NotFoundException;
import dev.perigee.error.StorageException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.formats.foreign.ForeignIndex;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.nio.file.Path;

/// An index that FAISS wrote with `write_index`.
///
/// All numbers are little-endian, an array is a `u64` count and its elements. An index begins with
/// four letters and an [IndexHeader]; other indexes may be inside it:
///
/// ```
/// IxF2 IxFI IxFl        array of f32: vectors. The count is of floats
/// IxSQ                  ScalarCodes | array of u8: codes
/// IxPq                  ProductCodes | array of u8: codes | i32 | u8 | i32: how to search
/// IxMp IxM2             an index | array of i64: the id of each row
/// IxPT                  i32 count | as many transforms (TransformParser) | an index
/// IHNf IHNs IHNp IH00   a graph (HnswParser) | an index: the vectors
/// IwFl                  u64 lists | u64 lists that are searched | an index: their centroids
///                       u8 kind of direct map | array of i64 | if it is 2, array of i64 pairs
///                       InvertedLists
/// ```
///
/// No magic number, no version, no checksum. Whatever else FAISS writes is refused by name.
///
/// | stored as | read as |
/// |---|---|
/// | floats | `F32` |
/// | QT_fp16 | `F16` |
/// | QT_8bit_direct_signed | `INT8` |
/// | other scalar codes, product codes | `F32`: what the codes stand for |
///
/// Transforms: vectors are turned back through those that keep the order of vectors, as centring
/// and turning do under L2. Behind a normalisation the metric is the cosine, and vectors stay as
/// they are. Where a transform cannot be turned back, vectors are those behind it, and a query has
/// to go through [#transformQuery] before it is compared with them.
///
/// Safe for several threads. Whoever opens it closes it.
public final class FaissIndex implements ForeignIndex {

  private static final int HEADER_BYTES = 32;
  private static final int DUMMY_AT = 16;
  private static final long DUMMY = 1 << 20;

  private final FileBytes file;
  private final Part part;
  private final TransformChain chain;
  private final VectorSource vectors;
  private final ForeignDescription description;

  private FaissIndex(FileBytes file, Part part) {
    this.file = file;
    this.part = part;
    chain = TransformChain.of(part.transforms(), part.comparing().metric());
    vectors = chain.vectors(part.rows());
    description = FaissDescriptions.of(part, chain);
  }

  /// Opens a file.
  ///
  /// @param path a regular file of the default file system
  /// @throws NotFoundException if there is none
  /// @throws InvalidRequestException if it is no regular file, or a kind of index that is not read
  /// @throws CorruptionException if it is damaged, or no index of FAISS
  /// @throws LimitExceededException above 65,536 dimensions or 2,147,483,647 vectors
  /// @throws StorageException if the operating system refuses
  public static FaissIndex open(Path path) {
    FileBytes file = FileBytes.open(path);
    try {
      return new FaissIndex(file, IndexParser.parse(file));
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// Whether a file is of FAISS, of a kind that is read or of another: by two numbers that mean
  /// nothing, or where the header is another one, by its letters.
  public static boolean looksLike(FileBytes file) {
    if (file.sizeBytes() < HEADER_BYTES || file.u8(0) != 'I') {
      return false;
    }
    return file.i64(DUMMY_AT) == DUMMY
        || FourLetters.notReadBecause(FourLetters.take(new FileCursor(file, 0))) != null;
  }

  @Override
  public ForeignDescription description() {
    return description;
  }

  /// {@inheritDoc}
  ///
  /// Vectors of inverted lists come list by list.
  @Override
  public VectorSource vectors() {
    return vectors;
  }

  /// Brings a query to where [#vectors()] are.
  ///
  /// @param query as many components as a caller of FAISS would give
  /// @return the query, transformed as far as vectors have not been turned back; a copy if they
  ///   have been
  /// @throws InvalidRequestException if the dimension is another
  public float[] transformQuery(float[] query) {
    if (query.length != part.header().dimension()) {
      throw InvalidRequestException.of(
          "query", part.header().dimension() + " components", query.length);
    }
    return chain.query(query);
  }

  /// False: FAISS takes rows out at once.
  @Override
  public boolean isRemoved(long row) {
    return false;
  }

  @Override
  public LinkSource links() {
    return part.graph() == null ? null : part.graph().links();
  }

  @Override
  public void close() {
    file.close();
  }
}
