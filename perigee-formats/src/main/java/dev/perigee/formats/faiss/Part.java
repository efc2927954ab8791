package dev.perigee.formats.faiss;

import dev.perigee.formats.file.FileBytes;
import dev.perigee.vector.VectorSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// An index and the indexes inside it, as far as they are read.
///
/// @param kinds four letters of each, the outermost first; transforms stand where they apply
/// @param header of the outermost
/// @param comparing header of the one that compares vectors: the innermost
/// @param rows the vectors as they are stored, with the ids of the outermost
/// @param codes how they are stored
/// @param graph over them; null where there is none
/// @param transforms that vectors have gone through, first to last
/// @param notes what there is to tell
record Part(
    List<String> kinds,
    IndexHeader header,
    IndexHeader comparing,
    VectorSource rows,
    Codes codes,
    HnswParser.Graph graph,
    List<Transform> transforms,
    Notes notes) {

  /// What there is to tell of an index.
  ///
  /// @param parameters by name, the outermost index first
  /// @param losses what is left behind, a sentence each
  /// @param oddities what is worth knowing, a sentence each
  record Notes(Map<String, String> parameters, List<String> losses, List<String> oddities) {

    /// Notes with parameters alone.
    static Notes ofParameters(Map<String, String> parameters) {
      return new Notes(parameters, List.of(), List.of());
    }

    /// Notes with one loss.
    static Notes ofLoss(String loss) {
      return new Notes(Map.of(), List.of(loss), List.of());
    }

    /// Notes with one oddity.
    static Notes ofOddity(String oddity) {
      return new Notes(Map.of(), List.of(), List.of(oddity));
    }

    /// These notes, then others.
    Notes then(Notes others) {
      Map<String, String> all = new LinkedHashMap<>(parameters);
      all.putAll(others.parameters);
      return new Notes(all, join(losses, others.losses), join(oddities, others.oddities));
    }
  }

  /// An index with vectors of its own.
  static Part storage(
      FileBytes file, String kind, IndexHeader header, Codes codes, RowPlaces places) {
    VectorSource rows = new FaissRows(file, codes, places, header.count());
    List<String> losses = codes.loss().isEmpty() ? List.of() : List.of(codes.loss());
    Notes notes = new Notes(Map.of(), losses, List.of());
    return new Part(List.of(kind), header, header, rows, codes, null, List.of(), notes);
  }

  /// This one inside another.
  ///
  /// @param letters of the other and of its transforms
  Part inside(IndexHeader outer, List<String> letters) {
    List<String> all = join(letters, kinds);
    return new Part(all, outer, comparing, rows, codes, graph, transforms, notes);
  }

  /// This one with ids from a map.
  Part withIds(Elements ids) {
    VectorSource mapped = new MappedRows(rows, ids);
    return new Part(kinds, header, comparing, mapped, codes, graph, transforms, notes);
  }

  /// This one with a graph over its vectors.
  Part withGraph(HnswParser.Graph linked) {
    return new Part(kinds, header, comparing, rows, codes, linked, transforms, notes);
  }

  /// This one behind transforms.
  Part behind(List<Transform> before) {
    List<Transform> all = join(before, transforms);
    return new Part(kinds, header, comparing, rows, codes, graph, all, notes);
  }

  /// This one with more to tell, before what there is.
  Part telling(Notes more) {
    Notes all = more.then(notes);
    return new Part(kinds, header, comparing, rows, codes, graph, transforms, all);
  }

  private static <T> List<T> join(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
