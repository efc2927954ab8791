/// HNSW: building, inserting, searching and repairing a graph over rows of memory.
///
/// Speaks ordinals and a bulk scorer. Knows no file, no id of a caller, and not how a distance is
/// computed: the same traversal runs over a mapped file and over a graph that is being built.
package dev.perigee.graph;
