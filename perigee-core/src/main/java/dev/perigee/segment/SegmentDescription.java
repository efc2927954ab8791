package dev.perigee.segment;

import dev.perigee.vector.CodeKind;
import dev.perigee.vector.ElementType;
import dev.perigee.vector.GraphKind;
import dev.perigee.vector.Metric;

/// What a segment holds, as its header says it: everything but where the sections lie.
///
/// @param metric what "near" means
/// @param elementType how a component is stored
/// @param dimension number of components
/// @param uniqueIds whether no two ordinals share an id
/// @param count number of vectors, 0 to 2^31 - 2
/// @param vectorStrideBytes bytes from one vector to the next
/// @param codes the codes in the node rows
/// @param rerank what the last order of a search is made on: 0 the vectors, 1 codes of 8 bits, 2
///   nothing
/// @param graph the graph's shape
public record SegmentDescription(
    Metric metric,
    ElementType elementType,
    int dimension,
    boolean uniqueIds,
    int count,
    int vectorStrideBytes,
    CodeDescription codes,
    int rerank,
    GraphDescription graph) {

  /// The codes in the node rows, which they start with.
  ///
  /// @param kind bits a component
  /// @param codeBytes bytes of a code
  /// @param correctionBytes bytes of its correction, behind it
  /// @param subspaces that a code names centroids for; 0 where it names none
  /// @param rotated whether vectors were rotated before they were coded; the seed is the graph's
  public record CodeDescription(
      CodeKind kind, int codeBytes, int correctionBytes, int subspaces, boolean rotated) {}

  /// The shape of a graph and how it was built.
  ///
  /// @param kind with levels or without
  /// @param degreeMax most neighbours on level 0
  /// @param degreeMaxUpper most neighbours on an upper level
  /// @param nodeStrideBytes bytes from one level-0 row to the next
  /// @param upperStrideBytes bytes from one upper row to the next
  /// @param upperCount number of upper rows
  /// @param entryNode ordinal of the entry point, -1 if there is none: no vectors, or no links
  /// @param maxLevel level of the entry point
  /// @param efConstruction width of the beam that found the links
  /// @param levelFactor scale of the distribution of levels
  /// @param alpha of the choice of links, where there are no levels
  /// @param seed of the levels
  public record GraphDescription(
      GraphKind kind,
      int degreeMax,
      int degreeMaxUpper,
      int nodeStrideBytes,
      int upperStrideBytes,
      int upperCount,
      int entryNode,
      int maxLevel,
      int efConstruction,
      double levelFactor,
      float alpha,
      long seed) {}
}
