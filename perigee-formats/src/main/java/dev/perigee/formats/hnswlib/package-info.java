/// Indexes of hnswlib: the graph that `HierarchicalNSW::saveIndex` and the `save_index` of its
/// Python bindings write, and the plain rows of `BruteforceSearch`.
///
/// [dev.perigee.formats.hnswlib.HnswlibIndex] reads both,
/// [dev.perigee.formats.hnswlib.HnswlibWriter] writes the former. The bytes are told in
/// `HnswlibHeader`, `HnswlibGraph` and `BruteForceHeader`. Python pickles of an index, and the
/// folders into which some databases split one, are not read.
package dev.perigee.formats.hnswlib;
