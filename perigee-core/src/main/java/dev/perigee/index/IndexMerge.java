package dev.perigee.index;

import dev.perigee.error.CancelledException;
import dev.perigee.error.InvalidRequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes one index of several: copies the graph of the largest and inserts the rows of the others,
/// so that a merge costs about what inserting the smaller ones costs.
///
/// The inputs are only read. What can be refused is refused before anything is copied.
final class IndexMerge {

  /// Most files of one merge.
  static final int FILES_MAX = 1024;

  private final PinnedIndex largest;
  private final List<PinnedIndex> inputs;
  private final IndexOptions options;

  /// @param inputs two or more that agree
  /// @param change makes the options of the merged index from those of the largest
  private IndexMerge(List<PinnedIndex> inputs, UnaryOperator<IndexOptions> change) {
    PinnedIndex most = inputs.getFirst();
    for (PinnedIndex input : inputs) {
      most = input.count() > most.count() ? input : most;
    }
    largest = most;
    this.inputs = inputs;
    for (PinnedIndex input : inputs) {
      input.requireAlike("paths", largest.options(), largest.source());
    }
    options = change.apply(largest.options());
    largest.requireAlike("paths", options, "the changed options");
  }

  /// Merges files, which are verified first.
  static IndexBuilder ofFiles(
      List<Path> paths, UnaryOperator<IndexOptions> change, BuildProgress progress) {
    if (paths.size() < 2 || paths.size() > FILES_MAX) {
      throw InvalidRequestException.of("paths", "2 to " + FILES_MAX + " files", paths.size());
    }
    List<VectorIndex> opened = new ArrayList<>();
    try {
      for (Path path : paths) {
        opened.add(VectorIndex.open(path));
      }
      IndexMerge merge = new IndexMerge(opened.stream().map(VectorIndex::parts).toList(), change);
      paths.forEach(IndexFile::verify);
      return merge.run(progress);
    } finally {
      opened.forEach(VectorIndex::close);
    }
  }

  private IndexBuilder run(BuildProgress progress) {
    if (options.uniqueIds()) {
      SharedIds.refuse(inputs);
    }
    List<PinnedIndex> inserted = new ArrayList<>(inputs);
    inserted.remove(largest);
    IndexBuilder builder;
    if (keepsGraph()) {
      builder = largest.toBuilder(options);
    } else {
      inserted.addFirst(largest);
      builder = IndexBuilder.empty(options);
    }
    try {
      builder.addAll(new IndexRows(inserted), progress);
      return builder;
    } catch (CancelledException e) {
      builder.close();
      throw new CancelledException("merge: cancelled; the files are as they were");
    } catch (RuntimeException | Error e) {
      builder.close();
      throw e;
    }
  }

  /// Whether the graph of the largest can go on with the options.
  private boolean keepsGraph() {
    IndexOptions built = largest.options();
    return options.linked() == built.linked()
        && options.graph() == built.graph()
        && options.alpha() == built.alpha()
        && options.m() == built.m()
        && options.m0() == built.m0()
        && options.levelFactor() == built.levelFactor()
        && options.seed() == built.seed()
        && options.codes() == built.codes();
  }
}
