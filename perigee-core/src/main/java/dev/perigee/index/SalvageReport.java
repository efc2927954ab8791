package dev.perigee.index;

import java.util.List;

/// What was made of a damaged index file, and what of it is lost.
///
/// @param count vectors that the file held
/// @param kept vectors that are in the new file
/// @param damage what is wrong with the file, in its order
/// @param lost ranges of ordinals whose vector or id could not be read
/// @param lostIds ids of some of them: those that could be read, at most 100,000
/// @param numbered whether all ids are lost, so that each vector got its ordinal as its id
/// @param graph what became of the graph
public record SalvageReport(
    int count,
    int kept,
    List<DamagedPart> damage,
    List<Ordinals> lost,
    List<Long> lostIds,
    boolean numbered,
    Graph graph) {

  /// Most ids that are listed.
  public static final int LOST_IDS_MAX = 100_000;

  /// A range of ordinals.
  ///
  /// @param from the first
  /// @param to behind the last
  public record Ordinals(int from, int to) {}

  /// What became of the graph, and of the codes.
  public enum Graph {
    /// They are as they were.
    COPIED,
    /// They are as they were, but for what was lost.
    PATCHED,
    /// They were made anew, of the vectors.
    BUILT
  }

  /// Copies the lists.
  public SalvageReport {
    damage = List.copyOf(damage);
    lost = List.copyOf(lost);
    lostIds = List.copyOf(lostIds);
  }
}
