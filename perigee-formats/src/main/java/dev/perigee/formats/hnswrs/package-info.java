/// Dumps of hnsw_rs, the Rust crate: a reader of the versions 2 to 4 of the format and a writer of
/// version 4.
///
/// [dev.perigee.formats.hnswrs.HnswRsIndex] tells the bytes. Knows vectors, links and errors; must
/// not know how Perigee stores an index.
package dev.perigee.formats.hnswrs;
