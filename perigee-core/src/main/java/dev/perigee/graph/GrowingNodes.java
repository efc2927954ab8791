package dev.perigee.graph;

/// Nodes that are added while others are read.
///
/// One thread at a time adds; readers need no lock and see a node once it was published, with
/// everything that was written before.
public sealed interface GrowingNodes permits UnlinkedGraph, HnswBuilder {

  /// The nodes published so far, and those to come.
  HnswGraph graph();

  /// Makes the row of the next node, which nobody sees before [#publish()].
  ///
  /// @return its ordinal
  int prepare();

  /// Lets readers see the node that was prepared.
  void publish();

  /// Bytes of memory held.
  long memoryBytes();
}
