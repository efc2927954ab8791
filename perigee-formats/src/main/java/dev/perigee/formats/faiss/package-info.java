/// Indexes that FAISS wrote with `write_index`: flat vectors, HNSW graphs, scalar and product
/// codes, id maps, pre-transforms and flat inverted lists.
///
/// [dev.perigee.formats.faiss.FaissIndex] opens one. Knows vectors, links and errors; must not know
/// how Perigee stores an index, databases or the command line.
package dev.perigee.formats.faiss;
