/// Records from Parquet files, and Parquet files of records.
///
/// Pages are found, read, checked and unpacked here; Apache Parquet's `parquet-column` decodes them
/// and assembles records, `parquet-format-structures` reads the footer. `parquet-hadoop`, which
/// reads whole row groups into memory and wants classes of Hadoop, is not used. What was decided
/// and why is in `docs/adr/0029-record-readers.md`.
///
/// Files come from strangers, and the decoder believes what a page says of itself: everything it
/// would allocate for is compared with the bytes that are there before it sees them
/// ([dev.perigee.formats.parquet.PageGuard]).
package dev.perigee.formats.parquet;
