/// The segment file: layout, checksums, writing, mapping and verifying.
///
/// Reads any slice of memory and writes to any channel; a path is one kind of either. Knows
/// sections of rows, not what a graph does with them. The byte tables are in
/// docs/formats/segment.md.
package dev.perigee.segment;
