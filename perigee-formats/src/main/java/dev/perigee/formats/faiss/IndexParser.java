package dev.perigee.formats.faiss;

import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.file.FileBytes;
import dev.perigee.formats.file.FileCursor;
import dev.perigee.vector.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads an index and the indexes inside it; see [FaissIndex] for the bytes.
///
/// One use, one thread.
final class IndexParser {

  // FAISS itself nests four; keeps a hostile file from nesting until the stack ends.
  private static final int DEPTH_MAX = 8;
  private static final int TRANSFORMS_MAX = 32;
  private static final int HASHED = 2;

  private final FileCursor cursor;
  private final FileBytes file;
  private int depth;

  private IndexParser(FileBytes file) {
    this.file = file;
    this.cursor = new FileCursor(file, 0);
  }

  /// Reads a file.
  ///
  /// @throws InvalidRequestException for a kind of index that is not read
  /// @throws dev.perigee.error.CorruptionException if fields contradict each other or the length of
  ///   the file
  static Part parse(FileBytes file) {
    IndexParser parser = new IndexParser(file);
    Part part = parser.index();
    parser.cursor.requireEnd();
    return part;
  }

  private Part index() {
    long at = cursor.at();
    if (++depth > DEPTH_MAX) {
      throw file.corruption(at, "expected indexes nested " + DEPTH_MAX + " deep, got more");
    }
    String letters = FourLetters.take(cursor);
    Part part =
        switch (letters) {
          case "IxF2", "IxFI", "IxFl" -> flat(letters);
          case "IxSQ" -> scalar(letters);
          case "IxPq" -> product(letters);
          case "IxMp", "IxM2" -> mapped(letters);
          case "IxPT" -> transformed(letters);
          case "IHNf", "IHNs", "IHNp", "IH00" -> linked(letters);
          case "IwFl" -> inverted(letters);
          default ->
              throw FourLetters.refusal(
                  file,
                  at,
                  letters,
                  "an index of FAISS: flat, SQ, PQ, HNSW over these, IVF flat, id map, transform");
        };
    depth--;
    return part;
  }

  private Part flat(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    Elements floats = Elements.take(cursor, Float.BYTES, "floats");
    floats.require(header.count() * header.dimension(), "floats of vectors");
    return storage(letters, header, new PlainCodes(header.dimension(), ElementType.F32), floats);
  }

  private Part scalar(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    Codes codes = ScalarCodes.take(cursor, header.dimension());
    return storage(letters, header, codes, codesOf(header, codes));
  }

  private Part product(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    Codes codes = ProductCodes.take(cursor, header.dimension());
    Elements bytes = codesOf(header, codes);
    // How it is searched: search_type, encode_signs, polysemous_ht.
    cursor.i32();
    cursor.u8();
    cursor.i32();
    return storage(letters, header, codes, bytes);
  }

  private Elements codesOf(IndexHeader header, Codes codes) {
    Elements bytes = Elements.take(cursor, 1, "bytes of codes");
    return bytes.require(header.count() * codes.codeBytes(), "bytes of codes");
  }

  private Part storage(String letters, IndexHeader header, Codes codes, Elements stored) {
    RowPlaces places = new OneRun(stored.at(), codes.codeBytes());
    return Part.storage(file, letters, header, codes, places);
  }

  private Part mapped(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    Part inside = index();
    header.requireInside(file, inside.header(), header.dimension());
    Elements ids = Elements.take(cursor, Long.BYTES, "ids").require(header.count(), "ids");
    return inside
        .inside(header, List.of(letters))
        .withIds(ids)
        .telling(
            Part.Notes.ofOddity("Ids come from a map, in which one may stand for several rows."));
  }

  private Part transformed(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    long at = cursor.at();
    int count = cursor.i32();
    if (count < 0 || count > TRANSFORMS_MAX) {
      throw file.corruption(at, "expected up to " + TRANSFORMS_MAX + " transforms, got " + count);
    }
    List<Transform> transforms = new ArrayList<>();
    List<String> kinds = new ArrayList<>(List.of(letters));
    int dimension = header.dimension();
    for (int i = 0; i < count; i++) {
      Transform transform = TransformParser.take(cursor);
      if (transform.dimensionIn() != dimension) {
        throw file.corruption(
            cursor.at() - 9,
            "expected dimension " + dimension + " before it, got " + transform.dimensionIn());
      }
      dimension = transform.dimensionOut();
      transforms.add(transform);
      kinds.add(transform.letters());
    }
    Part inside = index();
    header.requireInside(file, inside.header(), dimension);
    return inside.inside(header, kinds).behind(transforms);
  }

  private Part linked(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    HnswParser.Graph graph = HnswParser.take(cursor, (int) header.count());
    long at = cursor.at();
    Part storage = index();
    boolean plain = storage.rows() instanceof FaissRows rows && rows.places() instanceof OneRun;
    if (!plain || storage.graph() != null || !storage.transforms().isEmpty()) {
      throw InvalidRequestException.of(
          file.name(),
          "a graph over flat vectors, SQ or PQ",
          String.join(" > ", storage.kinds()) + " at byte " + at);
    }
    header.requireInside(file, storage.header(), header.dimension());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("M", Integer.toString(graph.degree()));
    parameters.put("efConstruction", Integer.toString(graph.buildWidth()));
    return storage
        .inside(header, List.of(letters))
        .withGraph(graph)
        .telling(Part.Notes.ofParameters(parameters));
  }

  private Part inverted(String letters) {
    IndexHeader header = IndexHeader.take(cursor);
    long lists = cursor.i64();
    long searched = cursor.i64();
    index();
    directMap();
    Codes codes = new PlainCodes(header.dimension(), ElementType.F32);
    RowPlaces places = InvertedLists.take(cursor, lists, codes.codeBytes(), header.count());
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("nlist", Long.toString(lists));
    parameters.put("nprobe", Long.toString(searched));
    return Part.storage(file, letters, header, codes, places)
        .telling(
            Part.Notes.ofLoss(
                "The inverted lists are left behind: their vectors and ids are read, in order."))
        .telling(Part.Notes.ofParameters(parameters));
  }

  private void directMap() {
    int kind = cursor.u8();
    Elements.take(cursor, Long.BYTES, "places of a direct map");
    if (kind == HASHED) {
      Elements.take(cursor, 2 * Long.BYTES, "pairs of a direct map");
    }
  }
}
